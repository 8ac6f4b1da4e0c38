// npm run bench -- stream [rows]: the embedded log alone, and rows of 63 columns through it in both forms.
import { performance } from "node:perf_hooks";
import { random } from "../src/lib/core";
import {
  embeddedLog,
  type Log,
  type NewRecord,
  type RowForm,
  RowReader,
  readRows,
  replay,
  rowWriter,
  type StreamRow,
} from "../src/lib/stream";
import { Table } from "../src/lib/table";

const COLUMNS = 63;
const PARTITIONS = 3;
const RUNS = 3;
const count = Number(process.argv[2] ?? 200_000);

/** The fastest of several runs, in wall and CPU seconds. */
async function best(work: () => Promise<void>): Promise<{ wall: number; cpu: number }> {
  let wall = Number.POSITIVE_INFINITY;
  let cpu = Number.POSITIVE_INFINITY;
  for (let k = 0; k < RUNS; k++) {
    const used = process.cpuUsage();
    const begun = performance.now();
    await work();
    wall = Math.min(wall, (performance.now() - begun) / 1000);
    const { user, system } = process.cpuUsage(used);
    cpu = Math.min(cpu, (user + system) / 1e6);
  }
  return { wall, cpu };
}

function print(
  name: string,
  things: number,
  unit: string,
  { wall, cpu }: { wall: number; cpu: number },
): void {
  const rate = (seconds: number): string =>
    `${Math.round(things / seconds).toLocaleString("en")}`.padStart(12);
  console.log(`${name.padEnd(58)}${rate(wall)} ${unit}/s${rate(cpu)} ${unit}/s of CPU`);
}

async function logWith(partitions = PARTITIONS): Promise<Log> {
  const log = embeddedLog();
  await log.createTopics([{ name: "rows", partitions, maxRecordBytes: 4 << 20 }]);
  return log;
}

async function consume(log: Log, records: number): Promise<void> {
  const consumer = await log.consumer({ group: "g", topics: ["rows"] });
  for (let seen = 0; seen < records; ) seen += (await consumer.poll())?.records.length ?? 0;
  await consumer.close();
}

async function benchLog(): Promise<void> {
  const records = 1_000_000;
  for (const [name, bytes, keyed] of [
    ["records of 100 bytes, no key", 100, false],
    ["records of 100 bytes, keyed", 100, true],
  ] as const) {
    const value = new Uint8Array(bytes).fill(7);
    const batch: NewRecord[] = Array.from({ length: 500 }, (_, i) =>
      keyed ? { key: `k${i}`, value } : { value },
    );
    let log = await logWith();
    const append = async (): Promise<void> => {
      log = await logWith();
      for (let i = 0; i < records; i += batch.length) await log.append("rows", batch);
    };
    print(`append, ${name}`, records, "records", await best(append));
    print(`consume, ${name}`, records, "records", await best(() => consume(log, records)));
    const both = async (): Promise<void> => {
      await append();
      await consume(log, records);
    };
    print(`append and consume, ${name}`, records, "records", await best(both));
  }
}

/** What the engine's own JSON does with the same messages. */
async function benchEngine(texts: readonly string[]): Promise<void> {
  const messages: unknown[] = texts.map((text) => JSON.parse(text));
  const stringify = async (): Promise<void> => {
    for (const message of messages) Buffer.from(JSON.stringify(message));
  };
  print("json: JSON.stringify alone", texts.length, "rows", await best(stringify));
  const parse = async (): Promise<void> => {
    for (const text of texts) JSON.parse(text);
  };
  print("json: JSON.parse alone", texts.length, "rows", await best(parse));
}

async function benchRows(): Promise<void> {
  const stream = random("bench stream");
  const names = Array.from({ length: COLUMNS - 1 }, (_, f) => `firewall_event-${f}`);
  // As performance tables have them: whole counters, and some with decimals.
  const columns = [...names, "output_rate"].map((name, f): [string, Float64Array] => [
    name,
    Float64Array.from({ length: count }, () =>
      f % 16 === 0 ? Math.round(stream.uniform() * 1e11) / 1e8 : Math.round(stream.uniform() * 1e10),
    ),
  ]);
  const schema = { run: "bench", features: names, target: "output_rate" };
  const plan = { schema, stages: [{ name: "stage0", rows: Table.of(columns) }] };
  const rows: StreamRow[] = Array.from({ length: Math.min(count, 20_000) }, (_, seq) => ({
    ...{ seq, stage: "stage0", segment: null, time: seq * 1000, label: columns[COLUMNS - 1][1][seq] },
    features: Float64Array.from(names, (_name, f) => columns[f][1][seq]),
  }));
  for (const form of ["json", "typed"] as RowForm[]) {
    const writer = rowWriter(schema, form);
    const together = form === "json" ? 1 : 64;
    let records: NewRecord[] = [];
    const write = async (): Promise<void> => {
      records = [];
      for (let i = 0; i < rows.length; i += together) records.push(writer.write(rows.slice(i, i + together)));
    };
    print(`${form}: write`, rows.length, "rows", await best(write));
    const log = await logWith(1);
    await log.append("rows", records);
    const arrived = await log.read("rows", 0, 0, records.length);
    const size = arrived.reduce((sum, { value }) => sum + (value?.length ?? 0), 0) / rows.length;
    const read = async (): Promise<void> => {
      const reader = new RowReader({ schema });
      for (const record of arrived)
        if (reader.decode(record).kind !== "rows") throw new Error("a row was rejected");
    };
    print(`${form}: read (${Math.round(size)} bytes a row)`, rows.length, "rows", await best(read));
    if (form === "json") await benchEngine(arrived.map(({ value }) => Buffer.from(value ?? []).toString()));
    const through = async (): Promise<void> => {
      const own = await logWith();
      const sending = replay(own, plan, { topic: "rows", form }).done;
      let seen = 0;
      for await (const some of readRows(own, { topic: "rows", schema })) seen += some.length;
      await sending;
      if (seen !== count) throw new Error(`${seen} of ${count} rows came`);
    };
    print(`${form}: table, replay, log, ordered rows`, count, "rows", await best(through));
  }
}

async function main(): Promise<void> {
  await benchLog();
  await benchRows();
}

void main();

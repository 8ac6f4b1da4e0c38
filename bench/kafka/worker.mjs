// One turn of ours in a process of its own: node worker.mjs produce|consume json|typed <broker> <topic> <rows>.
// Prints {rows, records, bytes, seconds, cpu} as JSON; the seconds are those between the first and the last row.
import { createRequire } from "node:module";

const { perf, stream, table } = createRequire(import.meta.url)("../../src/lib/dist/index.js");
const [action, form, brokers, topic, count] = process.argv.slice(2);
const ROWS = Number(count);
/** Rows in one typed record, and rows in one append, in either form. */
const FRAME = 50;
const APPEND = 500;
const TARGET = "output_rate";

const stage = await perf.openReference("testbed").table(0);
const features = table.schemas.performance.columns.map(({ name }) => name).filter((name) => name !== TARGET);
const schema = { run: topic, features, target: TARGET };
const log = stream.kafkaLog({ brokers });

/** The rows of the bundled stage, over and over, numbered through. */
function rowSource() {
  const columns = features.map((name) => stage.column(name));
  const labels = stage.column(TARGET);
  const known = Array.from({ length: stage.length }, (_, i) => Float64Array.from(columns, (c) => c[i]));
  return (seq) => ({
    seq,
    stage: "load_stimulus",
    segment: null,
    time: 1_500_000_000_000 + seq * 1000,
    features: known[seq % known.length],
    label: labels[seq % known.length],
  });
}

async function produce() {
  const row = rowSource();
  const writer = stream.rowWriter(schema, form);
  const each = form === "typed" ? FRAME : 1;
  let [records, bytes] = [0, 0];
  // Two appends are under way, so that the next is encoded while the broker takes one.
  const under = [];
  for (let seq = 0; seq < ROWS; seq += APPEND) {
    const batch = [];
    for (let first = seq; first < Math.min(seq + APPEND, ROWS); first += each) {
      const rows = [];
      for (let i = first; i < Math.min(first + each, ROWS); i++) rows.push(row(i));
      batch.push(writer.write(rows));
    }
    records += batch.length;
    for (const { value } of batch) bytes += typeof value === "string" ? value.length : value.byteLength;
    if (under.length === 2) await under.shift();
    under.push(log.append(topic, batch));
  }
  await Promise.all(under);
  return { records, bytes };
}

async function consume() {
  const reader = new stream.RowReader({ schema, partitions: 3 });
  const consumer = await log.consumer({ group: `${topic}-bench`, topics: [topic], maxRecords: 5_000 });
  await consumer.ready;
  start();
  let [rows, records, bytes] = [0, 0, 0];
  while (rows < ROWS) {
    const batch = await consumer.poll(1_000);
    for (const record of batch?.records ?? []) {
      const decoded = reader.decode(record);
      if (decoded.kind !== "rows") throw new Error(`not rows: ${JSON.stringify(decoded)}`);
      rows += decoded.rows.length;
      records++;
      bytes += record.value.length;
    }
  }
  return { records, bytes };
}

let begun;
let cpu;
function start() {
  begun = performance.now();
  cpu = process.cpuUsage();
}

await log.ranges(topic);
start();
const done = action === "produce" ? await produce() : await consume();
const seconds = (performance.now() - begun) / 1000;
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ ...done, rows: ROWS, seconds, cpu: (user + system) / 1e6 }));
await log.close();

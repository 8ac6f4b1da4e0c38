// Labelling a million instances: opening, a label's way to the disk, the next row, saving.
//   npm run bench -- label [rows] [folder]      the folder (default the system's temporary one) decides which disk is measured
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
// The compiled library, as users have it.
import { core, label, table as tables } from "dataplane-lab";

const rows = Number(process.argv[2] ?? 1_000_000);
const folder = mkdtempSync(path.join(process.argv[3] ?? tmpdir(), "bench-label-"));
const LABELS = 2000;
const PICK = ["TC", "OVS", "IPTABLES"];

/** The 34 features and the rule's id: five text columns, gaps, counters and rates. */
function makeTable(): tables.Table {
  const draw = core.random("bench label");
  const columns: [string, tables.ColumnInput][] = [
    ["rule_id", Float64Array.from({ length: rows }, (_, i) => i)],
  ];
  for (const { name, type } of tables.INSTANCE_FEATURES) {
    if (type === "text") {
      const values = name === "rule_technology" ? PICK : ["INGRESS", "EGRESS", "gtp", null];
      columns.push([name, Array.from({ length: rows }, () => values[draw.integer(values.length)])]);
      continue;
    }
    const cell = (): number =>
      draw.uniform() < 0.02 ? Number.NaN : Math.floor(10 ** (1 + 6 * draw.uniform()));
    columns.push([name, Float64Array.from({ length: rows }, cell)]);
  }
  return tables.Table.of(columns);
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const cpu = process.cpuUsage();
  const before = performance.now();
  const result = await work();
  const used = process.cpuUsage(cpu);
  const wall = (performance.now() - before) / 1e3;
  console.log(`${what}: ${wall.toFixed(2)} s wall, ${((used.user + used.system) / 1e6).toFixed(2)} s CPU`);
  return result;
}

function spread(what: string, times: number[]): void {
  const sorted = Float64Array.from(times).sort();
  const at = (p: number): string =>
    sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))].toFixed(2);
  console.log(`${what}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms (${times.length})`);
}

async function each(times: number, work: (i: number) => Promise<unknown> | unknown): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) {
    const before = performance.now();
    await work(i);
    taken.push(performance.now() - before);
  }
  return taken;
}

async function main(): Promise<void> {
  const file = path.join(folder, "instances.csv");
  await tables.writeCsv(makeTable(), file);
  console.log(
    `${rows} rows of ${tables.INSTANCE_FEATURES.length + 1} columns, ${(statSync(file).size / 1e6).toFixed(0)} MB`,
  );
  const data = await timed("open the data and its SHA-256", () => label.openData(file));
  const labels = path.join(folder, "labels");
  const options = { dataset: data.dataset, schema: label.NETLABELLER_SCHEMA };
  let store = await timed("open labels, none yet", () => label.openLabels(labels, options));
  const session = label.labelSession(store, data, { annotator: "ada" });
  let row = 0;
  const one = async (i: number): Promise<void> => {
    row = await session.label(row, { labels: [PICK[i % 3]], confidence: 0.9 });
  };
  spread("label, on disk, next row known", await each(LABELS, one));
  const draw = core.random("jumps");
  spread(
    "next row without label from anywhere",
    await each(LABELS, () => session.walk.nextUnlabelled(draw.integer(rows))),
  );
  spread("state of a row", await each(LABELS, () => session.state(draw.integer(rows))));
  const query = "rule_technology = 'OVS' and rx_packets > 1000";
  const { count } = await timed("preview of a bulk label", async () => session.previewBulk(query));
  await timed(`bulk label of ${count} rows`, () => session.bulk(query, { labels: ["TC"] }, count));
  await timed("its undo", () => session.undo());
  const words = Array.from({ length: rows }, (_, i) => PICK[(i * 7) % 3]);
  const old = tables.Table.of({ label: words });
  await timed("take over a label for every row", () =>
    label.importLabels(store, old, { annotator: "ada", source: "bench" }),
  );
  await store.close();
  store = await timed("open labels, one for every row", () => label.openLabels(labels, options));
  const similar = new label.Similarity(data.table);
  spread("five most similar rows", await each(5, () => similar.nearest(draw.integer(rows), 5)));
  for (const ending of ["csv", "csv", "parquet", "json"]) {
    await timed(`save ${rows} labelled rows as ${ending}`, () =>
      label.exportLabels(store, data, path.join(folder, `out.${ending}`)),
    );
  }
  console.log(
    `memory in use: ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB, of which numbers ${((rows * 29 * 8) / 1e6).toFixed(0)} MB`,
  );
  await store.close();
}

main().finally(() => rmSync(folder, { recursive: true, force: true }));

// CSV of a million rows × 36 columns: ours, and beside it Polars, pandas and DuckDB as far as Python has them.
//   npm run bench -- csv [rows]      PYTHON=/path/to/python chooses the Python to look in
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
// The compiled library, as users have it: under ts-node each thread would first load the compiler.
import { core, table as tables } from "dataplane-lab";

const { readCsv, Table, writeCsv } = tables;

const OURS = "dataplane-lab";
const rows = Number(process.argv[2] ?? 1_000_000);

/** Columns as a performance table has them: two rates, a latency, 30 whole counters, and three that use every bit. */
function makeTable(): tables.Table {
  const stream = core.random("bench csv");
  const column = (cell: () => number): Float64Array => Float64Array.from({ length: rows }, cell);
  const decimal = (top: number, digits: number): Float64Array =>
    column(() => Math.round(stream.uniform() * top * 10 ** digits) / 10 ** digits);
  const columns: [string, Float64Array][] = [
    ["input_rate", decimal(10_000, 11)],
    ["output_rate", decimal(10_000, 11)],
    ["latency", decimal(300, 3)],
  ];
  for (let k = 0; k < 30; k++)
    columns.push([`counter_${k}`, column(() => Math.floor(10 ** (3 + 7 * stream.uniform())))]);
  for (let k = 0; k < 3; k++) columns.push([`double_${k}`, column(() => stream.normal())]);
  return Table.of(columns);
}

interface Figure {
  readonly who: string;
  readonly task: "read" | "write";
  readonly wall: number;
  readonly cpu: number;
}

async function measure(who: string, task: "read" | "write", work: () => Promise<unknown>): Promise<Figure> {
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  await work();
  const cpu = process.cpuUsage(cpuBefore);
  return {
    who,
    task,
    wall: (performance.now() - before) / 1e3,
    cpu: (cpu.user + cpu.system) / 1e6,
  };
}

const PEERS = `
import json, os, sys, time
source, target = sys.argv[1:]
def measure(who, task, work):
    c, t = os.times(), time.time()
    result = work()
    d = os.times()
    print(json.dumps(dict(who=who, task=task, wall=time.time() - t, cpu=d.user + d.system - c.user - c.system)), flush=True)
    return result
try:
    import polars
    frame = measure("Polars " + polars.__version__, "read", lambda: polars.read_csv(source))
    measure("Polars " + polars.__version__, "write", lambda: frame.write_csv(target))
    del frame
except ImportError: pass
try:
    import pandas
    frame = measure("pandas " + pandas.__version__, "read", lambda: pandas.read_csv(source))
    measure("pandas " + pandas.__version__, "write", lambda: frame.to_csv(target, index=False))
    del frame
except ImportError: pass
try:
    import duckdb
    duckdb.sql("PRAGMA disable_progress_bar")
    measure("DuckDB " + duckdb.__version__, "read", lambda: duckdb.sql(f"CREATE TABLE t AS SELECT * FROM '{source}'"))
    measure("DuckDB " + duckdb.__version__, "write", lambda: duckdb.sql(f"COPY t TO '{target}'"))
except ImportError: pass
`;

function peers(source: string, target: string): Figure[] {
  const run = spawnSync(process.env.PYTHON ?? "python3", ["-c", PEERS, source, target], { encoding: "utf8" });
  return (run.stdout ?? "")
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Figure);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "bench-csv-"));
  try {
    const [source, target] = [path.join(folder, "a.csv"), path.join(folder, "b.csv")];
    const table = makeTable();
    const figures: Figure[] = [];
    // The first turn pays for compilation, as every fresh process does; both are printed.
    for (let turn = 0; turn < 2; turn++) {
      figures.push(await measure(OURS, "write", () => writeCsv(table, source)));
      figures.push(await measure(OURS, "read", () => readCsv(source)));
    }
    figures.push(await measure(`${OURS}, 1 thread`, "write", () => writeCsv(table, source, { threads: 1 })));
    figures.push(await measure(`${OURS}, 1 thread`, "read", () => readCsv(source, { threads: 1 })));
    figures.push(...peers(source, target));
    console.log(
      `${rows} rows × ${table.names.length} columns, ${(statSync(source).size / 1e6).toFixed(0)} MB`,
    );
    const best = (task: string): number =>
      Math.min(...figures.filter((f) => f.who === OURS && f.task === task).map((f) => f.wall));
    for (const { who, task, wall, cpu } of figures) {
      const ratio = who.startsWith(OURS) ? "" : `  ours takes ${(best(task) / wall).toFixed(2)} of its time`;
      console.log(
        `${task.padEnd(5)} ${who.padEnd(23)} wall ${wall.toFixed(2)} s  CPU ${cpu.toFixed(2)} s${ratio}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();

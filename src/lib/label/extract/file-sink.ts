import { createHash } from "node:crypto";
import { promises as fs } from "node:fs";
import path from "node:path";
import { fail, makeFolder, quote, writeFileAtomic } from "../../core";
import { csvText, Table } from "../../table";
import { readFields, readJson } from "../records/check";
import type { InstanceSink, IterationSteps } from "./loop";
import { type Pace, realPace } from "./pace";

export interface FileSinkOptions {
  /** One CSV for each rule, as the original writes them, instead of one for all. */
  readonly perRule?: boolean;
  readonly pace?: Pace;
}

/** How far the files of a folder are whole. */
interface State {
  readonly iterations: number;
  /** File to its length in bytes. */
  readonly files: Readonly<Record<string, number>>;
}

const STATE = "extraction.json";
export const INSTANCES_FILE = "instances.csv";
export const INSTRUMENTATION_FILE = "instrumentation.csv";

/**
 * Writes instances into a folder: `instances.csv` (or a CSV for each rule), and the stamps of each iteration into
 * `instrumentation.csv`. No CSV holds a NUL, so in texts U+FFFD stands for it. A folder that an earlier run left is continued: what is behind its last whole iteration is cut off.
 */
export async function fileSink(folder: string, options: FileSinkOptions = {}): Promise<InstanceSink> {
  await makeFolder(folder);
  const pace = options.pace ?? realPace;
  const state = await recover(folder);
  const files = new Map(Object.entries(state.files));

  async function append(name: string, table: Table): Promise<void> {
    const known = files.get(name) ?? 0;
    const text = csvText(withoutNul(table), { header: known === 0 });
    const header = csvText(table.slice(0, 0));
    const handle = await fs.open(path.join(folder, name), known === 0 ? "w+" : "r+");
    try {
      if (known > 0) await checkHeader(handle, header, path.join(folder, name));
      const bytes = Buffer.from(text);
      await handle.write(bytes, 0, bytes.length, known);
      await handle.datasync();
      files.set(name, known + bytes.length);
    } finally {
      await handle.close();
    }
  }

  return {
    done: state.iterations,
    async write(iteration, instances, steps) {
      for (const [name, table] of options.perRule === true
        ? byRule(instances)
        : [[INSTANCES_FILE, instances] as const]) {
        await append(name, table);
      }
      await append(INSTRUMENTATION_FILE, stepsTable([steps(pace.now())]));
      const whole: State = { iterations: iteration + 1, files: Object.fromEntries(files) };
      await writeFileAtomic(path.join(folder, STATE), `${JSON.stringify(whole)}\n`);
    },
  };
}

/** The stamps of iterations as a table, with the differences: connection, extraction and writing in ms. */
export function stepsTable(steps: readonly IterationSteps[]): Table {
  const column = (of: (step: IterationSteps) => number): Float64Array => Float64Array.from(steps, of);
  return Table.of({
    iteration: column((step) => step.iteration),
    begun: column((step) => step.begun),
    connected: column((step) => step.connected),
    extracted: column((step) => step.extracted),
    written: column((step) => step.written),
    connection_ms: column((step) => step.connected - step.begun),
    extraction_ms: column((step) => step.extracted - step.connected),
    writing_ms: column((step) => step.written - step.extracted),
    ports: column((step) => step.ports),
    rules: column((step) => step.rules),
    queries: column((step) => step.queries),
    retries: column((step) => step.retries),
  });
}

/** A file's name for a rule: readable, and different for different ids, whatever they contain. */
export function ruleFile(rule: string): string {
  const readable = rule.replace(/[^A-Za-z0-9]+/g, "-").slice(0, 40);
  return `rule-${readable}-${createHash("sha256").update(rule).digest("hex").slice(0, 12)}.csv`;
}

function withoutNul(table: Table): Table {
  return Table.fromColumns(
    table.names.map((name) => [
      name,
      table.isNumeric(name)
        ? table.numbers(name)
        : table.texts(name).map((text) => text?.replaceAll("\0", "\ufffd") ?? null),
    ]),
  );
}

function byRule(instances: Table): [string, Table][] {
  const rules = instances.texts("rule");
  return [...new Set(rules)].map((rule) => [
    ruleFile(rule ?? ""),
    instances.filter((row) => rules[row] === rule),
  ]);
}

async function checkHeader(handle: fs.FileHandle, header: string, file: string): Promise<void> {
  const expected = Buffer.from(header);
  const { buffer } = await handle.read(Buffer.alloc(expected.length), 0, expected.length, 0);
  if (expected.equals(buffer)) return;
  fail({
    code: "format",
    expected: "a file with the columns that are to be written",
    found: "other columns",
    where: { file },
    hint: "An earlier run had another layout. Choose another folder.",
  });
}

/** Whether a file's name is one that only an extraction gives. Nobody else's file is ever cut or removed. */
function isOurs(name: string): boolean {
  return [INSTANCES_FILE, INSTRUMENTATION_FILE].includes(name) || /^rule-.*-[0-9a-f]{12}\.csv$/.test(name);
}

/** Cuts every file to what the state vouches for, and removes those of an iteration that was never whole. */
async function recover(folder: string): Promise<State> {
  const file = path.join(folder, STATE);
  const text = await fs.readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) {
    const others = (await fs.readdir(folder)).filter(isOurs);
    if (others.length > 0) {
      fail({
        code: "format",
        expected: "an empty folder, or one of an earlier extraction",
        found: `${quote(others[0])} and no ${STATE}`,
        where: { file: folder },
      });
    }
    return { iterations: 0, files: {} };
  }
  const fields = readFields(readJson(text, "an extraction's state", { file }), "an extraction's state", {
    file,
  });
  const sizes = fields.object("files");
  const files = Object.fromEntries(sizes.names().map((name) => [name, sizes.count(name)]));
  for (const [name, bytes] of Object.entries(files)) {
    const target = path.join(folder, name);
    const size =
      path.basename(name) !== name
        ? -1
        : await fs.stat(target).then(
            (stat) => stat.size,
            () => -1,
          );
    if (size < bytes) {
      fail({
        code: "format",
        expected: `${bytes} bytes of an earlier extraction`,
        found: size < 0 ? "no such file" : `${size} bytes`,
        where: { file: target },
      });
    }
    if (size > bytes) await fs.truncate(target, bytes);
  }
  for (const name of await fs.readdir(folder)) {
    if (isOurs(name) && !Object.hasOwn(files, name)) await fs.rm(path.join(folder, name));
  }
  return { iterations: fields.count("iterations"), files };
}

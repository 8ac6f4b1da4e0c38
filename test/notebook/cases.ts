import { promises as fs } from "node:fs";
import path from "node:path";

/** A cell: its source, or its source and a tag. */
export type CellText = string | readonly [source: string, tag: string];

/** A notebook that must end in one way, whoever runs it. */
export interface FailureCase {
  readonly name: string;
  readonly cells: readonly CellText[];
  /** Number of the cell, among the code cells, that must carry the error; none when the run must pass. */
  readonly failing?: number;
  readonly ename?: string;
  readonly evalue?: RegExp;
  /** What the traceback must hold, line by line in any order. */
  readonly traceback?: readonly string[];
  /** A text that must, or must not, be among the outputs. */
  readonly prints?: string;
  readonly silent?: string;
  /** The case ends by the time limit of its cell. */
  readonly slow?: boolean;
}

const after = 'console.log("the next cell ran")';
const never = "the next cell ran";

export const cases: readonly FailureCase[] = [
  {
    name: "throw",
    cells: [
      'function inner(value: { deep: number }): never {\n  // a comment\n  throw new RangeError("too far");\n}',
      "interface Unused { a: number }\nconst value = { deep: 1 };\ninner(value);",
      after,
    ],
    failing: 2,
    ename: "RangeError",
    evalue: /^too far$/,
    traceback: [
      "In[1], line 3:",
      '   3 |   throw new RangeError("too far");',
      "    at inner (In[1]:3:9)",
      "    at In[2]:3:1",
    ],
    silent: never,
  },
  {
    name: "type-error",
    cells: ["const count: number = 1;", '\nconst text: string = { count }["count"];', after],
    failing: 2,
    ename: "CompileError",
    evalue: /^line 2, column 7: Type 'number' is not assignable to type 'string'\. \(TS2322\)$/,
    traceback: ['   2 | const text: string = { count }["count"];', "     |       ^^^^"],
    silent: never,
  },
  {
    name: "awaited-rejection",
    cells: ['await Promise.reject(new TypeError("not today"));', after],
    failing: 1,
    ename: "TypeError",
    evalue: /^not today$/,
    silent: never,
  },
  {
    name: "unhandled-rejection",
    cells: ['Promise.reject(new Error("nobody listens"));', after],
    failing: 1,
    ename: "Error",
    evalue: /^nobody listens$/,
    silent: never,
  },
  {
    name: "timer-during-a-later-cell",
    cells: [
      'setTimeout(() => { throw new Error("boom"); }, 300);',
      "await new Promise((resolve) => setTimeout(resolve, 20_000));",
      after,
    ],
    failing: 2,
    ename: "Error",
    evalue: /^boom$/,
    silent: never,
  },
  {
    name: "timer-after-the-last-cell",
    cells: ["1 + 1", 'setTimeout(() => { throw new Error("late"); }, 500);'],
    failing: 2,
    ename: "Error",
    evalue: /^late$/,
  },
  {
    name: "rejection-after-the-last-cell",
    cells: [
      'void (async () => { await new Promise((r) => setTimeout(r, 300)); throw new Error("later"); })();',
    ],
    failing: 1,
    ename: "Error",
    evalue: /^later$/,
  },
  {
    name: "exit",
    cells: ["try { process.exit(0); } catch { console.log('caught'); }", after],
    failing: 1,
    ename: "KernelExit",
    evalue: /process\.exit\(0\) was called/,
    silent: never,
  },
  { name: "abort", cells: ["process.abort();", after], failing: 1, ename: "KernelExit", silent: never },
  {
    name: "dead-kernel",
    cells: ['process.kill(process.pid, "SIGKILL"); await new Promise(() => {});', after],
    failing: 1,
    ename: "DeadKernel",
    silent: never,
  },
  {
    name: "endless-loop",
    cells: ["for (;;) {}", after],
    failing: 1,
    ename: "CellTimeout",
    silent: never,
    slow: true,
  },
  {
    name: "never-settles",
    cells: ["await new Promise(() => {});", after],
    failing: 1,
    ename: "CellTimeout",
    silent: never,
    slow: true,
  },
  {
    name: "raises-exception",
    cells: [['throw new Error("expected");', "raises-exception"], after],
    prints: never,
  },
  {
    name: "repaired",
    cells: [
      "const a = 1;\nlet moved = 0;\nconst parts = [{ six: 6 }];",
      "const o = { a }; console.log(o.a);\n({ moved } = { moved: 5 });",
      "const p = await (Promise.resolve(2)); console.log(p);",
      "console.log(await (async () => 3)());",
      "const four = await [Promise.resolve(4)][0]; console.log(four);",
      "for await (const five of [Promise.resolve(5)]) console.log(five);",
      "const [{ six: even }] = parts;\nconsole.log(even, parts.map(({ six: n }) => n + 1)[0]);",
      'import { core } from "dataplane-lab";\nconsole.log("moved", moved, core.random(1).integer(1));',
      after,
    ],
    prints: "1\n2\n3\n4\n5\n6 7\nmoved 5 0\n",
  },
];

/** Writes a notebook file; markdown is not needed here. */
export async function writeNotebookFile(file: string, cells: readonly CellText[]): Promise<void> {
  const document = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: "tslab", language: "typescript", display_name: "TypeScript" } },
    cells: cells.map((cell, index) => {
      const [source, tag] = typeof cell === "string" ? [cell] : cell;
      return {
        cell_type: "code",
        id: `cell-${index}`,
        metadata: tag === undefined ? {} : { tags: [tag] },
        source,
        outputs: [],
        execution_count: null,
      };
    }),
  };
  await fs.mkdir(path.dirname(file), { recursive: true });
  await fs.writeFile(file, JSON.stringify(document));
}

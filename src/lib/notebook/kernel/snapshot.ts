import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { cachedDataVersionTag } from "node:v8";
import type { CompilerOptions } from "@tslab/typescript-for-tslab";

/** What the process that makes a snapshot reads. */
export interface SnapshotInput {
  /** The compiler's file. */
  readonly compiler: string;
  readonly options: CompilerOptions;
  readonly files: readonly {
    readonly name: string;
    readonly text: string;
    readonly mtimeMs: number;
    readonly size: number;
  }[];
  /** Compiled once for practice. */
  readonly cell: string;
}

/** Options of V8 for kernels; a snapshot fits no others. */
export const kernelFlags: readonly string[] = [
  // The compiler makes a lot of objects at once: a large nursery and heap from the start save a tenth of its time.
  "--min-semi-space-size=32",
  "--max-semi-space-size=64",
  "--initial-heap-size=256",
];

/** Rises when a snapshot made by an earlier version of this code must not be used. */
const generation = 2;

/** Where the snapshot for this Node, compiler and library is, whether it exists or not. */
export function snapshotFile(): string {
  const compiler = require.resolve("@tslab/typescript-for-tslab/package.json");
  const parts = [
    generation,
    process.version,
    process.arch,
    process.execPath,
    // Of V8's version, its options and the processor.
    cachedDataVersionTag(),
    process.env.NODE_OPTIONS ?? "",
    kernelFlags,
    readFileSync(compiler, "utf8"),
  ];
  const key = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 12);
  const modules = path.resolve(path.dirname(require.resolve("tslab/package.json")), "..");
  return path.join(modules, ".cache", "dataplane-lab", `kernel-${key}.blob`);
}

/**
 * Stands in place of a snapshot where this Node cannot work from one: Node 22 and 24 abort the whole process when a
 * thread of it opens the network. It says why; kernels then start without a snapshot.
 */
export function unfitFile(): string {
  return `${snapshotFile()}.unfit`;
}

/** The snapshot to start a kernel from; none when there is none, or `DATAPLANE_LAB_SNAPSHOT=off`. */
export function findSnapshot(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.DATAPLANE_LAB_SNAPSHOT === "off") return undefined;
  const file = snapshotFile();
  return existsSync(file) ? file : undefined;
}

/**
 * Makes the snapshot in a process of its own, which nobody waits for, unless there is one that is as new as the
 * declarations of the library. Until then kernels start without it, or parse what is newer than it. Where this
 * Node cannot work from a snapshot (see {@link unfitFile}), that is found once.
 */
export function refreshSnapshot(env: NodeJS.ProcessEnv = process.env): void {
  if (env.DATAPLANE_LAB_SNAPSHOT === "off" || isFresh()) return;
  spawn(process.execPath, [kernelFile("prepare.js")], { detached: true, stdio: "ignore", env }).unref();
}

function isFresh(): boolean {
  if (existsSync(unfitFile())) return true;
  const made = statSync(snapshotFile(), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const library = path.join(path.dirname(kernelFile("child.js")), "..", "..");
  return readdirSync(library, { recursive: true, encoding: "utf8" }).every(
    (file) => !file.endsWith(".d.ts") || statSync(path.join(library, file)).mtimeMs <= made,
  );
}

/** A built file of the kernel, also when this module itself runs from its source under a TypeScript loader. */
export function kernelFile(name: string): string {
  const beside = path.join(__dirname, name);
  return existsSync(beside) ? beside : path.join(__dirname, "..", "..", "dist", "notebook", "kernel", name);
}

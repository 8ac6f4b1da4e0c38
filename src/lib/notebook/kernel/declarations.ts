import { statSync } from "node:fs";
import type { SourceFile } from "@tslab/typescript-for-tslab";

/** A declaration file that was parsed when the snapshot was made, and what the file looked like then. */
export interface ParsedDeclaration {
  readonly file: SourceFile;
  readonly mtimeMs: number;
  readonly size: number;
}

/** What a snapshot brings into the process that starts from it. */
export interface SnapshotContent {
  readonly declarations: ReadonlyMap<string, ParsedDeclaration>;
}

/** The parsed declarations of a file, if there are any and the file is as it was. */
export type Declarations = (name: string) => SourceFile | undefined;

/** Where the snapshot's start leaves its content; a symbol, so that cells do not meet it among the globals. */
export const contentKey = Symbol.for("dataplane-lab.snapshot");

/** Takes the declarations of the snapshot that this process started from; without one there are none. */
export function readDeclarations(): Declarations {
  const place = globalThis as { [contentKey]?: SnapshotContent };
  const content = place[contentKey];
  delete place[contentKey];
  if (content === undefined) return () => undefined;
  return (name) => {
    const known = content.declarations.get(name);
    if (known === undefined) return undefined;
    const now = statSync(name, { throwIfNoEntry: false });
    return now?.mtimeMs === known.mtimeMs && now.size === known.size ? known.file : undefined;
  };
}

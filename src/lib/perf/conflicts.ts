import { isBlank, NEWLINE, SPACE } from "./bytes";
import type { ConflictRepair, ConflictSide } from "./types";

/**
 * Mends text in which git left conflict markers. Lines of the side not kept, and the markers, are overwritten with
 * blanks, so line numbers and byte offsets stay those of the file. A block that is never closed (a cut file) ends
 * with the file; a stray marker is blanked. The input is not changed: without markers it is returned as it is.
 *
 * @example
 * const text = Buffer.from("1\n<<<<<<< HEAD\n2\n=======\n3\n>>>>>>> b\n4\n");
 * const mended = perf.repairConflicts(text);
 * Buffer.from(mended.bytes).toString().split(/\s+/).join(" ") //=> "1 2 4 "
 * mended.repairs //=> [{ opened: 2, separated: 4, closed: 6, kept: "ours", dropped: 1 }]
 */
export function repairConflicts(
  bytes: Uint8Array,
  side: ConflictSide = "ours",
): { bytes: Uint8Array; repairs: ConflictRepair[] } {
  if (!mayHaveMarkers(bytes)) return { bytes, repairs: [] };
  const mended = Uint8Array.from(bytes);
  const repairs: ConflictRepair[] = [];
  let block: { opened: number | null; separated: number | null; dropped: number } | undefined;
  let region: ConflictSide | "base" = "ours";
  // Lines of our side wait until a separator proves that there is another side: a cut file has only ours.
  let ours: [number, number][] = [];

  const finish = (closed: number | null): void => {
    if (block !== undefined) repairs.push({ ...block, closed, kept: side });
    block = undefined;
    ours = [];
  };
  let line = 0;
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    line++;
    const marker = markerAt(bytes, start, end);
    if (marker === "<") {
      finish(null);
      block = { opened: line, separated: null, dropped: 0 };
      region = "ours";
    } else if (marker === "=") {
      block ??= { opened: null, separated: null, dropped: 0 };
      block.separated = line;
      region = "theirs";
      if (side === "theirs") {
        block.dropped += ours.length;
        for (const [from, to] of ours) mended.fill(SPACE, from, to);
      }
    } else if (marker === "|") {
      region = "base";
    } else if (marker === ">") {
      block ??= { opened: null, separated: null, dropped: 0 };
      finish(line);
    } else if (block !== undefined && block.opened !== null) {
      if (region === "ours") ours.push([start, end]);
      else if (region !== side) {
        block.dropped++;
        mended.fill(SPACE, start, end);
      }
    }
    if (marker !== undefined) mended.fill(SPACE, start, end);
    start = end + 1;
  }
  finish(null);
  return { bytes: mended, repairs };
}

/** The kind of conflict marker that bytes[start, end) is, if it is one: seven signs at the start of a line. */
export function markerAt(bytes: Uint8Array, start: number, end: number): "<" | "=" | ">" | "|" | undefined {
  const sign = bytes[start];
  if (sign !== 60 && sign !== 61 && sign !== 62 && sign !== 124) return undefined;
  if (end - start < 7) return undefined;
  for (let i = 1; i < 7; i++) if (bytes[start + i] !== sign) return undefined;
  if (start + 7 < end && !isBlank(bytes[start + 7])) return undefined;
  return String.fromCharCode(sign) as "<" | "=" | ">" | "|";
}

/** Native searches, so that clean files pay next to nothing. */
function mayHaveMarkers(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.includes("<<<<<<<") || buffer.includes("=======") || buffer.includes(">>>>>>>");
}

import { isUtf8 } from "node:buffer";

/** Whether the bytes [start, end) are blank or, blanks around them apart, one of the tokens. */
export function isMissing(buffer: Buffer, start: number, end: number, tokens: readonly Buffer[]): boolean {
  let from = start;
  let to = end;
  while (from < to && (buffer[from] === 32 || buffer[from] === 9)) from++;
  while (to > from && (buffer[to - 1] === 32 || buffer[to - 1] === 9)) to--;
  const length = to - from;
  if (length === 0) return true;
  for (const token of tokens) {
    if (
      token.length === length &&
      token[0] === buffer[from] &&
      buffer.compare(token, 0, length, from, to) === 0
    ) {
      return true;
    }
  }
  return false;
}

/** An ASCII text of the given hash; one that the cache holds from lately is not made again. */
export function asciiText(buffer: Buffer, start: number, end: number, hash: number, cache: string[]): string {
  const slot = (hash ^ (hash >>> 15)) & 255;
  const known = cache[slot];
  const length = end - start;
  if (known !== undefined && known.length === length) {
    let i = 0;
    while (i < length && known.charCodeAt(i) === buffer[start + i]) i++;
    if (i === length) return known;
  }
  const text = buffer.toString("latin1", start, end);
  // Long texts seldom come twice, and would keep memory.
  if (length <= 64) cache[slot] = text;
  return text;
}

/** The index of the first byte that is not part of a valid UTF-8 sequence. */
export function firstInvalidUtf8(bytes: Buffer): number {
  let i = 0;
  while (i < bytes.length) {
    const lead = bytes[i];
    const size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (i + size > bytes.length || !isUtf8(bytes.subarray(i, i + size))) break;
    i += size;
  }
  return i;
}

import { NEWLINE } from "./bytes";

/**
 * Walks the lines of prepared text without making strings: `next()` moves to the following line that is not blank,
 * and `line`, `start`, `end` say where it is. A carriage return and blanks at its ends are outside of it.
 */
export class LineWalker {
  /** 1-based. */
  line = 0;
  start = 0;
  end = 0;
  /** False for a last line without a line end: a file that was cut, so its last field may be cut as well. */
  terminated = true;
  #next = 0;

  constructor(readonly bytes: Uint8Array) {}

  next(): boolean {
    const { bytes } = this;
    while (this.#next < bytes.length) {
      const newline = bytes.indexOf(NEWLINE, this.#next);
      this.terminated = newline >= 0;
      let end = this.terminated ? newline : bytes.length;
      let start = this.#next;
      this.#next = end + 1;
      this.line++;
      while (end > start && (bytes[end - 1] === 13 || bytes[end - 1] === 32)) end--;
      while (start < end && (bytes[start] === 32 || bytes[start] === 9)) start++;
      if (start === end) continue;
      this.start = start;
      this.end = end;
      return true;
    }
    return false;
  }
}

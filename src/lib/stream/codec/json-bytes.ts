const BILLION = 1e9;
/** No number takes more characters: a sign, 17 digits, a point, an exponent. */
const LONGEST_NUMBER = 26;
const ZERO = 48;
const MINUS = 45;

/** A piece of memory that JSON is written into, byte by byte: several times as fast as joining texts. */
export class JsonBytes {
  #bytes = Buffer.allocUnsafeSlow(4096);
  #end = 0;

  /** Begins anew. */
  clear(): void {
    this.#end = 0;
  }

  /** What was written, as bytes of their own. */
  take(): Uint8Array {
    return Uint8Array.prototype.slice.call(this.#bytes, 0, this.#end);
  }

  bytes(source: Uint8Array): void {
    this.#reserve(source.length);
    const { length } = source;
    const bytes = this.#bytes;
    let end = this.#end;
    for (let i = 0; i < length; i++) bytes[end++] = source[i];
    this.#end = end;
  }

  text(text: string): void {
    this.#reserve(text.length * 3);
    this.#end += this.#bytes.write(text, this.#end);
  }

  /** A number as JSON.stringify writes it, but for negative zero, which JSON has and it does not write. NaN is null. */
  number(value: number): void {
    this.#reserve(LONGEST_NUMBER);
    if (!Number.isSafeInteger(value) || (value === 0 && Object.is(value, -0))) {
      this.#ascii(Number.isNaN(value) ? "null" : value === 0 ? "-0" : String(value));
      return;
    }
    if (value < 0) this.#bytes[this.#end++] = MINUS;
    const size = Math.abs(value);
    if (size < BILLION) {
      this.#digits(size, 0);
      return;
    }
    let high = Math.floor(size / BILLION);
    let low = size - high * BILLION;
    // The quotient of a number just below a multiple is rounded up to it.
    if (low < 0) {
      high--;
      low += BILLION;
    }
    this.#digits(high, 0);
    this.#digits(low, 9);
  }

  /** Digits of a number below 2^31, with zeros in front up to `least` of them. */
  #digits(value: number, least: number): void {
    let count = 1;
    for (let limit = 10; count < 10 && value >= limit; limit *= 10) count++;
    count = Math.max(count, least);
    let rest = value | 0;
    for (let place = this.#end + count - 1; place >= this.#end; place--) {
      const shorter = (rest / 10) | 0;
      this.#bytes[place] = ZERO + rest - shorter * 10;
      rest = shorter;
    }
    this.#end += count;
  }

  #ascii(text: string): void {
    for (let i = 0; i < text.length; i++) this.#bytes[this.#end++] = text.charCodeAt(i);
  }

  #reserve(more: number): void {
    if (this.#end + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.#end + more));
    larger.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = larger;
  }
}

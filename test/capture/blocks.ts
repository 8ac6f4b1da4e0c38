/** Builds pcapng blocks by hand for tests. */
export class Blocks {
  readonly #little: boolean;
  readonly #parts: Buffer[] = [];

  constructor(little = true) {
    this.#little = little;
  }

  /** Any block: type and body; lengths and padding are added, or forced. */
  block(type: number, body: Uint8Array, lengths?: { first?: number; last?: number }): this {
    const padded = (body.length + 3) & ~3;
    const bytes = Buffer.alloc(12 + padded);
    this.#u32(bytes, 0, type);
    this.#u32(bytes, 4, lengths?.first ?? bytes.length);
    bytes.set(body, 8);
    this.#u32(bytes, bytes.length - 4, lengths?.last ?? bytes.length);
    this.#parts.push(bytes);
    return this;
  }

  section(): this {
    const body = Buffer.alloc(16, 0xff);
    this.#u32(body, 0, 0x1a2b3c4d);
    this.#u16(body, 4, 1);
    this.#u16(body, 6, 0);
    return this.block(0x0a0d0d0a, body);
  }

  interface(linkType: number, options: readonly [number, Uint8Array][] = [], snap = 0): this {
    const head = Buffer.alloc(8);
    this.#u16(head, 0, linkType);
    this.#u32(head, 4, snap);
    const encoded = options.map(([code, value]) => {
      const bytes = Buffer.alloc(4 + ((value.length + 3) & ~3));
      this.#u16(bytes, 0, code);
      this.#u16(bytes, 2, value.length);
      bytes.set(value, 4);
      return bytes;
    });
    return this.block(1, Buffer.concat([head, ...encoded]));
  }

  packet(
    number: number,
    stamp: bigint,
    bytes: Uint8Array,
    wire = bytes.length,
    captured = bytes.length,
  ): this {
    const head = Buffer.alloc(20);
    this.#u32(head, 0, number);
    this.#u32(head, 4, Number(stamp >> 32n));
    this.#u32(head, 8, Number(stamp & 0xffffffffn));
    this.#u32(head, 12, captured);
    this.#u32(head, 16, wire);
    return this.block(6, Buffer.concat([head, bytes]));
  }

  /** The obsolete packet block: interface and drops are 16 bits each. */
  oldPacket(number: number, stamp: bigint, bytes: Uint8Array): this {
    const head = Buffer.alloc(20);
    this.#u16(head, 0, number);
    this.#u32(head, 4, Number(stamp >> 32n));
    this.#u32(head, 8, Number(stamp & 0xffffffffn));
    this.#u32(head, 12, bytes.length);
    this.#u32(head, 16, bytes.length);
    return this.block(2, Buffer.concat([head, bytes]));
  }

  simplePacket(wire: number, bytes: Uint8Array): this {
    const head = Buffer.alloc(4);
    this.#u32(head, 0, wire);
    return this.block(3, Buffer.concat([head, bytes]));
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#parts);
  }

  #u16(bytes: Buffer, at: number, value: number): void {
    if (this.#little) bytes.writeUInt16LE(value, at);
    else bytes.writeUInt16BE(value, at);
  }

  #u32(bytes: Buffer, at: number, value: number): void {
    if (this.#little) bytes.writeUInt32LE(value >>> 0, at);
    else bytes.writeUInt32BE(value >>> 0, at);
  }
}

import type { CaptureInterface } from "./format";
import { u16, u32 } from "./format";

const OPTION_END = 0;
const OPTION_NAME = 2;
const OPTION_RESOLUTION = 9;
const OPTION_OFFSET = 14;
/** The resolution byte when the option is absent: 10^-6 s. */
const MICROSECONDS = 6;

interface Described {
  readonly about: CaptureInterface;
  /** The byte of if_tsresol: a negative power of 10, or of 2 when the top bit is set. */
  readonly resolution: number;
  /** if_tsoffset: seconds to add to every time. */
  readonly offsetSeconds: number;
}

/** An interface description block. Options that run beyond the block are left unread. */
export function readInterface(bytes: Uint8Array, at: number, length: number, little: boolean): Described {
  let resolution = MICROSECONDS;
  let offsetSeconds = 0;
  let name: string | undefined;
  const end = at + length - 4;
  for (let option = at + 16; option + 4 <= end; ) {
    const code = u16(bytes, option, little);
    const size = u16(bytes, option + 2, little);
    const value = option + 4;
    if (code === OPTION_END || value + size > end) break;
    if (code === OPTION_RESOLUTION && size >= 1) resolution = bytes[value];
    if (code === OPTION_OFFSET && size >= 8) {
      const [high, low] = little ? [value + 4, value] : [value, value + 4];
      offsetSeconds = (u32(bytes, high, little) | 0) * 4294967296 + u32(bytes, low, little);
    }
    if (code === OPTION_NAME) name = Buffer.from(bytes.subarray(value, value + size)).toString("utf8");
    option = value + ((size + 3) & ~3);
  }
  return {
    about: {
      linkType: u16(bytes, at + 8, little),
      snapLength: u32(bytes, at + 12, little),
      ticksPerSecond: (resolution & 0x80 ? 2 : 10) ** (resolution & 0x7f),
      ...(name === undefined ? {} : { name }),
    },
    resolution,
    offsetSeconds,
  };
}

/** Turns the two halves of a time stamp into microseconds since the epoch and nanoseconds within the second. */
export interface Clock {
  micros: number;
  nanos: number;
  set(high: number, low: number): void;
}

/** The clock of an interface, by its resolution. The usual two, 10^-6 and 10^-9, need no big numbers. */
export function clockOf(resolution: number, offsetSeconds: number): Clock {
  const offset = offsetSeconds * 1_000_000;
  if (resolution === MICROSECONDS) {
    return {
      micros: 0,
      nanos: 0,
      set(high, low) {
        const micros = high * 4294967296 + low;
        this.nanos = ((micros % 1_000_000) * 1000) | 0;
        this.micros = micros + offset;
      },
    };
  }
  if (resolution === 9) {
    return {
      micros: 0,
      nanos: 0,
      set(high, low) {
        // Division of a 64-bit number by 1000, digit by digit in base 2^32; every step is below 2^53.
        const rest = (high % 1000) * 4294967296 + low;
        const micros = Math.floor(high / 1000) * 4294967296 + Math.floor(rest / 1000);
        this.nanos = ((micros % 1_000_000) * 1000 + (rest % 1000)) | 0;
        this.micros = micros + offset;
      },
    };
  }
  const ticks = (resolution & 0x80 ? 2n : 10n) ** BigInt(resolution & 0x7f);
  return {
    micros: 0,
    nanos: 0,
    set(high, low) {
      const stamp = (BigInt(high) << 32n) | BigInt(low);
      const seconds = Number(stamp / ticks);
      const nanos = Number(((stamp % ticks) * 1_000_000_000n) / ticks);
      this.nanos = nanos;
      this.micros = seconds * 1_000_000 + Math.floor(nanos / 1000) + offset;
    },
  };
}

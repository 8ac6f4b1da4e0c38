/** Whether the bytes from `at` begin with an ASCII text that lies whole before `end`. */
export function beginsWith(data: Uint8Array, at: number, end: number, text: string): boolean {
  if (at + text.length > end) return false;
  for (let i = 0; i < text.length; i++) if (data[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Whether an ASCII text stands anywhere in the bytes from `at` to `end`. */
export function contains(data: Uint8Array, at: number, end: number, text: string): boolean {
  for (let i = at; i + text.length <= end; i++) if (beginsWith(data, i, end, text)) return true;
  return false;
}

export function u16(data: Uint8Array, at: number): number {
  return (data[at] << 8) | data[at + 1];
}

export function u32(data: Uint8Array, at: number): number {
  return ((data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3]) >>> 0;
}

/** A name as it may stand in a table: letters, digits and the marks of host names; anything else makes it null. */
export function hostName(data: Uint8Array, at: number, end: number): string | null {
  if (end <= at || end - at > 255) return null;
  let text = "";
  for (let i = at; i < end; i++) {
    const byte = data[i];
    const lower = byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte;
    const plain =
      (lower >= 0x61 && lower <= 0x7a) ||
      (lower >= 0x30 && lower <= 0x39) ||
      lower === 0x2d ||
      lower === 0x2e ||
      lower === 0x5f ||
      lower === 0x3a ||
      lower === 0x5b ||
      lower === 0x5d;
    if (!plain) return null;
    text += String.fromCharCode(lower);
  }
  return text;
}

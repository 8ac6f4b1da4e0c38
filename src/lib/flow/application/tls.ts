import { hostName, u16 } from "./bytes";

const CLIENT_HELLO = 1;
const SERVER_NAME = 0;

/**
 * The server name that a TLS client asks for (RFC 6066), from its hello at a position; null where there is none or
 * it lies beyond the captured bytes.
 */
export function serverNameIndication(data: Uint8Array, at: number, end: number): string | null {
  if (at >= end || data[at] !== CLIENT_HELLO) return null;
  // Type and length, version, random.
  let cursor = at + 4 + 2 + 32;
  if (cursor + 1 > end) return null;
  cursor += 1 + data[cursor];
  if (cursor + 2 > end) return null;
  cursor += 2 + u16(data, cursor);
  if (cursor + 1 > end) return null;
  cursor += 1 + data[cursor];
  if (cursor + 2 > end) return null;
  const stop = Math.min(end, cursor + 2 + u16(data, cursor));
  cursor += 2;
  while (cursor + 4 <= stop) {
    const type = u16(data, cursor);
    const length = u16(data, cursor + 2);
    if (type === SERVER_NAME) {
      // List length, name type 0, name length.
      const name = cursor + 9;
      if (name > stop) return null;
      const size = u16(data, cursor + 7);
      return name + size > stop ? null : hostName(data, name, name + size);
    }
    cursor += 4 + length;
  }
  return null;
}

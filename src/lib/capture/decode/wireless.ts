import { logicalLink } from "./link";
import { Outcome, type Packet } from "./packet";

/** Radiotap: skip the header, mind its flags, then 802.11. */
export function radiotap(packet: Packet, at: number): number {
  const data = packet.data;
  if (at + 8 > packet.end) return -Outcome.CUT_OFF;
  const length = data[at + 2] | (data[at + 3] << 8);
  if (length < 8) return -Outcome.MALFORMED;
  if (at + length > packet.end) return -Outcome.CUT_OFF;
  // Flags are the second field; further presence words (top bit) push the fields back, the first field is 8 bytes.
  let fields = at + 8;
  for (let word = at + 4; (data[word + 3] & 0x80) !== 0 && fields + 4 <= at + length; word += 4) fields += 4;
  const present = data[at + 4];
  if ((present & 2) !== 0) {
    const flagsAt = (present & 1) === 0 ? fields : at + ((fields - at + 7) & ~7) + 8;
    if (flagsAt < at + length && (data[flagsAt] & 0x40) !== 0) return -Outcome.BAD_CHECKSUM;
    // Bit 0x20: padding between the 802.11 header and its payload.
    return wireless(packet, at + length, (data[flagsAt] & 0x20) !== 0);
  }
  return wireless(packet, at + length);
}

/** IEEE 802.11: only plain data frames with LLC/SNAP lead to IP. */
export function wireless(packet: Packet, at: number, padded = false): number {
  const data = packet.data;
  if (at + 24 > packet.end) return -Outcome.CUT_OFF;
  const control = data[at];
  const flags = data[at + 1];
  const isData = (control & 0x0c) === 0x08;
  const isEmpty = (control & 0x40) !== 0;
  if (!isData || isEmpty) return -Outcome.NOT_IP;
  let length = (flags & 3) === 3 ? 30 : 24;
  if ((control & 0x80) !== 0) {
    const qos = at + length;
    length += 2;
    // The order bit of a QoS frame announces the HT control field.
    if ((flags & 0x80) !== 0) length += 4;
    // Several frames in one: their packets cannot be told apart here.
    if (qos < packet.end && (data[qos] & 0x80) !== 0) return -Outcome.NOT_IP;
  }
  if (padded) length = (length + 3) & ~3;
  if ((flags & 0x40) !== 0) return -Outcome.ENCRYPTED;
  return logicalLink(packet, at + length);
}

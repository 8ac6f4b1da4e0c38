/**
 * One captured frame, as the parsers hand it out. There is one such object for a whole capture, and `data` is a
 * window onto the reading buffer: what must outlive the visit has to be copied (see {@link copyFrame}).
 */
export class Frame {
  /** The buffer that holds the frame; it begins at `offset`. */
  data: Uint8Array = new Uint8Array(0);
  offset = 0;
  /** Bytes that were captured. */
  captured = 0;
  /** Bytes that were on the wire; never below `captured`. */
  length = 0;
  /** Microseconds since the epoch, UTC, a whole number. */
  micros = 0.5;
  /** Nanoseconds within the second, 0 to 999 999 999. */
  nanos = 0;
  /** False when the record carries no time of its own: then `micros` is the time of the frame before it. */
  timed = true;
  /** LINKTYPE number of the interface it came from. */
  linkType = 0;
  /** Number of the interface within the file, counted over all sections. */
  interface = 0;
  /** Byte offset of the record in the file or stream. */
  byte = 0.5;
}

/** What is called for each frame. The frame is valid until the visitor returns. */
export type FrameVisitor = (frame: Frame) => void;

/** A frame of its own, with its own bytes. */
export function copyFrame(frame: Frame): Frame {
  const copy = Object.assign(new Frame(), frame);
  copy.data = frame.data.slice(frame.offset, frame.offset + frame.captured);
  copy.offset = 0;
  return copy;
}

import { crc32 } from "node:zlib";
import type { RowSchema, StreamRow } from "../row";
import { type Decoded, rejected } from "./decoded";
import { FRAME, NO_SEGMENT, ROW_EXTRA } from "./frame";
import { schemaId } from "./schema-id";

/**
 * A reader of typed records. The features of its rows are views of the record's bytes where those stand at a multiple
 * of eight (the embedded log sees to it), else of one copy: they are not to be changed.
 */
export function typedRowReader(schema: RowSchema): (value: Uint8Array) => Decoded {
  const id = Buffer.from(schemaId(schema));
  const width = schema.features.length;
  return (value) => {
    const bad = (detail: string): Decoded => rejected("bad-frame", detail);
    if (value.length < FRAME.doubles) return bad(`${value.length} bytes are less than a frame's head`);
    const frame = Buffer.from(value.buffer, value.byteOffset, value.length);
    if (frame.readUInt32LE(0) !== FRAME.magic) return bad("expected the letters DLR and version 1 in front");
    if (!id.equals(frame.subarray(FRAME.schema, FRAME.schema + 8))) {
      return bad("the schema is not that of this run's rows");
    }
    const count = frame.readUInt32LE(FRAME.rows);
    const features = frame.readUInt32LE(FRAME.features);
    const stageBytes = frame.readUInt32LE(FRAME.stage);
    const segmentLength = frame.readUInt32LE(FRAME.segment);
    const segmentBytes = segmentLength === NO_SEGMENT ? 0 : segmentLength;
    if (features !== width) return bad(`expected ${width} features, found ${features}`);
    const names = FRAME.doubles + 8 * count * (width + ROW_EXTRA);
    if (count === 0 || value.length !== names + stageBytes + segmentBytes) {
      return bad(`${value.length} bytes are not a frame of ${count} rows of ${width} features`);
    }
    if (crc32(frame.subarray(FRAME.schema)) !== frame.readUInt32LE(FRAME.crc)) {
      return bad("the checksum does not match");
    }
    const doubles = doublesOf(value, count * (width + ROW_EXTRA));
    const stage = frame.toString("utf8", names, names + stageBytes);
    const segment = segmentLength === NO_SEGMENT ? null : frame.toString("utf8", names + stageBytes);
    return rowsOf(doubles, count, width, stage, segment);
  };
}

function doublesOf(value: Uint8Array, length: number): Float64Array {
  const start = value.byteOffset + FRAME.doubles;
  if (start % 8 === 0) return new Float64Array(value.buffer as ArrayBuffer, start, length);
  return new Float64Array((value.buffer as ArrayBuffer).slice(start, start + 8 * length));
}

/** A whole frame may yet say what no row can be: its checksum only tells that it came as it was sent. */
function rowsOf(
  doubles: Float64Array,
  count: number,
  width: number,
  stage: string,
  segment: string | null,
): Decoded {
  const rows: StreamRow[] = [];
  let unlabelled = 0;
  let last = -1;
  for (let i = 0; i < count; i++) {
    const seq = doubles[i];
    const time = doubles[count + i];
    const label = doubles[2 * count + i];
    if (!(Number.isSafeInteger(seq) && seq > last && Number.isFinite(time))) {
      return rejected("bad-frame", `expected a seq above ${last} and a time, found ${seq} and ${time}`);
    }
    const at = ROW_EXTRA * count + i * width;
    const features = doubles.subarray(at, at + width);
    // Zero for numbers; an infinity or a missing cell makes it NaN.
    let zero = 0;
    for (let f = 0; f < width; f++) zero += features[f] * 0;
    if (Math.abs(label) === Number.POSITIVE_INFINITY || (zero !== 0 && hasInfinity(features))) {
      return rejected("not-a-number", `an infinite value in the row ${seq}`, count === 1 ? seq : undefined);
    }
    if (Number.isNaN(label)) unlabelled++;
    rows.push({ seq, stage, segment, time, features, label });
    last = seq;
  }
  return { kind: "rows", rows, unlabelled };
}

function hasInfinity(values: Float64Array): boolean {
  return values.some((value) => Math.abs(value) === Number.POSITIVE_INFINITY);
}

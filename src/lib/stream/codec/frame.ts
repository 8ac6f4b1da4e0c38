/**
 * The layout of a typed record, little endian. All doubles stand at multiples of eight, so that a reader can look at
 * them where they are.
 *
 * | byte | what |
 * | ---- | ---- |
 * | 0 | the letters DLR and the version, 1 |
 * | 4 | CRC-32 of everything behind it |
 * | 8 | eight bytes of the {@link schemaId} |
 * | 16 | rows, features (two 32-bit numbers) |
 * | 24 | bytes of the stage's name; bytes of the segment's name, 0xffffffff for no segment |
 * | 32 | a double a row: seq; then time; then label; then the features, row after row |
 * | … | names of stage and segment in UTF-8 |
 */
export const FRAME = {
  magic: 0x01_52_4c_44,
  crc: 4,
  schema: 8,
  rows: 16,
  features: 20,
  stage: 24,
  segment: 28,
  doubles: 32,
} as const;

/** Stands for the length of the name of a segment that is not known. */
export const NO_SEGMENT = 0xffff_ffff;

/** Doubles of a row beside its features: seq, time, label. */
export const ROW_EXTRA = 3;

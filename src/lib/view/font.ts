import { readFileSync } from "node:fs";
import { fail } from "../core";

/** The two faces every figure is set in; files of the npm package dejavu-fonts-ttf, so no system font is needed. */
const FACES = {
  normal: "dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf",
  bold: "dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf",
} as const;
export type Face = keyof typeof FACES;

/**
 * What an SVG asks for: the shipped face first, then faces of nearly the same width, so that the layout also holds
 * on a screen that lacks DejaVu.
 */
export const FONT_FAMILY =
  "DejaVu Sans Condensed, DejaVu Sans, Arial, Liberation Sans, Helvetica, sans-serif";

interface FontMetrics {
  /** Advance width of a code point, in em. */
  advance(codePoint: number): number;
}

const loaded = new Map<Face, FontMetrics>();

/** Paths of the font files, for the PNG renderer. */
export function fontFiles(): string[] {
  return Object.values(FACES).map((file) => require.resolve(file));
}

/**
 * Width of a text in pixels, from the advance widths of the shipped font (no kerning).
 *
 * @example
 * view.textWidth("iiii", 12) < view.textWidth("MMMM", 12) //=> true
 */
export function textWidth(text: string, size: number, face: Face = "normal"): number {
  let metrics = loaded.get(face);
  if (metrics === undefined) {
    metrics = readMetrics(readFileSync(require.resolve(FACES[face])), FACES[face]);
    loaded.set(face, metrics);
  }
  let em = 0;
  for (const character of text) em += metrics.advance(character.codePointAt(0) as number);
  return em * size;
}

/** Reads the tables head, hhea, hmtx and cmap (format 4) of a TrueType file: OpenType 1.9, chapters of those names. */
function readMetrics(bytes: Buffer, file: string): FontMetrics {
  const tables = new Map<string, number>();
  for (let i = 0; i < bytes.readUInt16BE(4); i++) {
    const at = 12 + 16 * i;
    tables.set(bytes.toString("latin1", at, at + 4), bytes.readUInt32BE(at + 8));
  }
  const table = (name: string): number =>
    tables.get(name) ??
    fail({ code: "format", expected: `a TrueType table ${name}`, found: "none", where: { file } });

  const unitsPerEm = bytes.readUInt16BE(table("head") + 18);
  const longMetrics = bytes.readUInt16BE(table("hhea") + 34);
  const hmtx = table("hmtx");
  const glyphOf = readCharacterMap(bytes, table("cmap"), file);
  return {
    advance: (codePoint) =>
      bytes.readUInt16BE(hmtx + 4 * Math.min(glyphOf(codePoint), longMetrics - 1)) / unitsPerEm,
  };
}

function readCharacterMap(bytes: Buffer, cmap: number, file: string): (codePoint: number) => number {
  let at = -1;
  for (let i = 0; i < bytes.readUInt16BE(cmap + 2); i++) {
    const offset = cmap + bytes.readUInt32BE(cmap + 4 + 8 * i + 4);
    if (bytes.readUInt16BE(offset) === 4) at = offset;
  }
  if (at < 0) fail({ code: "format", expected: "a cmap of format 4", found: "none", where: { file } });
  const segments = bytes.readUInt16BE(at + 6) / 2;
  const ends = at + 14;
  const starts = ends + 2 * segments + 2;
  const deltas = starts + 2 * segments;
  const ranges = deltas + 2 * segments;
  return (codePoint) => {
    if (codePoint > 0xffff) return 0;
    let k = 0;
    while (k < segments && bytes.readUInt16BE(ends + 2 * k) < codePoint) k++;
    const start = bytes.readUInt16BE(starts + 2 * k);
    if (k === segments || start > codePoint) return 0;
    const range = bytes.readUInt16BE(ranges + 2 * k);
    const delta = bytes.readUInt16BE(deltas + 2 * k);
    if (range === 0) return (codePoint + delta) & 0xffff;
    const glyph = bytes.readUInt16BE(ranges + 2 * k + range + 2 * (codePoint - start));
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  };
}

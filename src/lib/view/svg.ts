import { escapeHtml } from "../core";
import { plainText } from "./text";

/** Attributes that hold coordinates. Colours, texts and ids are left alone. */
const COORDINATES =
  / (d|transform|x|y|x1|x2|y1|y2|cx|cy|r|rx|ry|dx|dy|width|height|viewBox|offset|points|stroke-width|stroke-dasharray|opacity|fill-opacity|stroke-opacity)="([^"]*)"/g;
const NUMBER = /-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi;

/**
 * Makes Vega's SVG fit to be stored and compared: coordinates to a hundredth of a pixel (Math.sin and its like
 * differ in the last bit between versions of the JavaScript engine), ids that differ from figure to figure (several
 * SVGs share one HTML page), and a label for readers who do not see the picture.
 */
export function tidySvg(svg: string, label: string): string {
  const rounded = svg.replace(/<[a-zA-Z][^>]*>/g, (tag) =>
    tag.replace(
      COORDINATES,
      (_, name: string, value: string) => ` ${name}="${value.replace(NUMBER, round)}"`,
    ),
  );
  const key = hash(rounded);
  return rounded
    .replace(/<[a-zA-Z][^>]*>/g, (tag) =>
      tag.replace(/ id="([^"]*)"/g, ` id="${key}-$1"`).replace(/url\(#([^)]*)\)/g, `url(#${key}-$1)`),
    )
    .replace("<svg ", `<svg role="img" aria-label="${escapeXml(label)}" `);
}

/** A text as it stands between tags or inside a quoted attribute. */
export function escapeXml(text: string): string {
  return escapeHtml(plainText(text));
}

function round(digits: string): string {
  const value = Math.round(Number(digits) * 100) / 100;
  return String(value === 0 ? 0 : value);
}

/** 32-bit FNV-1a, as a name that may start an XML id. */
function hash(text: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return `f${(h >>> 0).toString(36)}`;
}

import path from "node:path";
import { writeFileAtomic } from "../core";
import type { Figure } from "./figure";

/** Writes `<slug>.svg` and `<slug>.png` into a folder, each whole or not at all; returns their paths. */
export async function save(
  figure: Figure,
  folder: string,
  options: { readonly scale?: number } = {},
): Promise<{ readonly svg: string; readonly png: string }> {
  const svg = path.join(folder, `${figure.slug}.svg`);
  const png = path.join(folder, `${figure.slug}.png`);
  await writeFileAtomic(svg, figure.svg());
  await writeFileAtomic(png, figure.png(options));
  return { svg, png };
}

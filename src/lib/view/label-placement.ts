import { textWidth } from "./font";
import { LABEL_SIZE } from "./theme";

/** Height of one line of names. */
const LINE = 14;

/** Names over places on a horizontal axis, lifted line by line until none touches another. */
export function stackNames<T extends { readonly name: string; readonly at: number }>(
  items: readonly T[],
  domain: readonly [number, number],
  width: number,
): { readonly items: readonly (T & { readonly line: number })[]; readonly height: number } {
  const ends: number[] = [];
  const placed = [...items]
    .sort((a, b) => a.at - b.at)
    .map((item) => {
      const middle = (width * (item.at - domain[0])) / (domain[1] - domain[0] || 1);
      const half = textWidth(item.name, LABEL_SIZE) / 2 + 4;
      let line = 0;
      while (line < ends.length && ends[line] > middle - half) line++;
      ends[line] = middle + half;
      return { ...item, line };
    });
  return { items: placed, height: LINE * ends.length };
}

/** Pixel height above the plot at which a line of names stands. */
export function lineTop(line: number): number {
  return -2 - LINE * line;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where the name of a dot stands: pixel offset from the dot, and to which side it reads. */
export interface DotName {
  readonly dx: number;
  readonly dy: number;
  readonly align: "left" | "right" | "center";
}

/**
 * Names beside dots, so that no name covers another name or a dot: each takes the first free place of right, left,
 * above, below; when none is free, the right.
 */
export function placeDotNames(
  dots: readonly { readonly x: number; readonly y: number; readonly name: string }[],
  width: number,
): DotName[] {
  const taken: Box[] = dots.map(({ x, y }) => ({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 }));
  const choices: readonly DotName[] = [
    { dx: 8, dy: 0, align: "left" },
    { dx: -8, dy: 0, align: "right" },
    { dx: 0, dy: -13, align: "center" },
    { dx: 0, dy: 13, align: "center" },
  ];
  return dots.map(({ x, y, name }) => {
    const wide = textWidth(name, LABEL_SIZE);
    const boxOf = ({ dx, dy, align }: DotName): Box => {
      const left = x + dx - (align === "left" ? 0 : align === "right" ? wide : wide / 2);
      return { left, right: left + wide, top: y + dy - 6, bottom: y + dy + 6 };
    };
    const free = choices.find((choice) => {
      const box = boxOf(choice);
      return box.left >= 0 && box.right <= width && !taken.some((other) => overlaps(box, other));
    });
    const choice = free ?? choices[0];
    taken.push(boxOf(choice));
    return choice;
  });
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

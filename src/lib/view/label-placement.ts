import { textWidth } from "./font";
import { LABEL_SIZE } from "./theme";

/** Height of one line of names. */
const LINE = 14;

/** Names over places on a horizontal axis, lifted line by line until none touches another. */
export function stackNames<T extends { readonly name: string; readonly at: number }>(
  items: readonly T[],
  pixelAt: (at: number) => number,
): { readonly items: readonly (T & { readonly line: number })[]; readonly height: number } {
  const ends: number[] = [];
  const placed = [...items]
    .sort((a, b) => a.at - b.at)
    .map((item) => {
      const middle = pixelAt(item.at);
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

/** A dot to be named, in pixels of the plot. */
export interface NamedDot {
  readonly x: number;
  readonly y: number;
  readonly name: string;
  /** Its name stays below this line; default: the upper end of the plot. */
  readonly below?: number;
}

/** Where the name of a dot stands, in pixels of the plot. */
export interface DotName {
  /** Its end beside the dot. */
  readonly x: number;
  readonly y: number;
  readonly align: "left" | "right";
  /** True when it stands so far from its dot that a line must lead to it. */
  readonly led: boolean;
}

/** Distance of a name from its dot, and of a name at the end of a leading line. */
const BESIDE = 9;
const LED = 22;

/**
 * Names beside dots, so that no name covers another name or a dot, also when all dots are one: each takes the first
 * free place to the right or left of its dot, then those above and below at the end of a leading line, farther and
 * farther. In a plot that is too small for its names the last ones stay beside their dots.
 */
export function placeDotNames(
  dots: readonly NamedDot[],
  size: { readonly width: number; readonly height: number },
): DotName[] {
  const taken: Box[] = dots.map(({ x, y }) => ({ left: x - 6, right: x + 6, top: y - 6, bottom: y + 6 }));
  const names = new Array<DotName>(dots.length);
  // From the right, where room is scarce, to the left; dots in one place keep their order from top to bottom.
  const order = [...dots.keys()].sort((a, b) => dots[b].x - dots[a].x || dots[a].y - dots[b].y || a - b);
  for (const i of order) {
    const { x, y, name, below = 0 } = dots[i];
    const wide = textWidth(name, LABEL_SIZE);
    const boxOf = (place: DotName): Box => {
      const left = place.align === "left" ? place.x : place.x - wide;
      return { left: left - 1, right: left + wide + 1, top: place.y - 6.5, bottom: place.y + 6.5 };
    };
    const free = [...placesAround(x, y, size.height)].find((place) => {
      const box = boxOf(place);
      const inside =
        box.left >= 0 && box.right <= size.width && box.top >= below - 4 && box.bottom <= size.height;
      return inside && !taken.some((other) => overlaps(box, other));
    });
    names[i] = free ?? { x: x + BESIDE, y, align: "left", led: false };
    taken.push(boxOf(names[i]));
  }
  return names;
}

/** The places that a name may take, nearest first. */
function* placesAround(x: number, y: number, height: number): Generator<DotName> {
  for (const align of ["left", "right"] as const) {
    yield { x: x + (align === "left" ? BESIDE : -BESIDE), y, align, led: false };
  }
  for (let up = LINE; up < height; up += LINE) {
    for (const dy of [-up, up]) {
      for (const align of ["left", "right"] as const) {
        yield { x: x + (align === "left" ? LED : -LED), y: y + dy, align, led: true };
      }
    }
  }
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

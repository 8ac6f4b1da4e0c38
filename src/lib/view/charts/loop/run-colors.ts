import { PALETTE } from "../../theme";

/** Names of what needs no model. */
export const PERSISTENCE = "row before";
export const CONSTANT = "stage median (hindsight)";

export const TRIVIAL_COLORS: Readonly<Record<string, string>> = {
  [PERSISTENCE]: "#6e7781",
  [CONSTANT]: "#a8b1ba",
};

const KNOWN: Readonly<Record<string, string>> = {
  default: PALETTE[0],
  none: PALETTE[1],
  "frozen baseline": PALETTE[1],
  original: PALETTE[3],
};

/** Colours of runs by the names of their strategies: the known ones keep theirs in every figure. */
export function runColors(names: readonly string[]): Readonly<Record<string, string>> {
  const free = PALETTE.filter((color) => !Object.values(KNOWN).includes(color));
  let next = 0;
  return {
    ...KNOWN,
    ...Object.fromEntries(
      names.filter((name) => !Object.hasOwn(KNOWN, name)).map((name) => [name, free[next++ % free.length]]),
    ),
  };
}

import type { Scheme } from "../../../widget/client";

type Colour = readonly [number, number, number];

/** From nothing to the bound: one hue, even steps of lightness, the dark scheme's the other way round. */
const RAMPS: Readonly<Record<Scheme, readonly Colour[]>> = {
  light: [
    [238, 244, 249],
    [176, 210, 233],
    [92, 158, 204],
    [16, 104, 165],
    [6, 45, 92],
  ],
  dark: [
    [27, 36, 45],
    [24, 72, 104],
    [32, 118, 166],
    [104, 180, 224],
    [220, 240, 252],
  ],
};
/** No value: a grey that no step of the ramp has. */
const MISSING: Readonly<Record<Scheme, Colour>> = { light: [205, 205, 205], dark: [84, 84, 84] };

/** 256 colours and, last, that of a missing value. */
export function heatColours(scheme: Scheme): readonly Colour[] {
  const ramp = RAMPS[scheme];
  const steps = Array.from({ length: 256 }, (_, i): Colour => {
    // Scores crowd near nothing: the exponent gives their differences some room.
    const at = (i / 255) ** 0.75 * (ramp.length - 1);
    const k = Math.min(ramp.length - 2, Math.floor(at));
    return [0, 1, 2].map((c) =>
      Math.round(ramp[k][c] + (at - k) * (ramp[k + 1][c] - ramp[k][c])),
    ) as unknown as Colour;
  });
  return [...steps, MISSING[scheme]];
}

export const css = ([r, g, b]: Colour): string => `rgb(${r} ${g} ${b})`;

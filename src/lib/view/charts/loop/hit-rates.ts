import { axis } from "../../axis";
import { emptyFigure } from "../../empty";
import { Figure, type FigureOptions } from "../../figure";
import { inline } from "../../rows";
import type { Draft } from "../../spec";
import { distinctLabels } from "../../text";
import { ALERT, INK, LABEL_SIZE, MUTED, PALETTE } from "../../theme";

/** How often something was named rightly. */
export interface HitRate {
  readonly name: string;
  readonly hits: number;
  readonly of: number;
  /** Share that guessing hits, 0 to 1. */
  readonly chance: number;
}

const ROW = 24;
const NAMES = 200;

/**
 * Hit rates with their 95 % intervals (Wilson), each beside what guessing would hit: a red rule. An interval that
 * holds the rule is no evidence.
 *
 * @example
 * view.hitRates([{ name: "shift", hits: 9, of: 10, chance: 0.2 }]).svg().includes("9 of 10, chance 20 %") //=> true
 */
export function hitRates(rates: readonly HitRate[], options: FigureOptions = {}): Figure {
  const fallbackTitle = "How often the right one was named";
  const shown = rates.filter(({ of }) => of > 0);
  if (shown.length === 0) return emptyFigure(fallbackTitle, options, "nothing was diagnosed");
  const width = options.width ?? 300;
  const names = distinctLabels(
    shown.map(({ name }) => name),
    NAMES,
    LABEL_SIZE,
  );
  const y = {
    field: "f0",
    type: "nominal",
    sort: null,
    scale: { domain: names, padding: 0.3 },
    axis: { title: null, ticks: false, domain: false, labelLimit: NAMES, labelPadding: 6 },
  };
  const x = {
    type: "quantitative",
    scale: { domain: [0, 100], nice: false },
    axis: axis("named rightly (%)", [0, 100], { grid: true, tickCount: 5 }),
  };
  const intervals = shown.map(({ hits, of }) => wilson(hits, of));
  const ends = intervals.map(([, high]) => 100 * high);
  const layer: Draft[] = [
    {
      data: inline(
        names,
        shown.map(({ hits, of }) => (100 * hits) / of),
      ),
      mark: { type: "bar", color: PALETTE[5] },
      encoding: { y, x: { field: "f1", ...x } },
    },
    {
      data: inline(
        names,
        intervals.map(([low]) => 100 * low),
        ends,
      ),
      mark: { type: "rule", color: INK, strokeWidth: 1.2 },
      encoding: { y, x: { field: "f1", ...x }, x2: { field: "f2" } },
    },
    {
      data: inline(
        names,
        shown.map(({ chance }) => 100 * chance),
      ),
      mark: { type: "tick", color: ALERT, thickness: 2, height: { band: 1.3 } },
      encoding: { y, x: { field: "f1", ...x } },
    },
    {
      data: inline(
        names,
        shown.map(({ hits, of, chance }) => `${hits} of ${of}, chance ${Math.round(100 * chance)} %`),
      ),
      mark: { type: "text", align: "left", dx: 6, fontSize: LABEL_SIZE, color: MUTED },
      encoding: { y, x: { value: "width" }, text: { field: "f1", type: "nominal" } },
    },
  ];
  return new Figure(
    { width, height: options.height ?? ROW * shown.length, layer },
    {
      ...options,
      width: width + NAMES,
      fallbackTitle,
      subtitle: options.subtitle ?? "line: 95 % interval; red: chance",
    },
  );
}

/** The interval of a share (E. B. Wilson, JASA 1927): never outside 0 to 1, and honest about few trials. */
function wilson(hits: number, of: number): [number, number] {
  const z = 1.959964;
  const share = hits / of;
  const middle = share + z ** 2 / (2 * of);
  const half = z * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
  const whole = 1 + z ** 2 / of;
  return [Math.max(0, (middle - half) / whole), Math.min(1, (middle + half) / whole)];
}

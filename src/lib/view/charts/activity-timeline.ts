import { colours } from "../annotations";
import { axis, withUnit } from "../axis";
import { decimate, extentOf } from "../decimate";
import { emptyFigure } from "../empty";
import { Figure, type FigureOptions } from "../figure";
import { panelName } from "../panels";
import { inline } from "../rows";
import { namesOf, type Source, tableOf } from "../source";
import type { Draft } from "../spec";
import { fitText, plainText } from "../text";
import { INK, LABEL_SIZE, PALETTE, WIDTH } from "../theme";

/** What somebody did, from when to when. */
export interface Activity {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Gives the colour: "benign", "DoS", … */
  readonly kind: string;
}

export interface ActivityTimelineOptions extends FigureOptions {
  readonly activities: readonly Activity[];
  /** Numeric column that activities and series share. */
  readonly x: string;
  /** Numeric columns, one panel each below the activities. */
  readonly columns: readonly string[];
  /** Kinds that are not shaded in the panels, such as "benign". */
  readonly unshaded?: readonly string[];
  readonly xTitle?: string;
}

/** Height of an activity's line. */
const LINE = 15;

/**
 * Who did what when, over what it did to the traffic: one line an activity, and below it one panel a series over the
 * same axis, with the activities as bands behind. `height` is that of a panel.
 *
 * @throws LabError for an unknown or non-numeric column
 */
export function activityTimeline(source: Source, options: ActivityTimelineOptions): Figure {
  const table = tableOf(source);
  const columns = namesOf(options.columns, "column");
  const { activities } = options;
  const fallbackTitle = `${activities.length} activities and ${columns.join(", ")}`;
  const x = table.numbers(options.x);
  if (table.length === 0 || activities.length === 0) return emptyFigure(fallbackTitle, options);
  const width = options.width ?? WIDTH;
  const domain = extentOf([
    ...extentOf(x),
    ...activities.map(({ from }) => from),
    ...activities.map(({ to }) => to),
  ]);
  const kinds = [...new Set(activities.map(({ kind }) => plainText(kind)))];
  const names = [...new Set(activities.map(({ name }) => plainText(name)))];
  const scale = { domain, nice: false, zero: false };
  const xTitle = options.xTitle ?? withUnit(options.x);
  const bars = (shown: readonly Activity[]): Draft =>
    inline(
      shown.map(({ from }) => from),
      // An instant stays visible.
      shown.map(({ from, to }) => Math.max(to, from + (2 * (domain[1] - domain[0])) / width)),
      shown.map(({ kind }) => kind),
      shown.map(({ name }) => fitText(plainText(name), 130, LABEL_SIZE)),
    );
  const place = (bottom: boolean): Draft => ({
    field: "f0",
    type: "quantitative",
    scale,
    axis: axis(bottom ? xTitle : "", domain, bottom ? {} : { labels: false }),
  });
  const schedule: Draft = {
    width,
    height: LINE * names.length,
    data: bars(activities),
    mark: { type: "bar", height: { band: 0.6 } },
    encoding: {
      x: place(false),
      x2: { field: "f1" },
      y: {
        field: "f3",
        type: "nominal",
        scale: { domain: names.map((name) => fitText(name, 130, LABEL_SIZE)) },
        axis: { title: null, grid: true, labelColor: INK, ticks: false, domain: false },
      },
      color: { field: "f2", type: "nominal", scale: colours(kinds), legend: { title: null } },
    },
  };
  const shaded = activities.filter(({ kind }) => !options.unshaded?.includes(kind));
  const panels = columns.map((name, k): Draft => {
    const y = table.numbers(name);
    const { rows, runs } = decimate(x, y, width);
    return {
      width,
      height: options.height ?? 80,
      layer: [
        ...kinds.flatMap((kind, c): Draft[] => {
          const own = shaded.filter((activity) => plainText(activity.kind) === kind);
          if (own.length === 0) return [];
          const mark = { type: "rect", color: PALETTE[c % PALETTE.length], opacity: 0.18 };
          return [
            { data: bars(own), mark, encoding: { x: place(k === columns.length - 1), x2: { field: "f1" } } },
          ];
        }),
        {
          data: inline(
            rows.map((row) => x[row]),
            rows.map((row) => y[row]),
            runs,
          ),
          mark: { type: "line", color: INK, strokeWidth: 1.2, interpolate: "step-after" },
          encoding: {
            x: place(k === columns.length - 1),
            y: {
              field: "f1",
              type: "quantitative",
              scale: { zero: true, nice: true },
              axis: axis("", y, { tickCount: 3 }),
            },
            detail: { field: "f2", type: "nominal" },
          },
        },
        ...panelName(withUnit(name), width),
      ],
    };
  });
  return new Figure({ vconcat: [schedule, ...panels], spacing: 22 }, { ...options, width, fallbackTitle });
}

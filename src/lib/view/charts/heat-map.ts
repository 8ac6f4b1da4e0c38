import { type Band, bandBegins, bandNames, type Mark, markLayers } from "../annotations";
import { axis, withUnit } from "../axis";
import { extentOf } from "../decimate";
import { emptyFigure } from "../empty";
import { Figure, type FigureOptions } from "../figure";
import { cellLayers, groupLayers } from "../grid-map";
import { groupColumns } from "../groups";
import { namesOf, rowNumbers, type Source, tableOf } from "../source";
import { WIDTH } from "../theme";

export interface HeatMapOptions extends FigureOptions {
  /** Numeric columns, one row of cells each; counters of one event (or VNF) are put together. */
  readonly columns: readonly string[];
  readonly x?: string;
  readonly xTitle?: string;
  /** How rows are put together; default "event". */
  readonly groupBy?: "event" | "vnf" | "none";
  /** "column" (default) colours each value by where it lies between its column's 2nd and 98th percentile; "none" by itself. */
  readonly scale?: "column" | "none";
  /** What the colour shows. */
  readonly valueTitle?: string;
  /** With scale "none": range of the colours; default: that of the values. */
  readonly domain?: readonly [number, number];
  readonly bands?: readonly Band[];
  readonly marks?: readonly Mark[];
}

const MOST_CELLS = 110;

/**
 * Many columns over time as a map: each cell is the mean of the values in a stretch of x; grey where all are missing.
 *
 * @throws LabError for an unknown or non-numeric column
 */
export function heatMap(source: Source, options: HeatMapOptions): Figure {
  const table = tableOf(source);
  const { columns, groups } = groupColumns(namesOf(options.columns, "column"), options.groupBy ?? "event");
  const fallbackTitle = `${columns.length} columns over ${options.x ?? "rows"}`;
  if (table.length === 0) return emptyFigure(fallbackTitle, options);
  const width = options.width ?? WIDTH;
  const cellHeight =
    options.height === undefined
      ? Math.max(6, Math.min(22, 420 / columns.length))
      : options.height / columns.length;
  const height = cellHeight * columns.length;
  const xs = options.x === undefined ? rowNumbers(table.length) : table.numbers(options.x);
  const [low, high] = extentOf(xs);
  const across = Math.max(1, Math.min(MOST_CELLS, table.length));
  const cellWidth = (high - low) / across || 1;

  const x: number[] = [];
  const y: number[] = [];
  const value: number[] = [];
  columns.forEach((name, row) => {
    const column = table.numbers(name);
    const means = bucketMeans(xs, options.scale === "none" ? column : spread(column), low, high, across);
    means.forEach((mean, i) => {
      x.push(low + i * cellWidth);
      y.push(row * cellHeight);
      value.push(mean);
    });
  });
  const domain = options.scale === "none" ? (options.domain ?? extentOf(value)) : [0, 1];
  const legendTitle = options.valueTitle ?? (options.scale === "none" ? "value" : "share of range");
  const span = { domain: [low, high] as const, width };
  const xTitle = options.xTitle ?? (options.x === undefined ? "row" : withUnit(options.x));
  const xScale = {
    scale: { domain: [low, high], nice: false, zero: false },
    axis: axis(xTitle, xs),
  };
  return new Figure(
    {
      width,
      height,
      layer: [
        ...cellLayers(
          { x, y, value, cellWidth, cellHeight, xScale },
          { domain, scheme: "viridis" },
          legendTitle,
        ),
        ...groupLayers(groups, cellHeight, "y", { plot: width, room: 200 }),
        ...bandBegins(options.bands ?? [], span),
        ...markLayers(options.marks ?? [], span, options.bands),
        ...bandNames(options.bands ?? [], span),
      ],
    },
    { ...options, width: width + 60, fallbackTitle },
  );
}

/** Mean of the values in each of equal stretches of x; NaN where a stretch has none. */
function bucketMeans(
  x: ArrayLike<number>,
  values: ArrayLike<number>,
  low: number,
  high: number,
  buckets: number,
): number[] {
  const sum = new Float64Array(buckets);
  const count = new Float64Array(buckets);
  const width = (high - low) / buckets || 1;
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i]) || !Number.isFinite(values[i])) continue;
    const bucket = Math.min(buckets - 1, Math.floor((x[i] - low) / width));
    sum[bucket] += values[i];
    count[bucket]++;
  }
  return Array.from(sum, (total, i) => (count[i] === 0 ? Number.NaN : total / count[i]));
}

/** Values as places between the column's 2nd percentile (0) and 98th (1), cut at both; a constant column is 0.5. */
function spread(values: Float64Array): Float64Array {
  const sorted = values.filter(Number.isFinite).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))];
  const low = at(0.02);
  const high = at(0.98);
  if (!(high > low)) return values.map((value) => (Number.isFinite(value) ? 0.5 : Number.NaN));
  return values.map((value) => Math.max(0, Math.min(1, (value - low) / (high - low))));
}

import { axis } from "../axis";
import { emptyFigure } from "../empty";
import { Figure, type FigureOptions } from "../figure";
import { shortNumber } from "../numbers";
import { inline } from "../rows";
import type { Draft } from "../spec";
import { distinctLabels } from "../text";
import { LABEL_SIZE, MUTED, PALETTE, WIDTH } from "../theme";

/** Counts over all files of one kind; null where the fault cannot occur in that kind. */
export interface QualityRow {
  readonly kind: string;
  /** Values that the files should hold. */
  readonly values: number;
  readonly missing: number | null;
  readonly censored: number | null;
  readonly multiplexed: number | null;
}

const FAULTS = ["missing", "censored", "multiplexed"] as const;
const NAMES = 110;

/**
 * Which share of the values is missing, censored or multiplexed, per kind of file: on one scale, so that the faults
 * can be weighed against each other, with the counts printed.
 */
export function qualityChart(rows: readonly QualityRow[], options: FigureOptions = {}): Figure {
  const fallbackTitle = "Data quality by kind of file";
  if (rows.length === 0) return emptyFigure(fallbackTitle, options);
  const width = options.width ?? WIDTH + 60;
  const panelWidth = Math.floor((width - NAMES) / FAULTS.length) - 16;
  const kinds = distinctLabels(
    rows.map((row) => row.kind),
    NAMES,
    LABEL_SIZE,
  );
  const shares = FAULTS.map((fault) => rows.map((row) => percent(row[fault], row.values)));
  const top = Math.max(...shares.flat().filter(Number.isFinite), 0) || 1;
  // One scale for all panels; the bars take its left half, so that every printed count has its place.
  const domain = [0, top * 2.2];
  const ticks = [0, nice(top)];
  // What is there can be seen, however little it is.
  const least = (1.5 * domain[1]) / panelWidth;
  const panels = FAULTS.map((fault, k): Draft => {
    const share = shares[k];
    const y = {
      field: "f0",
      type: "nominal",
      sort: null,
      scale: { domain: kinds, padding: 0.3 },
      axis: k === 0 ? { title: null, ticks: false, domain: false, labelLimit: NAMES, labelPadding: 6 } : null,
    };
    const x = {
      type: "quantitative",
      scale: { domain, nice: false },
      axis: axis(k === 0 ? "% of values" : "", ticks, { values: ticks, format: "~r" }),
    };
    return {
      width: panelWidth,
      height: options.height ?? 22 * rows.length,
      title: {
        text: fault,
        fontSize: LABEL_SIZE,
        fontWeight: "bold",
        anchor: "start",
        frame: "group",
        offset: 4,
      },
      layer: [
        {
          data: inline(
            kinds,
            share.map((value) => (value > 0 ? Math.max(value, least) : value)),
          ),
          mark: { type: "bar", color: PALETTE[[1, 4, 5][k]] },
          encoding: { y, x: { field: "f1", ...x } },
        },
        {
          data: inline(
            kinds,
            share.map((value) => (Number.isFinite(value) ? value : 0)),
            rows.map((row, i) => countText(row[fault], share[i])),
          ),
          mark: { type: "text", align: "left", dx: 4, fontSize: LABEL_SIZE - 1, color: MUTED },
          encoding: { y, x: { field: "f1", ...x }, text: { field: "f2", type: "nominal" } },
        },
      ],
    };
  });
  return new Figure({ hconcat: panels, spacing: 10 }, { ...options, width, fallbackTitle });
}

function percent(count: number | null, of: number): number {
  return count === null || of === 0 ? Number.NaN : (100 * count) / of;
}

function countText(count: number | null, share: number): string {
  if (count === null) return "–";
  if (count === 0 || Number.isNaN(share)) return shortNumber(count, 3);
  return `${shortNumber(count, 3)} (${shortNumber(share, 2)} %)`;
}

/** The largest of 1, 2, 5 · 10ⁿ that is not above the value. */
function nice(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  const digit = value / unit;
  return unit * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
}

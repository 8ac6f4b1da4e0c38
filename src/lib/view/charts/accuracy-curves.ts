import { fail, quote } from "../../core";
import { axis } from "../axis";
import { emptyFigure } from "../empty";
import { Figure, type FigureOptions } from "../figure";
import { textWidth } from "../font";
import { inline } from "../rows";
import type { Draft } from "../spec";
import { distinctLabels } from "../text";
import { HEIGHT, LABEL_SIZE, MUTED, PALETTE, WIDTH } from "../theme";

/** accuracy@τ of one model: the share of rows with |prediction − truth| ≤ τ · |truth|, for several τ. */
export interface AccuracyCurve {
  readonly name: string;
  readonly tau: ArrayLike<number>;
  /** Percent of the rows, 0 to 100, as the learn room scores it; NaN where unknown. */
  readonly accuracy: ArrayLike<number>;
  /** True for a trivial predictor: drawn grey and dashed, to be beaten. */
  readonly baseline?: boolean;
}

/**
 * Accuracy against tolerance for several models, baselines beside them.
 *
 * @throws LabError for an accuracy outside 0 to 100
 */
export function accuracyCurves(curves: readonly AccuracyCurve[], options: FigureOptions = {}): Figure {
  const fallbackTitle = "Accuracy by tolerance";
  const names = distinctLabels(
    curves.map((curve) => curve.name),
    200,
    LABEL_SIZE,
  );
  const models = names.filter((_, i) => !curves[i].baseline);
  const baselines = names.filter((_, i) => curves[i].baseline);
  const tau: number[] = [];
  const share: number[] = [];
  const name: string[] = [];
  curves.forEach((curve, k) => {
    for (let i = 0; i < curve.tau.length; i++) {
      if (!Number.isFinite(curve.accuracy[i])) continue;
      tau.push(100 * curve.tau[i]);
      share.push(percent(curve.accuracy[i], curve.name));
      name.push(names[k]);
    }
  });
  if (tau.length === 0) return emptyFigure(fallbackTitle, options);
  const order = [...models, ...baselines];
  const range = [
    ...models.map((_, i) => PALETTE[i % PALETTE.length]),
    ...baselines.map((_, i) => [MUTED, "#9198a1", "#b7bdc4"][i % 3]),
  ];
  const dashes = [
    ...models.map(() => [1, 0]),
    ...baselines.map(
      (_, i) =>
        [
          [4, 3],
          [1, 3],
          [8, 3],
        ][i % 3],
    ),
  ];
  const widest = Math.max(...order.map((one) => textWidth(one, LABEL_SIZE)));
  const columns = Math.max(1, Math.min(order.length, Math.floor((options.width ?? WIDTH) / (widest + 36))));
  const encoding: { readonly [key: string]: Draft } = {
    x: {
      field: "f0",
      type: "quantitative",
      scale: { nice: false, zero: false },
      axis: axis("tolerance τ (% of the true value)", tau, { grid: true }),
    },
    y: {
      field: "f1",
      type: "quantitative",
      scale: { domain: [0, 100] },
      axis: axis("rows within τ (%)", share, { tickCount: 5 }),
    },
    color: {
      field: "f2",
      type: "nominal",
      scale: { domain: order, range },
      legend: { title: null, columns },
    },
  };
  return new Figure(
    {
      width: options.width ?? WIDTH,
      height: options.height ?? HEIGHT,
      data: inline(tau, share, name),
      layer: [
        {
          mark: { type: "line", strokeWidth: 1.8 },
          encoding: {
            ...encoding,
            strokeDash: {
              field: "f2",
              type: "nominal",
              scale: { domain: order, range: dashes },
              legend: { title: null, columns },
            },
          },
        },
      ],
    },
    { ...options, fallbackTitle },
  );
}

function percent(value: number, name: string): number {
  if (value >= 0 && value <= 100) return value;
  return fail({
    code: "argument",
    expected: `accuracies of ${quote(name)} from 0 to 100 percent`,
    found: String(value),
  });
}

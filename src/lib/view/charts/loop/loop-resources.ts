import type { ResourceSample } from "../../../loop";
import { Table } from "../../../table";
import { emptyFigure } from "../../empty";
import { Figure, type FigureOptions } from "../../figure";
import type { Draft } from "../../spec";
import { distinctLabels } from "../../text";
import { LABEL_SIZE, PALETTE, WIDTH } from "../../theme";
import { lineLayers } from "../line-chart";

const HOST = "host";
/** Most moments that are drawn; what was measured between two of them is averaged. */
const MOMENTS = 300;

/**
 * CPU and memory of a run's components over its time. The host's line is what the whole machine was busy with, other
 * programs too, and has no memory here; where memory cannot be told apart, as for a thread, there is no line. `height` is that of a panel.
 */
export function loopResources(samples: readonly ResourceSample[], options: FigureOptions = {}): Figure {
  const fallbackTitle = "CPU and memory of the components";
  const known = samples.filter(({ ts }) => Number.isFinite(ts));
  if (known.length === 0) return emptyFigure(fallbackTitle, options, "nothing was measured");
  const width = options.width ?? WIDTH;
  const components = [...new Set(known.map(({ component }) => component))];
  const labels = distinctLabels(components, 120, LABEL_SIZE);
  const start = known.reduce((least, { ts }) => Math.min(least, ts), Number.POSITIVE_INFINITY);
  const end = known.reduce((most, { ts }) => Math.max(most, ts), start);
  const moments = Math.max(1, Math.min(MOMENTS, Math.ceil(known.length / components.length)));
  const step = (end - start) / moments || 1;
  const seconds = Float64Array.from({ length: moments }, (_, i) => ((i + 0.5) * step) / 1000);
  const panels = [
    { field: "vcpu", title: "CPUs kept busy", shown: components },
    // The machine's memory holds everything else too, and would make the components flat lines.
    { field: "rss_mb", title: "memory (MiB)", shown: components.filter((name) => name !== HOST) },
  ] as const;
  const drawn = panels.flatMap(({ field, title, shown }, k): Draft[] => {
    const columns = shown.map((component): [string, Float64Array] => [
      labels[components.indexOf(component)],
      perMoment(
        known.filter((sample) => sample.component === component),
        field,
        { start, step, moments },
      ),
    ]);
    const measured = columns.filter(([, values]) => values.some(Number.isFinite));
    const names = measured.map(([name]) => name);
    const last = k === panels.length - 1;
    const layers = lineLayers(Table.fromColumns([["seconds", seconds], ...columns]), names, {
      ...options,
      x: "seconds",
      y: names,
      xTitle: last ? "time since the start (s)" : "",
      yTitle: title,
      xLabels: last,
      yTicks: 4,
      zero: true,
      width,
      colors: Object.fromEntries(
        labels.map((label, c) => [
          label,
          components[c] === HOST ? "#a8b1ba" : PALETTE[(c - Number(c > hostAt(components))) % PALETTE.length],
        ]),
      ),
    });
    if (layers.length === 0) return [];
    return [{ width, height: options.height ?? 100, layer: layers }];
  });
  if (drawn.length === 0) return emptyFigure(fallbackTitle, options, "nothing was measured");
  return new Figure(
    { vconcat: drawn, spacing: 16, resolve: { scale: { color: "independent" } } },
    { ...options, width, fallbackTitle },
  );
}

function hostAt(components: readonly string[]): number {
  const at = components.indexOf(HOST);
  return at < 0 ? components.length : at;
}

/** Means between moments; a component that was asked less often keeps its value until it is asked again. */
function perMoment(
  samples: readonly ResourceSample[],
  field: "vcpu" | "rss_mb",
  grid: { readonly start: number; readonly step: number; readonly moments: number },
): Float64Array {
  const sum = new Float64Array(grid.moments);
  const count = new Float64Array(grid.moments);
  let last = -1;
  for (const sample of samples) {
    if (!Number.isFinite(sample[field])) continue;
    const at = Math.min(grid.moments - 1, Math.floor((sample.ts - grid.start) / grid.step));
    sum[at] += sample[field];
    count[at]++;
    last = Math.max(last, at);
  }
  let held = Number.NaN;
  return sum.map((total, i) => {
    if (count[i] > 0) held = total / count[i];
    return i <= last ? held : Number.NaN;
  });
}

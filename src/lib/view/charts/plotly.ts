import type { Table } from "../../table";
import { withUnit } from "../axis";
import { Figure, PLOTLY_MIME } from "../figure";
import { FONT_FAMILY } from "../font";
import { namesOf, rowNumbers, type Source, tableOf } from "../source";
import { plainText } from "../text";
import { ALERT, FAINT, INK, PALETTE } from "../theme";
import { type LineOptions, lineBody } from "./line-chart";

/** Points that are handed to the browser at most, per series: its WebGL draws that many without delay. */
const MOST_POINTS = 100_000;

/**
 * A line chart that can be zoomed and panned where the front end draws Plotly (JupyterLab with its extension), and
 * the still picture of {@link lineChart} everywhere else. The output holds data only: no script, no network.
 *
 * @throws LabError for an unknown or non-numeric column
 */
export function plotly(source: Source, options: LineOptions): Figure {
  const table = tableOf(source);
  const names = namesOf(options.y, "column for y");
  const { body, fallbackTitle, drawn } = lineBody(table, names, options);
  const settings = { ...options, fallbackTitle };
  if (!drawn) return new Figure(body, settings);
  return new Figure(body, settings, { mime: PLOTLY_MIME, data: plotlyData(table, names, settings) });
}

function plotlyData(
  table: Table,
  names: readonly string[],
  options: LineOptions & { fallbackTitle: string },
): unknown {
  const x = options.x === undefined ? rowNumbers(table.length) : table.numbers(options.x);
  const step = Math.ceil(table.length / MOST_POINTS);
  const kept = Array.from({ length: Math.ceil(table.length / step) }, (_, i) => i * step);
  const segment = options.segment === undefined ? undefined : table.column(options.segment);
  const title = options.title ?? options.fallbackTitle;
  const heading = options.simulated ? `${title} (simulated data)` : title;
  const xTitle = options.xTitle ?? (options.x === undefined ? "row" : withUnit(options.x));
  const yTitle = options.yTitle ?? (names.length === 1 ? withUnit(names[0]) : "");
  return {
    data: names.map((name, k) => {
      const values = table.numbers(name);
      const points = kept.flatMap((i, n): [number | null, number | null][] => {
        const point: [number | null, number | null] = [x[i], Number.isFinite(values[i]) ? values[i] : null];
        // An empty point between two segments ends the line.
        const cut = segment !== undefined && n > 0 && segment[i] !== segment[kept[n - 1]];
        return cut ? [[x[i], null], point] : [point];
      });
      return {
        type: "scattergl",
        mode: "lines",
        name: plotlyText(name),
        x: points.map((point) => point[0]),
        y: points.map((point) => point[1]),
        connectgaps: false,
        line: { color: PALETTE[k % PALETTE.length], width: 1.4 },
        hoverlabel: { namelength: -1 },
      };
    }),
    layout: {
      title: {
        text: plotlyText(heading),
        x: 0,
        xref: "paper",
        font: { size: 15, color: options.simulated ? ALERT : INK },
      },
      font: { family: FONT_FAMILY, size: 12, color: INK },
      paper_bgcolor: "#ffffff",
      plot_bgcolor: "#ffffff",
      height: 380,
      margin: { l: 60, r: 20, t: 50, b: 50 },
      showlegend: names.length > 1,
      legend: { orientation: "h", y: 1.02, yanchor: "bottom" },
      xaxis: {
        title: { text: plotlyText(xTitle) },
        type: options.time ? "date" : options.logX ? "log" : "linear",
        gridcolor: FAINT,
      },
      yaxis: { title: { text: plotlyText(yTitle) }, type: options.log ? "log" : "linear", gridcolor: FAINT },
    },
    config: { displaylogo: false, responsive: true },
  };
}

/**
 * Text as Plotly shows it. Plotly reads tags (<b>, <a href>) and formulas between dollar signs in every text, so
 * these characters are written as the entities that it turns back after it has looked for them.
 */
export function plotlyText(text: string): string {
  return plainText(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/\$/g, "&#36;");
}

import type { ColumnView, WireCell } from "../../app/protocol";
import type { ColumnPattern } from "../../app/template";

/** Where the columns that match the patterns stand, in the order of the patterns, each once. */
export function matching(columns: readonly ColumnView[], patterns: readonly ColumnPattern[]): number[] {
  const found = new Set<number>();
  for (const pattern of patterns) {
    const open = pattern.endsWith("*");
    const text = open ? pattern.slice(0, -1) : pattern;
    columns.forEach(({ name }, i) => {
      if (open ? name.startsWith(text) : name === text) found.add(i);
    });
  }
  return [...found];
}

export interface PanelRow {
  /** What the column is called without the technology's name. */
  readonly metric: string;
  /** Column of each panel; undefined where a panel lacks the metric. */
  readonly columns: readonly (number | undefined)[];
}

/** Metrics by row and panels by column, from patterns in which `{}` stands for the panel's name. */
export function panelRows(
  columns: readonly ColumnView[],
  panels: readonly string[],
  patterns: readonly ColumnPattern[],
): PanelRow[] {
  const rows = new Map<string, (number | undefined)[]>();
  for (const pattern of patterns) {
    panels.forEach((panel, p) => {
      for (const at of matching(columns, [pattern.replaceAll("{}", panel)])) {
        const metric = metricName(columns[at].name, panel);
        const row = rows.get(metric) ?? panels.map(() => undefined);
        row[p] ??= at;
        rows.set(metric, row);
      }
    });
  }
  return [...rows].map(([metric, found]) => ({ metric, columns: found }));
}

function metricName(name: string, panel: string): string {
  const without = name
    .replace(panel, "")
    .replace(/^[_\s.:-]+|[_\s.:-]+$/g, "")
    .replace(/[_]{2,}/g, "_");
  return without === "" ? name : without;
}

/** A column's name for people: underscores are spaces. */
export function spoken(name: string): string {
  return name.replaceAll("_", " ");
}

/** A value as it stands in a card; undefined: missing. */
export function valueText(value: WireCell, type: ColumnView["type"]): string | undefined {
  if (value === null) return undefined;
  if (typeof value === "string") return value;
  if (type === "time") return new Date(value).toISOString().replace("T", " ").replace("Z", " UTC");
  return numberText(value);
}

/** Whole numbers in groups of three, others to six digits. */
export function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) {
    return String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  }
  const short = Number(value.toPrecision(6));
  return Math.abs(short) >= 1e-4 && Math.abs(short) < 1e15 ? String(short) : value.toExponential(4);
}

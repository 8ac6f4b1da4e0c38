import type { Grid } from "../../live/messages";

const MISSING = 65535;
const STEPS = 65534;

/** The cells of a grid, decoded: 0 to 1 of the top, NaN for missing; row after row. */
export function cellsOf(grid: Grid): Float32Array {
  const bytes = Uint8Array.from(atob(grid.cells), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 2 }, (_, i) => {
    const cell = view.getUint16(2 * i, true);
    return cell === MISSING ? Number.NaN : cell / STEPS;
  });
}

/** A row of the heat map: a VNF's mean, or one feature of it. */
export interface HeatRow {
  readonly label: string;
  readonly group: string;
  readonly kind: "vnf" | "feature";
  /** Its row in the grid of its kind. */
  readonly index: number;
}

/** VNFs with their features below them; features of none come last, by themselves. */
export function heatRows(vnfs: readonly string[], features: readonly string[], open: boolean): HeatRow[] {
  const owner = (feature: string): string =>
    vnfs.filter((vnf) => feature.startsWith(`${vnf}_`)).sort((a, b) => b.length - a.length)[0] ?? "";
  const rows: HeatRow[] = [];
  const belonging = (group: string): HeatRow[] =>
    features.flatMap((feature, index): HeatRow[] => {
      if (owner(feature) !== group) return [];
      return [
        { label: group === "" ? feature : feature.slice(group.length + 1), group, kind: "feature", index },
      ];
    });
  vnfs.forEach((vnf, index) => {
    rows.push({ label: vnf, group: vnf, kind: "vnf", index });
    if (open) rows.push(...belonging(vnf));
  });
  if (open || vnfs.length === 0) rows.push(...belonging(""));
  return rows;
}

import { EVENTS, VNFS } from "../table";

/** Neighbouring columns that belong together, with the name they are drawn under. */
export interface ColumnGroup {
  readonly label: string;
  /** Place of the first column. */
  readonly from: number;
  /** One past the place of the last. */
  readonly to: number;
}

const EVENT_OF: ReadonlyMap<string, string> = new Map(
  EVENTS.flatMap((event) => VNFS.map((vnf) => [`${vnf}_${event}`, event] as const)),
);
const VNF_OF: ReadonlyMap<string, string> = new Map(
  EVENTS.flatMap((event) => VNFS.map((vnf) => [`${vnf}_${event}`, vnf] as const)),
);

/** The event, or the VNF, that a counter column belongs to; undefined for any other column. */
function groupName(column: string, by: "event" | "vnf"): string | undefined {
  return (by === "event" ? EVENT_OF : VNF_OF).get(column);
}

/**
 * Columns put group by group (order within a group as given), and where each group begins and ends. Columns that are
 * no counters stand first, under their joined names when there are counters, else each under its own.
 */
export function groupColumns(
  columns: readonly string[],
  by: "event" | "vnf" | "none",
): { readonly columns: readonly string[]; readonly groups: readonly ColumnGroup[] } {
  const others = by === "none" ? columns : columns.filter((column) => groupName(column, by) === undefined);
  if (others.length === columns.length) {
    return { columns, groups: columns.map((label, i) => ({ label, from: i, to: i + 1 })) };
  }
  const byName = new Map<string, string[]>();
  if (others.length > 0) byName.set(others.join(", "), [...others]);
  for (const column of columns) {
    const name = by === "none" ? undefined : groupName(column, by);
    if (name === undefined) continue;
    const members = byName.get(name);
    if (members === undefined) byName.set(name, [column]);
    else members.push(column);
  }
  const groups: ColumnGroup[] = [];
  let from = 0;
  for (const [label, members] of byName) {
    groups.push({ label, from, to: from + members.length });
    from += members.length;
  }
  return { columns: [...byName.values()].flat(), groups };
}

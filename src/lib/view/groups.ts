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

/** The event, or the VNF, that a counter column belongs to; any other column is a group of its own. */
export function groupName(column: string, by: "event" | "vnf"): string {
  return (by === "event" ? EVENT_OF : VNF_OF).get(column) ?? column;
}

/** Columns put group by group (order within a group as given), and where each group begins and ends. */
export function groupColumns(
  columns: readonly string[],
  by: "event" | "vnf" | "none",
): { readonly columns: readonly string[]; readonly groups: readonly ColumnGroup[] } {
  if (by === "none") {
    return { columns, groups: columns.map((label, i) => ({ label, from: i, to: i + 1 })) };
  }
  const byName = new Map<string, string[]>();
  for (const column of columns) {
    const name = groupName(column, by);
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

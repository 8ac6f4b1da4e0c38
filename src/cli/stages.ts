import type { core, loop, perf, table } from "dataplane-lab";
import { readTable } from "./input";

/** One entry of --stages: a table file or a reference stage, and which of its rows. */
export interface StageSpec {
  readonly source: string;
  readonly part: "all" | "head" | "tail";
  readonly rows: number;
}

/** The stages a loop replays, the rows before them, and where they come from. */
export interface Stages {
  readonly stages: readonly loop.StageRows[];
  readonly reference: table.Table;
  readonly simulated: boolean;
  readonly caption: string;
}

/** `resource_stimulus`, `0:tail:500`, `my.csv:head:1000`. */
export function stageSpec(text: string, fail: typeof core.fail): StageSpec {
  const match = /^(.+?)(?::(head|tail):([^:]*))?$/.exec(text.trim());
  const rows = Number(match?.[3] ?? 1);
  if (match !== null && Number.isSafeInteger(rows) && rows > 0 && !/:(head|tail)$/.test(match[1])) {
    return { source: match[1], part: (match[2] as "head" | "tail" | undefined) ?? "all", rows };
  }
  return fail({
    code: "argument",
    expected: "a stage or table, alone or with :head:<rows> or :tail:<rows> behind it",
    found: JSON.stringify(text),
  });
}

/**
 * Opens the stages of a command line. The reference, which the first model learns from, is given in the same way; by
 * default it is what the replay leaves of the first stage, before its tail or behind its head.
 */
export async function openStages(
  text: string,
  given: { readonly reference?: string; readonly data?: string },
): Promise<Stages> {
  const { core: base, perf: room } = await import("dataplane-lab");
  const specs = text.split(",").map((part) => stageSpec(part, base.fail));
  let opened: perf.Reference | undefined;
  const tables = new Map<string, table.Table>();
  const whole = async (source: string): Promise<table.Table> => {
    const known = tables.get(source);
    if (known !== undefined) return known;
    let rows: table.Table;
    if (/[/\\]|\.(?:csv|csv\.gz|parquet)$/i.test(source)) rows = await readTable(source);
    else {
      opened ??= room.openReference(given.data as perf.ReferenceName | undefined);
      const stage = /^\d$/.test(source) ? Number(source) : (source as perf.Stage);
      rows = await opened.table(stage);
    }
    tables.set(source, rows);
    return rows;
  };
  const stages: loop.StageRows[] = [];
  for (const spec of specs) {
    stages.push({ name: nameOf(spec.source, room.STAGES), rows: partOf(await whole(spec.source), spec) });
  }
  const [first] = specs;
  const reference =
    given.reference === undefined
      ? remainder(await whole(first.source), first, base.fail)
      : partOf(
          await whole(stageSpec(given.reference, base.fail).source),
          stageSpec(given.reference, base.fail),
        );
  return {
    stages,
    reference,
    simulated: opened?.simulated ?? false,
    caption: opened?.caption ?? specs.map(({ source }) => nameOf(source, room.STAGES)).join(", "),
  };
}

function partOf(rows: table.Table, { part, rows: count }: StageSpec): table.Table {
  if (part === "head") return rows.slice(0, count);
  return part === "tail" ? rows.slice(-count) : rows;
}

function remainder(rows: table.Table, spec: StageSpec, fail: typeof core.fail): table.Table {
  const left =
    spec.part === "tail"
      ? rows.slice(0, -spec.rows)
      : spec.part === "head"
        ? rows.slice(spec.rows)
        : undefined;
  if (left !== undefined && left.length > 0) return left;
  return fail({
    code: "argument",
    expected: "rows of the first stage that are not replayed, for the first model to learn from",
    found: left === undefined ? "all of it replayed" : `all ${rows.length} replayed`,
    hint: `Write ${spec.source}:tail:500, or name other rows with --reference`,
  });
}

/** The stage's own name, or the name of a file without folder and ending. */
function nameOf(source: string, names: readonly string[]): string {
  if (/^\d$/.test(source)) return names[Number(source)] ?? source;
  return source.replace(/^.*[/\\]/, "").replace(/\.(?:csv|csv\.gz|parquet)$/i, "");
}

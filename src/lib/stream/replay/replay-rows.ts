import { fail, quote } from "../../core";
import { INDEX_COLUMNS, type NumberColumn, segmentsOfIndex } from "../../table";
import { checkSchema } from "../codec/schema-id";
import type { RowSchema, StreamRow } from "../row";
import { positive } from "../topic-spec";
import type { ReplayPlan, ReplayStage, Span } from "./plan";

interface Source {
  readonly columns: readonly NumberColumn[];
  readonly labels: NumberColumn;
  readonly segments: readonly (string | null)[] | undefined;
}

/** The rows of a plan by their seq, and where stages and segments begin and end: known before anything is sent. */
export interface ReplayRows {
  readonly schema: RowSchema;
  readonly length: number;
  readonly stages: readonly Span[];
  /** Stretches of rows of one segment, where the tables tell them. */
  readonly segments: readonly Span[];
  /** Rows that were left out for want of a label. */
  readonly dropped: number;
  /** Whether a row has no label. */
  unlabelled(seq: number): boolean;
  /** The rows from..to (exclusive) with the given event times; their features are parts of one array. */
  slice(from: number, to: number, times: ArrayLike<number>): StreamRow[];
}

/**
 * Reads a plan: selects its rows, numbers them from 0 and checks that all of them can be sent.
 *
 * @throws LabError `argument` (an empty plan, two stages of one name, infinite cells), `not-found` (a column)
 * @example
 * const rows = table.Table.of({ a: [1, 2, 3], y: [4, NaN, 6], experiment: ["e1", "e1", "e2"] });
 * const schema = { run: "r1", features: ["a"], target: "y" };
 * const replayed = stream.replayRows({ schema, stages: [{ name: "s", rows }], unlabelled: "drop" });
 * replayed.segments //=> [{ name: "e1", from: 0, to: 1 }, { name: "e2", from: 1, to: 2 }]
 */
export function replayRows(plan: ReplayPlan): ReplayRows {
  const schema = checkSchema(plan.schema);
  if (plan.stages.length === 0) {
    fail({ code: "argument", expected: "at least one stage to replay", found: "none" });
  }
  const stages: Span[] = [];
  const segments: Span[] = [];
  const sources: Source[] = [];
  const sourceOf: number[] = [];
  const rowOf: number[] = [];
  let dropped = 0;
  for (const stage of plan.stages) {
    if (stages.some(({ name }) => name === stage.name) || !isText(stage.name)) {
      fail({ code: "argument", expected: "stages with names that differ", found: quote(stage.name) });
    }
    const source = sourceIn(stage, schema);
    const from = rowOf.length;
    const [first, end] = partOf(stage);
    let open: { name: string; from: number; to: number } | undefined;
    for (let row = first; row < end; row++) {
      if (plan.unlabelled === "drop" && Number.isNaN(source.labels[row])) {
        dropped++;
        continue;
      }
      const seq = rowOf.length;
      const name = source.segments?.[row] ?? null;
      if (name === null) open = undefined;
      else if (name === open?.name) open.to = seq + 1;
      else {
        open = { name, from: seq, to: seq + 1 };
        segments.push(open);
      }
      sourceOf.push(sources.length);
      rowOf.push(row);
    }
    sources.push(source);
    stages.push({ name: stage.name, from, to: rowOf.length });
  }
  return {
    schema,
    length: rowOf.length,
    stages,
    segments,
    dropped,
    unlabelled: (seq) => Number.isNaN(sources[sourceOf[seq]].labels[rowOf[seq]]),
    slice(from, to, times) {
      const width = schema.features.length;
      const block = new Float64Array((to - from) * width);
      return Array.from({ length: to - from }, (_, i) => {
        const seq = from + i;
        const { columns, labels, segments: names } = sources[sourceOf[seq]];
        const row = rowOf[seq];
        const features = block.subarray(i * width, (i + 1) * width);
        for (let f = 0; f < width; f++) features[f] = columns[f][row];
        const stage = stages[sourceOf[seq]].name;
        return { seq, stage, segment: names?.[row] ?? null, time: times[seq], features, label: labels[row] };
      });
    },
  };
}

/** The first row, and the one behind the last. */
function partOf({ rows, part = "all", count }: ReplayStage): readonly [number, number] {
  if (part === "all") return [0, rows.length];
  const most = Math.min(rows.length, positive(`count of rows for ${part}`, count ?? Number.NaN));
  return part === "head" ? [0, most] : [rows.length - most, rows.length];
}

function sourceIn(stage: ReplayStage, schema: RowSchema): Source {
  const column = (name: string): NumberColumn => {
    if (!stage.rows.has(name)) {
      fail({
        code: "not-found",
        expected: `the column ${quote(name)} in stage ${quote(stage.name)}`,
        found: `${stage.rows.names.length} other columns`,
      });
    }
    const cells = stage.rows.numbers(name);
    const [first, end] = partOf(stage);
    for (let row = first; row < end; row++) {
      if (Math.abs(cells[row]) !== Number.POSITIVE_INFINITY) continue;
      fail({
        code: "argument",
        expected: "numbers, or NaN where a cell is missing",
        found: `${cells[row]} in row ${row} of stage ${quote(stage.name)}`,
        where: { column: name },
      });
    }
    return cells;
  };
  return {
    columns: schema.features.map(column),
    labels: column(schema.target),
    segments: segmentsIn(stage),
  };
}

/** The segment of each row: as given, by the experiment's columns, or where an index starts again. */
function segmentsIn({ rows, segments, name }: ReplayStage): readonly (string | null)[] | undefined {
  if (segments !== undefined) {
    if (segments.length === rows.length) return segments;
    fail({
      code: "argument",
      expected: `a segment for each of the ${rows.length} rows of stage ${quote(name)}`,
      found: String(segments.length),
    });
  }
  if (rows.has("experiment")) {
    const columns = ["scenario", "experiment"]
      .filter((column) => rows.has(column))
      .map((c) => rows.column(c));
    return Array.from({ length: rows.length }, (_, row) =>
      columns.map((cells) => String(cells[row] ?? "")).join("/"),
    );
  }
  const index = INDEX_COLUMNS.find((column) => rows.has(column) && rows.isNumeric(column));
  if (index === undefined) return undefined;
  return Array.from(segmentsOfIndex(rows.numbers(index)), (k) => `segment ${k + 1}`);
}

/** False for a lone surrogate, which no encoding can carry. */
function isText(name: string): boolean {
  return typeof name === "string" && Buffer.from(name).toString() === name;
}

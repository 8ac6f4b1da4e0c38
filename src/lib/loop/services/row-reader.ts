import type { LogRecord, RowSchema, StreamRow } from "../../stream";

export type Decoded =
  | { readonly kind: "rows"; readonly rows: readonly StreamRow[] }
  | { readonly kind: "end" }
  | { readonly kind: "passed" }
  | { readonly kind: "rejected"; readonly reason: string; readonly detail: string };

export class RowReader {
  readonly #options: { schema: RowSchema; stages: readonly string[]; partitions: number };
  constructor(options: { schema: RowSchema; stages: readonly string[]; partitions: number }) {
    this.#options = options;
  }
  decode(record: LogRecord): Decoded {
    const { schema } = this.#options;
    if (record.headers["drst-sentinel"] === "1") return { kind: "end" };
    try {
      const m = JSON.parse(Buffer.from(record.value ?? []).toString("utf8"));
      return {
        kind: "rows",
        rows: [
          {
            seq: m.seq,
            stage: m.stage,
            segment: null,
            time: m.seq * 1000,
            features: Float64Array.from(schema.features, (name) => m.features[name] ?? Number.NaN),
            label: m.label ?? Number.NaN,
          },
        ],
      };
    } catch (error) {
      return { kind: "rejected", reason: "not-json", detail: String(error) };
    }
  }
}

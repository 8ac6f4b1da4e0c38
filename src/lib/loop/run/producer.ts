import type { Log, RowSchema } from "../../stream";
import { type StageRows, streamRows } from "../engine/stream-rows";
import type { LoopTopics } from "../services/topics";

export class Producer {
  readonly done: Promise<void>;
  constructor(options: {
    log: Log;
    topics: LoopTopics;
    run: string;
    schema: RowSchema;
    stages: readonly StageRows[];
    tps: number;
    form: string;
  }) {
    this.done = this.#run(options);
  }
  async #run({ log, topics, schema, stages, run }: ConstructorParameters<typeof Producer>[0]): Promise<void> {
    const rows = streamRows(stages, schema);
    for (let i = 0; i < rows.length; i += 500) {
      await log.append(
        topics.rows,
        rows.slice(i, i + 500).map((row) => ({
          partition: row.seq % 3,
          value: JSON.stringify({
            features: Object.fromEntries(schema.features.map((name, f) => [name, row.features[f]])),
            label: row.label,
            stage: row.stage,
            seq: row.seq,
          }),
          headers: { run_id: run },
        })),
      );
    }
    await log.append(
      topics.rows,
      [0, 1, 2].map((partition) => ({ partition, value: "__DRST_EOF__", headers: { "drst-sentinel": "1" } })),
    );
  }
  pause(): void {}
  resume(): void {}
  speed(_tps: number): void {}
  async close(): Promise<void> {}
}

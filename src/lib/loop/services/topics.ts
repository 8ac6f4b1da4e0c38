import { fail, quote } from "../../core";
import type { TopicSpec } from "../../stream";
import { registryTopic } from "../registry/topic-registry";

/** The topics of a run. Its id stands in every name, so that runs on one broker do not see each other. */
export interface LoopTopics {
  readonly rows: string;
  readonly results: string;
  readonly control: string;
  readonly models: string;
  readonly dead: string;
}

/**
 * The names of a run's topics; `rows` may be another one, such as the original's `latencyTopic`.
 *
 * @throws LabError `argument` for an id that cannot be part of a topic's or a folder's name
 * @example
 * loop.loopTopics("r1").results //=> "r1.results"
 */
export function loopTopics(run: string, rows?: string): LoopTopics {
  checkRunId(run);
  return {
    rows: rows ?? `${run}.rows`,
    results: `${run}.results`,
    control: `${run}.control`,
    models: `${run}.models`,
    dead: `${run}.dead`,
  };
}

/** Refuses what cannot be part of the name of a topic and of a folder. */
export function checkRunId(run: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(run)) return run;
  return fail({
    code: "argument",
    expected: "a run id of at most 64 letters, digits, - and _, with a letter or digit in front",
    found: quote(run),
  });
}

/** A row in the original's form is about 3 kB; larger records than any are taken, to be rejected with a reason. */
const MOST_ROW_BYTES = 16 << 20;

export function topicSpecs(topics: LoopTopics, partitions: number): readonly TopicSpec[] {
  return [
    { name: topics.rows, partitions, maxRecordBytes: MOST_ROW_BYTES },
    { name: topics.results, partitions },
    { name: topics.control, partitions: 1 },
    { name: topics.dead, partitions: 1 },
    registryTopic(topics.models),
  ];
}

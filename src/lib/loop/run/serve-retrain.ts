import { setTimeout as sleep } from "node:timers/promises";
import type { Table } from "../../table";
import type { Outcome, Trigger } from "../adaptation";
import { topicRegistry } from "../registry/topic-registry";
import { publishFirst } from "../services/adaptation-service";
import type { ControlRecord } from "../services/control";
import { Outbox } from "../services/outbox";
import { planReader } from "../services/plan-reader";
import { ResultReader } from "../services/result-reader";
import { RetrainService } from "../services/retrain-service";
import { strategy } from "../strategies/registry";
import { TrainingThread } from "../training/training-thread";
import { joinRun, LOOK_MS, news, rounds, type ServeOptions } from "./serve";

export interface AdaptOptions extends ServeOptions {
  /** Rows of the reference stage before the replay; the same for monitor and retrainer. */
  readonly reference: Table;
}

/**
 * The retrainer of a run on a broker, in this process: publishes the first models, then answers each trigger on the
 * control topic with an outcome, training in a worker thread. Killed mid-way and started again it answers what has no
 * answer yet; nothing is adopted twice.
 */
export async function serveRetrain(options: AdaptOptions): Promise<void> {
  const { log, run, reference } = options;
  const instance = options.instance ?? "retrain";
  const joined = await joinRun(options);
  const { topics, schema, control, head, partitions } = joined;
  const outbox = new Outbox(control, instance);
  const registry = await topicRegistry(log, topics.models);
  const chosen = strategy(head.strategy);
  const context = { schema, reference, seed: head.seed };
  const { baseline, current } = chosen.start(context);
  await publishFirst(registry, baseline, current);
  const thread = new TrainingThread();
  const service = new RetrainService({
    registry,
    trainer: chosen.trainer(context),
    train: (job) => thread.run(job),
  });
  const reader = await ResultReader.open({
    ...{ log, topics, run, partitions, purpose: "retrain" },
    rows: planReader(schema, head.stages, partitions),
  });
  outbox.record({ type: "ready", service: "retrain", instance, time: Date.now() });
  options.onMessage?.(`${instance} serves ${run}`);

  const triggers: Trigger[] = [];
  const outcomes = new Map<string, Outcome>();
  let ended = false;
  let at = 0;
  const take = (record: ControlRecord) => {
    if (record.type === "end") ended = true;
    if (record.type === "trigger" && !triggers.some(({ id }) => id === record.trigger.id)) {
      triggers.push(record.trigger);
    }
    if (record.type === "outcome" && !outcomes.has(record.outcome.trigger.id)) {
      outcomes.set(record.outcome.trigger.id, record.outcome);
    }
  };
  joined.before.forEach(take);
  let looked = 0;
  try {
    await rounds(options, async () => {
      for (const { row, ...served } of await reader.next(LOOK_MS)) service.observe(row, served);
      if (performance.now() - looked >= LOOK_MS) {
        looked = performance.now();
        (await news(control)).forEach(take);
        await outbox.flush();
      }
      const trigger = triggers[at];
      // A trigger whose outcome stands there is settled; the others wait for their rows.
      if (trigger !== undefined && trigger.seq <= service.last) {
        at++;
        const known = outcomes.get(trigger.id);
        if (known !== undefined) service.recall(known);
        else {
          const { outcome, candidates, wallMs } = await service.answer(trigger);
          outcomes.set(trigger.id, outcome);
          outbox.record({ type: "outcome", outcome, candidates, wallMs, time: Date.now() });
          if (outcome.kind === "failed") outbox.failure(instance, outcome.error);
        }
      }
      return ended && triggers[at] === undefined;
    });
  } finally {
    await outbox.close();
    await reader.close();
    await thread.kill();
    await registry.close();
    await sleep(0);
  }
}

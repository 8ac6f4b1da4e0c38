import { setTimeout as sleep } from "node:timers/promises";
import { topicRegistry } from "../registry/topic-registry";
import type { ControlRecord } from "../services/control";
import { FollowedModels } from "../services/followed-models";
import { Outbox } from "../services/outbox";
import { planReader } from "../services/plan-reader";
import { PredictionService } from "../services/prediction-service";
import { joinRun, LOOK_MS, news, rounds, type ServeOptions, waitFor } from "./serve";

export interface PredictOptions extends ServeOptions {
  /** Most records taken from the log at once; default 500. */
  readonly maxRecords?: number;
}

/**
 * One prediction service of a run on a broker, in this process: joins the group of the run's replicas and serves until
 * the run ends. It may be killed at any time and started again, here or elsewhere.
 *
 * @throws LabError `unavailable` when the run's plan or its first models do not appear; what the log answers when it
 * will never take the service (stream.isFinal)
 */
export async function servePredict(options: PredictOptions): Promise<void> {
  const { log, run } = options;
  const instance = options.instance ?? `infer-${process.pid}`;
  const joined = await joinRun(options);
  const { topics, schema, control, head, partitions } = joined;
  const registry = await topicRegistry(log, topics.models);
  const outbox = new Outbox(control, instance);
  await waitFor(options, `the first models of the run ${run}`, () => registry.pointer());
  const models = await FollowedModels.open({
    registry,
    schema,
    onSwap: ({ version, model }, pauseMs) => {
      outbox.record({ type: "swapped", version, instance, pauseMs });
      service?.scores.loaded({ model, loadMs: pauseMs, gain: undefined });
    },
    onFailure: (error) => outbox.failure(instance, error),
  });
  const service = await PredictionService.start({
    ...{ log, topics, run, instance },
    ...(options.maxRecords === undefined ? {} : { maxRecords: options.maxRecords }),
    models: models.service,
    rows: planReader(schema, head.stages, partitions),
    metrics: (measured) => outbox.metric(measured),
    onFailure: (error) => outbox.failure(instance, error),
  });
  outbox.record({ type: "ready", service: "predict", instance, time: Date.now() });
  options.onMessage?.(`${instance} serves ${run}`);
  let ended = false;
  const take = (record: ControlRecord) => {
    if (record.type === "end") ended = true;
    if (record.type !== "command") return;
    if (record.command.command === "pause") service.pause();
    if (record.command.command === "resume") service.resume();
  };
  // A service that is started while the run is paused is paused.
  joined.before.forEach(take);
  try {
    await rounds(options, async () => {
      if (service.failure !== undefined) throw service.failure;
      (await news(control)).forEach(take);
      await outbox.flush();
      if (!ended) await sleep(LOOK_MS);
      return ended;
    });
  } finally {
    await service.close();
    await models.close();
    await outbox.close();
    await registry.close();
  }
}

import path from "node:path";
import { fail } from "../../core";
import type { ModelRegistry } from "../registry";
import { folderRegistry } from "../registry/folder-registry";
import { mirrorRegistry } from "../registry/mirror-registry";
import { topicRegistry } from "../registry/topic-registry";
import { readHead } from "../run-folder/open-run";
import { summarise } from "../run-folder/summarise";
import { RunWriter } from "../run-folder/writer";
import { type ControlCommand, RUN_FILES } from "../run-record";
import type { ControlRecord } from "../services/control";
import { ControlFile } from "../services/control-file";
import { MonitorService } from "../services/monitor-service";
import { Outbox } from "../services/outbox";
import { planReader } from "../services/plan-reader";
import { ResultReader } from "../services/result-reader";
import { strategy } from "../strategies/registry";
import { FolderWriter } from "./folder-writer";
import { type JoinedRun, joinRun, LOOK_MS, news, rounds } from "./serve";
import type { AdaptOptions } from "./serve-retrain";

export interface MonitorOptions extends AdaptOptions {
  /** Where the run folder is written; without it nothing is. */
  readonly folder?: string;
}

/** How long an open trigger is waited for behind the last row. */
const LAST_OUTCOME_MS = 120_000;

/**
 * The drift monitor of a run on a broker, in this process, and the recorder of its run folder: observes joined rows in
 * order and puts triggers on the control topic. When every partition has ended and no trigger is open it ends the run.
 * Started again it observes the log from its beginning, takes each outcome behind the row behind which it took it before
 * (the control topic has it), and goes on behind the last row of the folder: it sees and raises what it would have without
 * the interruption. Only an outcome that it took in the last moment before a kill, and could not tell any more, is taken
 * at another row; nothing that followed from it was told either. Where outcomes fall by the wall clock differs from run to
 * run: rows do not wait for them here, as they do in {@link runLoop} with its virtual clock.
 */
export async function serveMonitor(options: MonitorOptions): Promise<void> {
  const { log, run, reference, folder } = options;
  const instance = options.instance ?? "monitor";
  if (folder !== undefined) await refuseOthers(folder, run);
  const joined = await joinRun(options);
  const { topics, schema, control, head, partitions } = joined;
  const outbox = new Outbox(control, instance);
  const registry = await registryOf(options, joined);
  const recorded = folder === undefined ? undefined : await openFolder(folder, joined);
  const file = folder === undefined ? undefined : await ControlFile.open(folder);
  const context = { schema, reference, seed: head.seed };
  let row = -1;
  const service = new MonitorService(strategy(head.strategy).monitor(context), {
    reading: (reading) => {
      recorded?.reading(reading);
      const js = Number.isFinite(reading.score) ? reading.score : null;
      outbox.metric({ component: "monitor", event: "js_tick", kv: { js } });
    },
    trigger: (trigger) => {
      outbox.record({ type: "trigger", trigger });
      outbox.metric({ component: "monitor", event: "drift", kv: { js: null, grid: trigger.tier } });
    },
    // In order with the triggers: one that followed from it is never there without it.
    settled: (trigger, seq) => outbox.record({ type: "settled", trigger, seq }),
  });
  const reader = await ResultReader.open({
    ...{ log, topics, run, partitions, purpose: "monitor" },
    rows: planReader(schema, head.stages, partitions),
  });
  outbox.record({ type: "ready", service: "monitor", instance, time: Date.now() });
  options.onMessage?.(`${instance} serves ${run}`);

  let ended = false;
  const take = (record: ControlRecord) => {
    if (record.type === "end") ended = true;
    if (record.type === "trigger") service.raised(record.trigger);
    if (record.type === "settled") service.settled(record.trigger, record.seq);
    if (record.type === "outcome") service.outcome(record.outcome);
    recorded?.control(record, row);
  };
  joined.before.forEach(take);
  const swaps = registry.watch((pointer) => recorded?.pointer(pointer));
  for (const pointer of await registry.history()) recorded?.pointer(pointer);
  let looked = 0;
  let finishedAt: number | undefined;
  try {
    await rounds(options, async () => {
      for (const each of await reader.next(LOOK_MS)) {
        row = each.row.seq;
        recorded?.row(each);
        service.observe(each.row, each);
      }
      await recorded?.flush();
      if (performance.now() - looked < LOOK_MS) return false;
      looked = performance.now();
      (await news(control)).forEach(take);
      await recorded?.deadLetters(log, topics.dead);
      for (const command of (await file?.read()) ?? []) await obey(command, registry, row, outbox);
      await outbox.flush();
      if (!reader.finished || ended) return ended;
      finishedAt ??= performance.now();
      // A retrainer that died may be started again: its outcome is waited for, but not for ever.
      if (service.open !== undefined && performance.now() - finishedAt < LAST_OUTCOME_MS) return false;
      await control.send({ type: "end", state: "finished" });
      return false;
    });
  } finally {
    swaps.close();
    await outbox.close();
    await reader.close();
    (await control.read().catch(() => [])).forEach(take);
    await recorded?.close(ended ? "finished" : "running");
    await registry.close();
    if (folder !== undefined && ended) await summarise(folder);
  }
}

async function registryOf({ log, folder }: MonitorOptions, { topics }: JoinedRun): Promise<ModelRegistry> {
  const primary = await topicRegistry(log, topics.models);
  if (folder === undefined) return primary;
  const warn = (message: string) => process.emitWarning(message);
  return mirrorRegistry(primary, folderRegistry(path.join(folder, RUN_FILES.models), { warn }), warn);
}

/** A folder of another run is left as it is: two runs in one would be read as one. */
async function refuseOthers(folder: string, run: string): Promise<void> {
  const before = await readHead(folder).catch(() => undefined);
  if (before === undefined || before.run === run) return;
  fail({
    code: "exists",
    expected: `a folder of the run ${run}, or a new one`,
    found: `the run ${before.run}`,
    where: { file: folder },
    hint: "Choose another folder, or remove that one",
  });
}

async function openFolder(folder: string, { head }: JoinedRun): Promise<FolderWriter> {
  const before = await readHead(folder).catch(() => undefined);
  // A folder of this run goes on; its head knows the models that its rows name.
  const writer = await RunWriter.open(
    folder,
    before?.run === head.run ? { ...before, state: "running" } : head,
  );
  return FolderWriter.open(folder, writer);
}

/** Commands from the run folder go to all, on the control topic; a rollback is the registry's. */
async function obey(
  command: ControlCommand,
  registry: ModelRegistry,
  row: number,
  outbox: Outbox,
): Promise<void> {
  if (command.command !== "rollback") {
    outbox.record({ type: "command", command });
    return;
  }
  const to = command.model === undefined ? {} : { to: command.model };
  await registry
    .rollback({ from: Math.max(0, row + 1), ...to })
    .catch((error) => outbox.failure("rollback", error));
}

import type { Command } from "commander";
import type { loop, stream } from "dataplane-lab";
import { BROKER_CONFIG, logOf } from "../broker";
import { numberOf } from "../input";
import { printJson } from "../report";

interface Options {
  broker?: string;
  brokerConfig?: string;
  run?: string;
  to?: string;
  from?: string;
  json?: boolean;
}

/** dataplane-lab models: the registry of a run, in its folder or on its topic. */
export function registerModels(program: Command): void {
  const models = program
    .command("models")
    .description("Models of a loop: which there are, which is in service, back to an earlier one.");
  const command = (name: string, about: string) =>
    models
      .command(name)
      .description(about)
      .argument("[folder]", "a run folder or its models folder; none with --broker and --run")
      .option("--broker <host:port>", "the registry on a run's topic instead of a folder")
      .option(...BROKER_CONFIG)
      .option("--run <id>", "with --broker: the run")
      .option("--json", "print one JSON document");
  command("list", "The models, champion and challengers, with what the gate said.").action(
    async (folder: string | undefined, options: Options) =>
      withRegistry(folder, options, async (registry) => {
        const [entries, pointer] = [await registry.list(), await registry.pointer()];
        if (options.json) printJson({ inService: pointer ?? null, models: entries });
        else process.stdout.write(listing(entries, pointer));
      }),
  );
  command("show", "One model: its features, recipe and scores.")
    .argument("[model]", "its id (default: the one in service)")
    .action(async (folder: string | undefined, model: string | undefined, options: Options) => {
      // With a broker there is no folder: the only argument is the model.
      const id = options.broker === undefined ? model : (model ?? folder);
      await withRegistry(options.broker === undefined ? folder : undefined, options, async (registry) => {
        const { core } = await import("dataplane-lab");
        const shown =
          id ??
          (await registry.pointer())?.model ??
          core.fail({ code: "not-found", expected: "a model in service", found: "none" });
        const { pipeline, card } = await registry.load(shown);
        const entry = (await registry.list()).find((each) => each.id === shown) ?? null;
        const history = (await registry.history()).filter((pointer) => pointer.model === shown);
        const { features, target, trained } = pipeline;
        const about = { id: shown, entry, history, target, features, trained, recipe: card.recipe };
        if (options.json) printJson(about);
        else process.stdout.write(description(about));
      });
    });
  command(
    "rollback",
    "Put the model before the one in service back, each time one further, or the given one.",
  )
    .option("--to <model>", "the model to go back to (default: the one before)")
    .option("--from <row>", "the first row it serves (default: at once)")
    .action(async (folder: string | undefined, options: Options) =>
      withRegistry(folder, options, async (registry) => {
        const { core } = await import("dataplane-lab");
        const current = await registry.pointer();
        const from =
          options.from === undefined
            ? (current?.from ?? 0)
            : numberOf(core.fail, "--from", options.from, { whole: true, least: 0 });
        const pointer = await registry.rollback({
          from,
          ...(options.to === undefined ? {} : { to: options.to }),
        });
        if (options.json) printJson(pointer);
        else process.stdout.write(`${pointer.model} is in service (version ${pointer.version})\n`);
      }),
    );
}

async function withRegistry(
  folder: string | undefined,
  options: Options,
  use: (registry: loop.ModelRegistry) => Promise<void>,
): Promise<void> {
  const { core, loop: room } = await import("dataplane-lab");
  let log: stream.Log | undefined;
  let registry: loop.ModelRegistry;
  if (options.broker !== undefined) {
    const run = folder === undefined ? options.run : undefined;
    log =
      (run === undefined ? undefined : await logOf(options.broker, options.brokerConfig)) ??
      core.fail({
        code: "argument",
        expected: "--broker host:port with --run, and no folder",
        found: folder === undefined ? "no --run, or an embedded log" : `the folder ${core.quote(folder)}`,
      });
    registry = await openTopic(log, run ?? "");
  } else {
    registry = room.folderRegistry(
      await modelsFolder(
        folder ??
          core.fail({ code: "argument", expected: "a run folder, or --broker and --run", found: "neither" }),
      ),
      { warn: (message) => process.stderr.write(`dataplane-lab: ${message}\n`) },
    );
  }
  try {
    await use(registry);
  } finally {
    await registry.close();
    await log?.close();
  }
}

/** Asking must not make topics: a run that is not there is an error. */
async function openTopic(log: stream.Log, run: string): Promise<loop.ModelRegistry> {
  const { core, loop: room } = await import("dataplane-lab");
  const { models } = room.loopTopics(run);
  try {
    const known = (await log.topics()).map(({ name }) => name);
    if (!known.includes(models)) {
      const runs = known.filter((name) => name.endsWith(".models")).map((name) => name.slice(0, -7));
      core.fail({
        code: "not-found",
        expected: `the topic ${models}`,
        found: runs.length === 0 ? "no run on this broker" : `the runs ${runs.slice(0, 5).join(", ")}`,
      });
    }
    return await room.topicRegistry(log, models);
  } catch (error) {
    await log.close();
    throw error;
  }
}

/** The models folder of a run folder, or the folder itself; one without models is an error, and is not made. */
async function modelsFolder(folder: string): Promise<string> {
  const { core } = await import("dataplane-lab");
  const { existsSync, readdirSync, statSync } = await import("node:fs");
  const path = await import("node:path");
  for (const candidate of [path.join(folder, "models"), folder]) {
    if (!existsSync(candidate) || !statSync(candidate).isDirectory()) continue;
    if (readdirSync(candidate).some((name) => /^(?:m-[0-9a-f]{12}\.json|latest\.(?:json|txt))$/.test(name))) {
      return candidate;
    }
  }
  return core.fail({
    code: "not-found",
    expected: "a run folder with models, or a models folder",
    found: "none",
    where: { file: folder },
    hint: "`dataplane-lab loop … -o folder` makes one",
  });
}

function listing(entries: readonly loop.ModelEntry[], pointer: loop.Pointer | undefined): string {
  if (entries.length === 0) return "no models\n";
  const wide = Math.max(...entries.map(({ request }) => (request ?? "").length), 8);
  const line = (mark: string, id: string, role: string, bytes: string, trigger: string, gate: string) =>
    `${mark} ${id.padEnd(14)}  ${role.padEnd(10)}  ${bytes.padStart(7)}  ${trigger.padEnd(wide)}  ${gate}`.trimEnd();
  const lines = entries.map(({ id, role, bytes, request, verdict }) =>
    line(id === pointer?.model ? "*" : " ", id, role, String(bytes), request ?? "", verdict?.reason ?? ""),
  );
  const served = pointer === undefined ? "none is in service" : `* is in service, from row ${pointer.from}`;
  return `${line(" ", "model", "role", "bytes", "trigger", "what the gate said")}\n${lines.join("\n")}\n${served}\n`;
}

function description(about: {
  readonly id: string;
  readonly target: string;
  readonly features: readonly string[];
  readonly trained: number;
  readonly recipe: unknown;
  readonly entry: loop.ModelEntry | null;
  readonly history: readonly loop.Pointer[];
}): string {
  const { id, target, features, trained, recipe, entry, history } = about;
  const { champion, challenger } = entry?.verdict ?? {};
  const score = (name: string, of: Readonly<Record<string, number>> | undefined) =>
    of === undefined
      ? []
      : [
          `${name} on the gate's rows: ${Object.entries(of)
            .map(([key, value]) => `${key} ${Number(value.toPrecision(4))}`)
            .join(", ")}`,
        ];
  return [
    `${id}: ${target} from ${features.length} features, learnt from ${trained} rows`,
    `recipe: ${JSON.stringify(recipe)}`,
    `features: ${features.join(", ")}`,
    ...score("it", challenger),
    ...score("the one in service then", champion),
    ...(entry?.verdict === undefined ? [] : [`gate: ${entry.verdict.reason}`]),
    ...history.map(
      ({ version, from, cause }) => `in service from row ${from} (version ${version}, ${cause})`,
    ),
    "",
  ].join("\n");
}

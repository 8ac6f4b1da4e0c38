import type { Command } from "commander";
import type { drift, table } from "dataplane-lab";
import { numberOf, readTable, seedOf } from "../input";
import { printJson } from "../report";

interface Options {
  reference: string;
  stream: string;
  features?: string;
  window: string;
  stride: string;
  bins: string;
  log: drift.LogBase;
  form: drift.DivergenceForm;
  start: "reference" | "empty";
  thresholds?: string;
  falseAlarmRate: string;
  detector?: string;
  seed: string;
  json?: boolean;
}

/** dataplane-lab drift: how far a stream has moved from a reference, and when a detector would have fired. */
export function registerDrift(program: Command): void {
  program
    .command("drift")
    .description("Score a sliding window of a stream against a reference, with thresholds and alarms.")
    .requiredOption("--reference <table>", "a .csv or .parquet table of what is normal")
    .requiredOption("--stream <table>", "the table to watch, row by row")
    .option(
      "--features <names>",
      "comma-separated columns (default: shared numeric ones but rates, latency, index)",
    )
    .option("--window <rows>", "rows in the sliding window", "300")
    .option("--stride <rows>", "rows between two scores", "50")
    .option("--bins <n>", "bins of each histogram", "64")
    .option("--log <base>", "e (bound ln 2) or 2 (bound 1)", "e")
    .option("--form <form>", "probability, v2 or v1", "probability")
    .option("--start <with>", "the window begins with the end of the reference, or empty", "reference")
    .option("--thresholds <numbers>", "comma-separated fixed limits, such as 0.2,0.5")
    .option(
      "--false-alarm-rate <share>",
      "without fixed limits: the rate per score the limit is found for",
      "0.01",
    )
    .option("--detector <name>", "the detector that raises the alarms (default: the score and its limits)")
    .option("--seed <seed>", "of everything drawn at random", "12345")
    .option("--json", "print scores, limits and alarms as one JSON document")
    .action(async (options: Options) => {
      const [reference, stream] = [await readTable(options.reference), await readTable(options.stream)];
      const report = await driftReport(reference, stream, options);
      if (options.json) printJson(report);
      else process.stdout.write(summary(report));
    });
}

type Report = Awaited<ReturnType<typeof driftReport>>;

async function driftReport(reference: table.Table, stream: table.Table, options: Options) {
  const { core, drift: room } = await import("dataplane-lab");
  const features = options.features?.split(",") ?? room.driftFeatures(reference, stream);
  const { log, form, start } = options;
  const whole = (option: string, text: string) => numberOf(core.fail, option, text, { whole: true });
  const settings = {
    features,
    window: whole("--window", options.window),
    stride: whole("--stride", options.stride),
    bins: whole("--bins", options.bins),
    log,
    form,
    start,
  };
  const seed = seedOf(options.seed);
  // The score first: it checks the settings before anything slow begins.
  const scores = room.scoreStream(reference, stream, settings);
  const thresholds =
    options.thresholds === undefined
      ? room.calibrateThreshold(reference, {
          ...settings,
          falseAlarmRate: numberOf(core.fail, "--false-alarm-rate", options.falseAlarmRate),
          seed,
        })
      : room.fixedThresholds(
          options.thresholds.split(",").map((text) => numberOf(core.fail, "--thresholds", text)),
          { log },
        );
  const { bound, levels, how } = thresholds;
  const evaluations = scores.map((score) => ({
    row: score.row,
    score: score.score,
    level: room.levelOf(score.score, levels),
    missing: score.missing,
    outside: score.outside,
    perVnf: room.scorePerVnf(score),
    perFeature: Object.fromEntries(features.map((name, f) => [name, score.values[f]])),
  }));
  const detector =
    options.detector === undefined
      ? undefined
      : runDetector(room, options.detector, reference, stream, { features, seed });
  const alarms = detector?.alarms ?? evaluations.filter(({ level }) => level > 0).map(({ row }) => row);
  return {
    ...settings,
    bound,
    thresholds: { levels, how },
    rows: { reference: reference.length, stream: stream.length },
    scores: evaluations,
    ...(detector === undefined ? {} : { detector }),
    alarms,
  };
}

/** A detector with its own defaults over the stream, going on unchanged after an alarm. */
function runDetector(
  room: typeof drift,
  name: string,
  reference: table.Table,
  stream: table.Table,
  common: { features: readonly string[]; seed: number | string },
) {
  const kind = room.detectorKind(name);
  const seed = "seed" in kind.defaults && typeof common.seed === "number" ? { seed: common.seed } : {};
  const detector = kind.create({ reference, features: common.features, ...seed });
  const evaluations: (drift.Verdict & { row: number })[] = [];
  for (const row of room.featureRows(stream, common.features)) {
    const verdict = detector.update(row);
    if (verdict.evaluated) evaluations.push({ row: detector.rows, ...verdict });
  }
  return {
    name,
    fires: kind.fires,
    options: kind.defaults,
    missing: detector.missing,
    evaluations: evaluations.length,
    verdicts: evaluations.filter(({ alarm, warning }) => alarm || warning),
    alarms: evaluations.filter(({ alarm }) => alarm).map(({ row }) => row),
  };
}

function summary({ scores, thresholds, bound, features, detector, alarms }: Report): string {
  const first = alarms.length === 0 ? "no alarm" : `first alarm at row ${alarms[0]}, ${alarms.length} in all`;
  return [
    `mean Jensen-Shannon divergence over ${features.length} features (bound ${bound.toFixed(4)})`,
    `limits ${thresholds.levels.map((level) => level.toFixed(4)).join(", ")} (${thresholds.how})`,
    ...scores.map(({ row, score, level, perVnf }) => {
      const worst = Object.entries(perVnf).sort((a, b) => b[1] - a[1])[0];
      const vnf = worst === undefined ? "" : `  ${worst[0]} ${worst[1].toFixed(4)}`;
      return `${String(row).padStart(8)}  ${score.toFixed(4)} ${"*".repeat(level).padEnd(3)}${vnf}`;
    }),
    detector === undefined ? first : `${detector.name}, ${detector.evaluations} evaluations: ${first}`,
    "",
  ].join("\n");
}

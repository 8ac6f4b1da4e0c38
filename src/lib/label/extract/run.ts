import { openDatabase } from "../database/open";
import type { ExtractionConfig } from "./config";
import { fileSink } from "./file-sink";
import { type ExtractionOptions, extractionLoop, type Iteration } from "./loop";

/**
 * The extraction loop of a configuration, into its folder; a run that was interrupted goes on where its folder ends. What
 * it gives, iteration by iteration, is on disk already.
 *
 * @throws LabError `argument` or `format` for what the configuration or folder does not allow; a database that is away is
 * waited for
 */
export async function* runExtraction(
  config: ExtractionConfig,
  options: Pick<ExtractionOptions, "pace" | "signal" | "onWait"> = {},
): AsyncGenerator<Iteration> {
  const sink = await fileSink(config.outputFolder, {
    perRule: config.perRule,
    ...(options.pace === undefined ? {} : { pace: options.pace }),
  });
  yield* extractionLoop({
    ...options,
    database: () => openDatabase(config.database),
    intervalMs: config.intervalSeconds * 1000,
    iterations: config.iterations ?? "infinite",
    layout: config.layout,
    ...(config.features === null ? {} : { features: config.features }),
    sink,
  });
}

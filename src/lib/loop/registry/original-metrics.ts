import type { TrainedModel } from "../../learn";
import type { ModelEntry } from "../registry";

/** The file beside a model: the original's metrics fields as far as they are known, and our entry. */
export interface MetricsFile {
  readonly entry: ModelEntry;
  readonly [field: string]: unknown;
}

/** What the original's tools look for in `metrics_<ts>.json` (accuracies 0 to 100; null is not known). */
export function metricsFile(model: TrainedModel, entry: ModelEntry): MetricsFile {
  const { verdict } = entry;
  const scored = (scores: Readonly<Record<string, number>> | undefined, name: string): number | null => {
    const value = scores?.[name] ?? scores?.[name.replace("acc@", "accuracy@")];
    return value === undefined || !Number.isFinite(value) ? null : value;
  };
  const both = (name: string) => ({
    [name]: scored(verdict?.challenger, name),
    [`baseline_${name}`]: scored(verdict?.champion, name),
  });
  const { pipeline, card } = model;
  const options = card.recipe.model as Readonly<Record<string, unknown>>;
  return {
    ...both("acc@0.25"),
    ...both("acc@0.15"),
    ...both("mae"),
    ...both("rmse"),
    train_rows: pipeline.trained,
    val_rows: verdict?.rows ?? pipeline.watched,
    model_size_mb: entry.bytes / 2 ** 20,
    lr: options.learningRate ?? null,
    batch_size: options.batch ?? null,
    hidden_layers: options.hidden ?? null,
    activation: options.activation ?? null,
    loss: options.loss ?? null,
    wd: options.weightDecay ?? null,
    mode: options.kind,
    entry,
  };
}

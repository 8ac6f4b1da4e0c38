import { fail } from "../../core";
import type { RowSchema } from "../../stream";
import { ModelService } from "../engine/model-service";
import { ServedModel } from "../engine/served-model";
import type { ModelRegistry, Pointer } from "../registry";

export interface FollowOptions {
  readonly registry: ModelRegistry;
  readonly schema: RowSchema;
  /** Told of each swap, and how long predictions could not go on because of it. */
  readonly onSwap: (pointer: Pointer, pauseMs: number) => void;
  /** A model that cannot be loaded is not served; the one before stays. */
  readonly onFailure: (error: unknown) => void;
}

/** Models that follow the pointer of a registry: what a prediction service in a process of its own serves. */
export class FollowedModels {
  readonly service: ModelService;
  readonly #watch: { close(): void };
  #changes: Promise<void> = Promise.resolve();

  private constructor(service: ModelService, options: FollowOptions, known: number) {
    this.service = service;
    this.#watch = options.registry.watch((pointer) => {
      if (pointer.version <= known) return;
      this.#changes = this.#changes.then(() => follow(service, pointer, options));
    });
  }

  /** Loads the baseline and the models in service so far. */
  static async open(options: FollowOptions): Promise<FollowedModels> {
    const { registry, schema } = options;
    const history = await registry.history();
    const baseline = (await registry.list()).find(({ role }) => role === "baseline");
    if (history.length === 0 || baseline === undefined) {
      return fail({ code: "not-found", expected: "a baseline and a model in service", found: "none yet" });
    }
    const frozen = await served(registry, baseline.id, schema);
    const [first, ...rest] = history;
    const begun = first.model === baseline.id ? frozen : await served(registry, first.model, schema);
    const service = new ModelService(frozen, begun, first.from);
    for (const pointer of rest) await follow(service, pointer, { ...options, onSwap: () => {} });
    return new FollowedModels(service, options, history[history.length - 1].version);
  }

  async close(): Promise<void> {
    this.#watch.close();
    await this.#changes;
  }
}

async function follow(service: ModelService, pointer: Pointer, options: FollowOptions): Promise<void> {
  try {
    const text = service.has(pointer.model) ? undefined : await options.registry.text(pointer.model);
    const trained = text === undefined ? undefined : await options.registry.load(pointer.model);
    const begun = performance.now();
    if (trained !== undefined) service.add(new ServedModel(trained, options.schema, text));
    service.point(pointer);
    options.onSwap(pointer, performance.now() - begun);
  } catch (error) {
    options.onFailure(error);
  }
}

async function served(registry: ModelRegistry, id: string, schema: RowSchema): Promise<ServedModel> {
  return new ServedModel(await registry.load(id), schema, await registry.text(id));
}

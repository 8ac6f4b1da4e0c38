import type { TrainedModel } from "../learn";
import type { Verdict } from "./adaptation";

/** A model in the registry. The object behind it never changes. */
export interface ModelEntry {
  /** `m-<first 12 hex digits of the SHA-256 of its text>`: the same model has the same id everywhere. */
  readonly id: string;
  readonly bytes: number;
  readonly time: number;
  readonly role: "baseline" | "champion" | "challenger";
  /** The trigger that asked for it; undefined for the first models. */
  readonly request?: string;
  readonly verdict?: Verdict;
}

/** Which model is in service, from which row on. */
export interface Pointer {
  /** Counts changes from 1; the newest wins. */
  readonly version: number;
  readonly model: string;
  readonly previous: string | undefined;
  /** The first row (seq) that this model serves. */
  readonly from: number;
  readonly time: number;
  readonly cause: "start" | "adoption" | "rollback";
  readonly request?: string;
}

/**
 * Immutable models and one atomic pointer. Kept in a folder (`folderRegistry`, with the original's latest.json and
 * latest.txt) or on a compacted topic of a log (`topicRegistry`).
 */
export interface ModelRegistry {
  /** Stores a model; the same one again changes nothing. */
  publish(model: TrainedModel, about: Pick<ModelEntry, "role" | "request" | "verdict">): Promise<ModelEntry>;
  list(): Promise<readonly ModelEntry[]>;
  /** @throws LabError `not-found`, `checksum`, `format`: a damaged object is never served */
  load(id: string): Promise<TrainedModel>;
  /** The text of a model, as it travels. */
  text(id: string): Promise<string>;
  pointer(): Promise<Pointer | undefined>;
  history(): Promise<readonly Pointer[]>;
  /** Puts a model into service. The same request a second time gives the first one's pointer: no duplicate. */
  adopt(
    id: string,
    about: { readonly from: number; readonly request?: string; readonly cause: Pointer["cause"] },
  ): Promise<Pointer>;
  /**
   * Back to the model before the one in service (or to the given one), from a row on. Each further rollback goes one
   * model further back, until a new adoption stands on the one that is then in service.
   */
  rollback(about: { readonly from: number; readonly to?: string }): Promise<Pointer>;
  /** Calls the listener with each new pointer, in order; ends with `close`. */
  watch(listener: (pointer: Pointer) => void): { close(): void };
  close(): Promise<void>;
}

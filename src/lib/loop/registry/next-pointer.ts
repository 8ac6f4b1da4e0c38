import { fail } from "../../core";
import type { Pointer } from "../registry";

/** What is asked of a registry's pointer. */
export interface Change {
  readonly model: string;
  readonly from: number;
  readonly request?: string;
  readonly cause: Pointer["cause"];
}

/**
 * The pointer that a change makes behind the given ones, as version `version`; or, when the request was answered
 * before, the pointer that it made then.
 */
export function nextPointer(
  history: readonly Pointer[],
  change: Change,
  version: number,
  time: number,
): { readonly pointer: Pointer; readonly known: boolean } {
  const { request } = change;
  const before = request === undefined ? undefined : history.find((p) => p.request === request);
  if (before !== undefined) return { pointer: before, known: true };
  if (!(Number.isSafeInteger(change.from) && change.from >= 0)) {
    fail({ code: "argument", expected: "the first row a model serves, from 0", found: String(change.from) });
  }
  const { model, from, cause } = change;
  const previous = history.at(-1)?.model;
  return {
    pointer: { version, model, previous, from, time, cause, ...(request === undefined ? {} : { request }) },
    known: false,
  };
}

/** The model that a rollback goes to: the given one, or the one in service before the newest pointer. */
export function rollbackTarget(history: readonly Pointer[], to: string | undefined, where: string): string {
  return (
    to ??
    history.at(-1)?.previous ??
    fail({
      code: "not-found",
      expected: "a model before the one in service",
      found: history.length === 0 ? "no model in service" : "the first one",
      where: { file: where },
    })
  );
}

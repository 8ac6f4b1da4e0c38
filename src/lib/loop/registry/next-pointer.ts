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

/**
 * The model that a rollback goes to: the given one, or one step further back than the one in service. A second rollback
 * goes to the model before that, not forward again to the one that the first took out of service.
 */
export function rollbackTarget(history: readonly Pointer[], to: string | undefined, where: string): string {
  const way = wayBack(history);
  return (
    to ??
    way.at(-2) ??
    fail({
      code: "not-found",
      expected: "a model before the one in service",
      found: history.length === 0 ? "no model in service" : `the first one, ${way.at(-1)}`,
      where: { file: where },
      ...(history.length === 0
        ? {}
        : { hint: "Name the model to put into service (on the command line: --to)" }),
    })
  );
}

/**
 * The models on which the one in service stands, oldest first and it last. A rollback to one of them forgets those
 * behind it; a rollback to any other stands behind all, as an adoption does.
 */
function wayBack(history: readonly Pointer[]): readonly string[] {
  const way: string[] = [];
  for (const { model, cause } of history) {
    const place = cause === "rollback" ? way.lastIndexOf(model) : -1;
    if (place >= 0) way.length = place + 1;
    else if (way.at(-1) !== model) way.push(model);
  }
  return way;
}

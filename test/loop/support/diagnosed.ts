import { segmentsOf } from "../../../src/lib/learn";
import { type Diagnosis, diagnose } from "../../../src/lib/loop";
import type { Table } from "../../../src/lib/table";

/**
 * A diagnosis for each experiment of a stage: its first seconds are taken as calm, the rest is in question. When
 * exactly the stress begins and ends is not used.
 */
export function diagnosed(rows: Table, calmSeconds: number): Map<string, Diagnosis> {
  const { ids, names } = segmentsOf(rows.drop(rows.has("scenario") ? ["scenario"] : [])) ?? {
    ids: [],
    names: [],
  };
  const result = new Map<string, Diagnosis>();
  names.forEach((name, g) => {
    const own = rows.filter((i) => ids[i] === g);
    result.set(name, diagnose(own.slice(0, calmSeconds), own.slice(calmSeconds)));
  });
  return result;
}

/** The core in a published experiment's name, exp-<core>-<workers>-<repeat>, and the repeat. */
export function coreOf(name: string): { readonly core: string; readonly repeat: number } {
  const [, core, , repeat] = name.split("-");
  return { core, repeat: Number(repeat) };
}

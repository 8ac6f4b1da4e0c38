import { fail, quote } from "../../core";
import type { ModelState } from "./model";

/** A float64 array of a model's data, of the expected length. */
export function floats({ arrays }: ModelState, name: string, length: number): Float64Array {
  const array = Object.hasOwn(arrays, name) ? arrays[name] : undefined;
  if (array instanceof Float64Array && array.length === length) return array;
  return fail({
    code: "format",
    expected: `${length} float64 numbers in ${quote(name)}`,
    found: array === undefined ? "no such array" : `${array.length} of ${array.constructor.name}`,
  });
}

/** How many inputs a model's data declares. */
export function inputsOf({ config }: ModelState): number {
  const { inputs } = config;
  if (Number.isSafeInteger(inputs) && (inputs as number) > 0) return inputs as number;
  return fail({ code: "format", expected: "a number of inputs", found: quote(inputs) });
}

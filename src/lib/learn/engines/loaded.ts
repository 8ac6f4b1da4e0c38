import type * as tfjs from "@tensorflow/tfjs";
import { fail } from "../../core";
import type { EngineName } from "./engine";

export type Tf = typeof tfjs;

const loaded = new Map<EngineName, { readonly tf: Tf; readonly backend: string }>();

export function setLoaded(engine: EngineName, tf: Tf, backend: string): void {
  loaded.set(engine, { tf, backend });
}

export function isLoaded(engine: EngineName): boolean {
  return engine === "own" || loaded.has(engine);
}

/** The TensorFlow.js of a loaded engine, switched to its back end. */
export function tfOf(engine: EngineName): Tf {
  const found = loaded.get(engine);
  if (found === undefined) {
    return fail({
      code: "engine",
      expected: `the engine ${engine} to be loaded`,
      found: "not loaded yet",
      hint: `\`await learn.loadEngine("${engine}")\` once, before fitting`,
    });
  }
  // A back end that has been set once is switched to at once; the promise is only for the first time.
  void found.tf.setBackend(found.backend);
  return found.tf;
}

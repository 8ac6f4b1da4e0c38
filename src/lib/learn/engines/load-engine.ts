import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fail } from "../../core";
import type { EngineName } from "./engine";
import { isLoaded, setLoaded, type Tf } from "./loaded";

/**
 * Loads a TensorFlow.js engine, so that models may be fitted with the option `engine`. The wasm and cpu back ends
 * come with the packages; the native one is set up by `npm run tfjs-node`. Loading takes a second and happens once.
 *
 * @example
 * await learn.loadEngine("tfjs-cpu");
 * const t = table.Table.of({ load: [1, 2, 3, 4], output_rate: [1, 2, 3, 4] });
 * const model = { kind: "mlp", engine: "tfjs-cpu", hidden: [4], epochs: 2 };
 * learn.fit(learn.dataset(t, { target: "output_rate" }), { model }).trained //=> 4
 */
export async function loadEngine(engine: EngineName): Promise<void> {
  if (isLoaded(engine)) return;
  switch (engine) {
    case "tfjs-cpu":
      return register(engine, await quietly(() => import("@tensorflow/tfjs")), "cpu");
    case "tfjs-wasm": {
      const tf = await quietly(() => import("@tensorflow/tfjs"));
      const wasm = await import("@tensorflow/tfjs-backend-wasm");
      const main = require.resolve("@tensorflow/tfjs-backend-wasm");
      wasm.setWasmPaths(`${path.dirname(main)}${path.sep}`);
      return register(engine, tf, "wasm");
    }
    case "tfjs-node":
      return register(engine, await quietly(async () => native()), "tensorflow");
    default:
      return fail({
        code: "argument",
        expected: "own, tfjs-wasm, tfjs-cpu or tfjs-node",
        found: String(engine),
      });
  }
}

/**
 * Where `npm run tfjs-node` puts the native back end: `.cache/tfjs-node` of the project that this library lies in, or
 * of the current folder; the variable DATAPLANE_LAB_TFJS_NODE names another place.
 */
export function nativeEngineFolder(): string {
  const named = process.env.DATAPLANE_LAB_TFJS_NODE;
  if (named !== undefined) return path.resolve(named);
  const place = path.join(".cache", "tfjs-node");
  for (let folder = __dirname; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, place))) return path.join(folder, place);
  }
  return path.resolve(place);
}

function native(): Tf {
  const folder = nativeEngineFolder();
  if (!existsSync(path.join(folder, "node_modules/@tensorflow/tfjs-node/package.json"))) {
    fail({
      code: "engine",
      expected: "the native back end of TensorFlow.js",
      found: "none",
      where: { file: folder },
      hint: "`npm run tfjs-node` in the project's folder sets it up",
    });
  }
  // Its library greets on standard error unless told otherwise.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  return createRequire(path.join(folder, "index.js"))("@tensorflow/tfjs-node") as Tf;
}

async function register(engine: EngineName, tf: Tf, backend: string): Promise<void> {
  const started = await quietly(async () => {
    if (!(await tf.setBackend(backend))) return false;
    // The first tensor is what makes the plain back end advertise the native one.
    tf.scalar(0).dispose();
    return true;
  });
  if (!started) {
    fail({ code: "engine", expected: `the back end ${backend}`, found: "one that does not start" });
  }
  setLoaded(engine, tf, backend);
}

/** TensorFlow.js advertises its other packages on the console when it is loaded. */
async function quietly<T>(load: () => Promise<T>): Promise<T> {
  const { warn, info, log } = console;
  const silent = () => {};
  Object.assign(console, { warn: silent, info: silent, log: silent });
  try {
    return await load();
  } finally {
    Object.assign(console, { warn, info, log });
  }
}

/** What computes a training: our own engine, or TensorFlow.js with one of its back ends. */
export type EngineName = "own" | "tfjs-wasm" | "tfjs-cpu" | "tfjs-node";

export const ENGINES: readonly EngineName[] = ["own", "tfjs-wasm", "tfjs-cpu", "tfjs-node"];

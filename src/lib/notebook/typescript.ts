type TypeScript = typeof import("@tslab/typescript-for-tslab");

/** The compiler that the kernel uses, loaded when first asked for: it takes a fifth of a second. */
export function typescript(): TypeScript {
  return require("@tslab/typescript-for-tslab") as TypeScript;
}

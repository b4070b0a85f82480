/** Generated from `glue/` by `build.mjs`: the code around an instance, as a function that can be called again. */
declare module "#glue" {
  /** @param extend answers what the core asks of an extension: both are where `values.ts` has them */
  export function instantiate(module: object, extend: (question: number) => number): import("./core.ts").Glue;
}

/** The file of `runtimes/` that the bundle is for. */
declare module "#platform" {
  export const platform: import("./platform.ts").Platform;
}

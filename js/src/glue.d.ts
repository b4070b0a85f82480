/** Generated from `glue/` by `build.mjs`: the code around an instance, as a function that can be called again. */
declare module "#glue" {
  export function instantiate(module: object): import("./core.ts").Glue;
}

/** The file of `runtimes/` that the bundle is for. */
declare module "#platform" {
  export const platform: import("./platform.ts").Platform;
}

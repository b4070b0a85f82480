/** What wasm-bindgen made of `js/module` with the feature `explain`. */
declare module "#bindings" {
  export function initSync(module: { module: WebAssembly.Module }): { readonly memory: WebAssembly.Memory };
  export function anatomy(length: number): number;
}

/**
 * A page, for `over()`: it has no sockets, only the bytes of the core.
 *
 * @module
 */

import type { Platform } from "../platform.ts";

/** The page. */
export const platform: Platform = {
  name: "browser",
  async module() {
    const response = await fetch(new URL("./witsocket.wasm", import.meta.url));
    if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
    // A server that does not know the type would make the streaming compiler refuse it.
    return response.headers.get("Content-Type") === "application/wasm"
      ? WebAssembly.compileStreaming(response)
      : WebAssembly.compile(await response.arrayBuffer());
  },
};

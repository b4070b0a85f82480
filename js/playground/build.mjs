/**
 * Makes the playground, `dist/` below this folder: `cargo xtask playground` calls this with the
 * folder of what wasm-bindgen made of `../glue` with the feature `explain`.
 */

import { cpSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const bindings = resolve(process.argv[2] ?? join(here, "../../target/playground"));

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
for (const name of ["index.html", "style.css"]) cpSync(join(here, name), join(dist, name));
cpSync(join(bindings, "witsocket_bg.wasm"), join(dist, "witsocket.wasm"));
await build({
  entryPoints: [join(here, "src/main.ts")],
  outfile: join(dist, "main.js"),
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  sourcemap: true,
  logLevel: "warning",
  alias: {
    "#platform": join(here, "../src/runtimes/browser.ts"),
    "#glue": join(here, "src/glue.ts"),
    "#bindings": join(bindings, "witsocket.js"),
  },
});
console.log(`    ${dist}`);

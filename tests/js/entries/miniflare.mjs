// Runs worker.js, the Worker in one file as bundlers make it, in miniflare.
//
// usage: miniflare.mjs FOLDER, which has miniflare in its node_modules

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { Miniflare } = createRequire(`${process.argv[2]}/package.json`)("miniflare");
const worker = new Miniflare({
  host: "127.0.0.1",
  port: 0,
  // Nothing goes out.
  cf: false,
  compatibilityDate: "2026-04-01",
  modules: [
    { type: "ESModule", path: "worker.js", contents: readFileSync("worker.js", "utf8") },
    { type: "CompiledWasm", path: "witsocket.wasm", contents: readFileSync("node_modules/witsocket/witsocket.wasm") },
  ],
});
console.log(`listening on ${(await worker.ready).origin}`);
process.on("SIGTERM", () => worker.dispose().then(() => process.exit(0)));

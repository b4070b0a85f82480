// The programs in js/README.md, run as they stand there.
//
// usage: readme.mjs
//
// `cargo xtask test --only js-readme` calls it with the places of the package and of the runtimes in
// the environment. A fence like ```js run=node,deno says where a program runs; an echo server
// listens where they connect to.

import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { tools } from "./lab/tools.mjs";

const ECHO = 8765;
const PATIENCE = 30_000;

const readme = readFileSync(fileURLToPath(new URL("../../js/README.md", import.meta.url)), "utf8");
const programs = [...readme.matchAll(/^```js run=(\S+)\n([^]*?)^```/gm)];
if (programs.length < 5) throw new Error(`${programs.length} programs are too few`);

const folder = mkdtempSync(join(tmpdir(), "witsocket-readme-"));
mkdirSync(join(folder, "node_modules"));
cpSync(tools.dist, join(folder, "node_modules/witsocket"), { recursive: true });
writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');

const { serve } = await import(pathToFileURL(join(tools.dist, "node.js")));
const echo = await serve((socket) => socket.forEach((message) => socket.send(message)), {
  host: "localhost",
  port: ECHO,
  origins: "any",
});

const runners = {
  node: (file) => run(process.execPath, [file]),
  deno: (file) => run(tools.deno, ["run", "--quiet", "--allow-all", "--node-modules-dir=manual", file]),
  bun: (file) => run(tools.bun, ["run", file]),
  workerd: inWorker,
};

let failed = 0;
let passed = 0;
for (const [index, [, where, program]] of programs.entries()) {
  for (const runtime of where.split(",")) {
    const file = join(folder, `program-${index}.mjs`);
    writeFileSync(file, program);
    try {
      const said = await runners[runtime](file);
      if (said.trim() === "") throw new Error("it said nothing");
      passed++;
    } catch (error) {
      failed++;
      console.error(`program ${index + 1} of js/README.md on ${runtime}: ${error.message}\n${program}`);
    }
  }
}
await echo.shutdown();
rmSync(folder, { recursive: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** What a program prints; it must end by itself, and well. */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let [said, complained] = ["", ""];
    child.stdout.on("data", (data) => said += data);
    child.stderr.on("data", (data) => complained += data);
    const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(said);
      else reject(new Error(`it ended with ${code ?? signal}\n${said}${complained}`));
    });
  });
}

/** What a Worker answers. */
async function inWorker(file) {
  const { Miniflare } = createRequire(join(tools.npm, "package.json"))("miniflare");
  const read = (name) => readFileSync(join(tools.dist, name));
  const worker = new Miniflare({
    host: "127.0.0.1",
    port: 0,
    cf: false,
    compatibilityDate: "2026-04-01",
    bindings: { ECHO: `ws://localhost:${ECHO}/` },
    modules: [
      { type: "ESModule", path: "main.js", contents: readFileSync(file, "utf8").replace('"witsocket"', '"./workerd.js"') },
      { type: "ESModule", path: "workerd.js", contents: read("workerd.js").toString() },
      { type: "CompiledWasm", path: "witsocket.wasm", contents: read("witsocket.wasm") },
    ],
  });
  try {
    const response = await worker.dispatchFetch("http://localhost/");
    const said = await response.text();
    if (response.status !== 200) throw new Error(said);
    return said;
  } finally {
    await worker.dispose();
  }
}

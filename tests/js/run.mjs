// The suite of the npm package: the same cases on every runtime, with the package as it is published.
//
// usage: run.mjs [--only RUNTIME]... [--cases FILE]... [--filter TEXT] [--verbose]
//
// `cargo xtask test --only js` builds the package, installs the runtimes, and calls this. Whoever is
// in runtimes.mjs runs each case that needs nothing it lacks; what is skipped is printed with the
// reason, and what should have run and did not is a failure.

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { Lab } from "./lab/lab.mjs";
import { Process } from "./lab/process.mjs";
import { root, tools } from "./lab/tools.mjs";
import { runtimes } from "./runtimes.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
// Of this run alone: there may be another.
const target = join(root, `target/js-suite/${process.pid}`);
process.on("exit", () => rmSync(target, { recursive: true, force: true, maxRetries: 5 }));

const { values: options } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: Object.keys(runtimes) },
    cases: { type: "string", multiple: true, default: readdirSync(join(here, "cases")) },
    filter: { type: "string", default: "" },
    verbose: { type: "boolean", default: false },
  },
});

const tarball = pack();
const lab = await Lab.start(options.filter);
const queue = [...options.only];
const totals = { passed: 0, failed: 0 };
// Two at once: most of the time of a case is waiting.
await Promise.all([next(), next()]);
for (const complaint of await lab.stop()) fail("the lab", complaint);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);

async function next() {
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    try {
      await runIn(name);
    } catch (error) {
      fail(name, String(error?.stack ?? error));
    }
  }
}

async function runIn(name) {
  const { platform, lacks, start } = runtimes[name];
  const begin = Date.now();
  const folder = await install(name, platform);
  const run = lab.expect(name, lacks, folder);
  const environment = { WITSOCKET_LAB: lab.url, WITSOCKET_RUNTIME: name };
  const launch = (command, args, more) => new Process(command, args, { ...environment, ...more }, folder);
  const process = start(launch, { folder, lab, name, url: `${lab.url}/${name}/page.html` });
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, 900_000)));
  await Promise.race([run.end.then(() => (run.ended = true)), process.ended, late]);
  clearTimeout(timer);
  // What it says last may come after its report.
  const status = run.ended ? undefined : (process.status ?? "too late");
  await process.stop();
  report(name, run, status, process.output, Date.now() - begin);
}

function report(name, { cases, lacks, results }, status, output, milliseconds) {
  const skipped = new Map();
  let passed = 0;
  let failed = totals.failed;
  for (const { name: title, needs } of cases) {
    const missing = needs.find((need) => need in lacks);
    const result = results.get(title);
    if (missing !== undefined) {
      skipped.set(lacks[missing], [...(skipped.get(lacks[missing]) ?? []), title]);
    } else if (result === undefined) {
      fail(name, `${title}: it did not run`);
    } else if (result.error !== undefined) {
      fail(name, `${title}: ${result.error}`);
    } else {
      passed++;
      if (options.verbose) console.log(`ok   ${name}: ${title} (${result.milliseconds} ms)`);
    }
  }
  if (status !== undefined) fail(name, `it ended before its cases did (${status}):\n${output.slice(-3000)}`);
  for (const [reason, titles] of skipped) {
    console.log(`skip ${name}: ${reason}:\n${titles.map((title) => `       ${title}`).join("\n")}`);
  }
  totals.passed += passed;
  failed = totals.failed - failed;
  const without = cases.length - passed - failed;
  console.log(`==> ${name}: ${passed} passed, ${failed} failed, ${Math.max(0, without)} skipped (${(milliseconds / 1000).toFixed(1)} s)`);
}

function fail(name, what) {
  totals.failed++;
  console.log(`FAIL ${name}: ${what}`);
}

/** Packs what would be published. */
function pack() {
  if (!existsSync(join(tools.dist, "package.json"))) {
    console.error(`there is no package at ${tools.dist}: run \`cargo xtask build --js\``);
    process.exit(1);
  }
  mkdirSync(target, { recursive: true });
  const packed = npm(["pack", "--json", "--pack-destination", target, tools.dist], target);
  return join(target, JSON.parse(packed)[0].filename);
}

/** Installs the package in a folder of the runtime's own, with the cases beside it. */
async function install(name, platform) {
  const folder = join(target, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const installed = new Process("npm", ["install", "--no-audit", "--no-fund", "--offline", "--loglevel=error", tarball], {}, folder);
  if ((await installed.ended) !== 0) throw new Error(`the package cannot be installed:\n${installed.output}`);

  cpSync(join(here, "suite.mjs"), join(folder, "suite.mjs"));
  cpSync(join(here, "cases"), join(folder, "cases"), { recursive: true });
  cpSync(join(here, "entries"), folder, { recursive: true });
  // Some files there help others, or have another harness.
  const cases = options.cases.filter((file) => readFileSync(join(here, "cases", file), "utf8").includes('from "../suite.mjs"'));
  // What a page has loaded can only be looked at before others load more.
  cases.sort((a, b) => (b === "page.mjs") - (a === "page.mjs"));
  writeFileSync(join(folder, "cases/index.mjs"), cases.map((file) => `import "./${file}";\n`).join(""));

  const { build } = createRequire(join(tools.build, "package.json"))("esbuild");
  const shared = { bundle: true, format: "esm", logLevel: "error", absWorkingDir: folder };
  const external = ["node:*", "cloudflare:*", "./witsocket.wasm"];
  const source = platform === "browser" ? undefined : join(root, `js/src/runtimes/${platform}.ts`);
  // The transports are no part of the package's interface, and tested alone.
  if (source === undefined) writeFileSync(join(folder, "platform.mjs"), "export const platform = undefined;\n");
  else await build({ ...shared, external, entryPoints: [source], outfile: join(folder, "platform.mjs"), platform: "neutral" });
  if (name === "miniflare") {
    await build({ ...shared, external, entryPoints: ["worker.mjs"], outfile: "worker.js", conditions: ["workerd"], platform: "neutral" });
  }
  return folder;
}

function npm(args, cwd) {
  const { status, stdout, stderr, error } = spawnSync("npm", args, { cwd, encoding: "utf8" });
  if (status !== 0) throw error ?? new Error(`npm ${args[0]} failed:\n${stderr}`);
  return stdout;
}

/**
 * Makes `dist/`, the package as users install it: `cargo xtask build --js` calls this with the
 * folder of what wasm-bindgen made of `glue/`, and keeps what need not be made again beside it.
 */

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

import { factory } from "./factory.mjs";
import { OWN } from "./own.mjs";

const js = dirname(fileURLToPath(import.meta.url));
const root = dirname(js);
const source = join(js, "src");
const dist = join(js, "dist");
const bindings = resolve(process.argv[2] ?? join(root, "target/js-build"));
const checks = process.argv[3] === "--check-sizes";

/** What users were promised, in bytes after gzip. */
const MOST = { wasm: 135 << 10, js: 27 << 10 };

const RUNTIMES = ["node", "deno", "bun", "workerd", "browser"];

/** Which bundle is whose; the first that a runtime or bundler knows is taken. */
const CONDITIONS = [
  ["workerd", "workerd"],
  // It has no sockets: what a page can do is what it can do.
  ["edge-light", "browser"],
  ["deno", "deno"],
  ["bun", "bun"],
  ["node", "node"],
  ["browser", "browser"],
  ["default", "browser"],
];

/** What `tests/conformance` drives in place of a runtime. */
const subject = join(root, "tests/conformance/node/subject.ts");

const inputs = [
  ...files(source),
  subject,
  ...["build.mjs", "factory.mjs", "own.mjs", "package.json", "package-lock.json", "tsconfig.json", "README.md"].map((name) => join(js, name)),
  join(bindings, "witsocket.js"),
  join(bindings, "witsocket_bg.wasm"),
];
const stamp = join(bindings, "dist-of");
const state = digest(inputs);

if (existsSync(join(dist, "package.json")) && read(stamp) === state) {
  console.log("    js/dist is what it was");
} else {
  rmSync(stamp, { force: true });
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  const { module, names } = optimised();
  cpSync(module, join(dist, "witsocket.wasm"));
  writeFileSync(join(bindings, "glue.js"), factory(read(join(bindings, "witsocket.js")), names));
  for (const runtime of RUNTIMES) await bundle(runtime);
  await bundleSubject();
  const sound = types();
  manifest();
  for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) cpSync(join(root, name), join(dist, name));
  cpSync(join(js, "README.md"), join(dist, "README.md"));
  // What is not sound is there to be tried, and made again.
  if (sound) writeFileSync(stamp, state);
  else process.exitCode = 1;
}
sizes();

/**
 * The module after wasm-opt, which takes the longest of all: it is kept for as long as the module
 * is the same.
 */
function optimised() {
  const module = join(bindings, "witsocket_bg.wasm");
  const features = ["simd", "bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"]
    .map((feature) => `--enable-${feature}`);
  // Below 1024 there is the end of Rust's stack, which grows down, and nothing that has an offset.
  // What is called once is not always smaller where it is called, and loops and branches are smaller
  // when they are made anew.
  const smaller = ["--one-caller-inline-max-function-size=20", "-Oz", "--converge", "--low-memory-unused"];
  const again = ["--flatten", "--rereloop", "-Oz", "--converge"];
  const passes = [...smaller, ...again, "--strip-debug", "--strip-producers", "--strip-target-features"];
  const key = createHash("sha256").update(readFileSync(module)).update(`${passes}`).digest("hex").slice(0, 16);
  const result = join(bindings, `optimised-${key}.wasm`);
  const names = `${result}.json`;
  if (!existsSync(result)) {
    for (const name of readdirSync(bindings)) {
      if (name.startsWith("optimised-")) rmSync(join(bindings, name));
    }
    const unfinished = join(bindings, "unfinished.wasm");
    output("wasm-opt", [module, "--output", unfinished, ...features, ...passes]);
    // wasm-bindgen's names have hashes in them, which nothing compresses.
    const said = output("wasm-opt", [
      unfinished,
      "--output",
      unfinished,
      ...features,
      "--minify-imports-and-exports-and-modules",
    ]);
    writeFileSync(names, said);
    renameSync(unfinished, result);
  }
  return { module: result, names: JSON.parse(read(names)) };
}

/** A bundle that needs nothing but the module beside it. */
async function bundle(runtime) {
  const own = join(source, `${runtime}.ts`);
  await build({
    ...bundling(runtime),
    entryPoints: { [runtime]: existsSync(own) ? own : join(source, "index.ts") },
    outdir: dist,
    // In a page the core is loaded when it is asked for: it has a file of its own.
    splitting: runtime === "browser",
    chunkNames: "[name]-[hash]",
    sourcemap: true,
    sourcesContent: true,
  });
}

/** The same core with the same code around it. */
async function bundleSubject() {
  const folder = join(bindings, "subject");
  await build({ ...bundling("node"), entryPoints: [subject], outdir: folder });
  cpSync(join(dist, "witsocket.wasm"), join(folder, "witsocket.wasm"));
  writeFileSync(join(folder, "package.json"), `{ "type": "module" }\n`);
}

function bundling(runtime) {
  return {
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    minify: true,
    mangleProps: OWN,
    legalComments: "none",
    logLevel: "warning",
    conditions: [runtime],
    alias: {
      "#platform": join(source, `runtimes/${runtime}.ts`),
      "#glue": join(bindings, "glue.js"),
    },
    external: ["node:*", "bun", "bun:*", "cloudflare:*", "*.wasm"],
  };
}

/** The declarations, of which `index.d.ts` is the one for all runtimes. */
function types() {
  const folder = join(dist, "types");
  const sound = ran("tsc", ["--project", js, "--noEmit", "false", "--emitDeclarationOnly", "--outDir", folder]);
  for (const file of files(folder)) {
    const text = read(file);
    // Not all that read declarations take the names of the sources.
    writeFileSync(file, text.replaceAll(/((?:from|import)\s*\(?\s*"\.[^"]*)\.ts"/g, '$1.js"'));
  }
  return sound;
}

function manifest() {
  const { private: _, scripts: __, devDependencies: ___, ...rest } = JSON.parse(read(join(js, "package.json")));
  const targets = CONDITIONS.map(([condition, bundle]) => [condition, `./${bundle}.js`]);
  const shipped = {
    ...rest,
    exports: {
      ".": { types: "./types/index.d.ts", ...Object.fromEntries(targets) },
      "./witsocket.wasm": "./witsocket.wasm",
      "./package.json": "./package.json",
    },
    types: "./types/index.d.ts",
  };
  writeFileSync(join(dist, "package.json"), `${JSON.stringify(shipped, null, 2)}\n`);
}

/** What there is to download. */
function sizes() {
  const shipped = readdirSync(dist).filter((name) => /\.(js|wasm)$/.test(name));
  const parts = shipped.map((name) => [name, gzipSync(readFileSync(join(dist, name)), { level: 9 }).length]);
  console.log(`    gzipped: ${parts.map(([name, size]) => `${name} ${kib(size)}`).join(", ")}`);
  if (!checks) return;
  for (const [name, size] of parts) {
    const most = MOST[name.split(".").at(-1)];
    if (size <= most) continue;
    console.error(`js/build.mjs: ${name} has ${kib(size)} after gzip: at most ${kib(most)} are allowed`);
    process.exitCode = 1;
  }
}

function kib(bytes) {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}

/** What a tool prints. */
function output(name, args) {
  const { status, stdout } = spawnSync(join(js, "node_modules/.bin", name), args, { cwd: js, stdio: ["ignore", "pipe", "inherit"] });
  if (status === 0) return stdout.toString();
  console.error(`js/build.mjs: ${name} failed`);
  process.exit(1);
}

/** Runs a tool in view of the user, and says whether it succeeded. */
function ran(name, args) {
  const { status, error } = spawnSync(join(js, "node_modules/.bin", name), args, { cwd: js, stdio: "inherit" });
  if (status === 0) return true;
  console.error(`js/build.mjs: ${name} failed${error === undefined ? "" : `: ${error.message}`}`);
  return false;
}

function files(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort();
}

function digest(paths) {
  const hash = createHash("sha256");
  for (const path of paths) hash.update(`${path}\n`).update(existsSync(path) ? readFileSync(path) : "");
  return hash.digest("hex");
}

function read(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

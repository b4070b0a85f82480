// The package as somebody else's project sees it: its types under the compilers' settings that
// people have, and which file its conditions lead to.
//
// `cargo xtask test --only js-package` builds the package and calls this.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

import { root, tools } from "./lab/tools.mjs";

const EXTERNAL = ["node:*", "cloudflare:*", "bun", "*.wasm"];

const own = createRequire(join(tools.build, "package.json"));
const { build } = own("esbuild");
const folder = mkdtempSync(join(tmpdir(), "witsocket-package-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

run("npm", ["pack", "--silent", "--pack-destination", folder], tools.dist);
writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
const { version } = own("./package.json");
run("npm", ["install", "--silent", "--offline", "--no-audit", "--no-fund", `./witsocket-${version}.tgz`], folder);
mkdirSync(join(folder, "node_modules/@types"));
for (const name of ["@types/node", "undici-types"]) {
  symlinkSync(join(tools.build, "node_modules", name), join(folder, "node_modules", name));
}

await check("types", () => {
  cpSync(join(root, "tests/js/consumer.ts"), join(folder, "consumer.ts"));
  const compiler = join(tools.build, "node_modules/typescript/bin/tsc");
  // With the names of a page, and with those of Node alone.
  const surroundings = [["--lib", "ES2023,DOM,DOM.Iterable,DOM.AsyncIterable,ESNext.Disposable"], ["--lib", "ES2023", "--types", "node"]];
  for (const [module, resolution] of [["nodenext", "nodenext"], ["esnext", "bundler"]]) {
    for (const surrounding of surroundings) {
      // Not --skipLibCheck: what is in the package must make sense by itself.
      const settings = ["--strict", "--exactOptionalPropertyTypes", "--target", "es2022", "--noEmit"];
      run(process.execPath, [compiler, ...settings, "--module", module, "--moduleResolution", resolution, ...surrounding, "consumer.ts"], folder);
    }
  }
});

await check("conditions", async () => {
  const expected = {
    workerd: "workerd.js",
    worker: "browser.js",
    "edge-light": "browser.js",
    deno: "deno.js",
    bun: "bun.js",
    node: "node.js",
    browser: "browser.js",
    "none that is known": "browser.js",
  };
  for (const [condition, file] of Object.entries(expected)) assert.equal(await resolved([condition]), file, condition);
  // What bundlers for these places have at the same time.
  assert.equal(await resolved(["workerd", "worker", "browser", "node"]), "workerd.js");
  assert.equal(await resolved(["edge-light", "worker", "browser"]), "browser.js");
  assert.equal(await resolved(["deno", "node"]), "deno.js");
  assert.equal(await resolved(["bun", "node"]), "bun.js");
});

await check("what is not used is not bundled", async () => {
  const bundled = async (code, conditions = ["node"]) => {
    const stdin = { contents: code, resolveDir: folder, loader: "js" };
    const settings = { bundle: true, write: false, format: "esm", platform: "neutral", external: EXTERNAL, minify: true, logLevel: "error" };
    const { outputFiles } = await build({ ...settings, stdin, conditions });
    return gzipSync(outputFiles[0].contents, { level: 9 }).length;
  };
  assert.ok((await bundled('import "witsocket";')) < 100, "an import for nothing costs nothing");
  // What somebody downloads who connects, whichever way, and does not serve.
  for (const condition of ["workerd", "deno", "bun", "node"]) {
    const size = await bundled('export { connect, WebSocket, WebSocketStream } from "witsocket";', [condition]);
    assert.ok(size <= 20.5 * 1024, `${condition}: ${size} bytes after gzip`);
  }
});

await check("names that are shortened are nobody else's", async () => {
  const { OWN } = await import(pathToFileURL(join(root, "js/own.mjs")));
  const types = join(tools.dist, "types");
  let seen = 0;
  for (const [, names, file] of read(join(types, "index.d.ts")).matchAll(/^export (?:type )?(\*|\{[^}]*\}) from "\.\/(.*)\.js";$/gm)) {
    const wanted = new Set(names.match(/\w+/g));
    // A declaration ends with a brace of its own, where it begins.
    for (const [text, name] of read(join(types, `${file}.d.ts`)).matchAll(/^export (?:declare )?(?:abstract )?(?:interface|class|type) (\w+)[^;]*?\{\n[^]*?^\}/gm)) {
      if (names !== "*" && !wanted.has(name)) continue;
      for (const [, member] of text.matchAll(/^\s+(?:readonly |static |get |set |declare )*(\w+)\??[(:<]/gm)) {
        seen++;
        assert.ok(!OWN.test(member), `${name}.${member}`);
      }
    }
  }
  assert.ok(seen > 300, `only ${seen} members of the interface were found`);
});

await check("what the core asks of JavaScript", async () => {
  const module = new WebAssembly.Module(readFileSync(join(tools.dist, "witsocket.wasm")));
  // The list that an error is: its words, of two or three, and an empty one; what an extension says;
  // a table to begin with. No object is made by calls.
  assert.equal(WebAssembly.Module.imports(module).length, 6);
});

/** The file of the package that these conditions lead to. */
async function resolved(conditions) {
  const stdin = { contents: 'export * from "witsocket";', resolveDir: folder, loader: "js" };
  const settings = { bundle: true, write: false, metafile: true, format: "esm", platform: "neutral", external: EXTERNAL };
  const { metafile } = await build({ ...settings, stdin, conditions, outdir: folder });
  const files = Object.keys(metafile.inputs).filter((name) => name.includes("node_modules/witsocket/")).map((name) => basename(name));
  return files.find((name) => !/^(over|chunk)-/.test(name));
}

function read(path) {
  return readFileSync(path, "utf8");
}

async function check(name, body) {
  await body();
  console.log(`    ${name}: ok`);
}

function run(program, args, cwd) {
  const { status, error, stdout, stderr } = spawnSync(program, args, { cwd, encoding: "utf8" });
  assert.equal(status, 0, `${program} ${args.join(" ")}\n${error ?? ""}${stdout}${stderr}`);
}

// Compares the package's WebSocket and WebSocketStream with Chromium's, event by event, on the same
// server, in the same run.
//
// usage: compare.mjs [--only RUNTIME]... [--filter TEXT] [--print]
//
// A case fails if the traces differ where deviations.mjs does not say so and why, and also if they
// do not differ where it says so.

import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

import { Process } from "../lab/process.mjs";
import { tools } from "../lab/tools.mjs";
import { deviations } from "./deviations.mjs";
import { native } from "./native.mjs";
import { serveScripts } from "./server.mjs";

const script = fileURLToPath(new URL("ours.mjs", import.meta.url));

/** How ours are run: the program, and the file of the package that it would choose. */
const runtimes = {
  node20: [tools.node20, [], "node.js"],
  node24: [tools.node24, [], "node.js"],
  deno: [tools.deno, ["run", "--quiet", "--no-config", "--allow-all"], "deno.js"],
  bun: [tools.bun, ["run"], "bun.js"],
};

const { values: options } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: Object.keys(runtimes) },
    filter: { type: "string", default: "" },
    print: { type: "boolean", default: false },
  },
});

const server = await serveScripts();
const base = `ws://127.0.0.1:${server.port}`;
const theirs = await native(base, options.filter);
let failed = 0;
for (const name of options.only) {
  const ours = await run(name);
  let same = 0;
  for (const [title, trace] of theirs) {
    if (judge(name, title, await full(trace), await full(ours.get(title)))) same++;
  }
  console.log(`==> ${name}: ${same} of ${theirs.size} cases as in Chromium, or as they should differ`);
}
if (options.filter === "") await collection();
server.close();
process.exit(failed === 0 && theirs.size > 0 ? 0 : 1);

/** What a collector takes, where one can be asked to. */
async function collection() {
  const entry = pathToFileURL(join(tools.dist, "node.js")).href;
  const collect = fileURLToPath(new URL("collect.mjs", import.meta.url));
  const child = new Process(tools.node20, ["--expose-gc", collect, entry, base]);
  const timer = setTimeout(() => child.stop("SIGKILL"), 30_000);
  const status = await child.ended;
  clearTimeout(timer);
  const seen = server.seen("collected");
  if (status === 0 && seen.at(-1) === "close without a code") {
    console.log("==> node20: what nobody has is collected and closed, and nothing else");
    return;
  }
  failed++;
  console.log(`FAIL node20: collection: ${status}, the server saw ${seen.join()}\n${child.output}`);
}

/** What the application saw, and what the server saw. */
async function full(result) {
  if (result === undefined) return ["did not run"];
  const seen = [];
  for (const id of server.ids(result.id)) {
    await server.over(id);
    seen.push(...server.seen(id).map((line) => `server: ${line}`));
  }
  return [...result.lines, ...seen];
}

function judge(runtime, title, theirs, ours) {
  const known = deviations[title];
  const differ = theirs.join("\n") !== ours.join("\n");
  if (options.print) console.log(`## ${title}\n${theirs.map((line) => `   ${line}\n`).join("")}`);
  if (differ === (known !== undefined)) return true;
  failed++;
  if (!differ) console.log(`FAIL ${runtime}: ${title}: is the same now, though ${known}`);
  else console.log(`FAIL ${runtime}: ${title}\n${difference(theirs, ours)}`);
  return false;
}

/** The lines with their difference: Chromium's with -, ours with +. */
function difference(theirs, ours) {
  const lines = [];
  for (let i = 0; i < Math.max(theirs.length, ours.length); i++) {
    if (theirs[i] === ours[i]) {
      lines.push(`      ${theirs[i]}`);
      continue;
    }
    if (theirs[i] !== undefined) lines.push(`    - ${theirs[i]}`);
    if (ours[i] !== undefined) lines.push(`    + ${ours[i]}`);
  }
  return lines.slice(0, 60).join("\n");
}

async function run(name) {
  const [program, args, file] = runtimes[name];
  const entry = pathToFileURL(join(tools.dist, file)).href;
  const child = new Process(program, [...args, script, entry, base, name, options.filter]);
  const timer = setTimeout(() => child.stop("SIGKILL"), 120_000);
  const status = await child.ended;
  clearTimeout(timer);
  if (status !== 0) {
    failed++;
    console.log(`FAIL ${name}: it ended with ${status}:\n${child.output.split("\n").filter((line) => !line.startsWith("@")).join("\n").slice(-3000)}`);
  }
  const results = child.output.split("\n").filter((line) => line.startsWith("@")).map((line) => JSON.parse(line.slice(1)));
  return new Map(results.map((result) => [result.title, result]));
}

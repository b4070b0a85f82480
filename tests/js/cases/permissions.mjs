// Deno, when it may not do everything.

import { contains, equal, test } from "../suite.mjs";

const needs = ["permissions"];

/** Runs a program that imports the package, with these permissions and no questions. */
async function deno(permissions, program) {
  const script = `import { connect } from "witsocket";\n${program}`;
  const { Deno } = globalThis;
  const args = ["run", "--quiet", "--no-prompt", "--node-modules-dir=manual", ...permissions, "./permitted.mjs"];
  await Deno.writeTextFile("permitted.mjs", script);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  return { code, output: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

const talk = (url) => `
const socket = await connect(${JSON.stringify(url)});
await socket.send("hello");
console.log(await socket.receive(), (await socket.close()).clean);`;

test("a program that may use one host only connects to it by name", { needs }, async (t) => {
  const { port } = await t.server("ws");
  const { code, output } = await deno([`--allow-net=localhost:${port}`, "--allow-read"], talk(`ws://localhost:${port}/`));
  equal([output.trim(), code], ["hello true", 0]);
});

test("a program that may not use the network is told so", { needs }, async (t) => {
  const { port } = await t.server("ws");
  const { code, output } = await deno(["--allow-read"], talk(`ws://localhost:${port}/`));
  contains(output, "net");
  equal(code, 1);
});

// Other people's clients.

import { serve } from "witsocket";

import { test } from "../suite.mjs";
import { echo, url } from "./serve-tools.mjs";

const needs = ["listen"];

/** An echo server as these clients expect it. */
async function server(t, options = {}) {
  const server = await serve(echo, { host: "127.0.0.1", subprotocols: [], limits: { maxMessage: 2 << 20 }, ...options });
  t.after(() => server.shutdown());
  return url(server);
}

for (const client of ["undici", "deno", "bun", "node24"]) {
  test(`the standard class of ${client} talks to serve()`, { needs, seconds: 30 }, async (t) => {
    await t.client(client, [await server(t)]);
    await t.client(client, [await server(t, { deflate: false })]);
    await t.client(client, [await server(t, { subprotocols: ["chat"] }), "chat"]);
  });
}

for (const kind of ["client.py", "client.mjs"]) {
  for (const one of ["text", "binary", "sizes", "fragments", "pings"]) {
    test(`${kind} talks to serve(): ${one}`, { needs, seconds: 30 }, async (t) => {
      await t.client(kind, [await server(t), one]);
    });
  }
}

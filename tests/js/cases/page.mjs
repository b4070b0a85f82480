// In a page, the browser's own WebSocket under our names.

import { connect, serve, WebSocket } from "witsocket";

import { contains, equal, ok, rejects, test } from "../suite.mjs";

const needs = ["page"];

test("a page loads no core", { needs }, async (t) => {
  const socket = await connect((await t.server("ws")).url);
  await socket.send("hello");
  equal(await socket.receive(), "hello");
  await socket.close();
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  equal(loaded.filter((name) => name.endsWith(".wasm")), []);
  ok(loaded.some((name) => name.endsWith("browser.js")), loaded.join());
});

test("WebSocket is the browser's own", { needs }, async (t) => {
  const socket = new WebSocket((await t.server("ws")).url);
  ok(socket instanceof globalThis.WebSocket);
  await new Promise((resolve) => (socket.onopen = resolve));
  socket.close();
});

test("what a page cannot do is refused in words that name another way", { needs }, async (t) => {
  const { url } = await t.server("ws");
  for (const options of [
    { headers: { "X-One": "1" } },
    { proxy: "http://127.0.0.1:1" },
    { tls: { insecure: true } },
    { to: { host: "127.0.0.1", port: 1 } },
    { credentials: { user: "ann", password: "secret" } },
    { timeouts: { pingInterval: 1000 } },
  ]) {
    const error = await rejects(() => connect(url, options), { code: "unsupported" });
    ok(error.message.length > 30, error.message);
  }
  const socket = await connect(url);
  await rejects(() => socket.ping(), { code: "unsupported" });
  await socket.close();
  contains((await rejects(() => serve(() => {}), { code: "unsupported" })).message, "page");
});

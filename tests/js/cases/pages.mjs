// The names of the package in a page, over the browser's own WebSocket. Behind page.mjs in the
// alphabet, which looks that no core was loaded before.

import { connect, connections, over, SocketError, WebSocket, WebSocketStream } from "witsocket";

import { contains, equal, ok, rejects, test, until } from "../suite.mjs";

const needs = ["page"];

test("messages of a page's socket come in order, as texts and bytes", { needs }, async (t) => {
  const socket = await connect((await t.server("ws")).url);
  for (let i = 0; i < 20; i++) await socket.send(i % 2 === 0 ? `text ${i}` : new Uint8Array([i]));
  const got = [];
  for await (const message of socket) if (got.push(message) === 20) break;
  equal(got.slice(0, 2), ["text 0", new Uint8Array([1])]);
  equal(got.length, 20);
  equal([socket.stats.messagesSent, socket.stats.messagesReceived], [20, 20]);
  equal(socket.state, "open");
  await socket.close();
  equal(socket.state, "closed");
  equal(await socket.receive(), undefined);
});

test("a page's socket reports how it was closed", { needs }, async (t) => {
  const socket = await connect((await t.server("ws")).url);
  const closed = await socket.close(3000, "done");
  equal([closed.sent, closed.received.code, closed.order, closed.clean], [{ code: 3000, reason: "done" }, 3000, "sent-then-received", true]);
  equal(await socket.closed, closed);
  await rejects(() => socket.send("late"), { code: "not-open" });
});

test("a page cannot close with every code, and its reasons are short", { needs }, async (t) => {
  const socket = await connect((await t.server("ws")).url);
  await rejects(() => socket.close(1001), { code: "invalid-close-code" });
  await rejects(() => socket.close(1000, "x".repeat(124)), { code: "close-reason-too-long" });
  equal((await socket.close(1005)).received.code, 1005);
});

test("what a page's socket cannot do is refused with another way", { needs }, async (t) => {
  const socket = await connect((await t.server("ws")).url);
  for (const call of [
    () => socket.ping(),
    () => socket.pong(),
    () => socket.begin("text"),
    () => socket.part("x"),
    () => socket.finish(),
    () => socket.send(["a", "b"]),
    () => socket.send("a", { compress: "never" }),
  ]) {
    const error = await rejects(call, { code: "unsupported" });
    contains(error.message, "over()");
    ok(error instanceof SocketError);
  }
  await socket.close();
});

test("a page's WebSocket takes options, and refuses what it cannot do", { needs }, async (t) => {
  const { url } = await t.server("ws");
  const error = await rejects(async () => new WebSocket(url, { headers: { "X-One": "1" } }), { code: "unsupported" });
  contains(error.message, "headers");
  const control = new AbortController();
  const socket = new WebSocket(url, { protocols: [], signal: control.signal });
  equal([socket.readyState, WebSocket.OPEN, socket.OPEN], [0, 1, 1]);
  control.abort();
  const { code } = await new Promise((resolve) => (socket.onclose = resolve));
  equal(code, 1006);
});

test("a connection of a page that fails says what a page is told", { needs }, async () => {
  const error = await rejects(() => connect("ws://127.0.0.1:9/"), { code: "rejected" });
  contains(error.message, "does not tell");
  await rejects(() => connect("ws://"), { name: "SyntaxError" });
  await rejects(() => connect("ws://127.0.0.1:9/", { signal: AbortSignal.abort(new RangeError("no")) }), { name: "RangeError" });
});

test("a page tries again", { needs }, async () => {
  const failures = [];
  const attempt = connect("ws://127.0.0.1:9/", {
    reconnect: { initial: 5, min: 5, factor: 2, max: 20 },
    onFailure: (error, retry) => void failures.push([error.code, typeof retry]) ?? (failures.length === 3 ? "give-up" : undefined),
  });
  await rejects(attempt, { code: "rejected" });
  equal(failures, [["rejected", "number"], ["rejected", "number"], ["rejected", "number"]]);
});

test("a page comes back after an end", { needs }, async (t) => {
  const { url } = await t.server("ws");
  let times = 0;
  for await (const socket of connections(url, { reconnect: { initial: 1, min: 1, max: 5 } })) {
    await socket.send("hello");
    equal(await socket.receive(), "hello");
    await socket.close();
    if (++times === 3) break;
  }
  equal(times, 3);
});

test("the writes of a page's stream wait for the network", { needs }, async (t) => {
  const stream = new WebSocketStream((await t.server("ws")).url);
  const { readable, writable } = await stream.opened;
  const writer = writable.getWriter();
  const reader = readable.getReader();
  for (let i = 0; i < 5; i++) await writer.write(new Uint8Array(200_000).fill(i));
  for (let i = 0; i < 5; i++) {
    const { value } = await reader.read();
    equal([value.byteLength, new Uint8Array(value.buffer ?? value)[0]], [200_000, i]);
  }
  stream.close({ closeCode: 3000, reason: "done" });
  equal((await stream.closed).closeCode, 3000);
});

test("a page loads the core for over(), once", { needs }, async () => {
  for (let i = 0; i < 2; i++) {
    const [up, down] = [new TransformStream(), new TransformStream()];
    const served = over({ readable: up.readable, writable: down.writable }, { role: "server" });
    const client = await over({ readable: down.readable, writable: up.writable }, { url: "ws://example.com/" });
    const server = await served;
    await client.send("all of it");
    equal(await server.receive(), "all of it");
    ok((await client.ping()) >= 0);
    client.abort();
  }
  await until(() => performance.getEntriesByType("resource").some(({ name }) => name.endsWith(".wasm")));
  equal(performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".wasm")).length, 1);
});

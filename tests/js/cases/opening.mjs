// The opening handshake: what is asked, what is answered, and what goes wrong.

import { connect, SocketError } from "witsocket";

import { contains, equal, ok, rejects, sleep, test, text, within } from "../suite.mjs";

const needs = ["sockets"];

async function open(t, url, options) {
  const socket = await connect(url, options);
  t.after(() => socket.abort());
  return socket;
}

/** The request's headers of these names, as the server has seen them. */
async function headers(t, names, options, peer = "python") {
  const socket = await open(t, `${(await t.server(peer)).url}/headers/${names.join(",")}`, options);
  const seen = [];
  for await (const message of socket) seen.push(message);
  return seen;
}

function hex(head) {
  return Array.from(new TextEncoder().encode(head), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

test("subprotocols are offered, and one is agreed on", async (t) => {
  for (const peer of ["python", "ws", "deno", "bun"]) {
    const { url } = await t.server(peer);
    const socket = await open(t, url, { subprotocols: ["other", "chat"] });
    equal(socket.protocol, "chat", peer);
    equal((await open(t, url)).protocol, "", peer);
  }
});

test("headers go as they are given", { needs }, async (t) => {
  for (const peer of ["python", "ws"]) {
    const given = [["X-One", "1"], ["X-Two", "two words"], ["Cookie", "a=b; c=d"]];
    equal(await headers(t, ["X-One", "X-Two", "Cookie"], { headers: given }, peer), given.map((one) => one.join(": ")));
    const object = { "X-One": "1", "X-Two": "2" };
    equal(await headers(t, ["X-One", "X-Two"], { headers: object }, peer), ["X-One: 1", "X-Two: 2"]);
  }
  equal(await headers(t, ["X-One"], { headers: new Headers(object()) }), ["X-One: 1"]);
});

function object() {
  return { "X-One": "1" };
}

test("origin and product are said, or not", { needs }, async (t) => {
  const origin = "https://example.com";
  equal(await headers(t, ["Origin", "User-Agent"], { origin, product: "mine/1" }), [`Origin: ${origin}`, "User-Agent: mine/1"]);
  equal(await headers(t, ["Origin", "User-Agent"], { product: null }), ["Origin: (none)", "User-Agent: (none)"]);
  contains((await headers(t, ["User-Agent"]))[0], "witsocket");
});

test("a hook sees each request and may change its headers", { needs }, async (t) => {
  const onRequest = ({ headers, target }) => [...headers, ["X-Target", target]];
  const [seen, given] = await headers(t, ["X-Target", "X-One"], { headers: object(), onRequest });
  equal([seen, given], ["X-Target: /headers/X-Target,X-One", "X-One: 1"]);
});

test("a refusal is told with its status, headers and body", { needs }, async (t) => {
  for (const peer of ["python", "ws"]) {
    const { url } = await t.server(peer);
    const error = await rejects(connect(`${url}/refuse/403`), { code: "rejected", status: 403 });
    ok(error instanceof SocketError);
    equal(text(error.rejection.response.body), "go away\n");
    ok(error.rejection.response.headers.length > 0);
  }
});

for (const [what, answer, why] of [
  ["something that is no HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n", undefined],
  ["no upgrade", "HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n", undefined],
  ["a wrong accept", "HTTP/1.1 101 Go\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n", undefined],
  ["a page", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200],
]) {
  test(`an answer with ${what} opens nothing`, { needs }, async (t) => {
    const { url } = await t.server("answer", { bytes: hex(answer), end: true });
    const error = await within(10_000, rejects(connect(url), { code: "rejected" }));
    if (why !== undefined) equal(error.status, why);
    ok(error.rejection.error.length > 0 && error.message.length > 5, error.message);
  });
}

test("a server that hangs up opens nothing", async (t) => {
  const error = await within(10_000, rejects(connect((await t.server("nothing")).url)));
  ok(error instanceof SocketError, String(error));
});

test("nobody listens: the error says so", async (t) => {
  const error = await within(10_000, rejects(connect((await t.server("nobody")).url)));
  ok(error instanceof SocketError, String(error));
});

test("nobody listens: the error says why", { needs: [...needs, "why"] }, async (t) => {
  const { url } = await t.server("nobody");
  const error = await rejects(connect(url), { code: "transport", phase: "connect", detail: "refused" });
  ok(error.cause !== undefined, "there is no cause");
});

test("a host that is not there", { needs: [...needs, "why"] }, async () => {
  await rejects(connect("ws://no-such-host.invalid/"), { code: "transport", phase: "resolve", detail: "not-found" });
});

test("the opening timeout covers a server that says nothing, and one that cannot be reached", { needs }, async (t) => {
  const timeouts = { open: 300 };
  const silent = connect((await t.server("silent")).url, { timeouts });
  await within(10_000, rejects(silent, { code: "timeout", phase: "handshake" }));
  const nowhere = connect((await t.server("blackhole")).url, { timeouts });
  await within(10_000, rejects(nowhere, { code: "timeout", phase: "connect" }));
});

test("opening can be given up, at any time", async (t) => {
  const early = new AbortController();
  early.abort(new Error("never mind"));
  const { url } = await t.server("silent");
  equal((await rejects(connect(url, { signal: early.signal }))).message, "never mind");
  for (const after of [0, 50, 150]) {
    const controller = new AbortController();
    const opening = connect(url, { signal: controller.signal });
    opening.catch(() => {});
    await sleep(after);
    controller.abort(new Error("never mind"));
    equal((await within(10_000, rejects(opening))).message, "never mind");
  }
});

test("a signal that aborts after the opening has no effect", async (t) => {
  const controller = new AbortController();
  const socket = await open(t, (await t.server("ws")).url, { signal: controller.signal });
  controller.abort();
  await socket.send("hello");
  equal(await socket.receive(), "hello");
});

test("what is no URL is a SyntaxError, and what is no option a TypeError", async (t) => {
  // In a page, the first two are relative to the page's own.
  const urls = ["", "nonsense", "ftp://example.com/", "ws://"].slice(globalThis.document ? 2 : 0);
  for (const url of urls) equal((await rejects(() => connect(url))).name, "SyntaxError", url);
  const { url } = await t.server("ws");
  await rejects(() => connect(url, { subprotocols: ["no spaces"] }));
});

test("options that make no sense are TypeErrors before anything is connected", { needs }, async (t) => {
  const { url } = await t.server("nobody");
  for (const options of [
    { deflate: { level: "best" } },
    { timeouts: { open: -1 } },
    { limits: { maxMessage: -1 } },
    { headers: 5 },
    { delivery: "whole" },
    { tls: { alpn: "http/1.1" } },
    { tls: { alpn: ["http/1.1", 5] } },
  ]) {
    const error = await rejects(() => connect(url, options));
    ok(error instanceof TypeError, `${JSON.stringify(options)}: ${error}`);
  }
});

test("limits are kept", { needs }, async (t) => {
  const socket = await open(t, (await t.server("ws")).url, { limits: { maxMessage: 100 } });
  await socket.send("x".repeat(100));
  equal((await socket.receive()).length, 100);
  await socket.send("x".repeat(101));
  equal((await socket.closed).sent.code, 1009);
});

test("a log tells what goes over the wire", { needs }, async (t) => {
  const lines = [];
  const logger = Object.fromEntries(["trace", "debug", "info", "warn"].map((level) => [level, (line) => lines.push(line)]));
  const socket = await open(t, (await t.server("ws")).url, { logger });
  await socket.send("hello");
  await socket.receive();
  await socket.close();
  ok(lines.every((line) => line.startsWith(`#${socket.id} `)), `a line without a number, in ${lines}`);
  const other = await open(t, (await t.server("ws")).url);
  ok(other.id !== socket.id, "a number of its own");
  const all = lines.join("\n");
  contains(all, "GET / HTTP/1.1");
  contains(all, "101");
  contains(all.toLowerCase(), "text");
});

test("this end and the other end of a connection are known", { needs: [...needs, "addresses"] }, async (t) => {
  const { url, port } = await t.server("ws");
  const socket = await open(t, url);
  equal([socket.remote.port, socket.remote.address], [port, "127.0.0.1"]);
  ok(socket.local.port > 0);
});

test("a connection is disposed of by `await using`", async (t) => {
  const peer = await t.fresh("ws");
  const socket = await connect(peer.url);
  await socket[Symbol.asyncDispose]();
  equal(socket.state, "closed");
  await peer.prints("closed 1000");
});

// The life of a server and of its connections.

import { connect, serve } from "witsocket";

import { contains, equal, ok, rejects, sleep, test, until, within } from "../suite.mjs";
import { deferred, echo, keeping, port, Raw, request, url } from "./serve-tools.mjs";

const needs = ["listen"];

test("a server echoes, and says where it listens", { needs }, async (t) => {
  const server = await serve(echo, { host: "127.0.0.1" });
  t.after(() => server.shutdown());
  equal(server.urls, [`ws://127.0.0.1:${port(server)}`]);
  const socket = await connect(url(server));
  await socket.send("hello");
  equal(await socket.receive(), "hello");
  await socket.send(Uint8Array.of(0, 255));
  equal(await socket.receive(), Uint8Array.of(0, 255));
  const closed = await socket.close(3000, "done");
  equal([closed.clean, closed.received], [true, { code: 3000, reason: "done" }]);
});

test("the end of a handler closes its connection with 1000, what was sent before it first", { needs }, async (t) => {
  const server = await serve((socket) => socket.send("bye"), { host: "127.0.0.1" });
  t.after(() => server.shutdown());
  const socket = await connect(url(server));
  equal(await socket.receive(), "bye");
  equal((await socket.closed).received, { code: 1000, reason: "" });
});

test("a handler that throws closes its connection with 1011, and is told of", { needs }, async (t) => {
  const logger = keeping();
  const server = await serve(
    async () => {
      throw new Error("out of coffee");
    },
    { host: "127.0.0.1", logger },
  );
  t.after(() => server.shutdown());
  const socket = await connect(url(server));
  equal((await socket.closed).received, { code: 1011, reason: "" });
  const warnings = logger.warnings.join("\n");
  contains(warnings, "out of coffee");
  ok(/^#\d+ a handler failed: /.test(warnings), warnings);
  await until(() => server.stats.handlersFailed === 1);
});

test("a handler that leaves messages unread does not keep its connection", { needs }, async (t) => {
  const enough = deferred();
  const server = await serve(() => enough.promise, { host: "127.0.0.1" });
  t.after(() => server.shutdown());
  const socket = await connect(url(server));
  for (let n = 0; n < 1000; n++) void socket.send("x".repeat(1000)).catch(() => {});
  await sleep(50);
  enough.resolve();
  equal((await within(3000, socket.closed)).clean, true);
});

test("the handler gets the request as it came", { needs }, async (t) => {
  const seen = deferred();
  const server = await serve((socket, request) => seen.resolve({ request, remote: socket.remote }), { host: "127.0.0.1" });
  t.after(() => server.shutdown());
  const raw = await Raw.to(t, { port: port(server) });
  contains(await raw.open("/a?b=%20c", ["x-ODD: 1", "X-odd: 2"]), "HTTP/1.1 101 ");
  const { request, remote } = await seen.promise;
  equal([request.method, request.target], ["GET", "/a?b=%20c"]);
  equal(request.headers.slice(-2), [["x-ODD", "1"], ["X-odd", "2"]]);
  equal(remote.address, "127.0.0.1");
});

test("a server knows its open connections, the oldest first, and counts", { needs }, async (t) => {
  const server = await serve(echo, { host: "127.0.0.1" });
  t.after(() => server.shutdown());
  const one = await connect(url(server, "/1"));
  const two = await connect(url(server, "/2"));
  await until(() => server.connections.length === 2);
  const raw = await Raw.to(t, { port: port(server) });
  await until(() => server.stats.present === 3);
  raw.write("GET / HTTP/1.0\r\n\r\n");
  await raw.end();
  raw.socket.destroy();
  await two.send("hello");
  await two.receive();
  await one.close();
  await until(() => server.connections.length === 1 && server.stats.present === 1);
  const { accepted, opened, refused, closedClean, messagesReceived, messagesSent, dataSent } = server.stats;
  equal([accepted, opened, refused, closedClean], [3, 2, 1, 1]);
  equal([messagesReceived, messagesSent, dataSent], [1, 1, 5]);
  await two.close();
});

test("shutdown closes with 1001, answers the late with 503, and waits for handlers", { needs }, async (t) => {
  const left = deferred();
  let ended = false;
  const server = await serve(
    async (socket) => {
      await socket.closed;
      await left.promise;
      ended = true;
    },
    { host: "127.0.0.1" },
  );
  const socket = await connect(url(server));
  const early = await Raw.to(t, { port: port(server) });
  early.write("GET / HTTP/1.1\r\nHost: x\r\n");
  await until(() => server.stats.present === 2);
  const down = server.shutdown();
  equal((await socket.closed).received, { code: 1001, reason: "" });
  contains(await early.head(), "HTTP/1.1 503 ");
  await early.end();
  early.socket.destroy();
  let over = false;
  const again = server.shutdown(1012, "again").then(() => (over = true));
  await sleep(50);
  equal([over, ended], [false, false]);
  left.resolve();
  await Promise.all([down, again, server.closed]);
  equal([ended, server.connections.length, server.stats.present], [true, 0, 0]);
  const late = await Raw.to(t, { port: port(server) }).catch((error) => ({ failed: error }));
  ok(late.failed !== undefined, "somebody still listens");
});

test("shutdown takes another code and a reason, and refuses what cannot be sent", { needs }, async () => {
  const server = await serve(echo, { host: "127.0.0.1" });
  const socket = await connect(url(server));
  await rejects(server.shutdown(1006), { code: "invalid-close-code" });
  await rejects(server.shutdown(1001, "r".repeat(124)), { code: "close-reason-too-long" });
  await socket.send("still here");
  equal(await socket.receive(), "still here");
  const down = server.shutdown(1012, "a new version");
  equal((await socket.closed).received, { code: 1012, reason: "a new version" });
  await down;
});

test("a signal and the end of a scope shut down", { needs }, async () => {
  const abort = new AbortController();
  const one = await serve(echo, { host: "127.0.0.1", signal: abort.signal });
  const socket = await connect(url(one));
  abort.abort();
  equal((await socket.closed).received?.code, 1001);
  await one.closed;
  const other = await serve(echo, { host: "127.0.0.1" });
  await other[Symbol.asyncDispose]();
  await other.closed;
});

test("of more connections than are allowed, one goes on when another has ended", { needs }, async (t) => {
  const server = await serve(echo, { host: "127.0.0.1", maxConnections: 2 });
  t.after(() => server.shutdown());
  const [one, two] = [await connect(url(server)), await connect(url(server))];
  const three = connect(url(server));
  await sleep(50);
  equal(server.stats.present, 2);
  await one.close();
  const socket = await three;
  await socket.send("at last");
  equal(await socket.receive(), "at last");
  await two.close();
  await socket.close();
});

test("a server listens at several places, a Unix socket among them", { needs: ["listen", "unix"] }, async (t) => {
  const path = await t.socketPath();
  const server = await serve(echo, { listen: [{ host: "127.0.0.1" }, { path }] });
  equal(server.urls[1], `ws+unix:${path}`);
  const socket = await connect("ws://localhost/", { to: { path } });
  await socket.send("by a file");
  equal(await socket.receive(), "by a file");
  const other = await connect(url(server));
  await other.close();
  await socket.close();
  await server.shutdown();
  const again = await serve(echo, { path });
  await again.shutdown();
});

test("options that make no sense are TypeErrors, and nothing listens", { needs }, async () => {
  const place = { host: "127.0.0.1" };
  await rejects(serve("echo", place), { name: "TypeError" });
  await rejects(serve(echo, { ...place, maxConnections: 0 }), { name: "TypeError" });
  await rejects(serve(echo, { ...place, limits: { maxMessage: "much" } }), { name: "TypeError" });
  await rejects(serve(echo, { ...place, subprotocols: "chat" }), { name: "TypeError" });
  await rejects(serve(echo, { ...place, tls: { cert: "", key: "", alpn: "http/1.1" } }), { name: "TypeError" });
  await rejects(serve(echo, { ...place, tls: { cert: "", key: "", alpn: [5] } }), { name: "TypeError" });
});

test("an opening handshake that takes too long is answered with 408 or the end", { needs }, async (t) => {
  const server = await serve(echo, { host: "127.0.0.1", timeouts: { open: 100 } });
  t.after(() => server.shutdown());
  const raw = await Raw.to(t, { port: port(server) });
  raw.write(request().slice(0, 40));
  await raw.end();
  raw.socket.destroy();
  await until(() => server.stats.refused === 1);
});

test("where nobody can listen, serve() says what can be done", { needs: [] }, async (t) => {
  if (!["workerd", "miniflare", "chromium", "firefox"].includes(t.runtime)) return;
  const error = await rejects(serve(echo, { port: 0 }), { code: "unsupported" });
  contains(error.message, "over()");
});

test("who connects to TLS and says nothing is dropped in the time to open", { needs: ["listen", "tls-end"] }, async (t) => {
  const { cert, key } = await t.certificates();
  const server = await serve(echo, { host: "127.0.0.1", tls: { cert, key }, timeouts: { open: 300 } });
  t.after(() => server.shutdown());
  const raw = await Raw.to(t, server.addresses[0]);
  const begun = Date.now();
  await within(5000, raw.end());
  ok(Date.now() - begun >= 200, "it waited");
  equal(server.stats.opened, 0);
});

test("the counters have the names that the interface says", { needs }, async (t) => {
  const server = await serve(echo, { host: "127.0.0.1" });
  t.after(() => server.shutdown());
  const { trapped, handlersFailed, present, opened } = server.stats;
  equal([trapped, handlersFailed, present, opened], [0, 0, 0, 0]);
});

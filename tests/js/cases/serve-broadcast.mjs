// One message for many connections.

import { broadcast, connect, serve } from "witsocket";

import { equal, ok, rejects, sleep, test, until } from "../suite.mjs";
import { port, Raw, url } from "./serve-tools.mjs";

const needs = ["listen"];

/** A server whose connections do nothing but subscribe to what their path says. */
async function audience(t, options = {}) {
  const server = await serve(
    async (socket, { target }) => {
      for (const topic of target.slice(1).split(",")) if (topic !== "") socket.subscribe(topic);
      for await (const message of socket) await socket.publish(String(message), "from a member");
    },
    { host: "127.0.0.1", ...options },
  );
  t.after(() => server.shutdown());
  return server;
}

async function members(server, ...paths) {
  const sockets = [];
  for (const path of paths) {
    sockets.push(await connect(url(server, path)));
    await until(() => server.connections.length === sockets.length);
  }
  return sockets;
}

test("a broadcast reaches all connections of a server, text and bytes", { needs }, async (t) => {
  const server = await audience(t);
  const sockets = await members(server, "/", "/", "/");
  equal(await server.broadcast("to all"), { sent: 3, queued: 0, dropped: 0, closed: 0 });
  equal(await server.broadcast(Uint8Array.of(1, 2, 3).buffer), { sent: 3, queued: 0, dropped: 0, closed: 0 });
  for (const socket of sockets) {
    equal(await socket.receive(), "to all");
    equal(await socket.receive(), Uint8Array.of(1, 2, 3));
  }
});

test("connections with and without compression get the same message", { needs }, async (t) => {
  const server = await audience(t);
  const plain = await connect(url(server), { deflate: false });
  const deflated = await connect(url(server));
  await until(() => server.connections.length === 2);
  const message = "again and again ".repeat(500);
  for (let n = 0; n < 3; n++) {
    await server.broadcast(message);
    await server.connections[1].send(`${n}`);
  }
  for (let n = 0; n < 3; n++) {
    equal(await plain.receive(), message);
    equal([await deflated.receive(), await deflated.receive()], [message, `${n}`]);
  }
  ok(deflated.stats.bytesReceived < plain.stats.bytesReceived / 5, "it was not compressed");
});

test("topics have their subscribers, and a socket publishes to the others", { needs }, async (t) => {
  const server = await audience(t);
  const [a, b, ab] = await members(server, "/a", "/b", "/a,b");
  await until(() => server.subscribers("a") === 2 && server.subscribers("b") === 2);
  equal((await server.publish("a", "hello a")).sent, 2);
  equal([await a.receive(), await ab.receive()], ["hello a", "hello a"]);
  await ab.send("b");
  equal(await b.receive(), "from a member");
  const [, , third] = server.connections;
  equal(third.subscriptions, ["a", "b"]);
  equal([third.unsubscribe("b"), third.unsubscribe("b"), third.subscribe("a")], [true, false, false]);
  equal((await server.publish("b", "hello b")).sent, 1);
  equal(await b.receive(), "hello b");
  equal((await server.publish("nobody", "?")).sent, 0);
  await a.close();
  await until(() => server.subscribers("a") === 1);
});

test("a connection in the middle of a message is passed over", { needs }, async (t) => {
  const server = await audience(t);
  const [one, two] = await members(server, "/", "/");
  const [first] = server.connections;
  await first.begin("text");
  await first.part("half");
  equal(await server.broadcast("whole"), { sent: 1, queued: 0, dropped: 1, closed: 0 });
  await first.finish();
  equal([await one.receive(), await two.receive()], ["half", "whole"]);
});

/** A server with one connection that reads nothing, and is behind. */
async function behind(t) {
  const server = await audience(t);
  const raw = await Raw.to(t, { port: port(server) });
  await raw.open("/");
  raw.socket.pause();
  await until(() => server.connections.length === 1);
  const message = "x".repeat(64 << 10);
  for (let n = 0; n < 1000; n++) {
    const { sent } = await server.broadcast(message);
    if (sent > 0) continue;
    // Some runtimes only begin to write when nothing else is to do.
    await sleep(50);
    if ((await server.broadcast(message)).sent === 0) break;
  }
  return { server, raw, message };
}

test("a slow connection misses messages", { needs }, async (t) => {
  const { server, raw, message } = await behind(t);
  equal(await server.broadcast(message), { sent: 0, queued: 0, dropped: 1, closed: 0 });
  raw.socket.resume();
  await until(async () => (await server.broadcast("now")).sent === 1);
});

test("a slow connection is waited for, up to a bound", { needs }, async (t) => {
  const { server, raw, message } = await behind(t);
  const slow = { wait: 100_000 };
  equal(await server.broadcast(message, { slow }), { sent: 0, queued: 1, dropped: 0, closed: 0 });
  equal(await server.broadcast("y".repeat(1000), { slow }), { sent: 0, queued: 1, dropped: 0, closed: 0 });
  raw.socket.resume();
  await until(() => raw.received.endsWith("y".repeat(1000)), "what waited did not come");
  raw.received = "";
});

test("a slow connection for which more would wait is closed with 1013", { needs }, async (t) => {
  const { server, raw, message } = await behind(t);
  const slow = { wait: 100_000 };
  await server.broadcast(message, { slow });
  equal(await server.broadcast(message, { slow }), { sent: 0, queued: 0, dropped: 0, closed: 1 });
  raw.socket.resume();
  await until(() => raw.received.endsWith("\x88\x0a\x03\xf5too slow"), "no close frame came");
});

test("a slow connection is closed at once if so wanted", { needs }, async (t) => {
  const { server, raw, message } = await behind(t);
  equal(await server.broadcast(message, { slow: "close" }), { sent: 0, queued: 0, dropped: 0, closed: 1 });
  raw.socket.resume();
  await until(() => raw.received.endsWith("\x88\x0a\x03\xf5too slow"), "no close frame came");
});

test("broadcasts to very many come to all in the same order", { needs }, async (t) => {
  const server = await audience(t);
  const sockets = await Promise.all(Array.from({ length: 300 }, () => connect(url(server), { gate: false, deflate: false })));
  await until(() => server.connections.length === 300);
  const results = await Promise.all([server.broadcast("one"), server.broadcast("two"), broadcast(server.connections.slice(0, 5), "three")]);
  equal(results.map(({ sent }) => sent), [300, 300, 5]);
  for (const socket of sockets) equal([await socket.receive(), await socket.receive()], ["one", "two"]);
});

test("clients can be broadcast to as well", { needs }, async (t) => {
  const server = await serve(async (socket) => socket.send(String(await socket.receive()).toUpperCase()), { host: "127.0.0.1" });
  t.after(() => server.shutdown());
  const sockets = [await connect(url(server)), await connect(url(server), { deflate: false })];
  equal((await broadcast(sockets, "masked")).sent, 2);
  for (const socket of sockets) equal(await socket.receive(), "MASKED");
});

test("what is no message, or no policy, rejects", { needs: ["sockets"] }, async () => {
  await rejects(broadcast([], 7), { name: "TypeError" });
  await rejects(broadcast([], "x", { slow: "never" }), { name: "TypeError" });
});

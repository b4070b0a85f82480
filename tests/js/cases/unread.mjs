// Messages that nobody reads: a connection ends in time all the same.

import { connect, serve } from "witsocket";

import { equal, ok, rejects, sleep, test, within } from "../suite.mjs";
import { url } from "./serve-tools.mjs";

const needs = ["sockets"];

/** A socket on which so many messages came back that nobody reads: more than wait for it. */
async function crowded(t, options) {
  const socket = await connect((await t.server("ws")).url, options);
  t.after(() => socket.abort());
  for (let i = 0; i < 1000; i++) await socket.send(`${i}`);
  await sleep(200);
  return socket;
}

test("close() ends in time, and what came can be read", { needs }, async (t) => {
  const socket = await crowded(t, { deflate: false, timeouts: { close: 300 } });
  const { sent } = await within(5000, socket.close(1000, "enough"));
  equal(sent, { code: 1000, reason: "enough" });
  let next = 0;
  for await (const message of socket) equal(message, `${next++}`);
  ok(next >= 64, `${next} could be read`);
});

test("abort() ends in time", { needs }, async (t) => {
  const socket = await crowded(t);
  socket.abort();
  equal((await within(5000, socket.closed)).clean, false);
  await rejects(socket.send("more"), { code: "not-open" });
});

test("the end of a peer is noticed, and its messages stay", { needs: [...needs, "listen"] }, async (t) => {
  const server = await serve(async (socket) => {
    await socket.receive();
    for (let i = 0; i < 1000; i++) await socket.send(`${i}`);
    await sleep(300);
    socket.abort();
  }, { host: "127.0.0.1" });
  t.after(() => server.shutdown());
  const timeouts = { pingInterval: 200, pingTimeout: 200 };
  const socket = await connect(url(server), { deflate: false, timeouts });
  await socket.send("go");
  const { clean, received } = await within(10_000, socket.closed);
  equal([clean, received], [false, undefined]);
  equal(await socket.receive(), "0");
});

test("a server shuts down though a handler does not read", { needs: ["listen"] }, async (t) => {
  const server = await serve((socket) => socket.closed, { host: "127.0.0.1", timeouts: { close: 300 } });
  const socket = await connect(url(server));
  t.after(() => socket.abort());
  for (let i = 0; i < 1000; i++) await socket.send("x");
  await sleep(100);
  await within(10_000, server.shutdown());
  equal(server.stats.open, 0);
});

// Messages that come and go in pieces, and what goes wrong in the middle of one.

import { connect, serve } from "witsocket";

import { equal, noise, rejects, sleep, test, within } from "../suite.mjs";
import { url } from "./serve-tools.mjs";

const needs = ["listen"];

/** A client of a server with this handler. */
async function pair(t, handler, options) {
  const server = await serve(handler, { host: "127.0.0.1" });
  t.after(() => server.shutdown(1000, "", 0));
  const socket = await connect(url(server), options);
  t.after(() => socket.abort());
  return socket;
}

async function sendTwo(socket) {
  for (const name of ["one", "two"]) {
    await socket.begin("text");
    for (const piece of [`${name} a`, " b", " c"]) {
      await socket.part(piece);
      await sleep(20);
    }
    await socket.finish();
  }
  await socket.closed;
}

for (const delivery of ["message", "frame", "chunk"]) {
  test(`${delivery}: who receives at once gets a message each`, { needs }, async (t) => {
    const socket = await pair(t, sendTwo, { delivery });
    const both = await within(5000, Promise.all([socket.receive(), socket.receive()]));
    equal(both, ["one a b c", "two a b c"]);
  });

  test(`${delivery}: a callback gets whole messages`, { needs }, async (t) => {
    const socket = await pair(t, sendTwo, { delivery });
    const seen = [];
    await within(5000, rejects(socket.forEach((message) => {
      if (seen.push(message) === 2) throw new Error("enough");
    }), { message: "enough" }));
    equal(seen, ["one a b c", "two a b c"]);
  });

  test(`${delivery}: half a message is none`, { needs }, async (t) => {
    const half = async (socket) => {
      await socket.begin("binary");
      await socket.part(noise(1000));
      await sleep(100);
      socket.abort();
    };
    equal(await within(5000, (await pair(t, half, { delivery })).receive()), undefined);
  });

  test(`${delivery}: a receive that is given up in the middle loses nothing`, { needs }, async (t) => {
    const socket = await pair(t, sendTwo, { delivery });
    await rejects(socket.receive({ signal: AbortSignal.timeout(40) }), { name: "TimeoutError" });
    equal([await socket.receive(), await socket.receive()], ["one a b c", "two a b c"]);
  });
}

test("fragments() tells that a message was not completed", { needs }, async (t) => {
  const half = async (socket) => {
    await socket.begin("text");
    await socket.part("half");
    await sleep(100);
    socket.abort();
  };
  const socket = await pair(t, half, { delivery: "frame" });
  for await (const pieces of socket.fragments()) {
    await rejects((async () => {
      for await (const piece of pieces) equal(piece, "half");
    })(), { code: "closed" });
  }
});

test("pieces may be as large as messages", { needs }, async (t) => {
  const sizes = async (socket) => {
    for await (const message of socket) await socket.send(`${message.length}`);
  };
  const server = await serve(sizes, { host: "127.0.0.1", limits: { maxMessage: 8 << 20 } });
  t.after(() => server.shutdown());
  const socket = await connect(url(server), { deflate: false });
  t.after(() => socket.abort());
  await within(10_000, socket.send([noise(3 << 20), noise((1 << 20) + 1), noise(1)]));
  equal(await within(10_000, socket.receive()), `${(4 << 20) + 2}`);
});

test("a message whose source fails closes with 1011", { needs }, async (t) => {
  let end;
  const seen = new Promise((resolve) => end = resolve);
  const socket = await pair(t, async (socket) => end(await socket.closed));
  async function* source() {
    yield "half";
    throw new Error("broken source");
  }
  await rejects(socket.send(source()), { message: "broken source" });
  equal((await within(5000, seen)).received?.code, 1011);
});

test("a message whose source hangs can be given up", { needs }, async (t) => {
  const socket = await pair(t, (socket) => socket.closed);
  async function* source() {
    yield "half";
    await new Promise(() => {});
  }
  await rejects(within(5000, socket.send(source(), { signal: AbortSignal.timeout(50) })), { name: "TimeoutError" });
});

test("what is neither text nor bytes throws, and harms nobody", { needs }, async (t) => {
  const [socket, other] = [await pair(t, (socket) => socket.closed), await pair(t, (socket) => socket.closed)];
  const wrong = { name: "TypeError" };
  await rejects(socket.close(1000, null), wrong);
  await rejects(socket.close(1000, { length: 5e9 }), wrong);
  for (const payload of [5, null, [1, 2]]) await rejects(socket.pong(payload), wrong);
  await rejects(socket.ping(5), wrong);
  await socket.begin("text");
  await rejects(socket.part(5), wrong);
  await socket.finish();
  equal([socket.state, other.state], ["open", "open"]);
});

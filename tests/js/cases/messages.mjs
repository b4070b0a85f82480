// Messages there and back, and who waits for whom.

import { connect } from "witsocket";

import { bytes, equal, noise, ok, rejects, sleep, test, text, until, within } from "../suite.mjs";

/** Opens a connection, which is dropped after the case. */
async function open(t, url, options) {
  const socket = await connect(url, options);
  t.after(() => socket.abort());
  return socket;
}

for (const peer of ["python", "ws", "deno", "bun"]) {
  test(`${peer}: texts and bytes of any size come back`, async (t) => {
    const { url } = await t.server(peer);
    const socket = await open(t, url);
    const sizes = [0, 1, 125, 126, 65535, 65536, 1 << 20];
    for (const message of ["hello", "", "zażółć gęślą jaźń", "語 🦀 \u0000 \u2028", ...sizes.map((size) => "x".repeat(size))]) {
      await socket.send(message);
      equal(await socket.receive(), message);
    }
    for (const size of sizes) {
      await socket.send(noise(size));
      equal(await socket.receive(), noise(size));
    }
    const closed = await socket.close(1000, "done");
    equal([closed.clean, closed.received?.code], [true, 1000]);
  });
}

test("messages keep their order, and iteration ends with the connection", async (t) => {
  const socket = await open(t, (await t.server("python")).url);
  const count = 400;
  for (let n = 0; n < count; n++) await socket.send(n % 2 ? `message ${n}` : noise(2 * n, n + 1));
  let n = 0;
  for await (const message of socket) {
    equal(message, n % 2 ? `message ${n}` : noise(2 * n, n + 1));
    if (++n === count) void socket.close();
  }
  equal([n, socket.state], [count, "closed"]);
  equal(await socket.receive(), undefined);
});

test("views and buffers are sent as what is in them", async (t) => {
  const socket = await open(t, (await t.server("ws")).url);
  const buffer = noise(64).buffer;
  for (const [data, expected] of [
    [buffer, noise(64)],
    [new Uint8Array(buffer, 8, 16), noise(64).subarray(8, 24)],
    [new DataView(buffer, 60), noise(64).subarray(60)],
    [new Uint16Array(buffer, 2, 2), noise(64).subarray(2, 6)],
  ]) {
    await socket.send(data);
    equal(await socket.receive(), Uint8Array.from(expected));
  }
});

test("what was transferred is sent as nothing, and harms nobody", async (t) => {
  const { url } = await t.server("ws");
  const [socket, other] = [await open(t, url), await open(t, url)];
  for (const Made of [Uint8Array, Float32Array, DataView, ArrayBuffer]) {
    const buffer = new ArrayBuffer(64);
    const data = Made === ArrayBuffer ? buffer : new Made(buffer);
    structuredClone(buffer, { transfer: [buffer] });
    await socket.send(data);
    equal(await socket.receive(), new Uint8Array(0), Made.name);
  }
  await other.send("still here");
  equal(await other.receive(), "still here");
});

test("a message may be transferred: those that follow are whole", async (t) => {
  const { url } = await t.server("ws");
  const [socket, other] = [await open(t, url), await open(t, url)];
  const data = noise(10);
  for (let i = 0; i < 20; i++) {
    for (const one of [socket, other]) {
      await one.send(data);
      const message = await one.receive();
      equal(message, data);
      try {
        structuredClone(message, { transfer: [message.buffer] });
      } catch (error) {
        // Some buffers of Node's own cannot be transferred.
        equal(error.name, "DataCloneError");
      }
    }
  }
});

test("a message is as it was when it was sent", async (t) => {
  const socket = await open(t, (await t.server("ws")).url);
  const data = noise(100_000);
  const sent = socket.send(data);
  data.fill(0);
  await sent;
  equal(await socket.receive(), noise(100_000));
});

test("a lone surrogate is sent as U+FFFD, or refused", async (t) => {
  const socket = await open(t, (await t.server("ws")).url);
  await socket.send("\ud800x");
  equal(await socket.receive(), "\ufffdx");
});

test("a message in pieces goes in frames, and comes back whole", { needs: ["sockets"] }, async (t) => {
  const socket = await open(t, (await t.server("python")).url);
  await socket.send(["one ", "", "two ", "three"]);
  equal(await socket.receive(), "one two three");
  async function* pieces() {
    yield noise(10);
    await sleep(10);
    yield noise(70_000);
  }
  await socket.send(pieces());
  equal(await socket.receive(), Uint8Array.from([...noise(10), ...noise(70_000)]));
  await socket.begin("text");
  await socket.part("begin, ");
  ok((await socket.ping("within")) >= 0);
  await socket.part("finish");
  await socket.finish();
  equal(await socket.receive(), "begin, finish");
});

test("a message in frames comes whole, or in its pieces", { needs: ["sockets"] }, async (t) => {
  for (const peer of ["python", "ws"]) {
    const { url } = await t.server(peer);
    const whole = await open(t, `${url}/fragments`);
    equal(await whole.receive(), "one two three");
    const parts = await open(t, `${url}/fragments`, { delivery: "frame", deflate: false });
    const seen = [];
    for await (const message of parts.fragments()) {
      for await (const part of message) seen.push(typeof part === "string" ? part : text(part));
    }
    equal(seen.filter((part) => part !== ""), ["one ", "two ", "three"]);
  }
});

test("every kind of frame of a server is taken", async (t) => {
  for (const peer of ["python", "ws"]) {
    const { url } = await t.server(peer);
    const socket = await open(t, `${url}/kinds`);
    equal(await socket.receive(), "zażółć");
    equal(await socket.receive(), Uint8Array.of(0, 255, 16));
    equal(await socket.receive(), "");
    equal(await socket.receive(), undefined);
    equal((await socket.closed).received, { code: 1000, reason: "done" });
  }
});

test("pings are answered while nobody receives", async (t) => {
  for (const peer of ["python", "ws"]) {
    const socket = await open(t, `${(await t.server(peer)).url}/pings`);
    await sleep(100);
    equal(await socket.receive(), "4 pings answered");
  }
});

test("a ping tells its round trip, and statistics remember", { needs: ["sockets"] }, async (t) => {
  const socket = await open(t, (await t.server("python")).url);
  for (const payload of [undefined, "are you there?", Uint8Array.of(0, 255)]) {
    const latency = await socket.ping(payload);
    ok(latency >= 0 && latency < 5000, `${latency} ms`);
  }
  await socket.send("hello");
  await socket.receive();
  const { pongs, messagesSent, messagesReceived, dataSent } = socket.stats;
  equal({ pongs, messagesSent, messagesReceived, dataSent }, { pongs: 3, messagesSent: 1, messagesReceived: 1, dataSent: 5 });
});

test("a send waits for a peer that does not read", { needs: ["sockets"] }, async (t) => {
  const socket = await open(t, (await t.server("deaf")).url, { deflate: false });
  let sent = 0;
  let last;
  while (sent < 4000) {
    last = socket.send(noise(65536));
    const outcome = await Promise.race([last.then(() => "sent", () => "failed"), sleep(300).then(() => "waits")]);
    if (outcome === "waits") break;
    equal(outcome, "sent");
    sent++;
  }
  ok(sent < 4000, "250 MB went to a peer that does not read");
  ok(socket.buffered > 0, "nothing is buffered");
  socket.abort();
  let failure;
  await within(10_000, last.catch((error) => (failure = error)));
  ok(["closed", "transport"].includes(failure?.code), String(failure));
});

test("a peer waits for us if we do not receive", { needs: ["sockets"], seconds: 45 }, async (t) => {
  const count = 400;
  const peer = await t.fresh("flood", { count });
  const socket = await open(t, peer.url);
  let before = "";
  await until(async () => {
    await sleep(300);
    const now = await peer.output();
    if (now === before) return true;
    before = now;
    return false;
  }, "it goes on sending", 20_000);
  const sent = Number(before.match(/\d+/)?.[0]);
  ok(sent < count, "26 MB came to one that does not receive");
  let received = 0;
  for await (const message of socket) {
    equal(message.length, 65536);
    received++;
  }
  equal([received, (await socket.closed).clean], [count, true]);
});

test("compression is agreed on, makes messages smaller, and can be left out", { needs: ["sockets"] }, async (t) => {
  for (const peer of ["python", "ws", "bun"]) {
    const { url } = await t.server(peer);
    const long = "compress me, please. ".repeat(2000);
    const socket = await open(t, url);
    ok(socket.opened.deflate !== undefined, `${peer} does not compress`);
    await socket.send(long);
    equal(await socket.receive(), long);
    const { payloadSent } = socket.stats;
    ok(payloadSent < 2000, `${payloadSent} bytes were sent to ${peer}`);
    await socket.send(long, { compress: "never" });
    equal(await socket.receive(), long);
    ok(socket.stats.payloadSent >= payloadSent + long.length);
    const plain = await open(t, url, { deflate: false });
    equal(plain.opened.deflate, undefined);
    await plain.send(long);
    equal(await plain.receive(), long);
    ok(plain.stats.payloadSent >= long.length);
  }
});

test("windows are as they are agreed on", { needs: ["sockets"] }, async (t) => {
  const { url } = await t.server("python");
  const offers = [{ serverMaxWindowBits: 9, clientMaxWindowBits: 10, serverNoContextTakeover: true }];
  const socket = await open(t, url, { deflate: { offers } });
  equal(socket.opened.deflate.serverMaxWindowBits, 9);
  equal(socket.opened.deflate.serverNoContextTakeover, true);
  for (let n = 0; n < 20; n++) {
    await socket.send(bytes("again and again ".repeat(n * 50)));
    equal(text(await socket.receive()), "again and again ".repeat(n * 50));
  }
});

test("receiving can be given up, and nothing is lost", { needs: ["sockets"] }, async (t) => {
  const socket = await open(t, (await t.server("ws")).url);
  const controller = new AbortController();
  const received = socket.receive({ signal: controller.signal });
  controller.abort(new Error("never mind"));
  let failure;
  await received.catch((error) => (failure = error));
  equal(failure?.message, "never mind");
  await socket.send("hello");
  equal(await socket.receive(), "hello");
});

test("a send that waits can be given up", { needs: ["sockets"] }, async (t) => {
  const socket = await open(t, (await t.fresh("deaf")).url, { deflate: false });
  let waits = false;
  while (!waits) {
    const sent = socket.send(new Uint8Array(256 << 10));
    sent.catch(() => {});
    waits = await Promise.race([sent.then(() => false), sleep(500).then(() => true)]);
  }
  const controller = new AbortController();
  const given = socket.send("never sent", { signal: controller.signal });
  controller.abort(new Error("never mind"));
  equal((await within(5000, rejects(given))).message, "never mind");
  equal(socket.state, "open");
  equal((await rejects(socket.send("nor this", { signal: controller.signal }))).message, "never mind");
});

test("a send that was given up is not sent, and the next one is", { needs: ["sockets"] }, async (t) => {
  const socket = await open(t, (await t.server("ws")).url);
  await rejects(socket.send("never sent", { signal: AbortSignal.abort() }), { name: "AbortError" });
  const controller = new AbortController();
  await socket.send("sent", { signal: controller.signal });
  controller.abort();
  await socket.send("sent too");
  equal([await socket.receive(), await socket.receive()], ["sent", "sent too"]);
});

test("the wait for a pong can be given up, and the connection stays", { needs: ["sockets"] }, async (t) => {
  const socket = await open(t, (await t.fresh("mute")).url);
  const controller = new AbortController();
  const ponged = socket.ping("one", { signal: controller.signal });
  controller.abort(new Error("never mind"));
  equal((await within(5000, rejects(ponged))).message, "never mind");
  await rejects(socket.ping("two", { signal: AbortSignal.abort() }), { name: "AbortError" });
  equal([socket.state, socket.stats.pongs], ["open", 0]);
});

test("the wait for the peer's close can be given up, and the closing goes on", { needs: ["sockets"] }, async (t) => {
  const socket = await open(t, (await t.fresh("mute")).url, { timeouts: { close: 500 } });
  const controller = new AbortController();
  const closing = socket.close(1000, "bye", { signal: controller.signal });
  controller.abort(new Error("never mind"));
  equal((await within(5000, rejects(closing))).message, "never mind");
  equal(socket.state, "closing");
  const { sent, cause } = await within(5000, socket.closed);
  equal([sent, cause.type], [{ code: 1000, reason: "bye" }, "close-timeout"]);
});

test("a hundred connections talk at once", { needs: ["sockets"] }, async (t) => {
  const { url } = await t.server("ws");
  const talk = async (name) => {
    const socket = await open(t, url, { gate: false });
    for (let n = 0; n < 10; n++) await socket.send(`${name}: ${n}`);
    for (let n = 0; n < 10; n++) equal(await socket.receive(), `${name}: ${n}`);
    return (await socket.close()).clean;
  };
  const clean = await Promise.all(Array.from({ length: 100 }, (_, name) => talk(name)));
  equal(clean.filter(Boolean).length, 100);
});

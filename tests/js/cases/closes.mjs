// How connections end, as both sides tell it.

import { connect } from "witsocket";

import { equal, ok, rejects, test, text, within } from "../suite.mjs";

async function open(t, url, options) {
  const socket = await connect(url, options);
  t.after(() => socket.abort());
  return socket;
}

for (const peer of ["python", "ws", "deno", "bun"]) {
  // Bun ends the stream right behind its close frame.
  const needs = peer === "bun" ? ["end-behind-close"] : [];

  test(`${peer} closes: its code and reason, and ours that answers`, { needs }, async (t) => {
    const { url } = await t.server(peer);
    const socket = await open(t, `${url}/close/4000/${encodeURIComponent("zażółć")}`);
    const { received, clean, cause } = await socket.closed;
    equal([received, clean, cause], [{ code: 4000, reason: "zażółć" }, true, undefined]);
    equal([await socket.receive(), socket.state], [undefined, "closed"]);
  });

  test(`we close, and ${peer} answers`, async (t) => {
    const { url } = await t.server(peer);
    const socket = await open(t, url);
    const { received, clean, cause } = await socket.close(4001, "enough");
    equal([received.code, clean, cause], [4001, true, undefined]);
  });
}

test("a close tells both sides' frames and whose came first", { needs: ["sockets"] }, async (t) => {
  const { url } = await t.server("python");
  const theirs = await open(t, `${url}/close/4000/bye`);
  const { received, sent, order } = await theirs.closed;
  equal([received, sent.code, order], [{ code: 4000, reason: "bye" }, 4000, "received-then-sent"]);
  const ours = await open(t, url);
  equal(await ours.close(1000, "done"), {
    received: { code: 1000, reason: "done" },
    sent: { code: 1000, reason: "done" },
    order: "sent-then-received",
    clean: true,
  });
});

test("a close frame without a code is 1005", async (t) => {
  for (const peer of ["python", "ws"]) {
    const socket = await open(t, `${(await t.server(peer)).url}/close`);
    const { received, clean } = await socket.closed;
    equal([received.code, received.reason, clean], [1005, "", true]);
  }
});

test("messages that come before the peer's close can be received after it", async (t) => {
  const socket = await open(t, `${(await t.server("python")).url}/headers/Host,Upgrade`);
  await socket.closed;
  ok((await socket.receive()).startsWith("Host: "));
  equal(await socket.receive(), "Upgrade: websocket");
  equal(await socket.receive(), undefined);
});

test("the end of the stream without a close is no clean one", { needs: ["instant-end"] }, async (t) => {
  for (const peer of ["python", "ws"]) {
    const socket = await open(t, `${(await t.server(peer)).url}/eof`);
    const { received, clean } = await within(10_000, socket.closed);
    equal([received?.code ?? 1006, clean], [1006, false]);
  }
});

test("the end of the stream and a reset have their causes", { needs: ["sockets"] }, async (t) => {
  const { url } = await t.server("python");
  const ended = await (await open(t, `${url}/eof`)).closed;
  equal([ended.received, ended.sent, ended.cause.type], [undefined, undefined, "eof"]);
  const reset = await (await open(t, `${url}/reset`)).closed;
  equal([reset.received, reset.clean], [undefined, false]);
  ok(["transport", "eof"].includes(reset.cause.type), reset.cause.type);
});

for (const [what, wire, code] of [
  ["a reserved bit", "a100", 1002],
  ["a reserved opcode", "8300", 1002],
  ["a masked frame", "818100000000", 1002],
  ["a long ping", "897e007e", 1002],
  ["a ping in fragments", "0900", 1002],
  ["a continuation of nothing", "8000", 1002],
  ["text that is not UTF-8", "8102c328", 1007],
  ["a close code that may not be sent", "880203ee", 1002],
  ["a message that is too long", "827f0000000010000000", 1009],
]) {
  test(`${what} ends the connection with ${code}`, { needs: ["sockets"] }, async (t) => {
    const socket = await open(t, `${(await t.server("ws")).url}/raw/${wire}`);
    const { sent, clean, cause } = await within(10_000, socket.closed);
    equal([sent.code, clean, cause.type], [code, false, "protocol"]);
    ok(cause.message.length > 10, cause.message);
  });
}

test("codes that may not be sent, and reasons that are too long, change nothing", { needs: ["sockets"] }, async (t) => {
  const socket = await open(t, (await t.server("ws")).url);
  for (const code of [0, 999, 1004, 1006, 1015, 5000]) {
    await rejects(socket.close(code), { code: "invalid-close-code" });
  }
  await rejects(socket.close(1000, "x".repeat(124)), { code: "close-reason-too-long" });
  await socket.send("still open");
  equal(await socket.receive(), "still open");
  equal((await socket.close(1000, "x".repeat(123))).received.reason.length, 123);
});

test("after the close, sends fail and say so", async (t) => {
  const socket = await open(t, (await t.server("ws")).url);
  await socket.close();
  const error = await rejects(socket.send("too late"));
  ok(["closed", "not-open"].includes(error.code), error.code);
  equal((await socket.close()).clean, true);
});

test("a close that is not answered ends in time", { needs: ["sockets"] }, async (t) => {
  const socket = await open(t, (await t.server("mute")).url, { timeouts: { close: 200 } });
  const { sent, received, clean, cause } = await within(10_000, socket.close(1000, "hello?"));
  equal([sent, received, clean, cause.type], [{ code: 1000, reason: "hello?" }, undefined, false, "close-timeout"]);
});

test("abort drops the connection at once", async (t) => {
  const socket = await open(t, (await t.server("ws")).url);
  socket.abort();
  const { clean } = await within(10_000, socket.closed);
  equal(clean, false);
  equal(await socket.receive(), undefined);
  ok(["closing", "closed"].includes(socket.state), socket.state);
});

test("a keepalive that is not answered ends the connection", { needs: ["sockets"] }, async (t) => {
  const socket = await open(t, (await t.server("mute")).url, { timeouts: { pingInterval: 100, pingTimeout: 200, close: 200 } });
  const { cause, clean } = await within(10_000, socket.closed);
  equal([cause.type, clean], ["ping-timeout", false]);
});

test("an idle connection ends, and so does one whose time is over", { needs: ["sockets"] }, async (t) => {
  const { url } = await t.server("python");
  for (const [timeouts, type] of [[{ idle: 200 }, "idle-timeout"], [{ lifetime: 200 }, "lifetime-timeout"]]) {
    const socket = await open(t, url, { timeouts });
    const { cause } = await within(10_000, socket.closed);
    equal(cause?.type, type);
  }
});

test("the peers saw our closes as we told them", { needs: ["sockets"] }, async (t) => {
  const peer = await t.fresh("python");
  const one = await open(t, peer.url);
  await one.close(4123, "zażółć");
  await peer.prints("closed 4123 zażółć");
  const other = await open(t, peer.url);
  other.abort();
  await peer.prints("closed 1006");
  equal(await peer.stop(), { status: 0 });
});

test("events are told in their order, and the end is the last", { needs: ["sockets"] }, async (t) => {
  const socket = await open(t, (await t.server("ws")).url);
  const events = socket.events();
  await socket.ping("one");
  await socket.send("two");
  await socket.send(Uint8Array.of(3));
  const seen = [];
  for await (const event of events) {
    const { payload, data } = event;
    seen.push([event.type, payload === undefined ? data : text(payload)]);
    if (event.type === "binary") void socket.close();
  }
  equal(seen.slice(0, 3), [["pong", "one"], ["text", "two"], ["binary", Uint8Array.of(3)]]);
  equal(seen.at(-1)[0], "closed");
});

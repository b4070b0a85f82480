// The browser's class over raw sockets: what it has beyond the standard. That it is as the standard
// says is what class/compare.mjs looks at.

import { WebSocket, WebSocketStream } from "witsocket";

import { contains, equal, ok, rejects, test, until, within } from "../suite.mjs";

const needs = ["sockets"];

/** The next event of a type. */
function next(socket, type) {
  return within(5000, new Promise((resolve) => socket.addEventListener(type, resolve, { once: true })), `no ${type}`);
}

test("an error event carries what went wrong", { needs }, async () => {
  const socket = new WebSocket("ws://127.0.0.1:9/");
  const closed = next(socket, "close");
  const { error, message } = await next(socket, "error");
  equal([error.name, error.code, error.phase], ["SocketError", "transport", "connect"]);
  equal(message, error.message);
  equal((await closed).closed, undefined);
});

test("a close event tells of both close frames", { needs }, async (t) => {
  const socket = new WebSocket((await t.server("python")).url);
  await next(socket, "open");
  const closed = next(socket, "close");
  socket.close(3000, "done");
  const { closed: report } = await closed;
  equal(report.sent, { code: 3000, reason: "done" });
  equal([report.received.code, report.order, report.clean], [3000, "sent-then-received", true]);
});

test("options say how to connect", { needs }, async (t) => {
  const { url } = await t.server("ws");
  const plain = new WebSocket(url, { deflate: false });
  await next(plain, "open");
  equal(plain.extensions, "");
  plain.close();
  const compressed = new WebSocket(url, { protocols: [], deflate: true });
  await next(compressed, "open");
  contains(compressed.extensions, "permessage-deflate");
  compressed.close();
});

test("a message beyond the limit is a failure with its cause", { needs }, async (t) => {
  const socket = new WebSocket((await t.server("python")).url, { limits: { maxMessage: 100 }, deflate: false });
  await next(socket, "open");
  const failed = next(socket, "error");
  const closed = next(socket, "close");
  socket.send("x".repeat(101));
  const { error } = await failed;
  equal(error.closed.cause.error, "message-too-big");
  equal(error.closed.sent.code, 1009);
  const { code, wasClean } = await closed;
  equal([code, wasClean], [1006, false]);
});

test("megabytes pass, though connect() would refuse them", { needs }, async (t) => {
  const socket = new WebSocket((await t.server("python", { maxMessage: 8 << 20 })).url);
  socket.binaryType = "arraybuffer";
  await next(socket, "open");
  for (let i = 0; i < 3; i++) socket.send(new Uint8Array(2 << 20).fill(i));
  ok(socket.bufferedAmount >= 6 << 20, String(socket.bufferedAmount));
  for (let i = 0; i < 3; i++) {
    const { data } = await next(socket, "message");
    const bytes = new Uint8Array(data);
    equal([bytes.length, bytes[0], bytes.at(-1)], [2 << 20, i, i]);
  }
  await until(() => socket.bufferedAmount === 0);
  socket.close();
});

test("what was not sent when the connection broke stays in bufferedAmount", { needs }, async (t) => {
  const timeouts = { pingInterval: 100, pingTimeout: 300 };
  const socket = new WebSocket((await t.server("deaf")).url, { deflate: false, timeouts });
  await next(socket, "open");
  const closed = next(socket, "close");
  socket.send(new Uint8Array(32 << 20));
  equal((await closed).code, 1006);
  const left = socket.bufferedAmount;
  ok(left > 8 << 20, String(left));
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.send("abc");
  equal(socket.bufferedAmount, left + 3);
});

test("a user of a URL may have no password", { needs }, async (t) => {
  const { url } = await t.server("ws");
  for (const user of ["me", "me:"]) {
    const socket = new WebSocket(url.replace("//", `//${user}@`));
    await next(socket, "open");
    socket.close();
  }
});

test("an ArrayBuffer of another realm is one", { needs: [...needs, "node-http"] }, async (t) => {
  const socket = new WebSocket((await t.server("ws")).url);
  socket.binaryType = "arraybuffer";
  await next(socket, "open");
  const { runInNewContext } = await import("node:vm");
  socket.send(runInNewContext("new Uint8Array([1, 2, 3]).buffer"));
  equal(new Uint8Array((await next(socket, "message")).data), new Uint8Array([1, 2, 3]));
  socket.close();
});

test("a signal gives up the connecting, and has no effect later", { needs }, async (t) => {
  const control = new AbortController();
  const socket = new WebSocket((await t.server("python")).url, { signal: control.signal });
  const failed = next(socket, "error");
  control.abort(new Error("enough"));
  equal((await failed).message, "enough");
  equal(socket.readyState, WebSocket.CLOSED);

  const later = new AbortController();
  const open = new WebSocket((await t.server("python")).url, { signal: later.signal });
  await next(open, "open");
  later.abort();
  open.send("still here");
  equal((await next(open, "message")).data, "still here");
  open.close();
});

test("an option of a wrong type throws at once", { needs }, async () => {
  const wrong = [
    [{ headers: 5 }, "headers"],
    [{ headers: "a: b" }, "headers"],
    [{ limits: { maxMessage: "many" } }, "maxMessage"],
    [{ limits: 5 }, "limits"],
    [{ timeouts: { open: true } }, "open"],
    [{ credentials: { user: "me", password: 1 } }, "password"],
    [{ maxRedirects: "2" }, "maxRedirects"],
    [{ origin: {} }, "origin"],
    [{ proxy: 8080 }, "proxy"],
    [{ gate: "yes" }, "gate"],
    [{ deflate: "yes" }, "deflate"],
    [{ onRequest: {} }, "onRequest"],
    [{ to: { host: 1, port: 80 } }, "host"],
    [{ to: { path: {} } }, "path"],
    [{ tls: { insecure: "no" } }, "insecure"],
    [{ tls: { serverName: 5 } }, "serverName"],
    [{ tls: { alpn: "http/1.1" } }, "alpn"],
    [{ tls: { alpn: ["http/1.1", 5] } }, "1"],
    [{ sensitive: ["X-Key", 5] }, "1"],
    [{ deflate: { level: "best" } }, "level"],
    [{ deflate: { offers: [{}, { serverMaxWindowBits: "15" }] } }, "serverMaxWindowBits"],
    [{ deflate: { terms: { clientNoContextTakeover: 1 } } }, "clientNoContextTakeover"],
  ];
  for (const [options, name] of wrong) {
    for (const Class of [WebSocket, WebSocketStream]) {
      const { message } = await rejects(async () => new Class("ws://127.0.0.1:9/", options), { name: "TypeError" });
      contains(message, `${name}: `);
    }
  }
  await rejects(async () => new WebSocketStream("ws://127.0.0.1:9/", { reconnect: { min: "soon" } }), { name: "TypeError" });
});

test("options of the right types are taken, and those that nobody knows ignored", { needs }, async (t) => {
  const { url } = await t.server("ws");
  const socket = new WebSocket(url, {
    headers: { "x-one": "1" },
    limits: { maxMessage: null, maxFrame: undefined },
    timeouts: { open: 5000, idle: null },
    proxy: null,
    deflate: { offers: [{ clientMaxWindowBits: true }], level: 6 },
    sensitive: ["X-One"],
    tls: { ca: undefined, insecure: false, alpn: [] },
    gate: false,
    logger: {},
    signal: undefined,
    color: "red",
  });
  await next(socket, "open");
  socket.close();
  await next(socket, "close");
});

test("a proxy that is none is an error event with a SyntaxError behind it", { needs }, async () => {
  for (const proxy of ["ftp://127.0.0.1:9", new URL("ftp://127.0.0.1:9")]) {
    const socket = new WebSocket("ws://127.0.0.1:9/", { proxy });
    const { error } = await next(socket, "error");
    equal([error.name, error.code, error.cause.name], ["SocketError", "invalid-proxy", "SyntaxError"]);
  }
  const stream = new WebSocketStream("ws://127.0.0.1:9/", { proxy: "ftp://127.0.0.1:9" });
  equal((await rejects(stream.opened, { name: "WebSocketError" })).cause.name, "SyntaxError");
});

test("one message after the other can be awaited, however they come", { needs }, async (t) => {
  const socket = new WebSocket((await t.server("python")).url);
  await next(socket, "open");
  for (let i = 0; i < 50; i++) socket.send(String(i));
  // All of them come in a few reads: each event leaves time to wait for the next one.
  for (let i = 0; i < 50; i++) equal((await next(socket, "message")).data, String(i));
  socket.close();
});

test("a subclass of an old habit works", { needs }, async (t) => {
  class Chat extends WebSocket {
    constructor(url) {
      super(url, []);
      this.log = [];
      this.onmessage = ({ data }) => this.log.push(data);
    }
  }
  const chat = new Chat((await t.server("python")).url);
  await next(chat, "open");
  chat.send("a");
  await until(() => chat.log.length === 1);
  equal(chat.log, ["a"]);
  chat.close();
  await rejects(async () => new Chat("relative"), { name: "SyntaxError" });
});

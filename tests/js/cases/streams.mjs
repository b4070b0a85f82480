// WebSocketStream, and over(): what is of streams.

import { over, WebSocketError, WebSocketStream } from "witsocket";

import { equal, ok, rejects, test, until, within } from "../suite.mjs";

test("messages go through a stream and come back", async (t) => {
  const stream = new WebSocketStream((await t.server("ws")).url);
  const { readable, writable } = await stream.opened;
  const reader = readable.getReader();
  const writer = writable.getWriter();
  for (const text of ["one", "", "three"]) {
    await writer.write(text);
    equal((await reader.read()).value, text);
  }
  stream.close({ closeCode: 1000, reason: "bye" });
  equal((await stream.closed).closeCode, 1000);
  equal((await reader.read()).done, true);
});

test("who does not read stops the peer, and its writes", { needs: ["sockets"] }, async (t) => {
  const stream = new WebSocketStream((await t.server("python", { maxMessage: 1 << 20 })).url, { deflate: false });
  const { readable, writable } = await stream.opened;
  const writer = writable.getWriter();
  const piece = new Uint8Array(256 << 10);
  let written = 0;
  let stopped = false;
  const write = async () => {
    for (; written < 1000; written++) await writer.write(piece);
  };
  const writing = write().catch(() => (stopped = true));
  // The echo of what is not read fills all that lies between.
  let before = -1;
  await until(async () => {
    if (written === before) return true;
    before = written;
    await new Promise((resolve) => setTimeout(resolve, 300));
    return false;
  }, "it never stopped", 10_000);
  ok(written < 200, `${written} pieces of 256 KiB`);
  // Reading lets it go on.
  const reader = readable.getReader();
  const at = written;
  for (let i = 0; i < 20; i++) equal((await within(5000, reader.read())).value.byteLength, piece.length);
  await until(() => written > at, "it did not go on");
  await reader.cancel();
  writer.abort().catch(() => {});
  await Promise.race([writing, new Promise((resolve) => setTimeout(resolve, 200))]);
  void stopped;
});

test("an error of a stream has its cause", { needs: ["sockets"] }, async () => {
  const stream = new WebSocketStream("ws://127.0.0.1:9/");
  const error = await rejects(stream.opened, { name: "WebSocketError" });
  equal([error.cause.name, error.cause.code], ["SocketError", "transport"]);
  ok(error instanceof WebSocketError);
  await rejects(stream.closed, { closeCode: 1006 });
});

test("a writable is not closed well if the connection is not", { needs: ["sockets"] }, async (t) => {
  const stream = new WebSocketStream((await t.server("mute")).url, { timeouts: { close: 200 } });
  const { readable, writable } = await stream.opened;
  const ends = [readable.getReader().read(), writable.getWriter().close(), stream.closed];
  const errors = await Promise.all(ends.map((end) => rejects(end, { name: "WebSocketError", closeCode: 1006 })));
  ok(errors.every((error) => error === errors[0]), "they are several errors");
});

test("both ends speak over streams in one place", async () => {
  const [up, down] = [new TransformStream(), new TransformStream()];
  const served = over({ readable: up.readable, writable: down.writable }, { role: "server" });
  const client = await over({ readable: down.readable, writable: up.writable }, { url: "ws://example.com/chat" });
  const server = await served;
  await client.send("up");
  equal(await server.receive(), "up");
  await server.send(new Uint8Array([1, 2, 3]));
  equal(await client.receive(), new Uint8Array([1, 2, 3]));
  ok((await client.ping()) >= 0);
  const { received, sent, clean } = await client.close(1000, "done");
  equal([received.code, sent.code, clean], [1000, 1000, true]);
});

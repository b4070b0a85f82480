// What a message costs besides its bytes: calls into the core, and writes.

import { connect, over, serve } from "witsocket";

import { equal, test } from "../suite.mjs";

test("an echo without compression crosses twice: its bytes, and the news that it went", async () => {
  const { client, server, calls, writes } = await counted({ deflate: false });
  void server.forEach((message) => server.send(message));
  for (const message of ["hello", "ä€😀".repeat(50), bytes(125), bytes(5000), bytes(12_000), ""]) {
    calls.length = writes.length = 0;
    await client.send(message);
    equal(await client.receive(), message);
    // A stream gives in pieces what is long.
    const pieces = calls.filter((call) => call === "receive").length;
    equal(calls.filter((call) => call !== "receive"), ["sent"]);
    equal(writes.length, 1);
    equal(pieces >= 1 && pieces <= 1 + message.length / 1000, true);
  }
  await client.close();
});

test("with compression it crosses three times: the core has to see the payload", async () => {
  const { client, server, calls, writes } = await counted({});
  void server.forEach((message) => server.send(message));
  const text = "hello ".repeat(20);
  await client.send(text);
  equal(await client.receive(), text);
  calls.length = writes.length = 0;
  await client.send(text);
  equal(await client.receive(), text);
  equal([calls, writes.length], [["receive", "sendText", "poll"], 1]);
  await client.close();
});

test("messages that are sent together go in one write, in their order", async () => {
  const { client, server, calls, writes } = await counted({ deflate: false });
  const sent = ["one", bytes(3), "ä".repeat(70), "ä".repeat(200), "x".repeat(1000), bytes(5000)];
  calls.length = writes.length = 0;
  for (const message of sent) void server.send(message);
  for (const message of sent) equal(await client.receive(), message);
  equal([calls, writes.length], [["sent"], 1]);
  // What is long is not put behind others.
  const more = ["one", bytes(70_000), "ä".repeat(100_000), "after it", bytes(60_000), bytes(9), bytes(60_000), "end"];
  for (const message of more) void server.send(message);
  for (const message of more) equal(await client.receive(), message);
  await client.close();
});

test("what the core has to say keeps its place among them", async () => {
  const { client, server } = await counted({ deflate: false });
  void server.send("first");
  void server.begin("text");
  void server.part("sec");
  void server.part("ond");
  void server.finish();
  void server.send("third");
  const closed = server.close(4000, "fourth");
  equal([await client.receive(), await client.receive(), await client.receive()], ["first", "second", "third"]);
  equal(await client.receive(), undefined);
  equal((await client.closed).received, { code: 4000, reason: "fourth" });
  equal((await closed).clean, true);
});

test("connections that send in turn do not mix", async () => {
  const pairs = [await counted({ deflate: false }), await counted({ deflate: false }), await counted({ deflate: false })];
  for (let n = 0; n < 20; n++) {
    for (const [i, { server }] of pairs.entries()) void server.send(`${n} to ${i}`);
  }
  for (const [i, { client, writes }] of pairs.entries()) {
    for (let n = 0; n < 20; n++) equal(await client.receive(), `${n} to ${i}`);
    // The handshake's, and all the messages'.
    equal(writes.length <= 3, true);
    await client.close();
  }
});

test("what was sent without the core is counted, and is not sent twice", async () => {
  const { client, server } = await counted({ deflate: false });
  const before = server.stats;
  await server.send("hello");
  await server.send(bytes(200));
  equal([await client.receive(), await client.receive()], ["hello", bytes(200)]);
  const { bytesSent, framesSent, messagesSent, dataSent } = server.stats;
  equal(
    [bytesSent - before.bytesSent, framesSent - before.framesSent, messagesSent - before.messagesSent, dataSent - before.dataSent],
    [2 + 5 + 4 + 200, 2, 2, 205],
  );
  await client.close();
});

test("what comes to a server of Node's all comes into the same bytes", { needs: ["listen"] }, async (t) => {
  const reads = new Set();
  const echo = (socket) => {
    const { data } = socket.driver;
    socket.driver.data = (chunk) => {
      reads.add(chunk.buffer);
      data.call(socket.driver, chunk);
    };
    return socket.forEach((message) => socket.send(message));
  };
  const server = await serve(echo, { host: "127.0.0.1" });
  t.after(() => server.shutdown());
  const sockets = await Promise.all([1, 2, 3].map(() => connect(server.urls[0])));
  for (const n of [1, 200, 5000, 100_000]) {
    await Promise.all(sockets.map((socket, i) => socket.send(bytes(n + i))));
    for (const [i, socket] of sockets.entries()) equal(await socket.receive(), bytes(n + i));
  }
  equal(t.runtime.startsWith("node") ? reads.size : reads.size > 0, t.runtime.startsWith("node") ? 1 : true);
});

/** Two ends of a stream; what the server's asks of the core, and what it writes. */
async function counted({ deflate }) {
  const [there, back] = [new TransformStream(), new TransformStream()];
  const calls = [];
  const writes = [];
  const writable = new WritableStream({
    start() {
      this.writer = back.writable.getWriter();
    },
    write(chunk) {
      writes.push(chunk.length);
      return this.writer.write(chunk);
    },
    close() {
      return this.writer.close();
    },
  });
  const [client, server] = await Promise.all([
    over({ readable: back.readable, writable: there.writable }, { url: "ws://localhost/", deflate }),
    over({ readable: there.readable, writable }, { role: "server", origins: "any", deflate }),
  ]);
  const { connection } = server.driver;
  for (const name of ["receive", "sent", "sendText", "sendBinary", "poll", "resume", "unblock", "block", "tick"]) {
    const call = connection[name];
    connection[name] = (...args) => {
      calls.push(name);
      return call.apply(connection, args);
    };
  }
  return { client, server, calls, writes };
}

function bytes(length) {
  return Uint8Array.from({ length }, (_, i) => i * 7);
}

// Connections that the application has: streams of bytes of any kind.

import { over, serve, Server } from "witsocket";

import { contains, equal, rejects, test, until, within } from "../suite.mjs";
import { deferred, echo, keeping, port, Raw, url } from "./serve-tools.mjs";

/** Two ends of a pipe. */
function pipe() {
  const [there, back] = [new TransformStream(), new TransformStream()];
  return [
    { readable: back.readable, writable: there.writable },
    { readable: there.readable, writable: back.writable },
  ];
}

test("a server takes in a pair of web streams, and says when that has ended", { needs: ["transport"] }, async () => {
  const server = new Server(echo, { subprotocols: ["chat"], origins: "any" });
  const [client, given] = pipe();
  let over_ = false;
  const ended = server.accept(given).then(() => (over_ = true));
  const socket = await over(client, { url: "ws://example.com/", subprotocols: ["chat"] });
  equal([socket.protocol, server.connections.length], ["chat", 1]);
  await socket.send("through a pipe");
  equal(await socket.receive(), "through a pipe");
  equal(over_, false);
  equal((await socket.close()).clean, true);
  await within(5000, ended);
  const { opened, closedClean, present } = server.stats;
  equal([opened, closedClean, present], [1, 1, 0]);
  await server.shutdown();
});

test("a transport of the application's own is waited for when it takes no more", { needs: ["transport"] }, async () => {
  const [client, given] = pipe();
  const writer = given.writable.getWriter();
  let drains = 0;
  const transport = {
    async start(sink) {
      this.sink = sink;
      for (const reader = given.readable.getReader();;) {
        const { done, value } = await reader.read();
        if (done) return sink.eof();
        sink.data(value);
      }
    },
    write(data) {
      writer.write(data.slice()).then(() => (drains++, this.sink.drained()));
      return false;
    },
    end: () => void writer.close(),
    close() {},
    pause() {},
    resume() {},
  };
  const server = new Server(echo, { origins: "any", deflate: false });
  const ended = server.accept(transport);
  const socket = await over(client, { url: "ws://example.com/" });
  for (const message of ["one", new Uint8Array(200_000), "three"]) {
    await socket.send(message);
    equal(await within(5000, socket.receive()), message);
  }
  equal((await within(5000, socket.close())).clean, true);
  await within(5000, ended);
  // The answer of the handshake, three messages, and the close frame at most.
  equal(drains >= 4, true, `${drains} drains`);
  await server.shutdown();
});

test("a server that is shut down takes nothing in", { needs: ["transport"] }, async () => {
  const server = new Server(echo);
  await server.shutdown();
  const [client, given] = pipe();
  const refused = rejects(over(client, { url: "ws://example.com/" }));
  await within(5000, server.accept(given));
  await refused;
});

test("a Worker serves what its connect handler gets", { needs: ["sockets"] }, async (t) => {
  const { connect } = await import("witsocket");
  const { url } = await t.server("worker");
  const sockets = [await connect(`${url}/one`), await connect(`${url}/two`, { deflate: false })];
  for (const socket of sockets) {
    await socket.send("hello");
    equal(await socket.receive(), "hello");
    const long = new Uint8Array(100_000).fill(7);
    await socket.send(long);
    equal(await socket.receive(), long);
  }
  for (const socket of sockets) equal((await socket.close(3001, "done")).received, { code: 3001, reason: "done" });
});

test("a Duplex of Node's is as good", { needs: ["listen", "node-http"] }, async (t) => {
  const { default: net } = await import("node:net");
  const { connect } = await import("witsocket");
  const server = new Server(echo);
  const listener = net.createServer({ allowHalfOpen: true }, (socket) => void server.accept(socket));
  await new Promise((resolve) => listener.listen(0, "127.0.0.1", resolve));
  t.after(() => listener.close());
  const socket = await connect(`ws://127.0.0.1:${listener.address().port}/`);
  await socket.send("hello");
  equal(await socket.receive(), "hello");
  const down = server.shutdown();
  equal((await socket.closed).received?.code, 1001);
  await down;
});

test("messages by callback: each waits for what the one before returned", { needs: ["listen"] }, async (t) => {
  const log = [];
  const gate = deferred();
  const server = await serve(
    async (socket) => {
      const closed = await socket.forEach(async (message) => {
        log.push(`${message} begins`);
        if (message === "1") await gate.promise;
        log.push(`${message} ends`);
        await socket.send(message);
      });
      log.push(`closed ${closed.received?.code}`);
    },
    { host: "127.0.0.1" },
  );
  t.after(() => server.shutdown());
  const { connect } = await import("witsocket");
  const socket = await connect(url(server));
  for (const message of ["1", "2", "3"]) await socket.send(message);
  await until(() => log.length === 1);
  gate.resolve();
  equal([await socket.receive(), await socket.receive(), await socket.receive()], ["1", "2", "3"]);
  await socket.close();
  await until(() => log.length === 7);
  equal(log, ["1 begins", "1 ends", "2 begins", "2 ends", "3 begins", "3 ends", "closed 1000"]);
});

test("a callback that throws ends its loop, and with it the handler", { needs: ["listen"] }, async (t) => {
  const logger = keeping();
  const server = await serve(
    (socket) =>
      socket.forEach((message) => {
        if (message === "bad") throw new Error("no more of this");
        return socket.send(message);
      }),
    { host: "127.0.0.1", logger },
  );
  t.after(() => server.shutdown());
  const raw = await Raw.to(t, { port: port(server) });
  await raw.open("/");
  // "ok", and "bad", in one piece.
  raw.bytes("8182 00000000 6f6b 8183 00000000 626164");
  equal(await raw.hex(8), "81026f6b880203f3");
  contains(logger.warnings.join("\n"), "no more of this");
});

test("certificates by name, and of clients", { needs: ["listen", "ca"] }, async (t) => {
  if (!t.runtime.startsWith("node")) return;
  const tls = await import("node:tls");
  const { ca, cert, key } = await t.certificates();
  const server = await serve(echo, { host: "127.0.0.1", tls: { cert, key, ca, names: { "other.example": { cert, key } } } });
  t.after(() => server.shutdown());
  const { connect } = await import("witsocket");
  const to = { host: "127.0.0.1", port: port(server) };
  await rejects(connect(`wss://localhost:${to.port}/`, { to, tls: { ca } }));
  const socket = await connect(`wss://localhost:${to.port}/`, { to, tls: { ca, cert, key } });
  await socket.send("by certificate");
  equal(await socket.receive(), "by certificate");
  contains(server.connections[0].session.protocol, "TLSv1");
  await socket.close();
  const named = await new Promise((resolve, reject) => {
    const other = tls.connect({ ...to, ca, cert, key, servername: "other.example", checkServerIdentity: () => undefined }, () => resolve(other));
    other.on("error", reject);
  });
  equal(named.authorized, true);
  named.destroy();
});

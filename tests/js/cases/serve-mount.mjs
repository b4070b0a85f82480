// Connections of an HTTP server that the application has.

import { connect, mount, Router, upgrade } from "witsocket";

import { contains, equal, ok, rejects, test, until } from "../suite.mjs";
import { deferred, echo, keeping, Raw, request } from "./serve-tools.mjs";

const needs = ["listen", "node-http"];

/** An HTTP server that answers requests, with its port. */
async function page(t) {
  const { createServer } = await import("node:http");
  const http = createServer((_, response) => response.end("a page"));
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  t.after(async () => {
    http.closeAllConnections?.();
    http.close();
  });
  return { http, port: http.address().port, url: (path) => `ws://127.0.0.1:${http.address().port}${path}` };
}

test("a mounted server takes the upgrades of an HTTP server, and leaves its pages", { needs }, async (t) => {
  const { http, port, url } = await page(t);
  const server = mount(http, echo);
  const socket = await connect(url("/any"));
  await socket.send("hello");
  equal(await socket.receive(), "hello");
  equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), "a page");
  const down = server.shutdown();
  equal((await socket.closed).received?.code, 1001);
  await down;
  equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), "a page");
});

test("several mounts have their paths, the rest is 404", { needs }, async (t) => {
  const { http, port, url } = await page(t);
  const one = mount(http, (socket) => socket.send("one"), { path: "/one" });
  const two = mount(http, (socket) => socket.send("two"), { path: ["/two", "/two/{any}"] });
  const rooms = mount(http, new Router().route("/rooms/{room}", (socket, { room }) => socket.send(`room ${room}`)));
  for (const server of [one, two, rooms]) t.after(() => server.shutdown());
  for (const [path, expected] of [["/one?x", "one"], ["/two/2", "two"], ["/rooms/blue", "room blue"]]) {
    const socket = await connect(url(path));
    equal(await socket.receive(), expected);
    await socket.closed;
  }
  await rejects(connect(url("/three")), { code: "rejected", status: 404 });
  const raw = await Raw.to(t, { port });
  raw.write("GET /one HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n");
  contains(await raw.head(), "HTTP/1.1 426 ");
});

test("upgrades for others are left to them", { needs }, async (t) => {
  const { http, port } = await page(t);
  const server = mount(http, echo, { path: "/ours" });
  t.after(() => server.shutdown());
  http.on("upgrade", (incoming, socket) => {
    if (incoming.url === "/theirs") socket.end("HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: Upgrade\r\n\r\nhello");
  });
  const raw = await Raw.to(t, { port });
  raw.write("GET /theirs HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n");
  contains(await raw.head(), "Upgrade: other");
  await until(() => raw.received === "hello");
});

test("the core gets the request as it came, and what came behind it", { needs }, async (t) => {
  const { http, port } = await page(t);
  const seen = deferred();
  const server = mount(http, async (socket, request) => {
    seen.resolve({ request, remote: socket.remote });
    await echo(socket);
  });
  t.after(() => server.shutdown());
  const raw = await Raw.to(t, { port });
  // "hi", masked with zeros, in the same piece as the request.
  raw.write(`${request("/a?b", ["x-ODD: caf\xe9", "X-odd: 2"])}\x81\x82\0\0\0\0hi`);
  contains(await raw.head(), "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  equal(await raw.hex(4), "81026869");
  const { request: { target, headers }, remote } = await seen.promise;
  equal([target, remote.address], ["/a?b", "127.0.0.1"]);
  equal(headers.slice(-2).map(([name]) => name), ["x-ODD", "X-odd"]);
  raw.bytes("88 82 00000000 03e8");
  equal(await raw.hex(4), "880203e8");
  await raw.end();
});

test("what is no proper handshake is refused by the core's rules", { needs }, async (t) => {
  const { http, port } = await page(t);
  const server = mount(http, echo, { origins: ["https://good.example"] });
  t.after(() => server.shutdown());
  const answer = async (text) => {
    const raw = await Raw.to(t, { port });
    raw.write(text);
    return raw.head();
  };
  contains(await answer(request("/", ["Origin: https://good.example"])), "HTTP/1.1 101 ");
  contains(await answer(request("/", ["Origin: https://bad.example"])), "HTTP/1.1 403 ");
  const version = await answer(request("/").replace("Version: 13", "Version: 8"));
  contains(version, "HTTP/1.1 426 ");
  contains(version, "Sec-WebSocket-Version: 13");
});

test("upgrade() opens one connection of an HTTP server", { needs }, async (t) => {
  const { http, url } = await page(t);
  const options = { subprotocols: ["chat"] };
  const refused = deferred();
  http.on("upgrade", async (request, socket, head) => {
    try {
      const client = await upgrade(request, socket, head, options);
      await client.send(`welcome to ${client.protocol}`);
      await client.close(3001, "enough");
    } catch (error) {
      refused.resolve(error);
    }
  });
  const socket = await connect(url("/"), { subprotocols: ["chat"] });
  equal(await socket.receive(), "welcome to chat");
  equal((await socket.closed).received, { code: 3001, reason: "enough" });
  await rejects(connect(url("/"), { subprotocols: ["other"] }), { code: "rejected", status: 400 });
  const error = await refused.promise;
  equal([error.code, error.status], ["rejected", 400]);
});

test("an HTTPS server is as good", { needs }, async (t) => {
  const { createServer } = await import("node:https");
  const { ca, cert, key } = await t.certificates();
  const https = createServer({ cert, key }, (_, response) => response.end("a page"));
  await new Promise((resolve) => https.listen(0, "127.0.0.1", resolve));
  t.after(() => https.close());
  const server = mount(https, echo);
  const socket = await connect(`wss://localhost:${https.address().port}/`, { tls: { ca }, to: { host: "127.0.0.1", port: https.address().port } });
  await socket.send("secret");
  equal(await socket.receive(), "secret");
  await until(() => server.connections.length === 1);
  // Bun does not tell how its HTTPS servers speak TLS.
  if (t.runtime !== "bun") contains(server.connections[0].session?.protocol ?? "", "TLSv1");
  await socket.close();
  await server.shutdown();
});

test("a stream that breaks ends its connection, whenever that is", { needs }, async (t) => {
  const { http, port } = await page(t);
  const logger = keeping();
  const server = mount(http, echo, { logger });
  t.after(() => server.shutdown());
  const raw = await Raw.to(t, { port });
  await raw.open("/");
  await until(() => server.connections.length === 1);
  const { closed } = server.connections[0];
  raw.socket.resetAndDestroy?.() ?? raw.socket.destroy();
  equal((await closed).clean, false);
  await until(() => server.stats.present === 0);
  equal(logger.warnings, []);
});

test("a Request of the web has no connection to take over, and that is said", async (t) => {
  const given = new Request("http://127.0.0.1/", { headers: { "X-Test": "1" } });
  const error = await rejects(upgrade(given), { code: "unsupported" });
  const names = { deno: "node:http", bun: "node:http", workerd: "WebSocketPair", miniflare: "WebSocketPair", chromium: "over()", firefox: "over()" };
  contains(error.message, names[t.runtime] ?? "node:http");
});

test("messages behind the request stop the peer like others", { needs }, async (t) => {
  const { http, port } = await page(t);
  const server = mount(http, (socket) => socket.closed, { timeouts: { close: 300 } });
  t.after(() => server.shutdown());
  const net = await import("node:net");
  const peer = net.connect(port, "127.0.0.1");
  t.after(() => peer.destroy());
  const head = "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
  const small = Buffer.from([0x82, 0x81, 0, 0, 0, 0, 7]);
  peer.write(Buffer.concat([Buffer.from(head), ...Array(200).fill(small)]));
  await until(() => server.connections.length === 1);
  const large = Buffer.concat([Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0]), Buffer.alloc(1 << 19)]);
  for (let i = 0; i < 100; i++) peer.write(large);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  ok(peer.writableLength > 20 << 20, `${peer.writableLength} of 50 MiB wait`);
});

// Who may come to a server, and what it says.

import { connect, serve } from "witsocket";

import { contains, equal, ok, rejects, test, until } from "../suite.mjs";
import { echo, keeping, port, Raw, request, url } from "./serve-tools.mjs";

const needs = ["listen"];

/** A server, and what it answers to a request with these headers. */
async function asking(t, options) {
  const server = await serve(echo, { host: "127.0.0.1", ...options });
  t.after(() => server.shutdown());
  return async (target, headers, host) => {
    const raw = await Raw.to(t, { port: port(server) });
    raw.write(request(target, headers, host));
    const head = await raw.head();
    if (!head.startsWith("HTTP/1.1 101 ")) await raw.end();
    raw.socket.destroy();
    return head + raw.received;
  };
}

test("pages of other hosts do not get in", { needs }, async (t) => {
  const ask = await asking(t, {});
  contains(await ask("/", ["Origin: http://127.0.0.1"]), "HTTP/1.1 101 ");
  contains(await ask("/", ["Origin: http://elsewhere.example"]), "HTTP/1.1 403 ");
  const choosy = await asking(t, { origins: ["https://*.example.com", ""] });
  contains(await choosy("/", ["Origin: https://a.example.com"]), "HTTP/1.1 101 ");
  contains(await choosy("/", []), "HTTP/1.1 101 ");
  contains(await choosy("/", ["Origin: https://example.net"]), "HTTP/1.1 403 ");
});

test("other hosts than those allowed are refused", { needs }, async (t) => {
  const ask = await asking(t, { hosts: ["good.example"], origins: "any" });
  contains(await ask("/", [], "good.example:80"), "HTTP/1.1 101 ");
  const refused = await ask("/", [], "bad.example");
  ok(/^HTTP\/1.1 4\d\d /.test(refused), refused);
});

test("the server's first subprotocol is taken that the client offers", { needs }, async (t) => {
  const server = await serve(echo, { host: "127.0.0.1", subprotocols: ["b", "a"] });
  t.after(() => server.shutdown());
  const socket = await connect(url(server), { subprotocols: ["a", "b"] });
  equal(socket.protocol, "b");
  await socket.close();
  await rejects(connect(url(server), { subprotocols: ["c"] }), { code: "rejected", status: 400 });
});

test("a function selects the subprotocol, or none", { needs }, async (t) => {
  const server = await serve(echo, {
    host: "127.0.0.1",
    selectSubprotocol: async (offered, { target }) => (target === "/last" ? offered.at(-1) : null),
  });
  t.after(() => server.shutdown());
  const last = await connect(url(server, "/last"), { subprotocols: ["a", "b"] });
  const none = await connect(url(server, "/none"), { subprotocols: ["a", "b"] });
  equal([last.protocol, none.protocol], ["b", ""]);
  await last.close();
  await none.close();
});

test("users log in with Basic, and with Digest by every algorithm", { needs }, async (t) => {
  const users = [{ user: "user", password: "secret" }];
  for (const scheme of ["basic", "digest"]) {
    const server = await serve(echo, { host: "127.0.0.1", authentication: { realm: "members", [scheme]: users } });
    t.after(() => server.shutdown());
    await t.client("logins.py", [url(server), scheme, "user", "secret"]);
    const socket = await connect(url(server), { credentials: users[0] });
    await until(() => server.connections.length === 1);
    equal(server.connections[0].opened.user, "user");
    await socket.close();
    await rejects(connect(url(server), { credentials: { user: "user", password: "wrong" } }), { code: "rejected", status: 401 });
  }
});

test("a proof of Digest is good once", { needs }, async (t) => {
  const digest = [{ user: "user", password: "secret" }];
  const server = await serve(echo, { host: "127.0.0.1", authentication: { realm: "members", digest } });
  t.after(() => server.shutdown());
  await t.client("logins.py", [url(server), "replay", "user", "secret"]);
});

test("the request hook answers what it likes, to requests of any kind", { needs }, async (t) => {
  const server = await serve(echo, {
    host: "127.0.0.1",
    onRequest: async ({ target }) => {
      if (target === "/health") return { reject: { status: 200, body: "fine\n", headers: { "X-Checked": "1" } } };
      if (target === "/gone") return { reject: { status: 410, reason: "Long Gone" } };
    },
  });
  t.after(() => server.shutdown());
  const raw = await Raw.to(t, { port: port(server) });
  raw.write("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  const head = await raw.head();
  await raw.end();
  contains(head, "HTTP/1.1 200 OK\r\n");
  contains(head, "X-Checked: 1\r\n");
  equal(raw.received, "fine\n");
  await rejects(connect(url(server, "/gone")), { code: "rejected", status: 410 });
  await (await connect(url(server, "/chat"))).close();
});

test("the request hook accepts with headers, a subprotocol and a user", { needs }, async (t) => {
  const server = await serve(echo, {
    host: "127.0.0.1",
    authentication: { realm: "members", basic: [] },
    onRequest: (_, offer) => ({ headers: [["Set-Cookie", "a=1"]], subprotocol: offer.subprotocols[1], user: "ann" }),
  });
  t.after(() => server.shutdown());
  const socket = await connect(url(server), { subprotocols: ["one", "two"] });
  equal(socket.protocol, "two");
  ok(socket.opened.response.headers.some(([name, value]) => name === "Set-Cookie" && value === "a=1"), "no cookie");
  await until(() => server.connections.length === 1);
  equal(server.connections[0].opened.user, "ann");
  await socket.close();
});

test("a hook that fails, or says what cannot be sent, is a 500 and told of", { needs }, async (t) => {
  const logger = keeping();
  const server = await serve(echo, {
    host: "127.0.0.1",
    logger,
    onRequest({ target }) {
      if (target === "/throws") throw new Error("no database");
      return { headers: [["Sec-WebSocket-Accept", "mine"]] };
    },
  });
  t.after(() => server.shutdown());
  await rejects(connect(url(server, "/throws")), { code: "rejected", status: 500 });
  await rejects(connect(url(server, "/header")), { code: "rejected", status: 500 });
  contains(logger.warnings.join("\n"), "no database");
  equal(logger.warnings.filter((line) => line.includes("hook")).length, 2);
});

test("the response hook alters every response", { needs }, async (t) => {
  const ask = await asking(t, {
    hosts: ["good.example"],
    onResponse: (request, response) => ({ ...response, headers: [...response.headers, ["X-Path", request?.target ?? ""]] }),
  });
  contains(await ask("/one", [], "good.example"), "X-Path: /one\r\n");
  contains(await ask("/two", [], "bad.example"), "X-Path: /two\r\n");
});

test("the Server header is as it is set", { needs }, async (t) => {
  contains(await (await asking(t, {}))("/"), "\r\nServer: witsocket/");
  contains(await (await asking(t, { product: "mine/2" }))("/"), "\r\nServer: mine/2\r\n");
  const without = await (await asking(t, { product: null }))("/");
  ok(!without.includes("\r\nServer:"), without);
});

test("limits, timeouts and compression are those of the server", { needs }, async (t) => {
  const server = await serve(echo, {
    host: "127.0.0.1",
    limits: { maxMessage: 1000 },
    timeouts: { idle: 150 },
    deflate: false,
  });
  t.after(() => server.shutdown());
  const large = await connect(url(server));
  equal(large.opened.deflate, undefined);
  await large.send("x".repeat(1001));
  equal((await large.closed).received?.code, 1009);
  const idle = await connect(url(server));
  equal((await idle.closed).received?.code, 1001);
});

test("compression is agreed on, and works both ways", { needs }, async (t) => {
  const server = await serve(echo, { host: "127.0.0.1", deflate: { terms: { serverMaxWindowBits: 10 } } });
  t.after(() => server.shutdown());
  const socket = await connect(url(server));
  equal(socket.opened.deflate?.serverMaxWindowBits, 10);
  const message = JSON.stringify(Array.from({ length: 500 }, (_, id) => ({ id, name: `item ${id}` })));
  await socket.send(message);
  equal(await socket.receive(), message);
  ok(socket.stats.bytesSent < message.length, "it was not compressed");
  await socket.close();
});

// Our servers, and other people's clients.

import { connect, serve } from "witsocket";

import { contains, equal, ok, rejects, test, until, within } from "../suite.mjs";

const needs = ["listen"];

async function echo(socket) {
  for await (const message of socket) await socket.send(message);
}

async function start(t, options = {}, handler = echo) {
  const server = await serve(handler, { host: "127.0.0.1", ...options });
  t.after(() => server.shutdown());
  return server;
}

for (const [client, url] of [["client.py", "Python's websockets"], ["client.mjs", "ws"]]) {
  test(`${url}: limits, subprotocols, origins`, { needs, seconds: 60 }, async (t) => {
    const limited = await start(t, { limits: { maxMessage: 70_000 }, origins: ["https://good.example", ""] });
    await t.client(client, [limited.urls[0], "too_big", 70_000]);
    await t.client(client, [limited.urls[0], "origin", "https://good.example"]);
    await t.client(client, [limited.urls[0], "refused", 403, "https://bad.example"]);
    const chat = await start(t, { subprotocols: ["chat"] });
    await t.client(client, [chat.urls[0], "subprotocol", "chat"]);
  });

  test(`${url}: told that the server goes`, { needs }, async (t) => {
    const server = await start(t);
    const client_ = t.client(client, [server.urls[0], "going_away"]);
    await until(() => server.connections.length === 1 && server.stats.messagesReceived > 0, "nobody came", 10_000);
    await server.shutdown(1001);
    await client_;
  });
}

test("violations of Python's are answered with their codes", { needs, seconds: 60 }, async (t) => {
  const server = await start(t, { limits: { maxMessage: 1 << 20 } });
  await t.client("client.py", [server.urls[0], "violations"]);
  await t.client("client.py", [server.urls[0], "plain_get", 426]);
});

test("logins by Basic and Digest, and proofs that were heard", { needs, seconds: 60 }, async (t) => {
  const users = [{ user: "ann", password: "secret" }];
  const digest = await start(t, { authentication: { realm: "members", digest: users } });
  await t.client("logins.py", [digest.urls[0], "digest", "ann", "secret"]);
  await t.client("logins.py", [digest.urls[0], "replay", "ann", "secret"]);
  const basic = await start(t, { authentication: { realm: "members", basic: users } });
  await t.client("logins.py", [basic.urls[0], "basic", "ann", "secret"]);
});

test("our own client, by TCP, TLS and a Unix socket at once", { needs: [...needs, "unix"] }, async (t) => {
  const { ca, cert, key } = await t.certificates();
  const path = await t.socketPath();
  const server = await start(t, { listen: [{ host: "127.0.0.1" }, { host: "127.0.0.1", tls: { cert, key } }, { path }] });
  const [plain, secure] = server.addresses;
  for (const [url, options] of [
    [`ws://127.0.0.1:${plain.port}/`, {}],
    [`wss://localhost:${secure.port}/`, { tls: { ca } }],
    ["ws://localhost/", { to: { path } }],
  ]) {
    const socket = await connect(url, options);
    await socket.send("x".repeat(100_000));
    equal((await socket.receive()).length, 100_000);
    equal((await socket.close(1000, "done")).clean, true);
  }
});

test("ALPN agrees on the server's first protocol that the client offers", { needs }, async (t) => {
  const { ca, cert, key } = await t.certificates();
  for (const [offered, known, agreed] of [
    [["http/1.1"], ["http/1.1"], "http/1.1"],
    [["x.chat", "http/1.1"], ["http/1.1", "x.chat"], "http/1.1"],
    [undefined, ["http/1.1"], undefined],
    [["http/1.1"], undefined, undefined],
    [["http/1.1"], [], undefined],
    [[], ["http/1.1"], undefined],
    [undefined, undefined, undefined],
  ]) {
    let heard;
    const server = await start(t, { tls: { cert, key, alpn: known } }, (socket) => {
      heard = socket.session.alpn;
      return echo(socket);
    });
    // Where TLS is not the runtime's own for all of this, it shall do the same.
    for (const trust of [{ ca }, { insecure: true }]) {
      const socket = await connect(`wss://localhost:${server.addresses[0].port}/`, { tls: { ...trust, alpn: offered } });
      await socket.send("hello");
      equal(await socket.receive(), "hello");
      equal([socket.session.alpn, heard], [agreed, agreed], JSON.stringify([offered, known]));
      await socket.close();
    }
  }
});

test("ALPN without a protocol that both know is the end of TLS", { needs }, async (t) => {
  const { ca, cert, key } = await t.certificates();
  const server = await start(t, { tls: { cert, key, alpn: ["http/1.1"] } });
  const url = `wss://localhost:${server.addresses[0].port}/`;
  const failure = { code: "transport", phase: "secure", detail: "tls" };
  await rejects(connect(url, { tls: { ca, alpn: ["x.chat"] } }), failure);
  const socket = await connect(url, { tls: { ca, alpn: ["x.chat", "http/1.1"] } });
  equal((await socket.close()).clean, true);
});

test("clients that have a certificate, if the server asks for one", { needs }, async (t) => {
  const { ca, cert, key } = await t.certificates();
  const asking = start(t, { tls: { cert, key, ca } });
  if (t.runtime === "deno") return void contains((await rejects(asking, { code: "unsupported" })).message, "certificates");
  const server = await asking;
  const url = `wss://localhost:${server.addresses[0].port}/`;
  for (const trust of [{ ca }, { insecure: true }]) {
    const socket = await connect(url, { tls: { ...trust, cert, key } });
    await socket.send("hello");
    equal(await socket.receive(), "hello");
    ok(server.connections[0].session.certificate.length > 0, "no certificate is known");
    await socket.close();
    await rejects(connect(url, { tls: trust }), { code: "transport" });
  }
});

test("Python's client by TLS", { needs }, async (t) => {
  const { cert, key, folder } = await t.certificates();
  const server = await start(t, { tls: { cert, key } });
  await t.client("client.py", [`wss://localhost:${server.addresses[0].port}/`, "way", "none", `${folder}/client.pem`]);
});

test("a server that does not receive stops its clients, and goes on", { needs }, async (t) => {
  let go;
  const gate = new Promise((resolve) => (go = resolve));
  let received = 0;
  const server = await start(t, { deflate: false }, async (socket) => {
    await gate;
    for await (const message of socket) received += message.length;
  });
  const client = await connect(server.urls[0], { deflate: false });
  t.after(() => client.abort());
  let sent = 0;
  let last = Promise.resolve();
  while (sent < 2000) {
    last = client.send(new Uint8Array(65536));
    sent++;
    const late = new Promise((resolve) => setTimeout(resolve, 300, "late"));
    if ((await Promise.race([last, late])) === "late") break;
  }
  ok(sent < 2000, "130 MB went to a server that does not receive");
  go();
  await within(10_000, last);
  equal((await client.close()).clean, true);
  await until(() => received === sent * 65536, `${received} bytes of ${sent * 65536} came`);
});

// The ways to a server: redirects, credentials, proxies, TLS, Unix sockets, another attempt.

import { connect, connections } from "witsocket";

import { contains, equal, ok, rejects, test, within } from "../suite.mjs";

const needs = ["sockets"];
const credentials = { user: "user", password: "pass:word" };

async function talks(t, url, options) {
  const socket = await connect(url, options);
  t.after(() => socket.abort());
  await socket.send("hello");
  equal(await within(10_000, socket.receive()), "hello");
  return socket;
}

/** Trusts the lab's authority; Workers and pages do so by their configuration. */
async function trust(t) {
  const configured = ["workerd", "miniflare", "chromium"].includes(t.runtime);
  return configured ? {} : { tls: { ca: (await t.certificates()).ca } };
}

test("redirects are followed", { needs }, async (t) => {
  const { url } = await t.server("gate");
  for (const status of [301, 302, 303, 307, 308]) await talks(t, `${url}/redirect/${status}?%2F`);
  await talks(t, `${url}/hops/5`);
  const other = await t.server("python");
  await talks(t, `${url}/redirect/302?${encodeURIComponent(`${other.url}/`)}`);
});

test("redirects that lead too far, or nowhere, fail", { needs }, async (t) => {
  const { url } = await t.server("gate");
  await rejects(connect(`${url}/hops/5`, { maxRedirects: 4 }), { code: "redirect" });
  await rejects(connect(`${url}/redirect/302`), { code: "rejected", status: 302 });
  await rejects(connect(`${url}/redirect/302?ftp%3A%2F%2Fexample.com`), { code: "redirect" });
});

for (const scheme of ["Basic", "MD5", "SHA-256", "MD5-sess", "SHA-512-256"]) {
  test(`credentials by ${scheme}, when asked`, { needs }, async (t) => {
    const { url } = await t.server("gate");
    await talks(t, `${url}/auth/${scheme}`, { credentials });
    await talks(t, `${url.replace("://", "://user:pass%3Aword@")}/auth/${scheme}?close`);
    const wrong = { user: "user", password: "guess" };
    await rejects(connect(`${url}/auth/${scheme}`, { credentials: wrong }), { code: "rejected", status: 401 });
    await rejects(connect(`${url}/auth/${scheme}`), { code: "rejected", status: 401 });
  });
}

test("credentials by Digest alone go to nobody in the clear", { needs }, async (t) => {
  const peer = await t.fresh("gate");
  await rejects(connect(`${peer.url}/auth/Basic`, { credentials, schemes: "digest" }), { status: 401 });
  const output = await peer.output();
  ok(!output.includes("authorization=Basic"), output);
});

const ways = [
  ["an HTTP proxy, tinyproxy", (t, port) => t.server("tinyproxy", { ports: [port] })],
  ["an HTTP proxy that asks, tinyproxy", (t, port) => t.server("tinyproxy", { ports: [port], login: true })],
  ["an HTTP proxy, pproxy", (t) => t.server("pproxy", { scheme: "http" })],
  ["SOCKS 4, pproxy", (t) => t.server("pproxy", { scheme: "socks4" })],
  ["SOCKS 5, pproxy", (t) => t.server("pproxy", { scheme: "socks5" })],
  ["SOCKS 5, microsocks", (t) => t.server("microsocks")],
  ["SOCKS 5 that asks, microsocks", (t) => t.server("microsocks", { login: true })],
];
for (const [what, start] of ways) {
  test(`by ${what}`, { needs }, async (t) => {
    const { url, port } = await t.server("python");
    const proxy = await start(t, port);
    await talks(t, url, { proxy: proxy.url });
  });

  test(`TLS by ${what}`, { needs }, async (t) => {
    const { port } = await t.server("python", { tls: true });
    const proxy = await start(t, port);
    // Pproxy does not know the names of SOCKS 4a, which is what becomes of SOCKS 4 in a Worker.
    const host = what.startsWith("SOCKS 4") ? "127.0.0.1" : "localhost";
    await talks(t, `wss://${host}:${port}/`, { proxy: proxy.url, ...(await trust(t)) });
  });
}

test("a proxy with a Digest of its own", { needs }, async (t) => {
  const proxy = await t.server("gate", { args: ["--proxy-challenge", "SHA-256"] });
  const { url } = await t.server("python");
  await talks(t, url, { proxy: `http://user:pass%3Aword@127.0.0.1:${proxy.port}` });
  await rejects(connect(url, { proxy: `http://127.0.0.1:${proxy.port}` }), { code: "proxy", status: 407 });
});

test("a proxy that says no, and one that is not there", { needs }, async (t) => {
  const { url } = await t.server("python");
  const proxy = await t.server("gate", { args: ["--proxy-answer", "HTTP/1.1 503 Later"] });
  await rejects(connect(url, { proxy: `http://127.0.0.1:${proxy.port}` }), { code: "proxy", status: 503 });
  const nobody = await t.server("nobody");
  for (const scheme of ["http", "socks5", "socks4"]) {
    const error = await rejects(connect(url, { proxy: `${scheme}://127.0.0.1:${nobody.port}` }));
    ok(["transport", "proxy"].includes(error.code), error.code);
  }
});

test("a proxy that is reached by TLS", { needs: [...needs, "https-proxy"] }, async (t) => {
  const proxy = await t.server("pproxy", { scheme: "https" });
  const { url } = await t.server("python");
  await talks(t, url, { proxy: `https://localhost:${proxy.port}`, ...(await trust(t)) });
});

test("TLS in TLS, by a proxy that is reached by TLS", { needs: [...needs, "tls-in-tls"] }, async (t) => {
  const proxy = await t.server("pproxy", { scheme: "https" });
  const { port } = await t.server("python", { tls: true });
  await talks(t, `wss://localhost:${port}/`, { proxy: `https://localhost:${proxy.port}`, ...(await trust(t)) });
});

test("the proxy that the environment names", { needs: [...needs, "environment"] }, async (t) => {
  const { default: process } = await import("node:process");
  const { url } = await t.server("python");
  const { port } = await t.server("nobody");
  process.env.http_proxy = process.env.https_proxy = process.env.all_proxy = `http://127.0.0.1:${port}`;
  t.after(() => {
    for (const name of ["http_proxy", "https_proxy", "all_proxy"]) delete process.env[name];
  });
  const error = await rejects(connect(url));
  ok(["transport", "proxy"].includes(error.code), error.code);
  await talks(t, url, { proxy: null });
});

test("TLS with an authority of one's own", { needs: [...needs, "ca"] }, async (t) => {
  const { port } = await t.server("python", { tls: true });
  const { ca } = await t.certificates();
  const socket = await talks(t, `wss://localhost:${port}/`, { tls: { ca } });
  ok(socket.session !== undefined, "there is no session");
  await talks(t, `wss://127.0.0.1:${port}/`, { tls: { ca } });
  await talks(t, `wss://localhost:${port}/`, { tls: { ca: new TextEncoder().encode(ca) } });
  const to = { host: "127.0.0.1", port };
  await talks(t, "wss://another.example/", { to, tls: { ca, serverName: "localhost" } });
});

test("TLS where the runtime's own authorities are asked", { needs: [...needs, "own-authorities"] }, async (t) => {
  const { port } = await t.server("python", { tls: true });
  await talks(t, `wss://localhost:${port}/`);
});

test("TLS fails without the authority, for another name, and with what is none", { needs: [...needs, "ca"] }, async (t) => {
  const { port } = await t.server("python", { tls: true });
  const { ca } = await t.certificates();
  const failure = { code: "transport", phase: "secure", detail: "tls" };
  await rejects(connect(`wss://localhost:${port}/`), failure);
  await rejects(connect(`wss://localhost:${port}/`, { tls: { ca, serverName: "example.com" } }), failure);
  const plain = await t.server("python");
  await within(10_000, rejects(connect(`wss://localhost:${plain.port}/`, { tls: { ca } })));
  await talks(t, `wss://localhost:${port}/`, { tls: { insecure: true } });
});

test("a large message over TLS, both ways", { needs: ["tls"] }, async (t) => {
  const { port } = await t.server("python", { tls: true });
  const socket = await connect(`wss://localhost:${port}/`, await trust(t));
  const message = "x".repeat(1 << 20);
  for (let n = 0; n < 4; n++) {
    await socket.send(message);
    equal(await socket.receive(), message);
  }
  equal((await socket.close(1000, "done")).clean, true);
});

test("a server behind a Unix socket", { needs: [...needs, "unix"] }, async (t) => {
  const { port } = await t.server("python");
  const { path } = await t.server("front", { to: port, unix: true });
  const socket = await talks(t, "ws://localhost/", { to: { path } });
  equal((await socket.close()).clean, true);
  await rejects(connect("ws://localhost/", { to: { path: `${path}.not` } }), { code: "transport", detail: "refused" });
});

test("a server elsewhere than its URL says", { needs }, async (t) => {
  const { port } = await t.server("python");
  const socket = await connect("ws://example.com/headers/Host", { to: { host: "127.0.0.1", port } });
  equal(await socket.receive(), "Host: example.com");
});

test("an attempt that fails is repeated, if that is asked for", { needs }, async (t) => {
  const { url } = await t.fresh("gate");
  const failures = [];
  const reconnect = { initial: 10, min: 10, max: 50 };
  const onFailure = (error) => void failures.push(error.status ?? error.code);
  const socket = await connect(`${url}/first/2/503/once`, { reconnect, onFailure });
  equal(failures, [503, 503]);
  socket.abort();
  await rejects(connect(`${url}/first/1/503/no`), { status: 503 });
  await rejects(connect(`${url}/first/1/403/fatal`, { reconnect }), { status: 403 });
  await rejects(connect(`${url}/first/1/503/given-up`, { reconnect, onFailure: () => "give-up" }), { status: 503 });
});

test("a connection that is cut is followed by another", { needs }, async (t) => {
  const { port } = await t.server("python");
  const { url } = await t.fresh("cut", { to: port, after: 2000 });
  let count = 0;
  for await (const socket of connections(url, { reconnect: { initial: 10, min: 10, max: 50 }, deflate: false })) {
    count++;
    try {
      for (let n = 0; n < 50; n++) {
        await socket.send("x".repeat(100));
        if ((await socket.receive()) === undefined) break;
      }
    } catch (error) {
      contains("closed not-open", error.code);
    }
    if (count === 3) break;
  }
  equal(count, 3);
});

test("one connection at a time is being opened to an address", { needs }, async (t) => {
  for (const [gate, most] of [[undefined, 1], [true, 1], [false, 2]]) {
    const peer = await t.fresh("late", { after: 300 });
    const sockets = await within(10_000, Promise.all([1, 2].map(() => connect(peer.url, { gate }))));
    for (const socket of sockets) socket.abort();
    contains(await peer.output(), `at most ${most} at once`);
  }
});

test("who gives up while it waits for another opening is out at once, and lets the next one in", { needs }, async (t) => {
  const { url } = await t.server("silent");
  const controllers = [new AbortController(), new AbortController()];
  const openings = controllers.map(({ signal }) => connect(url, { signal, timeouts: { open: 2000 } }));
  for (const opening of openings) opening.catch(() => {});
  // The second waits for the first, whose end lets it begin.
  const python = await t.server("python");
  await talks(t, python.url);
  for (const controller of controllers) controller.abort(new Error("never mind"));
  for (const opening of openings) equal((await within(10_000, rejects(opening))).message, "never mind");
});

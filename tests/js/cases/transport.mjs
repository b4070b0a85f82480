// The transports alone: bytes in, bytes out, and every way to end.

import { platform } from "../platform.mjs";
import { bytes, contains, equal, ok, rejects, sleep, test, text, until, within } from "../suite.mjs";

const needs = ["transport"];
/** Made late: a Worker makes none before a request. */
const settings = () => ({ signal: new AbortController().signal });

/** A sink that keeps what it hears. */
class Ear {
  received = "";
  length = 0;
  ended = 0;
  drains = 0;
  errors = [];
  /** Called with each chunk. */
  onData = undefined;

  data(chunk) {
    this.length += chunk.length;
    if (this.received.length < 1000) this.received += text(chunk);
    this.onData?.(chunk);
  }

  eof() {
    this.ended++;
  }

  failed(error) {
    this.errors.push(String(error));
  }

  drained() {
    this.drains++;
  }

  /** Waits until this came, and forgets it. */
  async hears(expected) {
    await until(() => this.received.length >= expected.length, `${expected} did not come, but ${this.received}`);
    equal(this.received, expected);
    this.received = "";
  }
}

function endpoint({ port, path, host = "127.0.0.1" }) {
  if (path !== undefined) return { type: "unix", path };
  return platform.resolve ? { type: "address", address: host, port } : { type: "name", host, port };
}

async function connect(t, peer, more = {}) {
  const transport = await platform.connect(endpoint(peer), { ...settings(), ...more });
  t.after(() => transport.close());
  return transport;
}

async function listen(t, peer, more) {
  const transport = await connect(t, peer, more);
  const ear = new Ear();
  transport.start(ear);
  return { transport, ear };
}

test("a transport carries bytes both ways", { needs }, async (t) => {
  const { transport, ear } = await listen(t, await t.server("echo"));
  transport.write(bytes("one"));
  await ear.hears("one");
  transport.write(bytes("two, "));
  transport.write(bytes("three"));
  await ear.hears("two, three");
  const { port } = transport.remote;
  equal(port, (await t.server("echo")).port);
});

test("what comes before a transport is started is not lost", { needs }, async (t) => {
  const transport = await connect(t, await t.server("echo"));
  transport.write(bytes("early"));
  await sleep(100);
  const ear = new Ear();
  transport.start(ear);
  await ear.hears("early");
});

test("another sink takes over", { needs }, async (t) => {
  const { transport, ear } = await listen(t, await t.server("echo"));
  transport.write(bytes("one"));
  await ear.hears("one");
  const other = new Ear();
  transport.start(other);
  transport.write(bytes("two"));
  await other.hears("two");
  equal(ear.received, "");
});

test("our side ends, and the peer's goes on", { needs }, async (t) => {
  const { transport, ear } = await listen(t, await t.server("echo"));
  transport.write(bytes("last"));
  transport.end();
  await until(() => ear.ended > 0, "no end came");
  equal([ear.received, ear.ended, ear.errors], ["lastbye", 1, []]);
});

test("the peer's side ends, and ours goes on", { needs }, async (t) => {
  const { transport, ear } = await listen(t, await t.server("echo"));
  transport.write(bytes("end"));
  await until(() => ear.ended > 0, "no end came");
  equal([ear.received, ear.ended, ear.errors], ["bye", 1, []]);
  transport.write(bytes("more"));
  transport.end();
  await sleep(50);
  equal([ear.ended, ear.errors], [1, []]);
});

test("a reset is told once", { needs: [...needs, "reset"] }, async (t) => {
  const { transport, ear } = await listen(t, await t.server("echo"));
  transport.write(bytes("reset"));
  await until(() => ear.errors.length > 0, "no failure came");
  await sleep(50);
  equal([ear.errors.length, ear.ended], [1, 0]);
});

test("nothing is heard after close", { needs }, async (t) => {
  const { transport, ear } = await listen(t, await t.server("echo"));
  transport.write(bytes("hello"));
  await ear.hears("hello");
  transport.write(bytes("unheard"));
  transport.close();
  transport.close();
  transport.write(bytes("ignored"));
  transport.end();
  await sleep(100);
  equal([ear.received, ear.ended, ear.errors], ["", 0, []]);
});

test("a paused transport reads no more than a little, and goes on where it was", { needs }, async (t) => {
  const { transport, ear } = await listen(t, await t.server("echo"));
  ear.onData = () => transport.pause();
  transport.write(bytes("flood"));
  await until(() => ear.length > 0, "nothing came");
  await sleep(200);
  ok(ear.length < 4 << 20, `${ear.length} bytes came`);
  ear.onData = undefined;
  transport.resume();
  await until(() => ear.length === 16 << 20, `only ${ear.length} bytes came`, 10_000);
});

test("a full transport says so, and when it is no longer", { needs }, async (t) => {
  const { transport, ear } = await listen(t, await t.server("echo"));
  transport.write(bytes("deaf"));
  // The word must come alone, also on a machine that has more to do.
  await sleep(300);
  let written = 0;
  while (transport.write(new Uint8Array(256 << 10))) {
    written++;
    ok(written < 1000, "it took 256 MB");
    await sleep(1);
  }
  ok(transport.pending > 0, "nothing is pending");
  await until(() => ear.drains > 0, "it was not drained", 15_000);
  ok(transport.pending < 256 << 10, `${transport.pending} bytes are pending`);
  await until(() => ear.length === (written + 1) * (256 << 10), "not all came back", 25_000);
  equal(ear.errors, []);
});

test("what was written before the end arrives, however much", { needs }, async (t) => {
  const { transport, ear } = await listen(t, await t.server("echo"));
  for (let n = 0; n < 16; n++) transport.write(new Uint8Array(256 << 10).fill(97));
  transport.end();
  await until(() => ear.ended > 0, "no end came", 10_000);
  equal([ear.length, ear.errors], [(4 << 20) + 3, []]);
});

test("what was written before the end arrives, though the transport is closed behind it", { needs }, async (t) => {
  const peer = await t.fresh("count");
  const { transport } = await listen(t, peer);
  for (let n = 0; n < 16; n++) transport.write(new Uint8Array(256 << 10).fill(97));
  transport.end();
  transport.close();
  const all = `${4 << 20} bytes, and the end`;
  await until(async () => (await peer.output()) === all, "", 5000).catch(async () => equal(await peer.output(), all));
});

test("nobody listens: refused", { needs }, async (t) => {
  const error = await rejects(platform.connect(endpoint(await t.server("nobody")), settings()));
  equal([error.name, error.kind], ["TransportFailure", platform.name === "workerd" ? "other" : "refused"]);
});

test("connecting can be given up", { needs }, async (t) => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("never mind")), 100);
  const connecting = platform.connect(endpoint(await t.server("blackhole")), { signal: controller.signal });
  equal((await within(10_000, rejects(connecting))).message, "never mind");
  const gone = platform.connect(endpoint(await t.server("echo")), { signal: controller.signal });
  equal((await within(10_000, rejects(gone))).message, "never mind");
});

test("names are looked up", { needs }, async (t) => {
  if (platform.resolve) {
    ok((await platform.resolve("localhost", settings().signal)).some((one) => one === "127.0.0.1" || one === "::1"));
    await rejects(platform.resolve("no-such-host.invalid", settings().signal), { kind: "not-found" });
  } else {
    const { port } = await t.server("echo");
    const transport = await platform.connect({ type: "name", host: "localhost", port }, settings());
    transport.close();
  }
});

test("Unix sockets carry bytes", { needs: [...needs, "unix"] }, async (t) => {
  const peer = await t.server("echo", { unix: true });
  const { transport, ear } = await listen(t, peer);
  transport.write(bytes("hello"));
  await ear.hears("hello");
  transport.end();
  await until(() => ear.ended > 0, "no end came");
  const error = await rejects(platform.connect({ type: "unix", path: `${peer.path}.not` }, settings()));
  equal([error.name, error.kind], ["TransportFailure", "refused"]);
});

async function authority(t) {
  // Where it cannot be chosen, the configuration has it.
  return platform.name === "workerd" ? {} : { ca: (await t.certificates()).ca };
}

async function secure(t, transport, options = {}) {
  const tls = await authority(t);
  const more = { serverName: "localhost", tls, received: new Uint8Array(0), ...settings(), ...options };
  const inner = await platform.secure(transport, more);
  t.after(() => inner.close());
  const ear = new Ear();
  inner.start(ear);
  return { inner, ear };
}

test("TLS carries bytes both ways, and ends", { needs }, async (t) => {
  const transport = await connect(t, await t.server("echo", { tls: true }), { tls: await authority(t) });
  const { inner, ear } = await secure(t, transport);
  inner.write(bytes("secret"));
  await ear.hears("secret");
  ok(inner.session !== undefined, "there is no session");
  for (let n = 0; n < 16; n++) inner.write(new Uint8Array(64 << 10).fill(97));
  await until(() => ear.length === 6 + (1 << 20), `only ${ear.length} bytes came`);
  inner.end();
  await until(() => ear.ended > 0, "no end came");
  equal(ear.errors, []);
});

test("TLS for an IP address", { needs }, async (t) => {
  const transport = await connect(t, await t.server("echo", { tls: true }), { tls: await authority(t) });
  const { inner, ear } = await secure(t, transport, { serverName: "127.0.0.1" });
  inner.write(bytes("secret"));
  await ear.hears("secret");
});

test("TLS starts after a conversation in the clear", { needs }, async (t) => {
  const peer = await t.server("echo", { tls: "after" });
  const { transport, ear } = await listen(t, peer, { tls: await authority(t) });
  const secured = new Promise((resolve, reject) => {
    // As `Dial` does it when a proxy has answered: in the call that brings the answer.
    ear.onData = () => {
      transport.pause();
      secure(t, transport).then(resolve, reject);
    };
  });
  transport.write(bytes("please"));
  const inner = await within(10_000, secured);
  equal(ear.received, "go");
  inner.inner.write(bytes("secret"));
  await inner.ear.hears("secret");
});

test("TLS starts inside of TLS", { needs: [...needs, "tls-in-tls"] }, async (t) => {
  const transport = await connect(t, await t.server("echo", { tls: "twice" }), { tls: await authority(t) });
  const { inner: outer } = await secure(t, transport);
  const { inner, ear } = await secure(t, outer);
  inner.write(bytes("secret"));
  await ear.hears("secret");
  inner.write(new Uint8Array(1 << 20).fill(97));
  await until(() => ear.length === 6 + (1 << 20), `only ${ear.length} bytes came`);
  inner.end();
  await until(() => ear.ended > 0, "no end came");
  equal(ear.errors, []);
});

test("TLS takes bytes that were read before", { needs: [...needs, "tls-in-tls"] }, async (t) => {
  // Those of a peer that does not speak TLS: they must reach it to fail.
  const transport = await connect(t, await t.server("silent"));
  const started = secure(t, transport, { received: bytes("HTTP/1.1 400 Bad Request\r\n\r\n") });
  equal((await within(10_000, rejects(started))).kind, "tls");
});

test("TLS fails without the authority, and for another name", { needs: [...needs, "unverified"] }, async (t) => {
  const peer = await t.server("echo", { tls: true });
  for (const options of [{ tls: {} }, { serverName: "another.example" }]) {
    const transport = await connect(t, peer, { tls: {} });
    equal((await within(10_000, rejects(secure(t, transport, options)))).kind, "tls");
  }
});

test("TLS shows a certificate to those that ask for one", { needs: [...needs, "ca"] }, async (t) => {
  const peer = await t.server("echo", { tls: "asks" });
  const { ca, cert, key } = await t.certificates();
  for (const trust of [{ ca }, { insecure: true }]) {
    const { inner, ear } = await secure(t, await connect(t, peer), { tls: { ...trust, cert, key } });
    inner.write(bytes("hello"));
    await ear.hears("hello");
  }
  const without = await secure(t, await connect(t, peer), { tls: { ca } }).catch(() => undefined);
  if (without !== undefined) await until(() => without.ear.ended + without.ear.errors.length > 0, "it was let in");
});

test("TLS trusts anything if it is told to", { needs: [...needs, "ca"] }, async (t) => {
  const transport = await connect(t, await t.server("echo", { tls: true }));
  const { inner, ear } = await secure(t, transport, { tls: { insecure: true }, serverName: "another.example" });
  inner.write(bytes("secret"));
  await ear.hears("secret");
});

test("TLS fails if the peer speaks something else, or ends", { needs: [...needs, "unverified"] }, async (t) => {
  for (const kind of ["echo", "nothing"]) {
    const transport = await connect(t, await t.server(kind));
    const { kind: why } = await within(10_000, rejects(secure(t, transport)));
    ok(why === "tls" || (kind === "nothing" && why === "reset"), `${kind}: ${why}`);
  }
});

test("starting TLS can be given up", { needs: [...needs, "unverified"] }, async (t) => {
  const controller = new AbortController();
  const transport = await connect(t, await t.server("silent"));
  setTimeout(() => controller.abort(new Error("never mind")), 100);
  const started = secure(t, transport, { signal: controller.signal });
  equal((await within(10_000, rejects(started))).message, "never mind");
});

test("authorities and certificates that cannot be had are refused in words", { needs }, async (t) => {
  if (platform.name !== "workerd") return;
  const peer = await t.server("echo", { tls: true });
  for (const tls of [{ ca: "x" }, { insecure: true }, { cert: "x" }]) {
    const error = await rejects(platform.connect(endpoint(peer), { ...settings(), tls }), { code: "unsupported" });
    contains(error.message, "trustedCertificates");
  }
  const offering = platform.connect(endpoint(peer), { ...settings(), tls: { alpn: ["http/1.1"] } });
  contains((await rejects(offering, { code: "unsupported" })).message, "ALPN");
  const unix = platform.connect({ type: "unix", path: "/x" }, settings());
  await rejects(unix, { code: "unsupported" });
  const transport = await connect(t, peer, { tls: {} });
  const { inner } = await secure(t, transport);
  const again = secure(t, inner);
  contains((await rejects(again, { code: "unsupported" })).message, "TLS inside of TLS");
});

for (const kind of ["TCP", "TLS", "a Unix socket"]) {
  const more = kind === "a Unix socket" ? ["unix"] : [];
  test(`a listener accepts by ${kind}, and stops`, { needs: [...needs, "listen", ...more] }, async (t) => {
    const { ca, cert, key } = await t.certificates();
    const place =
      kind === "TLS"
        ? { host: "127.0.0.1", tls: { cert, key } }
        : kind === "TCP"
          ? { host: "127.0.0.1", port: 0 }
          : { path: await t.socketPath() };
    const accepted = [];
    const listener = await platform.listen(place, (transport) => {
      const ear = new Ear();
      ear.onData = (chunk) => transport.write(chunk.slice());
      ear.eof = () => transport.end();
      transport.start(ear);
      accepted.push(transport);
    }, 10_000);
    t.after(() => listener.close());
    const at = listener.address.path === undefined ? { port: listener.address.port } : { path: listener.address.path };
    let { transport, ear } = await listen(t, at);
    if (kind === "TLS") {
      transport.close();
      ({ inner: transport, ear } = await secure(t, await connect(t, at), { tls: { ca } }));
    }
    transport.write(bytes("hello"));
    await ear.hears("hello");
    await within(10_000, listener.close());
    await rejects(platform.connect(endpoint(at), settings()));
    transport.write(bytes("still here"));
    await ear.hears("still here");
    transport.end();
    await until(() => ear.ended > 0, "no end came");
    ok(accepted.length >= 1);
    for (const one of accepted) one.close();
  });
}

test("a port that is taken cannot be listened at", { needs: [...needs, "listen"] }, async (t) => {
  const { port } = await t.server("echo");
  await rejects(platform.listen({ host: "127.0.0.1", port }, () => {}, 10_000));
});

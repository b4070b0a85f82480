// Two cores in one program, joined by streams: what the driver does, with nothing in between.

import { over } from "witsocket";

import { contains, equal, ok, rejects, sleep, test, within } from "../suite.mjs";

test("both ends of a stream talk, and agree on how it ended", async () => {
  const [client, server] = await joined();
  for (const message of ["hello", "", "ä€😀", bytes(1), bytes(70_000)]) {
    await client.send(message);
    equal(await server.receive(), message);
    await server.send(message);
    equal(await client.receive(), message);
  }
  ok((await client.ping()) >= 0, "a round trip");
  const closed = await client.close(4000, "enough");
  const frame = { code: 4000, reason: "enough" };
  equal([closed.clean, closed.sent, closed.received, closed.order], [true, frame, frame, "sent-then-received"]);
  equal((await server.closed).order, "received-then-sent");
});

test("bytes may come one by one", async () => {
  const [client, server] = await joined({ wire: () => cut(1) });
  await client.send("x".repeat(300));
  equal(await server.receive(), "x".repeat(300));
  await server.send(bytes(300));
  equal(await client.receive(), bytes(300));
  equal((await client.close()).clean, true);
});

test("what answers the last message goes before the close does", async () => {
  const [client, server] = await joined();
  await server.send("the last one");
  const closing = server.close();
  equal(await client.receive(), "the last one");
  await sleep(100);
  await client.send("and its answer");
  equal(await server.receive(), "and its answer");
  equal(await client.receive(), undefined);
  equal((await closing).clean, true);
});

test("an end that nobody deals with waits for a second, and comes", async () => {
  const [client, server] = await joined();
  await client.send("never received");
  await client.send("nor this");
  server.receive();
  await sleep(50);
  const begin = performance.now();
  equal((await within(5000, client.close())).clean, true);
  ok(performance.now() - begin > 500, "the end came before the message was dealt with");
});

test("many messages in one piece keep their order, and stop the peer while they wait", async () => {
  const [client, server] = await joined();
  const sent = (async () => {
    for (let n = 0; n < 3000; n++) await client.send(String(n));
    await client.close();
  })();
  let next = 0;
  for await (const message of server) equal(message, String(next++));
  equal(next, 3000);
  await sent;
});

test("a message stays as it is when others come and go", async () => {
  const [client, server] = await joined({ deflate: false });
  const kept = [];
  const reading = (async () => {
    for await (const message of server) {
      // Whoever writes into a message writes into no other one.
      if (kept.length % 2 === 1) message.fill(0);
      kept.push(message);
    }
  })();
  for (let n = 0; n < 200; n++) await client.send(bytes(n * 13, n));
  await client.close();
  await reading;
  kept.forEach((message, n) => equal(message, n % 2 === 1 ? new Uint8Array(n * 13) : bytes(n * 13, n), `message ${n}`));
});

test("a peer that reads nothing makes sends wait, and what was sent arrives as it was", async () => {
  const gate = new Gate();
  const [client, server] = await joined({ wire: () => gate.stream(), deflate: false });
  gate.shut();
  let sent = 0;
  const sending = (async () => {
    for (; sent < 100; sent++) await client.send(bytes(10_000, sent));
  })();
  await sleep(300);
  ok(sent < 60, `${sent} messages were sent to nobody`);
  ok(client.buffered > 10_000, `${client.buffered} bytes wait`);
  gate.open();
  for (let n = 0; n < 100; n++) equal(await server.receive(), bytes(10_000, n), `message ${n}`);
  await sending;
});

test("a message in pieces can be taken in pieces, as they come", async () => {
  const [client, server] = await joined({ delivery: "chunk", deflate: false });
  await client.send((async function* () {
    for (const piece of ["one ", "tw", "o ", "three"]) yield piece;
  })());
  await client.send(bytes(5));
  const seen = [];
  for await (const message of server.fragments()) {
    let whole = "";
    for await (const piece of message) whole += typeof piece === "string" ? piece : piece.length;
    seen.push([message.kind, whole]);
    if (seen.length === 2) break;
  }
  equal(seen, [["text", "one two three"], ["binary", "5"]]);
});

test("the server's side decides about the request", async () => {
  const onRequest = ({ target, headers }, offer) => {
    equal([target, offer.subprotocols], ["/chat?x=1", ["a", "b"]]);
    return { subprotocol: "b", headers: [["X-Room", new Headers(headers).get("X-Room") + "!"]] };
  };
  const options = { url: "ws://example.com/chat?x=1", subprotocols: ["a", "b"], headers: { "X-Room": "blue" } };
  const [client, server] = await joined({ server: { onRequest }, client: options });
  equal([client.protocol, server.protocol], ["b", "b"]);
  equal(new Headers(client.opened.response.headers).get("X-Room"), "blue!");

  const [a, b] = pair();
  const refusing = rejects(over(b, { role: "server", onRequest: async () => ({ reject: { status: 402, body: bytes(3) } }) }));
  const error = await rejects(over(a, { url: "ws://example.com/" }), { code: "rejected", status: 402 });
  equal(error.rejection.response.body, bytes(3));
  await refusing;
});

test("an answer that makes no sense is the application's mistake, and costs nobody else anything", async () => {
  const [bystander, beside] = await joined();
  const nonsense = [{ subprotocol: 5 }, { headers: "X-Room: blue" }, { headers: [["X-Room"]] }, { user: {} }];
  for (const answer of nonsense) {
    const [a, b] = pair();
    const opening = rejects(over(a, { url: "ws://example.com/" }));
    const error = await rejects(over(b, { role: "server", onRequest: () => answer }));
    ok(error instanceof TypeError, `${JSON.stringify(answer)}: ${error}`);
    await opening;
  }
  await bystander.send("still there");
  equal(await beside.receive(), "still there");
});

test("texts of headers, reasons and addresses cross as they are", async () => {
  const value = "a\xe9\xff b";
  const seen = [];
  const onRequest = ({ target, headers }) => {
    seen.push(target, new Map(headers).get("X-Latin1"), new Map(headers).get("X-Long")?.length);
    return { headers: [["X-Back", value]] };
  };
  const headers = { "X-Latin1": value, "X-Long": "y".repeat(6000) };
  const [client, server] = await joined({ server: { onRequest }, client: { headers } });
  equal(seen, ["/", value, 6000]);
  equal(new Map(client.opened.response.headers).get("X-Back"), value);
  const closed = await client.close(4000, "ä€😀 \u0000 end");
  equal([closed.sent.reason, (await server.closed).received.reason], ["ä€😀 \u0000 end", "ä€😀 \u0000 end"]);
});

test("what is no WebSocket opens nothing", async () => {
  const [a, b] = pair();
  const opening = rejects(over(a, { url: "ws://example.com/" }), { code: "rejected" });
  const writer = b.writable.getWriter();
  await writer.write(new TextEncoder().encode("SSH-2.0-OpenSSH_9.2\r\n\r\n"));
  equal((await opening).rejection.error, "malformed-head");
});

test("a stream that breaks ends the connection, and says with what", async () => {
  const [a, b] = pair();
  const serving = over(b, { role: "server" });
  const client = await over(a, { url: "ws://example.com/", deflate: false });
  const server = await serving;
  const broken = new Error("the cable was cut");
  a.cut(broken);
  const closed = await within(2000, client.closed);
  equal([closed.clean, closed.cause.type, closed.error.code], [false, "transport", "transport"]);
  ok(closed.error.cause === broken, "the cause is another one");
  server.abort();
  equal((await within(2000, server.closed)).clean, false);
});

test("a peer that breaks the protocol is told so, and the application too", async () => {
  const [a, b] = pair();
  const serving = over(b, { role: "server" });
  const { readable, writable } = a;
  const reader = readable.getReader();
  const writer = writable.getWriter();
  const key = "dGhlIHNhbXBsZSBub25jZQ==";
  const request = `GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`;
  await writer.write(new TextEncoder().encode(request));
  const server = await serving;
  contains(new TextDecoder().decode((await reader.read()).value), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  // A frame of a client that is not masked.
  await writer.write(new Uint8Array([0x81, 1, 0x41]));
  const { value } = await reader.read();
  equal([...value.subarray(0, 4)].map((byte) => byte.toString(16)), ["88", (value.length - 2).toString(16), "3", "ea"]);
  await writer.close();
  const { clean, cause, sent } = await within(2000, server.closed);
  equal([clean, cause.type, cause.error, sent.code], [false, "protocol", "incorrect-masking", 1002]);
});

test("opening over a stream can be given up, and then the stream is closed", async () => {
  const [a, b] = pair();
  const controller = new AbortController();
  const opening = over(a, { url: "ws://example.com/", signal: controller.signal });
  const reader = b.readable.getReader();
  contains(new TextDecoder().decode((await reader.read()).value), "GET / HTTP/1.1");
  controller.abort(new Error("never mind"));
  equal((await rejects(opening)).message, "never mind");
  const rest = await within(2000, reader.read().then(({ done }) => done, () => true));
  equal(rest, true);
});

test("a peer whose pong nobody reads is not given up", async () => {
  const timeouts = { pingInterval: 100, pingTimeout: 100 };
  const [client, server] = await joined({ server: { timeouts }, deflate: false });
  // More than waits for the application: the rest, and the pong, stay in the stream.
  const sending = (async () => {
    for (let n = 0; n < 100; n++) await client.send(bytes(3000, n));
  })();
  await sleep(1000);
  for (let n = 0; n < 100; n++) equal(await server.receive(), bytes(3000, n), `message ${n}`);
  await sending;
  equal((await client.close()).clean, true);
});

test("a MessagePort is a stream too", async () => {
  const { port1, port2 } = new MessageChannel();
  const serving = over(port2, { role: "server" });
  const client = await over(port1, { url: "ws://example.com/" });
  const server = await serving;
  const messages = ["hello", "", bytes(1), bytes(70_000), "x".repeat(200_000)];
  for (const message of messages) {
    const kept = typeof message === "string" ? message : message.slice();
    await client.send(message);
    equal(message, kept);
    equal(await server.receive(), kept);
    await server.send(message);
    equal(await client.receive(), kept);
  }
  // More than the server takes at once, which waits for it.
  for (let n = 0; n < 200; n++) await client.send(bytes(1000, n));
  const closing = client.close(4000, "enough");
  for (let n = 0; n < 200; n++) equal(await server.receive(), bytes(1000, n), `message ${n}`);
  equal((await within(2000, closing)).clean, true);
  equal((await within(2000, server.closed)).received, { code: 4000, reason: "enough" });
});

test("a port whose other end is let go, or says nonsense, ends the connection", async () => {
  for (const [value, type] of [[null, "eof"], ["no bytes", "transport"]]) {
    const { port1, port2 } = new MessageChannel();
    const serving = over(port2, { role: "server" });
    // What stands between two ends need not be one: bytes as they come.
    const { port1: near, port2: far } = new MessageChannel();
    port1.onmessage = ({ data }) => far.postMessage(data?.buffer ?? data);
    far.onmessage = ({ data }) => port1.postMessage(data);
    const client = await over(near, { url: "ws://example.com/" });
    const server = await serving;
    await client.send("through");
    equal(await server.receive(), "through");
    port1.postMessage(value);
    const { clean, cause } = await within(2000, server.closed);
    equal([clean, cause.type], [false, type]);
    client.abort();
    port1.close();
    far.close();
  }
});

test("who logged in with a Digest on one stream cannot do so again on another one", async () => {
  const authentication = { realm: "r", secret: bytes(32), digest: [{ user: "ann", password: "secret" }] };
  const ask = async (authorization) => {
    const [a, b] = pair();
    const serving = over(b, { role: "server", authentication });
    serving.catch(() => {});
    const writer = a.writable.getWriter();
    const lines = [
      "GET / HTTP/1.1", "Host: x", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", ...authorization, "", "",
    ];
    await writer.write(new TextEncoder().encode(lines.join("\r\n")));
    const { value } = await a.readable.getReader().read();
    return new TextDecoder().decode(value);
  };
  const hash = async (text) => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const challenge = (await ask([])).split("\r\n").find((line) => line.includes("algorithm=SHA-256,") || line.endsWith("algorithm=SHA-256"));
  const [, nonce] = /nonce="([^"]*)"/.exec(challenge);
  const opaque = /opaque="[^"]*"/.exec(challenge)?.[0];
  const response = await hash(`${await hash("ann:r:secret")}:${nonce}:00000001:c:auth:${await hash("GET:/")}`);
  const login = [
    `Authorization: Digest username="ann", realm="r", nonce="${nonce}", uri="/", algorithm=SHA-256, qop=auth`,
    `nc=00000001, cnonce="c", response="${response}"`,
    ...opaque === undefined ? [] : [opaque],
  ].join(", ");
  contains(await ask([login]), "HTTP/1.1 101 ");
  contains(await ask([login]), "HTTP/1.1 401 ");
});

/** Two sockets that are joined. */
async function joined({ wire, client = {}, server = {}, ...both } = {}) {
  const [a, b] = pair(wire);
  const serving = over(b, { role: "server", ...both, ...server });
  const opened = await over(a, { url: "ws://example.com/", ...both, ...client });
  return [opened, await serving];
}

test("a connection whose handshake was done elsewhere goes on", async () => {
  const deflate = {
    serverNoContextTakeover: false,
    clientNoContextTakeover: false,
    serverMaxWindowBits: 12,
    clientMaxWindowBits: 12,
  };
  for (const opened of [{}, { deflate, subprotocol: "chat" }]) {
    const [a, b] = pair();
    const client = await over(a, { role: "client", opened });
    const server = await over(b, { role: "server", opened });
    equal([client.state, server.state, server.protocol], ["open", "open", opened.subprotocol ?? ""]);
    for (const message of ["hello ".repeat(100), bytes(5000)]) {
      await client.send(message);
      equal(await server.receive(), message);
      await server.send(message);
      equal(await client.receive(), message);
    }
    equal(client.stats.bytesSent < 5600, opened.deflate !== undefined);
    const closed = await server.close(4000, "enough");
    equal([closed.clean, (await client.closed).received], [true, { code: 4000, reason: "enough" }]);
  }
  const [a] = pair();
  ok(await rejects(over(a, { role: "client", opened: { deflate: { ...deflate, clientMaxWindowBits: "many" } } })) instanceof TypeError, "a TypeError");
});

/** Two streams that are each other's. */
function pair(wire = () => new TransformStream({}, { highWaterMark: 1 }, { highWaterMark: 1 })) {
  const there = wire();
  const back = wire();
  let fail;
  const failing = new TransformStream({ start: (controller) => void (fail = (error) => controller.error(error)) });
  const readable = back.readable.pipeThrough(failing);
  return [
    { readable, writable: there.writable, cut: (error) => fail(error) },
    { readable: there.readable, writable: back.writable },
  ];
}

/** Cuts what goes through into pieces. */
function cut(size) {
  return new TransformStream({
    transform(chunk, controller) {
      for (let at = 0; at < chunk.length; at += size) controller.enqueue(chunk.slice(at, at + size));
    },
  });
}

/** Holds back what goes through while it is shut. */
class Gate {
  #opened = Promise.resolve();
  open = () => {};

  shut() {
    this.#opened = new Promise((resolve) => (this.open = resolve));
  }

  stream() {
    return new TransformStream({
      transform: async (chunk, controller) => {
        await this.#opened;
        controller.enqueue(chunk);
      },
    });
  }
}

function bytes(length, seed = 0) {
  return Uint8Array.from({ length }, (_, i) => i * 7 + seed);
}

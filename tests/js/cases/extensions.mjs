// Extensions of an application: the one of `tests/checksum`, in JavaScript.

import { connect, over, serve } from "witsocket";

import { contains, equal, ok, rejects, test, within } from "../suite.mjs";

test("an extension that both sides have changes the frames of messages", async () => {
  for (const deflate of [false, true]) {
    const made = [];
    const both = { deflate, extensions: [checksum(made)] };
    const [client, server] = await joined(both, both);
    contains(client.opened.extensions, "frame-checksum; bytes=4");
    equal(server.opened.extensions, client.opened.extensions);
    for (const message of ["hello", "", "ä€😀".repeat(40), bytes(3), bytes(70_000)]) {
      await client.send(message);
      equal(await within(5000, server.receive()), message);
      await server.send(message);
      equal(await within(5000, client.receive()), message);
    }
    await client.send(["one message ", "of three ", "frames"]);
    equal(await within(5000, server.receive()), "one message of three frames");
    // Of the codecs that were only tried for the handshake, none had a frame.
    equal(made.map(({ encoded }) => encoded).filter((count) => count > 0).sort(), [5, 9]);
    equal((await client.close()).clean, true);
  }
});

test("an extension may be declined, or offered in ways of which one is taken", async () => {
  const [client, server] = await joined({ extensions: [checksum()] }, {});
  equal([client.opened.extensions.includes("frame-checksum"), await exchange(client, server)], [false, "plain"]);
  const two = { ...checksum(), accept: (offer) => (offer[0][1] === "2" ? offer : undefined) };
  const [other, taker] = await joined({ extensions: [checksum()] }, { deflate: false, extensions: [two] });
  equal([other.opened.extensions, await exchange(other, taker)], ["frame-checksum; bytes=2", "plain"]);
  const silent = { ...checksum(), start: () => undefined };
  const [third] = await joined({ extensions: [checksum()] }, { deflate: false, extensions: [silent] });
  equal(third.opened.extensions, "");
});

test("a fault of an extension closes the connection with its code", async () => {
  const faults = { protocol: 1002, data: 1007, "too-big": 1009, internal: 1011 };
  for (const [fault, code] of Object.entries(faults)) {
    const faulty = { ...checksum(), start: () => ({ encode: ({ payload }) => ({ payload }), decode: () => fault }) };
    const [client, server] = await joined({ extensions: [checksum()] }, { extensions: [faulty] });
    await client.send("x");
    equal((await within(5000, client.closed)).received?.code, code, fault);
    equal((await server.closed).cause.error, fault === "too-big" ? "message-too-big" : "extension");
  }
});

test("what an extension throws is told, and costs nobody else anything", async () => {
  const planted = new Error("planted");
  const throwing = { ...checksum(), start: () => ({ encode: ({ payload }) => ({ payload }), decode: () => { throw planted; } }) };
  const [bystander, beside] = await joined({}, {});
  const [client, server] = await joined({ extensions: [checksum()] }, { extensions: [throwing] });
  await client.send("x");
  equal((await within(5000, client.closed)).received.code, 1011);
  const { error } = await server.closed;
  equal([error.code, error.cause === planted], ["closed", true]);
  equal(await exchange(bystander, beside), "plain");
});

test("an extension cannot ask anything of a connection while it works", async () => {
  const seen = [];
  let own;
  const asking = {
    ...checksum(),
    start: () => ({
      encode: ({ payload }) => {
        for (const ask of [() => own.ping(), () => own.abort(), () => own.stats, () => own.buffered]) {
          try {
            const asked = ask();
            asked?.catch?.((error) => seen.push(error.name));
          } catch (error) {
            seen.push(error.name);
          }
        }
        return { payload };
      },
      decode: ({ payload }) => payload,
    }),
  };
  const [client, server] = await joined({ extensions: [asking] }, { extensions: [{ ...asking, accept: (offer) => offer }] });
  own = client;
  equal(await exchange(client, server), "plain");
  // Each side encoded one frame.
  equal(seen, Array.from({ length: 8 }, () => "TypeError"));
});

test("an extension that is none is refused at once", async () => {
  const wrong = [5, {}, [5], [{ ...checksum(), name: 5 }], [{ ...checksum(), offers: "all" }], [{ ...checksum(), rsv: "2" }]];
  for (const extensions of wrong) {
    const [a] = pair();
    ok((await rejects(over(a, { url: "ws://example.com/", extensions }))) instanceof TypeError, JSON.stringify(extensions));
  }
  const [a] = pair();
  await rejects(over(a, { url: "ws://example.com/", extensions: [{ ...checksum(), name: "no token" }] }), { code: "invalid-header" });
});

test("an extension that was agreed on elsewhere goes on", async () => {
  const [a, b] = pair();
  const opened = { extensions: "frame-checksum; bytes=2" };
  const client = await over(a, { role: "client", opened, extensions: [checksum()] });
  const server = await over(b, { role: "server", opened, extensions: [checksum()] });
  equal(await exchange(client, server), "plain");
  equal(client.stats.dataSent < client.stats.payloadSent || client.stats.bytesSent > "plain".length + 6, true);
  equal((await server.close()).clean, true);
});

test("a server and its clients have extensions", { needs: ["listen"] }, async () => {
  const server = await serve((socket) => socket.forEach((message) => socket.send(message)), {
    host: "127.0.0.1",
    extensions: [checksum()],
  });
  const sockets = await Promise.all([{ extensions: [checksum()] }, {}].map((one) => connect(server.urls[0], one)));
  for (const socket of sockets) {
    await socket.send("back");
    equal(await within(5000, socket.receive()), "back");
  }
  // To each in the frames that it understands.
  const received = sockets.map((socket) => socket.receive());
  equal((await server.broadcast("to all")).sent, 2);
  equal(await within(5000, Promise.all(received)), ["to all", "to all"]);
  for (const socket of sockets) await socket.close();
  await server.shutdown();
});

/** Sends a text there, and one back: says what came. */
async function exchange(client, server) {
  await client.send("plain");
  const there = await within(5000, server.receive());
  await server.send(there);
  return await within(5000, client.receive());
}

async function joined(client, server) {
  const [a, b] = pair();
  const serving = over(b, { role: "server", ...server });
  const opened = await over(a, { url: "ws://example.com/", ...client });
  return [opened, await serving];
}

function pair() {
  const wire = () => new TransformStream({}, { highWaterMark: 1 }, { highWaterMark: 1 });
  const [there, back] = [wire(), wire()];
  return [{ readable: back.readable, writable: there.writable }, { readable: there.readable, writable: back.writable }];
}

/** Behind each frame stands an Adler-32 (RFC 1950 §9) of the message so far, and RSV2 says so. */
function checksum(made = []) {
  return {
    name: "frame-checksum",
    rsv: 2,
    offers: [[["bytes", "4"]], [["bytes", "2"]]],
    accept: (offer) => offer,
    start(_, [[, length]]) {
      const [there, back] = [new Adler32(Number(length)), new Adler32(Number(length))];
      const codec = {
        encoded: 0,
        encode({ opcode, payload }) {
          codec.encoded++;
          const sum = there.of(opcode, payload);
          const all = new Uint8Array(payload.length + sum.length);
          all.set(payload);
          all.set(sum, payload.length);
          return { rsv: 2, payload: all };
        },
        decode({ opcode, rsv, payload }, max) {
          if (rsv !== 2) return "protocol";
          if (payload.length - length > max) return "too-big";
          const content = payload.slice(0, payload.length - length);
          const sum = back.of(opcode, content);
          return sum.every((byte, at) => byte === payload[content.length + at]) ? content : "data";
        },
      };
      made.push(codec);
      return codec;
    },
  };
}

class Adler32 {
  #length;
  #a = 1;
  #b = 0;

  constructor(length) {
    this.#length = length;
  }

  of(opcode, payload) {
    if (opcode !== "continuation") [this.#a, this.#b] = [1, 0];
    for (const byte of payload) {
      this.#a = (this.#a + byte) % 65521;
      this.#b = (this.#b + this.#a) % 65521;
    }
    const sum = [this.#b >> 8, this.#b & 0xff, this.#a >> 8, this.#a & 0xff];
    return new Uint8Array(sum.slice(4 - this.#length));
  }
}

function bytes(length) {
  return Uint8Array.from({ length }, (_, at) => (at * 7) & 0xff);
}

// Settings of a connection that change what it does by itself, against a peer of bare frames.

import { over } from "witsocket";

import { equal, ok, test, within } from "../suite.mjs";

test("a ping that is not answered by itself waits for the application", async () => {
  const peer = new Peer();
  const socket = await peer.open("client", { autoPong: false });
  const next = socket.events().next();
  await peer.write(0x89, [1, 2, 3]);
  const { value } = await within(2000, next);
  equal([value.type, [...value.payload]], ["ping", [1, 2, 3]]);
  // Were it answered, that would stand in front of this.
  await socket.send("first");
  equal(await peer.frame(), [0x81, "first"]);
  await socket.pong(value.payload);
  equal(await peer.frame(), [0x8a, "\x01\x02\x03"]);
  socket.abort();

  const other = new Peer();
  await other.open("client", {});
  await other.write(0x89, [4]);
  equal(await other.frame(), [0x8a, "\x04"]);
});

test("a close that is not answered by itself leaves time to say the rest", async () => {
  const peer = new Peer();
  const socket = await peer.open("client", { autoClose: false });
  const next = socket.events().next();
  await peer.write(0x88, [0x0f, 0xa0]);
  const { value } = await within(2000, next);
  equal(value.type, "closing");
  await socket.send("the rest");
  equal(await peer.frame(), [0x81, "the rest"]);
  const closing = socket.close(4000);
  equal(await peer.frame(), [0x88, "\x0f\xa0"]);
  await peer.end();
  const closed = await within(2000, closing);
  equal([closed.clean, closed.order, closed.received], [true, "received-then-sent", { code: 4000, reason: "" }]);
});

test("a text is checked to be one, unless that is not wanted", async () => {
  const nonsense = [0x61, 0xff, 0x62];
  const peer = new Peer();
  const socket = await peer.open("client", {});
  await peer.write(0x81, nonsense);
  equal((await peer.frame())[1].slice(0, 2), "\x03\xef");
  await peer.end();
  equal((await within(2000, socket.closed)).cause.error, "invalid-utf8");

  const other = new Peer();
  const trusting = await other.open("client", { checkUtf8: false });
  await other.write(0x81, nonsense);
  equal(await within(2000, trusting.receive()), "a\ufffdb");
  trusting.abort();
});

test("a server takes frames that are not masked if it is told to", async () => {
  const peer = new Peer();
  const socket = await peer.open("server", { acceptUnmasked: true });
  await peer.write(0x82, [7, 8]);
  equal([...(await within(2000, socket.receive()))], [7, 8]);
  socket.abort();

  const other = new Peer();
  const strict = await other.open("server", {});
  await other.write(0x82, [7, 8]);
  equal((await other.frame())[1].slice(0, 2), "\x03\xea");
  await other.end();
  equal((await within(2000, strict.closed)).cause.error, "incorrect-masking");
});

test("long messages go in frames of the length that is asked for", async () => {
  const peer = new Peer();
  const socket = await peer.open("server", { maxFragment: 10 });
  await socket.send("0123456789abcdefghijKLM");
  equal(await peer.frame(), [0x01, "0123456789"]);
  equal(await peer.frame(), [0x00, "abcdefghij"]);
  equal(await peer.frame(), [0x80, "KLM"]);
  await socket.send("0123456789");
  equal(await peer.frame(), [0x81, "0123456789"]);
  socket.abort();
});

test("a message beyond a limit ends the connection with 1009", async () => {
  for (const [limits, frames] of [
    [{ maxMessage: 5 }, [[0x82, 6]]],
    [{ maxFrame: 5 }, [[0x02, 5], [0x80, 6]]],
    [{ maxFragments: 2 }, [[0x02, 1], [0x00, 1], [0x80, 1]]],
  ]) {
    const peer = new Peer();
    const socket = await peer.open("client", { limits });
    for (const [first, length] of frames) await peer.write(first, new Array(length).fill(0));
    equal((await peer.frame())[1].slice(0, 2), "\x03\xf1", JSON.stringify(limits));
    await peer.end();
    equal((await within(2000, socket.closed)).sent.code, 1009, JSON.stringify(limits));
  }
});

test("what inflates to more than the ratio that is allowed ends with 1009", async () => {
  const bits = { serverNoContextTakeover: false, clientNoContextTakeover: false, serverMaxWindowBits: 15, clientMaxWindowBits: 15 };
  for (const [maxRatio, arrives] of [[10, false], [null, true]]) {
    const there = new TransformStream();
    const back = new TransformStream();
    const opened = { deflate: bits };
    const client = await over({ readable: back.readable, writable: there.writable }, { role: "client", opened });
    const server = await over({ readable: there.readable, writable: back.writable }, { role: "server", opened, limits: { maxRatio } });
    const text = "a".repeat(50_000);
    const sending = client.send(text);
    if (arrives) {
      equal(await within(2000, server.receive()), text);
      await sending;
    } else {
      equal((await within(2000, server.closed)).sent.code, 1009);
      await sending.catch(() => {});
    }
    client.abort();
    server.abort();
  }
});

/** The other end of a connection, which says and hears bytes. */
class Peer {
  #there = new TransformStream();
  #back = new TransformStream();
  #writer = this.#back.writable.getWriter();
  #reader = this.#there.readable.getReader();
  #bytes = [];

  /** A connection of this role, opened elsewhere. */
  open(role, settings) {
    return over({ readable: this.#back.readable, writable: this.#there.writable }, { role, opened: {}, ...settings });
  }

  /** Says a short frame, not masked. */
  write(first, payload) {
    ok(payload.length < 126, "a short frame");
    return this.#writer.write(new Uint8Array([first, payload.length, ...payload]));
  }

  /** Ends the stream. */
  end() {
    return this.#writer.close();
  }

  /** Hears a short frame: its first byte, and its payload with a character for each byte. */
  async frame() {
    const [first, second] = await this.#take(2);
    const mask = second & 0x80 ? await this.#take(4) : [0, 0, 0, 0];
    const payload = await this.#take(second & 0x7f);
    return [first, String.fromCharCode(...payload.map((byte, at) => byte ^ mask[at % 4]))];
  }

  async #take(length) {
    while (this.#bytes.length < length) {
      const { value, done } = await within(2000, this.#reader.read());
      ok(!done, "the stream ended");
      this.#bytes.push(...value);
    }
    return this.#bytes.splice(0, length);
  }
}

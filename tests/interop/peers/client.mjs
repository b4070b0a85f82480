// A client made with the npm package ws. It talks to an echo server.
//
// usage: client.mjs URL CASE [ARGUMENT]
//
// Each case is one of the functions below, which checks all that it sees,
// prints it, and fails with a non-zero status at the first difference.

import { randomBytes } from "node:crypto";
import { on, once } from "node:events";

import { check, fail, load, within } from "./peer.mjs";

const { WebSocket } = load("ws");

const SIZES = [125, 126, 127, 65535, 65536, 1 << 20];
const CLOSES = [[1000, ""], [1000, "done"], [1001, "leaving"], [3000, "zażółć"], [4999, "bye"], [4000, "r".repeat(123)]];

const cases = {
  async text(url) {
    const ws = await open(url);
    for (const message of ["hello", "", "zażółć gęślą jaźń", "語 🦀 \u0000 \u2028", '{"json": [1, 2]}']) {
      check("text", await echo(ws, message), message);
    }
    ws.close();
  },

  async binary(url) {
    const ws = await open(url);
    const bytes = Uint8Array.from({ length: 256 }, (_, n) => n);
    for (const message of [Buffer.from([0, 255, 128]), Buffer.alloc(0), Buffer.from(bytes), Buffer.from("zażółć")]) {
      check("binary", await echo(ws, message), message);
    }
    ws.close();
  },

  async sizes(url) {
    const ws = await open(url);
    for (const size of SIZES) {
      check(`${size} bytes of text`, await echo(ws, "x".repeat(size)), "x".repeat(size));
      check(`${size} bytes of zeroes`, await echo(ws, Buffer.alloc(size)), Buffer.alloc(size));
      const noise = randomBytes(size);
      check(`${size} bytes of noise`, await echo(ws, noise), noise);
    }
    ws.close();
  },

  async fragments(url) {
    const ws = await open(url);
    const received = messages(ws);

    ws.send("one ", { fin: false });
    ws.send("", { fin: false });
    ws.send("two ", { fin: false });
    ws.send("three", { fin: true });
    check("text in fragments", await received.next(), "one two three");

    ws.send(Buffer.from([0]), { fin: false });
    ws.send(Buffer.alloc(70000, 255), { fin: false });
    ws.send(Buffer.from([1]), { fin: true });
    check("binary in fragments", await received.next(), Buffer.concat([Buffer.from([0]), Buffer.alloc(70000, 255), Buffer.from([1])]));

    const crab = Buffer.from("🦀");
    ws.send(crab.subarray(0, 1), { binary: false, fin: false });
    ws.send(crab.subarray(1, 3), { binary: false, fin: false });
    ws.send(crab.subarray(3), { binary: false, fin: true });
    check("text cut within a character", await received.next(), "🦀");

    ws.send("before ", { fin: false });
    ws.ping("within");
    const [pong] = await once(ws, "pong");
    check("pong between fragments", pong.toString(), "within");
    ws.send("after", { fin: true });
    check("text with a ping between its fragments", await received.next(), "before after");
    ws.close();
  },

  async pings(url) {
    const ws = await open(url);
    for (const payload of [Buffer.from("are you there?"), Buffer.alloc(0), Buffer.from([0, 255]), Buffer.alloc(125, "p")]) {
      ws.ping(payload);
      const [pong] = await once(ws, "pong");
      check("pong", pong, payload);
    }
    ws.close();
  },

  async order(url) {
    const ws = await open(url);
    const received = messages(ws);
    const sent = Array.from({ length: 400 }, (_, n) => (n % 2 ? `message ${n}` : Buffer.alloc(2 * n, n)));
    for (const message of sent) ws.send(message);
    for (const [n, message] of sent.entries()) check(`message ${n}`, await received.next(), message);
    ws.close();
  },

  async closes(url) {
    for (const [code, reason] of CLOSES) {
      const ws = await open(url);
      ws.close(code, reason);
      const [seen, why] = await once(ws, "close");
      check("close", `${seen} ${why}`, `${code} ${reason}`);
    }
  },

  async empty_close(url) {
    const ws = await open(url);
    ws.close();
    const [code] = await once(ws, "close");
    check("close without a code", code, 1005);
  },

  async too_big(url, limit) {
    const size = Number(limit) + 1;
    for (const [kind, message] of [["zeroes", Buffer.alloc(size)], ["noise", randomBytes(size)]]) {
      const ws = await open(url);
      ws.on("message", () => fail(`${size} bytes of ${kind} passed the limit`));
      ws.send(message);
      const [code] = await once(ws, "close");
      check(`${size} bytes of ${kind}`, code, 1009);
    }
  },

  async many(url, count = 50) {
    const converse = async (name) => {
      const ws = await open(url);
      const received = messages(ws);
      for (let n = 0; n < 10; n++) ws.send(`${name}: ${n}`);
      for (let n = 0; n < 10; n++) check("echo", await received.next(), `${name}: ${n}`);
      ws.close();
      await once(ws, "close");
    };
    await Promise.all(Array.from({ length: Number(count) }, (_, name) => converse(name)));
  },

  /** Waits to be told that the server goes. */
  async going_away(url) {
    const ws = await open(url);
    check("text", await echo(ws, "hello"), "hello");
    console.log("open");
    const [code] = await once(ws, "close");
    check("close", code, 1001);
  },

  async subprotocol(url, expected) {
    const ws = await open(url, ["other", expected]);
    check("subprotocol", ws.protocol, expected);
    ws.close();
  },

  async origin(url, value) {
    const ws = await open(url, [], { origin: value });
    check("text", await echo(ws, "hello"), "hello");
    ws.close();
  },

  async refused(url, status, origin = undefined) {
    const ws = new WebSocket(url, { origin });
    ws.on("open", () => fail("the server accepted the handshake"));
    const [, response] = await once(ws, "unexpected-response");
    check("status of the refusal", response.statusCode, Number(status));
    process.exit(0);
  },
};

async function open(url, subprotocols = [], options = {}) {
  const ws = new WebSocket(url, subprotocols, options);
  // The package hands out an error before the close that follows from it.
  ws.on("error", (error) => console.log(`error event: ${error.message}`));
  await once(ws, "open");
  return ws;
}

/** Sends a message and returns the next one that comes. */
async function echo(ws, message) {
  const received = messages(ws);
  ws.send(message);
  const data = await received.next();
  received.stop();
  return data;
}

/** Collects messages from now on, so that none is missed between two reads. */
function messages(ws) {
  const events = on(ws, "message", { close: ["close"] });
  return {
    async next() {
      const { value, done } = await events.next();
      if (done) fail("the connection was closed instead of a message sent");
      const [data, isBinary] = value;
      return isBinary ? data : data.toString();
    },
    stop() {
      events.return();
    },
  };
}

const [url, name, ...rest] = process.argv.slice(2);
await within(20, cases[name](url, ...rest));

// What the cases of servers share: a client that says exactly what it is told.

import { until } from "../suite.mjs";

/** A request that is a proper opening handshake. */
export function request(target = "/", headers = [], host = "127.0.0.1") {
  const lines = [
    `GET ${target} HTTP/1.1`,
    `Host: ${host}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
    ...headers,
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** A stream of bytes to a server. What comes is kept in `received`, a character a byte. */
export class Raw {
  received = "";
  ended = false;
  failed = undefined;

  static async to(t, { port, path }) {
    const { default: net } = await import("node:net");
    const raw = new Raw();
    raw.socket = net.connect(path === undefined ? { port, host: "127.0.0.1", allowHalfOpen: true } : { path, allowHalfOpen: true });
    raw.socket.on("data", (data) => (raw.received += data.toString("latin1")));
    raw.socket.on("end", () => (raw.ended = true));
    raw.socket.on("error", (error) => (raw.failed = error));
    raw.socket.on("close", () => (raw.ended = true));
    t.after(() => raw.socket.destroy());
    await until(() => !raw.socket.connecting, "it did not connect");
    return raw;
  }

  /** Writes a text, a character a byte. */
  write(text) {
    this.socket.write(text, "latin1");
  }

  /** Waits for the head of the answer, and takes it out of what was received. */
  async head() {
    await until(() => this.received.includes("\r\n\r\n") || this.ended, "no head came");
    const end = this.received.indexOf("\r\n\r\n") + 4;
    const head = this.received.slice(0, end);
    this.received = this.received.slice(end);
    return head;
  }

  /** Waits for so many bytes, and takes them, in hexadecimal. */
  async hex(length) {
    await until(() => this.received.length >= length, `${length} bytes did not come, but ${this.received.length}`);
    const taken = this.received.slice(0, length);
    this.received = this.received.slice(length);
    return Array.from(taken, (one) => one.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  }

  /** Waits for the end of the stream. */
  end() {
    return until(() => this.ended, "the stream did not end");
  }

  /** Shakes hands, and returns the head of the answer. */
  open(target, headers) {
    this.write(request(target, headers));
    return this.head();
  }

  /** Writes bytes given in hexadecimal. */
  bytes(hex) {
    this.write(hex.replaceAll(" ", "").replace(/../g, (byte) => String.fromCharCode(Number.parseInt(byte, 16))));
  }
}

/** The port of a server that listens at one. */
export function port(server) {
  return server.addresses[0].port;
}

/** The URL of its first address, by the address that clients of a wildcard use. */
export function url(server, path = "/") {
  return `ws://127.0.0.1:${port(server)}${path}`;
}

/** A promise with its ends. */
export function deferred() {
  let resolve;
  let reject;
  const promise = new Promise((...ends) => ([resolve, reject] = ends));
  return { promise, resolve, reject };
}

/** Sends back what comes. */
export async function echo(socket) {
  for await (const message of socket) await socket.send(message);
}

/** A logger that keeps what it is warned of. */
export function keeping() {
  const warnings = [];
  return { warnings, warn: (message) => warnings.push(message) };
}

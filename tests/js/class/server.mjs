// A server on a raw socket that does as the script says which the path of the
// request names: `/NAME/ID?ARGUMENT`. What it saw of the client is kept under
// the ID, so that two clients of the same script can be compared.

import { createHash } from "node:crypto";
import { createServer } from "node:net";

import { CLOSE, FrameReader, frame } from "./wire.mjs";
import { scripts } from "./scripts.mjs";

/** Starts it; `seen(id)` tells what a client did, `await over(id)` waits for its end. */
export async function serveScripts(port = 0) {
  const visits = new Map();
  const visit = (id) => {
    if (!visits.has(id)) visits.set(id, new Visit());
    return visits.get(id);
  };
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    socket.on("error", () => {});
    let head = Buffer.alloc(0);
    const read = (chunk) => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) return;
      socket.off("data", read);
      const peer = new Peer(socket, head.subarray(0, end).toString("latin1"), visit);
      peer.run(head.subarray(end + 4));
    };
    socket.on("data", read);
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    port: server.address().port,
    /** The IDs of the visits of one case. */
    ids: (prefix) => [...visits.keys()].filter((id) => id === prefix || id.startsWith(`${prefix}-`)).sort(byPart),
    seen: (id) => visit(id).seen,
    over: (id) => visit(id).over,
    close: () => server.close(),
  };
}

/** By the number at their end. */
function byPart(one, other) {
  return Number(/\d*$/.exec(one)) - Number(/\d*$/.exec(other));
}

/** What is known of the client of an ID. */
class Visit {
  seen = [];
  over = new Promise((resolve) => {
    this.end = resolve;
  });
}

/** The server's end of a connection, as scripts have it. */
class Peer {
  #frames = [];
  #waiting = null;
  #ended = false;

  constructor(socket, head, visit) {
    this.socket = socket;
    const [line, ...fields] = head.split("\r\n");
    this.headers = new Map(
      fields.map((field) => {
        const colon = field.indexOf(":");
        return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
      }),
    );
    const url = new URL(line.split(" ")[1], "http://localhost");
    const [, script, id] = url.pathname.split("/");
    this.script = decodeURIComponent(script);
    this.argument = decodeURIComponent(url.search.slice(1));
    this.visit = visit(id ?? "");
    const offered = this.headers.get("sec-websocket-protocol");
    if (offered !== undefined) this.visit.seen.push(`offers ${offered}`);
  }

  async run(rest) {
    const reader = new FrameReader();
    const read = (chunk) => {
      for (const one of reader.push(chunk)) this.#got(one);
    };
    read(rest);
    this.socket.on("data", read);
    this.socket.on("end", () => this.#over());
    this.socket.on("close", () => this.#over());
    const script = scripts[this.script];
    if (script === undefined) throw new Error(`no script ${this.script}`);
    try {
      await script(this, this.argument);
    } catch (error) {
      this.visit.seen.push(`script failed: ${error.message}`);
    }
    // What was not sent by now never will be; a client that ended is answered.
    if (!this.socket.destroyed) this.socket.end();
    await new Promise((resolve) => {
      if (this.socket.closed) resolve();
      this.socket.on("close", resolve);
      setTimeout(resolve, 3000).unref();
    });
    this.visit.end();
  }

  #got(one) {
    this.#frames.push(one);
    this.#waiting?.();
  }

  #over() {
    this.#ended = true;
    this.#waiting?.();
  }

  /** The client's next frame; `null` at its end. */
  async next() {
    while (this.#frames.length === 0 && !this.#ended) {
      await new Promise((resolve) => (this.#waiting = resolve));
    }
    const one = this.#frames.shift();
    if (one?.opcode === CLOSE) this.note(closeOf(one.payload));
    return one ?? null;
  }

  /** Waits for the client's next close frame, or its end. */
  async closing() {
    for (;;) {
      const one = await this.next();
      if (one === null || one.opcode === CLOSE) return one;
    }
  }

  /** Notes what the client sent. */
  note(line) {
    this.visit.seen.push(line);
  }

  /** The accept value that fits the client's key. */
  get accept() {
    const magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    return createHash("sha1").update(this.headers.get("sec-websocket-key") + magic).digest("base64");
  }

  /** A response that opens, with other headers in place of some or beside them. */
  response(headers = {}, status = "HTTP/1.1 101 Switching Protocols") {
    const all = {
      Upgrade: "websocket",
      Connection: "Upgrade",
      "Sec-WebSocket-Accept": this.accept,
      ...headers,
    };
    const fields = Object.entries(all).filter(([, value]) => value !== null);
    return Buffer.from(
      `${status}\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`,
    );
  }

  /** Opens, and sends these bytes with the response. */
  open(...frames) {
    this.socket.write(Buffer.concat([this.response(), ...frames]));
  }

  write(...bytes) {
    this.socket.write(Buffer.concat(bytes.map((one) => Buffer.from(one))));
  }

  frame(...args) {
    this.write(frame(...args));
  }

  /** Ends the stream. */
  end() {
    this.socket.end();
  }

  /** Breaks the connection. */
  reset() {
    this.socket.resetAndDestroy();
  }
}

/** A client's close frame, as it is compared. */
function closeOf(payload) {
  if (payload.length < 2) return "close without a code";
  const code = payload.readUInt16BE();
  // Which violation has which code, and in which words, is everyone's own affair.
  if (code === 1002 || code === 1007) return "close for a violation";
  return `close ${code} ${payload.subarray(2)}`.trim();
}

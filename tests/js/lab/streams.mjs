// Streams that do as a case says: echoes, tunnels, faults. They live in the lab's own process.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import tls from "node:tls";

/** Kinds of peers, by name. */
export const streams = {
  /** Sends back what comes, and obeys the words below. `unix` and `tls` say where and how. */
  echo: (options, lab) => open(options, lab, (socket) => socket.on("data", (data) => obey(socket, data))),

  /** Counts what comes, slowly, and says how it ended. */
  count: (options, lab) =>
    open(options, lab, (socket, peer) => {
      let length = 0;
      socket.on("data", (data) => {
        length += data.length;
        socket.pause();
        setTimeout(() => socket.resume(), 1);
      });
      socket.on("end", () => (peer.said = `${length} bytes, and the end`));
      socket.on("error", (error) => (peer.said = `${length} bytes, and ${error.code}`));
    }),

  /** Answers the first bytes with `200`, and is a tunnel to `to` from then on. */
  tunnel: ({ to, ...options }, lab) =>
    open(options, lab, (socket) => socket.once("data", () => (socket.write("200"), tunnelTo(socket, to)))),

  /** Goes on to the port `to`; `tls` and `unix` are how it is reached. */
  front: ({ to, ...options }, lab) => open(options, lab, (socket) => tunnelTo(socket, to)),

  /** Goes on to the port `to`, and cuts the connection after so many bytes from there. */
  cut: ({ to, after, ...options }, lab) =>
    open(options, lab, (socket) => {
      const other = tunnelTo(socket, to);
      let seen = 0;
      other.on("data", ({ length }) => (seen += length) > after && (other.destroy(), socket.resetAndDestroy()));
    }),

  /** Takes connections and says nothing. */
  silent: (options, lab) => open(options, lab, (socket) => socket.resume()),

  /** Ends each connection at once. */
  nothing: (options, lab) => open(options, lab, (socket) => socket.resume().end()),

  /** Writes the hexadecimal `bytes` when the head of a request is there; then ends, if `end`. */
  answer: ({ bytes, end = false, ...options }, lab) =>
    open(options, lab, (socket) => {
      let head = "";
      socket.on("data", (data) => {
        if (head.includes("\r\n\r\n")) return;
        head += data.toString("latin1");
        if (!head.includes("\r\n\r\n")) return;
        socket.write(Buffer.from(bytes, "hex"));
        if (end) socket.end();
      });
    }),

  /** Opens a WebSocket, and then reads nothing. */
  deaf: (options, lab) => open(options, lab, (socket) => upgraded(socket, () => socket.pause())),

  /** Opens a WebSocket, and says nothing whatever comes. */
  mute: (options, lab) => open(options, lab, (socket) => upgraded(socket, () => socket.resume())),

  /** Opens a WebSocket after so many milliseconds, and says how many wanted one at once. */
  late: ({ after, ...options }, lab) => {
    let opening = 0;
    let most = 0;
    return open(options, lab, (socket, peer) => {
      most = Math.max(most, ++opening);
      peer.said = `at most ${most} at once`;
      socket.pause();
      setTimeout(() => {
        // Before the answer: who has it may come again at once.
        opening--;
        upgraded(socket, () => socket.resume());
        socket.resume();
      }, after);
    });
  },

  /** Opens a WebSocket, sends `count` binary messages of 64 KiB as they go, and closes. */
  flood: ({ count, ...options }, lab) =>
    open(options, lab, (socket, peer) =>
      upgraded(socket, async () => {
        socket.resume();
        const message = Buffer.concat([Buffer.from([0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]), Buffer.alloc(65536, 7)]);
        let goOn;
        for (const what of ["drain", "close"]) socket.on(what, () => goOn?.());
        for (let n = 0; n < count && !socket.destroyed; n++) {
          peer.said = `sent ${n + 1}`;
          if (!socket.write(message)) await new Promise((resolve) => (goOn = resolve));
        }
        if (!socket.destroyed) socket.write(Buffer.from([0x88, 2, 3, 232]));
      }),
    ),

  /** Nobody: a port at which nothing listens. */
  async nobody() {
    const one = await open({}, undefined, () => {});
    await one.stop();
    return { port: one.port, url: one.url, stop: async () => 0 };
  },
};

function obey(socket, data) {
  const word = data.length < 16 ? data.toString() : "";
  if (word === "reset") socket.resetAndDestroy();
  else if (word === "end") socket.end("bye");
  else if (word === "flood") socket.write(Buffer.alloc(16 << 20, "f"));
  else if (word === "deaf") (socket.pause(), setTimeout(() => socket.resume(), 1500));
  else socket.write(data);
}

function tunnelTo(socket, to) {
  const other = net.connect({ port: to, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  other.on("error", () => socket.destroy()).on("close", () => socket.destroySoon());
  socket.on("close", () => other.destroySoon());
  socket.pipe(other).pipe(socket);
  return other;
}

/** Does the server's part of the opening handshake, and goes on. */
function upgraded(socket, then) {
  let head = "";
  socket.on("data", function read(data) {
    head += data.toString("latin1");
    if (!head.includes("\r\n\r\n")) return;
    socket.off("data", read);
    const [, key] = head.match(/sec-websocket-key: *(\S+)/i);
    const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    socket.write(`HTTP/1.1 101 Go\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
    then();
  });
}

/**
 * `tls` is TLS, `"twice"` TLS in TLS, `"after"` TLS once a line has been answered with `go`, `"asks"`
 * TLS with those that have a certificate.
 */
async function open({ unix = false, tls: secure = false, host = "127.0.0.1" }, lab, connected) {
  const sockets = new Set();
  const peer = { said: "" };
  const take = (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    socket.on("end", () => socket.writable && socket.end("bye"));
    connected(socket, peer);
  };
  const files = secure && {
    cert: readFileSync(join(lab.authority, "server.pem")),
    key: readFileSync(join(lab.authority, "server.key")),
    ...(secure === "asks" && { requestCert: true, rejectUnauthorized: true, ca: readFileSync(join(lab.authority, "client.pem")) }),
  };
  const upgrade = (socket, next) => {
    const inner = new tls.TLSSocket(socket, { isServer: true, allowHalfOpen: true, ...files });
    inner.on("error", () => socket.destroy());
    next(inner);
  };
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    socket.on("error", () => {});
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    if (!secure) take(socket);
    else if (secure === "after") socket.once("data", () => (socket.write("go"), upgrade(socket, take)));
    else upgrade(socket, secure === "twice" ? (inner) => upgrade(inner, take) : take);
  });
  const path = unix ? lab.path() : undefined;
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path === undefined ? { port: 0, host } : { path }, resolve);
  });
  const port = path === undefined ? server.address().port : undefined;
  Object.assign(peer, {
    port,
    path,
    url: `${secure ? "wss" : "ws"}://${secure ? "localhost" : "127.0.0.1"}:${port}`,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      return 0;
    },
  });
  return peer;
}

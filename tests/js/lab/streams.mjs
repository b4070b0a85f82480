// Streams that do as a case says: echoes, tunnels, faults. They live in the lab's own process.

import { readFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import tls from "node:tls";

/** Kinds of peers, by name. */
export const streams = {
  /** Sends back what comes, and obeys the words below. `unix` and `tls` say where and how. */
  echo: (options, lab) => open(options, lab, (socket) => socket.on("data", (data) => obey(socket, data))),

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

  /** Nobody: a port at which nothing listens. */
  async nobody() {
    const one = await open({}, undefined, () => {});
    await one.stop();
    return { port: one.port, url: one.url, stop: async () => {} };
  },
};

function obey(socket, data) {
  const word = data.length < 16 ? data.toString() : "";
  if (word === "reset") socket.resetAndDestroy();
  else if (word === "end") socket.end("bye");
  else if (word === "flood") socket.write(Buffer.alloc(16 << 20, "f"));
  else if (word === "deaf") (socket.pause(), setTimeout(() => socket.resume(), 300));
  else socket.write(data);
}

function tunnelTo(socket, to) {
  const other = net.connect({ port: to, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  other.on("error", () => socket.destroy()).on("close", () => socket.destroySoon());
  socket.on("close", () => other.destroySoon());
  socket.pipe(other).pipe(socket);
  return other;
}

/** `tls` is TLS, `"twice"` TLS in TLS, `"after"` TLS once a line has been answered with `go`. */
async function open({ unix = false, tls: secure = false, host = "127.0.0.1" }, lab, connected) {
  const sockets = new Set();
  const take = (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    socket.on("end", () => socket.writable && socket.end("bye"));
    connected(socket);
  };
  const files = secure && {
    cert: readFileSync(join(lab.authority, "server.pem")),
    key: readFileSync(join(lab.authority, "server.key")),
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
  return {
    port,
    path,
    url: `${secure ? "wss" : "ws"}://${secure ? "localhost" : "127.0.0.1"}:${port}`,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      return 0;
    },
  };
}

// A server made with the npm package ws, for any client.
//
// usage: server.mjs [--port N] [--max-message BYTES]
//
// It prints `listening on ws://127.0.0.1:PORT` on stderr, and ends when it gets
// SIGTERM: each open connection is then closed with 1001.
//
// The path of a request says what the server does. Everything that it sees goes
// to stdout, one line each. It checks what a client must do, and ends with a
// non-zero status at the first difference.

import { once } from "node:events";
import { createServer, STATUS_CODES } from "node:http";
import { parseArgs } from "node:util";
import { crc32 } from "node:zlib";

import { check, fail, load, within } from "./peer.mjs";

const { WebSocketServer } = load("ws");

const scenes = {
  /** /tell prints the kind, size and CRC-32 of each message. */
  tell(ws) {
    ws.on("message", (data, isBinary) => {
      console.log(`${isBinary ? "binary" : "text"} ${data.length} ${crc32(data)}`);
    });
  },

  /** /pings checks that pings are answered by pongs of the same payload. */
  async pings(ws) {
    const payloads = [Buffer.from("are you there?"), Buffer.alloc(0), Buffer.from([0, 255]), Buffer.alloc(125, "p")];
    for (const payload of payloads) await ping(ws, payload);
    ws.send(`${payloads.length} pings answered`);
    ws.close(1000);
  },

  /** /close/CODE/REASON closes; /close does so without a code. */
  close(ws, _request, code, reason = "") {
    ws.close(code && Number(code), decodeURIComponent(reason));
  },

  /** /kinds sends one of each kind of frame. */
  async kinds(ws) {
    ws.send("zażółć");
    ws.send(Buffer.from([0, 255, 16]));
    ws.send("");
    await ping(ws, Buffer.from("ping"));
    ws.pong("unsolicited");
    ws.close(1000, "done");
  },

  /** /fragments sends a text in fragments, with a ping between them. */
  async fragments(ws) {
    ws.send("one ", { fin: false });
    await ping(ws, Buffer.from("within"));
    ws.send("two ", { fin: false });
    ws.send("three", { fin: true });
    ws.close(1000);
  },

  /** /headers/A,B sends the request's headers of these names, a text each. */
  headers(ws, request, names) {
    for (const name of names.split(",")) {
      const values = request.headersDistinct[name.toLowerCase()];
      ws.send(`${name}: ${values?.join(", ") ?? "(none)"}`);
    }
    ws.close(1000);
  },

  /** /raw/HEX writes these bytes after the handshake. */
  raw(ws, _request, wire) {
    ws._socket.write(Buffer.from(wire, "hex"));
  },

  /** /reset cuts the connection with RST. */
  reset(ws) {
    ws._socket.resetAndDestroy();
  },

  /** /eof ends the connection without a close frame. */
  eof(ws) {
    ws._socket.destroy();
  },
};

/** / sends each message back. */
function echo(ws) {
  ws.on("message", (data, isBinary) => ws.send(data, { binary: isBinary }));
}

async function ping(ws, payload) {
  ws.ping(payload);
  const [pong] = await within(5, once(ws, "pong"));
  check("pong", pong, payload);
}

async function converse(ws, request) {
  // Reported by its close code, which follows.
  ws.on("error", () => {});
  ws.on("close", (code, reason) => console.log(`closed ${code} ${reason}`.trimEnd()));
  const [name, ...parts] = request.url.replace(/^\//, "").split("/");
  const scene = Object.hasOwn(scenes, name) ? scenes[name] : echo;
  try {
    await scene(ws, request, ...parts);
  } catch (error) {
    fail(`${name}: ${error.stack}`);
  }
}

/** /refuse/STATUS refuses; /secret does so without `user:password`. */
function refusal(request) {
  const [, name, status] = request.url.split("/");
  if (name === "refuse") return Number(status);
  const expected = `Basic ${Buffer.from("user:password").toString("base64")}`;
  if (name === "secret" && request.headers.authorization !== expected) return 401;
}

const { values: options } = parseArgs({
  options: { port: { type: "string", default: "0" }, "max-message": { type: "string", default: "1048576" } },
});

const webSockets = new WebSocketServer({
  noServer: true,
  maxPayload: Number(options["max-message"]),
  perMessageDeflate: true,
  handleProtocols: (offered) => (offered.has("chat") ? "chat" : false),
});

const server = createServer();
server.on("upgrade", (request, stream, head) => {
  const status = refusal(request);
  if (status) {
    const challenge = status === 401 ? 'WWW-Authenticate: Basic realm="secret"\r\n' : "";
    stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${challenge}Connection: close\r\nContent-Length: 8\r\n\r\ngo away\n`);
  } else {
    webSockets.handleUpgrade(request, stream, head, converse);
  }
});
server.listen(Number(options.port), "127.0.0.1", () => {
  console.error(`listening on ws://127.0.0.1:${server.address().port}`);
});

process.on("SIGTERM", () => {
  server.close();
  for (const ws of webSockets.clients) ws.close(1001);
});

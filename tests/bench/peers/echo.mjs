// An echo server made with the npm package ws.
//
// usage: echo.mjs --listen HOST:PORT [--bits N --mem-level N --level N [--no-context-takeover]]
//
// Without --bits it declines compression. WITSOCKET_NODE_DIR is the folder of node_modules.

import { createRequire } from "node:module";
import { join } from "node:path";
import { parseArgs } from "node:util";

const load = createRequire(join(process.env.WITSOCKET_NODE_DIR, "package.json"));
const { WebSocketServer } = load("ws");

const { values: options } = parseArgs({
  options: {
    listen: { type: "string", default: "127.0.0.1:0" },
    bits: { type: "string" },
    "mem-level": { type: "string" },
    level: { type: "string" },
    "no-context-takeover": { type: "boolean", default: false },
  },
});

const perMessageDeflate = options.bits !== undefined && {
  serverMaxWindowBits: Number(options.bits),
  clientMaxWindowBits: Number(options.bits),
  serverNoContextTakeover: options["no-context-takeover"],
  clientNoContextTakeover: options["no-context-takeover"],
  zlibDeflateOptions: { level: Number(options.level), memLevel: Number(options["mem-level"]) },
  threshold: 0,
};

const [host, port] = options.listen.split(":");
const server = new WebSocketServer({ host, port: Number(port), maxPayload: 64 << 20, perMessageDeflate });
server.on("connection", (ws) => {
  // The load ends without a closing handshake.
  ws.on("error", () => {});
  ws.on("message", (data, isBinary) => ws.send(data, { binary: isBinary }));
});
server.on("listening", () => {
  const { address, port } = server.address();
  console.error(`listening on ws://${address}:${port}`);
});

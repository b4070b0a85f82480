// An echo server made with the npm package of this repository.
//
// usage: serve.mjs --listen HOST:PORT [--bits N --mem-level N --level N [--no-context-takeover]]
//
// Without --bits it declines compression. WITSOCKET_DIST is the folder of the package.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const { serve } = await import(pathToFileURL(join(process.env.WITSOCKET_DIST, "node.js")));

const { values: options } = parseArgs({
  options: {
    listen: { type: "string", default: "127.0.0.1:0" },
    bits: { type: "string" },
    "mem-level": { type: "string" },
    level: { type: "string" },
    "no-context-takeover": { type: "boolean", default: false },
  },
});

const bits = Number(options.bits);
const takeover = options["no-context-takeover"];
const deflate = options.bits !== undefined && {
  terms: {
    serverMaxWindowBits: bits,
    clientMaxWindowBits: bits,
    serverNoContextTakeover: takeover,
    clientNoContextTakeover: takeover,
  },
  level: Number(options.level),
  memLevel: Number(options["mem-level"]),
};

const [host, port] = options.listen.split(":");
const server = await serve((socket) => socket.forEach((message) => socket.send(message)), {
  host,
  port: Number(port),
  deflate,
  limits: { maxMessage: 64 << 20 },
  timeouts: { pingInterval: null },
});
console.error(`listening on ${server.urls[0]}`);

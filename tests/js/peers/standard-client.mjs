// The standard's WebSocket class, of whoever runs this; of undici, if WITSOCKET_UNDICI is the folder
// that it is installed in. It talks to an echo server, and fails at the first difference.
//
// usage: standard-client.mjs URL [SUBPROTOCOL]

import { createRequire } from "node:module";
import { Buffer } from "node:buffer";
import process from "node:process";

const [url, subprotocol] = process.argv.slice(2);
const undici = process.env.WITSOCKET_UNDICI;
const WebSocket = undici ? createRequire(`${undici}/package.json`)("undici").WebSocket : globalThis.WebSocket;

const messages = [
  "hello",
  "",
  "zażółć gęślą jaźń 語 🦀",
  Uint8Array.from({ length: 256 }, (_, n) => n),
  new Uint8Array(0),
  "x".repeat(65536),
  new Uint8Array(1 << 20).fill(7),
  "the last",
];

const timer = setTimeout(() => fail("it took more than 15 s"), 15_000);
const socket = subprotocol ? new WebSocket(url, ["other", subprotocol]) : new WebSocket(url);
socket.binaryType = "arraybuffer";
socket.onerror = () => fail("an error event came");
socket.onopen = () => {
  if (socket.protocol !== (subprotocol ?? "")) fail(`the subprotocol is "${socket.protocol}"`);
  console.log(`open, extensions: ${socket.extensions}`);
  for (const message of messages) socket.send(message);
};

let count = 0;
socket.onmessage = ({ data }) => {
  const expected = messages[count++];
  const same =
    typeof expected === "string"
      ? data === expected
      : typeof data !== "string" && Buffer.compare(new Uint8Array(data), expected) === 0;
  if (!same) fail(`message ${count} came back different`);
  if (count === messages.length) socket.close(3001, "zażółć");
};
socket.onclose = ({ code, reason, wasClean }) => {
  if (count !== messages.length) fail(`closed with ${code} after ${count} messages`);
  if (code !== 3001 || reason !== "zażółć" || !wasClean) fail(`closed with ${code} ${reason} ${wasClean}`);
  clearTimeout(timer);
  console.log("ok");
};

function fail(why) {
  console.log(`FAILED ${why}`);
  process.exit(1);
}

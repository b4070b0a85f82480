// Runs the cases with the package's own classes, in whatever runtime this is.
//
// usage: ours.mjs PACKAGE BASE WHO [FILTER]; prints a line of JSON for each case

import process from "node:process";

import { runAll } from "./index.mjs";

const [entry, base, who, filter = ""] = process.argv.slice(2);
const { WebSocket, WebSocketStream, WebSocketError } = await import(entry);
await runAll({ WebSocket, WebSocketStream, WebSocketError }, base, who, filter, (result) => {
  console.log(`@${JSON.stringify(result)}`);
});
process.exit(0);

/**
 * The package in a page: the same names on the browser's own WebSocket, and no core is loaded.
 *
 * What a page cannot do rejects with a `SocketError` of the code `unsupported`, whose message says
 * what can be done instead. `over()` loads the core, and has all of it.
 *
 * @module
 */

export { connect, connections } from "./connect.ts";
export { SocketError } from "../errors.ts";
export { over } from "./over.ts";
export { Router } from "../router.ts";
export { broadcast, mount, serve, Server, upgrade } from "./server.ts";
export { Socket } from "./socket.ts";
export { WebSocketError, WebSocketStream } from "./stream.ts";
export { WebSocket } from "./websocket.ts";

/**
 * The package in a page: the same names on the browser's own WebSocket, and no core is loaded.
 *
 * What a page cannot do rejects with a `SocketError` of the code `unsupported`, whose message says
 * what can be done instead. `over()` loads the core, and has all of it.
 *
 * @module
 */

export { connect, connections } from "./native/connect.ts";
export { SocketError } from "./errors.ts";
export { over } from "./native/over.ts";
export { Router } from "./router.ts";
export { broadcast, mount, serve, Server, upgrade } from "./native/server.ts";
export { Socket } from "./native/socket.ts";
export { WebSocketError, WebSocketStream } from "./native/stream.ts";
export { WebSocket } from "./native/websocket.ts";

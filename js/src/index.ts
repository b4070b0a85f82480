/**
 * A real WebSocket over raw sockets: the same protocol core on every runtime.
 *
 * @module
 */

export { connect, connections, type ConnectOptions, type Verdict } from "./connect.ts";
export { type ErrorCode, type ErrorDetails, type MisuseCode, type Phase, SocketError } from "./errors.ts";
export { type ByteStream, over, type OverClient, type OverServer } from "./over.ts";
export type { Address, Listener, Pem, ServerTls, Session, TlsOptions } from "./platform.ts";
export { type Abortable, type Fragments, type Pieces, Socket, type SocketEvent } from "./socket.ts";
export type * from "./types.ts";

/**
 * A real WebSocket over raw sockets: the same protocol core on every runtime.
 *
 * @module
 */

export { broadcast, type BroadcastOptions, type Delivered, type Slow } from "./broadcast.ts";
export type { ServerStats } from "./census.ts";
export { connect, connections, type ConnectOptions, type Verdict } from "./connect.ts";
export type { CloseReportEvent, FailureEvent } from "./events.ts";
export { type ErrorCode, type ErrorDetails, type MisuseCode, type Phase, SocketError } from "./errors.ts";
export type { Duplex } from "./duplex.ts";
export type { EncodedFrame, Extension, ExtensionCodec, ExtensionFault, ExtensionFrame } from "./extension.ts";
export type { Fragments } from "./fragments.ts";
export { type HttpRequest, type HttpServer, mount, type MountOptions, upgrade, type UpgradeListener } from "./mount.ts";
export { type ByteStream, type Decided, over, type OverClient, type OverOpened, type OverServer } from "./over.ts";
export type { Address, Listener, ListenSettings, Pem, ServerTls, Session, Sink, TlsOptions, Transport } from "./platform.ts";
export type { Port } from "./port.ts";
export type { Decision, Policy, Reply } from "./policy.ts";
export { type Parameters, type RouteAnswer, Router, type RouteHandler } from "./router.ts";
export { serve, type ServeOptions } from "./serve.ts";
export type { ServerAuthentication } from "./reception.ts";
export { type Handler, Server, type ServerOptions } from "./server.ts";
export { type Abortable, type Pieces, Socket, type SocketEvent } from "./socket.ts";
export type { WebSocketCloseInfo, WebSocketOpenInfo } from "./link.ts";
export { WebSocketStream, type WebSocketStreamOptions } from "./stream.ts";
export type * from "./settings.ts";
export type * from "./types.ts";
export { type EventHandler, WebSocket, type WebSocketEventMap, type WebSocketOptions } from "./websocket.ts";
export { WebSocketError } from "./wserror.ts";

/**
 * The values of the API. The names are those of the Rust crate and of the WIT, in camelCase; times
 * are milliseconds, and `null` is "no limit" or "never".
 *
 * @module
 */

import type { SocketError } from "./errors.ts";

/** A header field. Any case, any order, as often as it likes. */
export type Header = readonly [name: string, value: string];

/** Header fields. `new Headers(fields)` makes the web's class of them. */
export type HeaderList = readonly Header[];

/** What headers can be given as. */
export type HeadersLike = HeaderList | Iterable<Header> | Readonly<Record<string, string>>;

/**
 * A message that came. Bytes may share their `buffer` with others, which are lost if it is
 * transferred: `slice()` has one of its own.
 */
export type Message = string | Uint8Array;

/** A message to send: text, or bytes. */
export type SendData = string | ArrayBuffer | ArrayBufferView;

/** Whether to compress a message, if that was agreed on: `auto` if it pays. */
export type Compress = "auto" | "always" | "never";

/** How to send a message. */
export interface SendOptions {
  /** Whether to compress it. Default: `"auto"`. */
  compress?: Compress;
}

/** Where a connection is in its life. */
export type State = "connecting" | "open" | "closing" | "closed";

/** Which end of a connection this is. */
export type Role = "client" | "server";

/** The content of a close frame. */
export interface Close {
  /** The code; 1005 for a frame without one. */
  readonly code: number;
  /** The reason. */
  readonly reason: string;
}

/** How a connection ended, seen from both sides. */
export interface Closed {
  /** The peer's close frame, if one came. */
  readonly received?: Close | undefined;
  /** Our close frame, if one was sent. */
  readonly sent?: Close | undefined;
  /** Whose came first, if there were both. */
  readonly order?: "received-then-sent" | "sent-then-received" | undefined;
  /** Whether both sides said close (RFC 6455 §7.1.4). */
  readonly clean: boolean;
  /** Why it ended otherwise than by a closing handshake. */
  readonly cause?: Cause | undefined;
  /** What goes with the cause, for logs and for those who throw: a transport's error, a trap. */
  readonly error?: SocketError | undefined;
}

/** Why a connection ended otherwise than by a closing handshake. */
export type Cause =
  /** The peer broke the protocol: how, as in the Rust crate's `ProtocolError`. */
  | { readonly type: "protocol"; readonly error: string; readonly message: string }
  /** The opening handshake failed: how, as in `HandshakeError`. */
  | { readonly type: "handshake"; readonly error: string; readonly message: string }
  | {
    readonly type:
      /** The peer ended the stream without a close frame. */
      | "eof"
      | "open-timeout"
      | "close-timeout"
      | "ping-timeout"
      | "idle-timeout"
      | "lifetime-timeout"
      /** The connection was closed before it was open. */
      | "going-away"
      /** The transport broke, or was dropped by `abort()`. */
      | "transport"
      /** The core failed. That is a bug of this library. */
      | "trap";
    readonly message: string;
  };

/** What a client asked for. */
export interface Request {
  /** `GET`, if it is a proper one. */
  readonly method: string;
  /** Path and query, as the client wrote them. */
  readonly target: string;
  /** The header fields. */
  readonly headers: HeaderList;
}

/** What a server answers. */
export interface Response {
  /** The status code. */
  readonly status: number;
  /** The reason phrase; empty for the usual one. */
  readonly reason: string;
  /** The header fields. */
  readonly headers: HeaderList;
  /** The body. */
  readonly body: Uint8Array;
}

/** What a client will ask for, before it does. */
export interface ClientRequest {
  /** The `Host` header. */
  readonly host: string;
  /** Path and query. */
  readonly target: string;
  /** The `Authorization` header. */
  readonly authorization?: string | undefined;
  /** The `Origin` header. */
  readonly origin?: string | undefined;
  /** More header fields. */
  readonly headers: HeaderList;
}

/** What the headers of a request say. */
export interface Offer {
  /** The subprotocols that the client offers; the first is preferred. */
  readonly subprotocols: readonly string[];
  /** The extensions that it offers. */
  readonly extensions: readonly AgreedExtension[];
  /** Who it says it is; nothing of it is proved. */
  readonly claimant?: { readonly user: string; readonly password?: string | undefined } | undefined;
}

/** How a server accepts a request. */
export interface Acceptance {
  /** The subprotocol to speak, `null` for none; the one that `subprotocols` selects. */
  subprotocol?: string | null;
  /** More header fields of the response. */
  headers?: HeaderList;
  /** The header fields to go on with in place of the request's. */
  requestHeaders?: HeaderList;
  /** Who asks, if the application knows. */
  user?: string;
}

/** What a server's application says before a connection is open. */
export type Answer =
  | { readonly accept: Acceptance }
  | { readonly reject: Partial<Response> & { readonly status: number } }
  | { readonly claimed: boolean }
  | { readonly respond: Response };

/** What both sides agreed on about compression (RFC 7692 §7.1). */
export interface DeflateParameters {
  /** Whether the server compresses each message by itself (§7.1.1.1). */
  readonly serverNoContextTakeover: boolean;
  /** Whether the client does (§7.1.1.2). */
  readonly clientNoContextTakeover: boolean;
  /** How far back the server's compressor refers: a power of two, 8 to 15 (§7.1.2.1). */
  readonly serverMaxWindowBits: number;
  /** The same of the client's (§7.1.2.2). */
  readonly clientMaxWindowBits: number;
}

/** The parameters of an extension in their order; those without a value have none. */
export type ExtensionParameters = readonly (readonly [name: string, value?: string | undefined])[];

/** An extension with its parameters. */
export interface AgreedExtension {
  /** The name that is registered with IANA, or a private one. */
  readonly name: string;
  /** In their order; those without a value have none. */
  readonly parameters: ExtensionParameters;
}

/** What both sides agreed on. */
export interface Opened {
  /** The subprotocol. */
  readonly subprotocol?: string | undefined;
  /** How messages are compressed; nothing if they are not. */
  readonly deflate?: DeflateParameters | undefined;
  /** `Sec-WebSocket-Extensions` of the server's answer, or what it means; empty without extensions. */
  readonly extensions: string;
  /** Server: who asked, if that is known. */
  readonly user?: string | undefined;
  /** Client: the server's answer. */
  readonly response?: Response | undefined;
}

/** An opening handshake that did not open the connection. */
export interface Rejection {
  /** Why, as in the Rust crate's `HandshakeError`: `status`, `origin-refused`, .. */
  readonly error: string;
  /** The same in words. */
  readonly message: string;
  /** The HTTP status that was sent or received, if one was. */
  readonly status?: number | undefined;
  /** Client: the server's answer, if one came. */
  readonly response?: Response | undefined;
}

/** A part of a message. */
export interface Chunk {
  /** What the message carries. */
  readonly kind: "text" | "binary";
  /** The bytes. Those of a text may end inside a code point. */
  readonly data: Uint8Array;
  /** Whether a frame ends here. */
  readonly endOfFrame: boolean;
  /** Whether the message ends here. */
  readonly endOfMessage: boolean;
}

/** A frame, for logs. */
export interface FrameTrace {
  /** Whether the message ends here. */
  readonly fin: boolean;
  /** RSV1 to RSV3 as the bits 4, 2 and 1. */
  readonly rsv: number;
  /** What it is. */
  readonly opcode: "continuation" | "text" | "binary" | "close" | "ping" | "pong";
  /** Bytes of the payload as they are on the wire. */
  readonly length: number;
  /** The first bytes of the payload, unmasked. */
  readonly head: Uint8Array;
}

/** What happened on the wire, for logs. */
export type Trace =
  | { readonly type: "frame-received" | "frame-sent"; readonly frame: FrameTrace }
  | { readonly type: "head-received" | "head-sent"; readonly head: string }
  | { readonly type: "state"; readonly state: State };

/** What happens besides messages. */
export type Event =
  /** Server: a request came, and waits for an answer. */
  | { readonly type: "request"; readonly request: Request }
  /** Server: a proof came that is good once, and waits for `{ claimed }`. */
  | { readonly type: "claim"; readonly token: Uint8Array; readonly until: number }
  /** Server: this is about to be sent, and waits for `{ respond }`. */
  | { readonly type: "response"; readonly response: Response }
  | { readonly type: "open"; readonly opened: Opened }
  /** The opening handshake failed; `closed` follows. */
  | { readonly type: "rejected"; readonly rejection: Rejection }
  /** A part of a message, as `delivery` asks. */
  | ({ readonly type: "chunk" } & Chunk)
  | { readonly type: "ping"; readonly payload: Uint8Array }
  /** A pong; its latency in milliseconds, if it answers a ping. */
  | { readonly type: "pong"; readonly payload: Uint8Array; readonly latency?: number | undefined }
  /** The transport took enough for sends to go on. */
  | { readonly type: "writable" }
  /** The peer wants to close: close once all is sent. Only if `autoClose` is off. */
  | { readonly type: "closing"; readonly close: Close }
  | { readonly type: "trace"; readonly trace: Trace }
  /** The end: the last event, and given once. */
  | { readonly type: "closed"; readonly closed: Closed };

/** Counters of a connection. */
export interface Stats {
  /** Bytes that came over the transport, the handshake's among them. */
  readonly bytesReceived: number;
  /** Bytes that went over the transport. */
  readonly bytesSent: number;
  /** Frames that came, of every kind. */
  readonly framesReceived: number;
  /** Frames that were sent. */
  readonly framesSent: number;
  /** Messages that came whole. */
  readonly messagesReceived: number;
  /** Messages that were sent whole. */
  readonly messagesSent: number;
  /** Bytes of messages that came, whole or in part. */
  readonly dataReceived: number;
  /** Bytes of messages that were sent. */
  readonly dataSent: number;
  /** Bytes that these took in their frames: fewer, if compressed. */
  readonly payloadReceived: number;
  /** The same of what was sent. */
  readonly payloadSent: number;
  /** Bytes that wait for the transport. */
  readonly buffered: number;
  /** Round trips of pings: how many, and the latest, shortest, longest and mean in milliseconds. */
  readonly pongs: number;
  readonly latency?: number | undefined;
  readonly latencyMin?: number | undefined;
  readonly latencyMax?: number | undefined;
  readonly latencyMean?: number | undefined;
}

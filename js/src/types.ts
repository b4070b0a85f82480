/**
 * The values of the API. The names are those of the Rust crate and of the WIT, in camelCase; times
 * are milliseconds, and `null` is "no limit" or "never".
 *
 * @module
 */

import type { SocketError } from "./errors.ts";
import type { Extension } from "./extensions.ts";

/** A header field. Any case, any order, as often as it likes. */
export type Header = readonly [name: string, value: string];

/** Header fields. `new Headers(fields)` makes the web's class of them. */
export type HeaderList = readonly Header[];

/** What headers can be given as. */
export type HeadersLike = HeaderList | Iterable<Header> | Readonly<Record<string, string>>;

/** A message that came. Bytes may share their `buffer` with others: `slice()` has one of its own. */
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

/** What a peer may make us hold; `null` is no limit. See the Rust crate's `Limits`. */
export interface Limits {
  /** Bytes of a message. Default: 1 MiB. */
  maxMessage?: number | null;
  /** Bytes of a frame. Default: no limit. */
  maxFrame?: number | null;
  /** Frames of a message. Default: 16 384. */
  maxFragments?: number | null;
  /** How many times more bytes than came a compressed message may have. Default: no limit. */
  maxRatio?: number | null;
  /** Bytes of a line of a head. Default: 8 192. */
  maxLine?: number;
  /** Header lines. Default: 128. */
  maxHeaders?: number;
  /** Bytes of a head. Default: 128 KiB. */
  maxHead?: number;
  /** Bytes kept of the body of a refusal. Default: 1 MiB. */
  maxBody?: number;
  /** Bytes that wait from which on `send` waits. Default: 32 KiB. */
  highWater?: number;
  /** Bytes that wait at which it goes on. Default: 8 KiB. */
  lowWater?: number;
  /** Bytes that wait beyond which a send is refused. Default: 1 MiB. */
  maxBuffered?: number;
}

/** How long things may take, in milliseconds; `null` is for ever. */
export interface Timeouts {
  /** The opening handshake, all of it. Default: 10 s. */
  open?: number | null;
  /** From our close frame to the end. Default: 10 s. */
  close?: number | null;
  /** Between two keepalive pings. Default: 20 s. */
  pingInterval?: number | null;
  /** From a keepalive ping to its pong. Default: 20 s. */
  pingTimeout?: number | null;
  /** Without a message either way. Default: for ever. */
  idle?: number | null;
  /** From the opening to the end. Default: for ever. */
  lifetime?: number | null;
  /** From the first byte of a message to its last. Default: 60 s. */
  message?: number | null;
}

/** What a client offers, or the most that a server grants (RFC 7692 §7.1). */
export interface DeflateOffer {
  /** Whether the server is to compress each message by itself: less memory, more bytes. Default: no. */
  serverNoContextTakeover?: boolean;
  /** The same of the client. Default: no. */
  clientNoContextTakeover?: boolean;
  /** 8 to 15. Default: 15. */
  serverMaxWindowBits?: number;
  /** 8 to 15; `true`: what the server asks for. */
  clientMaxWindowBits?: number | true;
}

/** How messages are compressed. */
export interface Deflate {
  /** Client: what to offer, best first. */
  offers?: readonly DeflateOffer[];
  /** Server: the most to grant. */
  terms?: DeflateOffer;
  /** Server: decline offers that do not let us limit the client's window. */
  requireClientMaxWindowBits?: boolean;
  /** From 1 for speed to 9 for size. Default: 6. */
  level?: number;
  /** From 1 for little memory to 9 for speed. Default: 5. */
  memLevel?: number;
  /** How repetitions are looked for, as zlib names it. Default: `"default"`. */
  strategy?: "default" | "filtered" | "huffman-only" | "rle" | "fixed";
  /** Messages of fewer bytes are sent as they are. Default: 0. */
  threshold?: number;
}

/** User and password. */
export interface Credentials {
  /** The user's name; without colons for Basic (RFC 7617 §2). */
  readonly user: string;
  /** The password. */
  readonly password: string;
}

/** Who may connect to a server, and how they prove it. */
export interface Authentication {
  /** What the users are users of. */
  realm: string;
  /** Those who log in with Basic (RFC 7617). */
  basic?: readonly Credentials[];
  /** Those who log in with Digest (RFC 7616). */
  digest?: readonly Credentials[];
  /** Signs nonces: 32 unpredictable bytes, the same for all connections of a server. */
  secret: Uint8Array;
  /** How long a nonce is good, in milliseconds. */
  nonceLifetime?: number;
}

/** The settings of a connection. */
export interface Config {
  /** What the peer may make us hold. */
  limits?: Limits;
  /** How long things may take. */
  timeouts?: Timeouts;
  /** In which pieces messages come. Default: `"message"`. */
  delivery?: "message" | "frame" | "chunk";
  /** Bytes of a frame to send: longer messages go in several. */
  maxFragment?: number | null;
  /** Compression; `false` neither offers nor accepts it. */
  deflate?: Deflate | boolean;
  /** Other extensions, the preferred ones first. Default: none. */
  extensions?: readonly Extension[];
  /** Whether pings are answered without the application. Default: yes. */
  autoPong?: boolean;
  /** Whether the peer's close frame is answered without the application. Default: yes. */
  autoClose?: boolean;
  /** Whether text is checked to be UTF-8. Default: yes. */
  checkUtf8?: boolean;
  /** Server: whether frames need not be masked, against RFC 6455 §5.1. Default: no. */
  acceptUnmasked?: boolean;
  /** Whether `trace` events are given, which a logger gets as lines. Default: no. */
  trace?: boolean;
  /** Client: the subprotocols to offer. Server: those to choose from. The first is preferred. */
  subprotocols?: readonly string[];
  /**
   * Server: which pages may connect. `*` in a text stands for any characters but `/`, and an empty
   * text for clients that name no page. Default: `"same-host"`.
   */
  origins?: "same-host" | "any" | readonly string[];
  /** Server: who may connect. Default: anybody. */
  authentication?: Authentication | null;
  /** Server: whether `response` events are given, which wait for an answer. Default: no. */
  review?: boolean;
  /** Server: the values of `Host` to allow. Default: all. */
  hosts?: readonly string[] | null;
  /** The `Server` or `User-Agent` header; `null` leaves it out. */
  product?: string | null;
}

/** The delays between attempts: a random part of `initial`, then `min`, growing up to `max`. */
export interface Backoff {
  /** In milliseconds. Default: 5 s. */
  initial?: number;
  /** In milliseconds. Default: about 3 s. */
  min?: number;
  /** By how much each is longer than the one before. Default: 1.618. */
  factor?: number;
  /** In milliseconds. Default: 90 s. */
  max?: number;
}

/** Where log lines go: `console` is one. What a connection does is told with its number in front. */
export interface Logger {
  /** Frames. */
  trace?(message: string): void;
  /** Heads, states, transports. */
  debug?(message: string): void;
  /** Connections that open and end, attempts that are repeated. */
  info?(message: string): void;
  /** What should not be. */
  warn?(message: string): void;
}

/**
 * The settings of connections. The names are those of the Rust crate and of the WIT, in camelCase;
 * times are milliseconds, and `null` is "no limit" or "never".
 *
 * @module
 */

import type { Extension } from "./extension.ts";

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

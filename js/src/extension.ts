/**
 * Extensions that an application has (RFC 6455 §9).
 *
 * @module
 */

import type { ExtensionParameters, Role } from "./types.ts";

/**
 * What both sides may agree on in the opening handshake to change the frames of messages.
 *
 * Extensions work behind permessage-deflate: on what it made of a message when they encode, and
 * before it when they decode. Among themselves the first one that was agreed on is the first to
 * encode and the last to decode (§9.1).
 *
 * They are called while the core is at work: whatever they ask of a connection then throws.
 */
export interface Extension {
  /** The name in `Sec-WebSocket-Extensions`, a token. */
  readonly name: string;
  /**
   * The reserved bits that its frames may have: RSV1 to RSV3 as 4, 2 and 1. A connection has no two
   * extensions with a bit in common, and RSV1 is permessage-deflate's. Default: none.
   */
  readonly rsv?: number;
  /** Client: what to offer, best first. Default: one offer without parameters. */
  readonly offers?: readonly ExtensionParameters[];
  /** Server: the parameters to answer an offer with; nothing declines, and so does what it throws. */
  accept(offer: ExtensionParameters): ExtensionParameters | null | undefined;
  /**
   * What does the work of one connection, with the parameters that the server answered; nothing if
   * they make no sense: a client then fails the handshake, a server declines. It is called more than
   * once, and must not count on being used.
   */
  start(role: Role, agreed: ExtensionParameters): ExtensionCodec | null | undefined;
}

/** The two directions of an extension in one connection. */
export interface ExtensionCodec {
  /** Encodes the next frame of a message. Any fault closes the connection with code 1011. */
  encode(frame: ExtensionFrame): EncodedFrame | ExtensionFault;
  /**
   * Decodes the next frame of a message. More than `max` bytes are one too many: stop at `too-big`
   * before they are there.
   */
  decode(frame: ExtensionFrame, max: number): Uint8Array | ExtensionFault;
}

/** A frame of a text or binary message. Control frames are passed over. */
export interface ExtensionFrame {
  /** What it is; all frames of a message but the first are continuations. */
  readonly opcode: "text" | "binary" | "continuation";
  /** Whether the message ends here. */
  readonly fin: boolean;
  /** Those of the extension's reserved bits that are set; none of a frame to encode. */
  readonly rsv: number;
  /** The payload, not masked. It is the extension's to keep and to change. */
  readonly payload: Uint8Array;
}

/** A frame as it goes on. */
export interface EncodedFrame {
  /** The reserved bits to set, of those that are the extension's. Default: none. */
  readonly rsv?: number;
  /** The payload. */
  readonly payload: Uint8Array;
}

/** Why an extension cannot go on. What one throws is `internal`. */
export type ExtensionFault =
  /** The peer broke the extension's rules: close code 1002. */
  | "protocol"
  /** The data make no sense: 1007. */
  | "data"
  /** More data than is allowed: 1009. */
  | "too-big"
  /** The extension failed: 1011. */
  | "internal";

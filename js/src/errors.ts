/**
 * What can go wrong, with codes that stay as they are.
 *
 * Wrong types throw `TypeError`, and a URL that is none a `SyntaxError` of the web
 * (`DOMException`); all else is a {@linkcode SocketError}.
 *
 * @module
 */

import type { Closed, Rejection } from "./types.ts";

/** A call that should not have been made; nothing changed. As in the Rust crate's `Misuse`. */
export type MisuseCode =
  | "not-open"
  | "no-request"
  | "message-in-progress"
  | "no-message"
  | "control-too-long"
  | "invalid-close-code"
  | "close-reason-too-long"
  | "would-block"
  | "ping-in-flight"
  | "invalid-header"
  | "invalid-target"
  | "invalid-credentials"
  | "not-closed"
  | "invalid-subprotocol"
  | "invalid-status"
  | "invalid-utf8";

/** What an error is about. */
export type ErrorCode =
  | MisuseCode
  /** The connection was closed; `closed` says how. */
  | "closed"
  /** There is no transport; `phase` and `transport` say why. */
  | "transport"
  /** The opening timeout passed; `phase` says during what. */
  | "timeout"
  /** A proxy did not connect us. */
  | "proxy"
  /** The environment, or an option of the class `WebSocket`, names a proxy that is none. */
  | "invalid-proxy"
  /** The handshake failed; `rejection` says how. */
  | "rejected"
  /** A redirect cannot be followed. */
  | "redirect"
  /** The core failed, which is a bug of this library. The connections of its instance are gone. */
  | "trap"
  /** The runtime cannot do it. The message says what can. */
  | "unsupported";

/** What was under way. */
export type Phase = "resolve" | "connect" | "secure" | "proxy" | "handshake";

/** What goes with an error. */
export interface ErrorDetails {
  /** What was under way. */
  phase?: Phase | undefined;
  /** Transports: why, as in `TransportError`; proxies and redirects: how. */
  detail?: string | undefined;
  /** How the handshake failed. */
  rejection?: Rejection | undefined;
  /** The HTTP status of a server or proxy. */
  status?: number | undefined;
  /** How the connection ended. */
  closed?: Closed | undefined;
  /** What the runtime said. */
  cause?: unknown;
}

/** An error of a WebSocket. */
export class SocketError extends Error implements ErrorDetails {
  /** What it is about: stable, for programs. */
  readonly code: ErrorCode;
  declare readonly phase?: Phase | undefined;
  declare readonly detail?: string | undefined;
  declare readonly rejection?: Rejection | undefined;
  declare readonly status?: number | undefined;
  declare readonly closed?: Closed | undefined;

  /**
   * @param code what it is about
   * @param message the same in words
   * @param details what goes with it
   */
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    const { cause, ...rest } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.name = "SocketError";
    this.code = code;
    Object.assign(this, rest);
  }
}

/** The runtime cannot do something. */
export function unsupported(what: string, instead: string): SocketError {
  return new SocketError("unsupported", `${what}; ${instead}`);
}

/** What waits for more of a connection that has ended gets this. */
export function closedError(closed: Closed): SocketError {
  return closed.error ?? new SocketError("closed", closed.cause?.message ?? "the connection is closed", { closed });
}

/** RFC 6455 §7.4.1: what one side could not do as it should have. */
export const INTERNAL_ERROR = 1011;

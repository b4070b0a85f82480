/**
 * `over()`: a WebSocket over any stream of bytes.
 *
 * @module
 */

import type { ConnectOptions } from "./connect.ts";
import { SocketError } from "./errors.ts";
import type { Transport } from "./platform.ts";
import type { Socket } from "./socket.ts";
import type { Acceptance, Config, Logger, Offer, Request, Response } from "./types.ts";

/** A stream of bytes in both directions: a WebTransport stream, a `TransformStream` pair, .. */
export interface ByteStream {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}

/** The client's side of a stream. */
export interface OverClient extends Omit<ConnectOptions, "proxy" | "to" | "reconnect" | "gate" | "maxRedirects"> {
  role?: "client";
  /** What is asked for. With `wss:` the stream gets TLS, if the runtime can do that. */
  url: string | URL;
}

/** The server's side of a stream. */
export interface OverServer extends Config {
  role: "server";
  signal?: AbortSignal | undefined;
  logger?: Logger;
  /** Decides about the request. Default: accepts what the settings allow. */
  onRequest?: (
    request: Request,
    offer: Offer,
  ) => Acceptance | { readonly reject: Partial<Response> & { readonly status: number } } | void | Promise<Acceptance | { readonly reject: Partial<Response> & { readonly status: number } } | void>;
}

/**
 * Opens a WebSocket over a stream that is there already.
 *
 * ```ts
 * const socket = await over(stream, { url: "ws://example.com/" });
 * ```
 *
 * @throws {SocketError} if the opening handshake fails
 */
export async function over(stream: ByteStream, options: OverClient | OverServer): Promise<Socket> {
  void [stream, options];
  throw new SocketError("unsupported", "not yet");
}

/** A transport made of web streams. */
export function streamTransport(stream: ByteStream): Transport {
  void stream;
  throw new SocketError("unsupported", "not yet");
}

/**
 * `connect()` and `connections()`: clients.
 *
 * @module
 */

import { Box } from "./box.ts";
import { now } from "./core.ts";
import { type Circumstances, dial } from "./dial.ts";
import type { Driver } from "./driver.ts";
import { closedError, type SocketError } from "./errors.ts";
import { checkTypes } from "./likebrowser.ts";
import type { Owner } from "./owner.ts";
import type { TlsOptions } from "./platform.ts";
import { Socket } from "./socket.ts";
import type { Backoff, Config, Credentials, Logger } from "./settings.ts";
import type { ClientRequest, Header, HeadersLike } from "./types.ts";

/** What becomes of a failed attempt. */
export type Verdict =
  /** Another attempt, even if this error would not lead to one. */
  | "retry"
  /** No other attempt. */
  | "give-up";

/** How to connect. */
export interface ConnectOptions extends Config {
  /** Gives it up. Once the connection is open, it has no effect. */
  signal?: AbortSignal | undefined;
  /** The `Origin` header. */
  origin?: string;
  /** More headers of the request. A `User-Agent` or `Authorization` takes the place of ours. */
  headers?: HeadersLike;
  /** Names of headers that no other origin shall see after a redirect. */
  sensitive?: readonly string[];
  /** In place of those of the URL. */
  credentials?: Credentials;
  /** How they are proved. Default: `"any"`. */
  schemes?: "any" | "basic" | "digest";
  /**
   * The proxy: a URL of the scheme `http`, `https`, `socks4`, `socks4a`, `socks5` or `socks5h`;
   * `null` for none. Default: the one that the environment names.
   */
  proxy?: string | URL | null;
  /** Where to connect to, whatever the URL says: a host and port, or a Unix socket. */
  to?: { readonly host: string; readonly port: number } | { readonly path: string };
  /** How to speak TLS. */
  tls?: TlsOptions;
  /** The most redirects that are followed. Default: 10. */
  maxRedirects?: number;
  /** Whether to try again when an attempt fails, and when. Default: no. */
  reconnect?: Backoff | boolean;
  /**
   * Whether to wait while another connection to the same address is being opened (RFC 6455 §4.1).
   * Default: yes.
   */
  gate?: boolean;
  /** Looks at each request before it is sent, and may return other headers. */
  onRequest?: (request: ClientRequest) => readonly Header[] | void;
  /** Judges a failed attempt; nothing for what happens by default. */
  onFailure?: (error: SocketError, retry: number | undefined) => Verdict | void;
  /** Where to log: `console` is one. */
  logger?: Logger;
}

/**
 * Opens a connection.
 *
 * ```ts
 * const socket = await connect("wss://example.com/chat", { subprotocols: ["v1.chat"] });
 * ```
 *
 * @param url a `ws:` or `wss:` URL
 * @throws {TypeError} if an option makes no sense
 * @throws {DOMException} `SyntaxError` if the URL is none
 * @throws {SocketError} if there is no connection: `code` says why
 */
export async function connect(url: string | URL, options: ConnectOptions = {}): Promise<Socket> {
  checkTypes(options.tls ?? {});
  return await open(url, options, {});
}

/**
 * Opens a connection, and another one whenever that has ended, until the loop is left.
 *
 * ```ts
 * for await (const socket of connections("wss://example.com/feed")) {
 *   for await (const message of socket) console.log(message);
 * }
 * ```
 *
 * Attempts that fail are repeated with the delays of `reconnect`.
 *
 * @throws {SocketError} when an attempt fails in a way that another one would not mend
 */
export async function* connections(
  url: string | URL,
  options: ConnectOptions = {},
): AsyncGenerator<Socket, void, undefined> {
  checkTypes(options.tls ?? {});
  let held: number | undefined;
  for (;;) {
    const socket = await open(url, { reconnect: true, ...options }, { held });
    const since = now();
    try {
      yield socket;
    } finally {
      // Who goes on, or leaves, is done with this one.
      await socket.close();
    }
    held = now() - since;
  }
}

/** Opens a connection of which the application gets messages when it asks for them. */
export function open(url: string | URL, options: ConnectOptions, circumstances: Circumstances): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const opened = (driver: Driver): Owner => {
      const box = new Box((event) => {
        if (event.type === "open") resolve(new Socket(driver, box, event.opened));
        // Not heard any more, if it was open.
        else if (event.type === "closed") reject(closedError(event.closed));
      });
      box.attach(driver);
      return box;
    };
    dial(url, options, opened, circumstances).catch(reject);
  });
}

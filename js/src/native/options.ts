/**
 * What a page cannot do, and what can be done instead.
 *
 * @module
 */

import type { ConnectOptions } from "../connect.ts";
import { unsupported } from "../errors.ts";

/** The way to all of it. */
const CORE = "or speak WebSocket over a stream of your own with over()";

/** Options that a browser keeps to itself: what they would do, and instead of them. */
const OURS: Readonly<Record<string, readonly [what: string, instead: string]>> = {
  headers: ["set headers", `put a token into the URL or a subprotocol, ${CORE}`],
  origin: ["choose its Origin", `the browser says whose page it is, ${CORE}`],
  credentials: ["log in with Basic or Digest", `use a cookie, or a token in the URL, ${CORE}`],
  schemes: ["log in with Basic or Digest", `use a cookie, or a token in the URL, ${CORE}`],
  sensitive: ["follow redirects", "connect to the last URL"],
  maxRedirects: ["follow redirects", "connect to the last URL"],
  onRequest: ["change the request", `put what the server needs into the URL, ${CORE}`],
  proxy: ["choose a proxy", "set it in the browser or in the system"],
  to: ["choose the address", "put it into the URL"],
  tls: ["say how TLS is spoken", "the browser trusts whom it trusts"],
  delivery: ["see frames", `take whole messages, ${CORE}`],
  maxFragment: ["send in fragments", `send whole messages, ${CORE}`],
  deflate: ["say how messages are compressed", `leave it to the browser and the server, ${CORE}`],
  extensions: ["have extensions of its own", `change messages before they are sent, ${CORE}`],
  autoPong: ["see pings", `the browser answers them, ${CORE}`],
  autoClose: ["wait before it answers a close", `the browser answers it, ${CORE}`],
  checkUtf8: ["see text that is not UTF-8", `send bytes, ${CORE}`],
  trace: ["see frames", `use the browser's tools, ${CORE}`],
  product: ["choose its User-Agent", `the browser says what it is, ${CORE}`],
};

const TIMEOUTS: Readonly<Record<string, readonly [what: string, instead: string]>> = {
  close: ["say how long a close may take", `the browser has a time of its own, ${CORE}`],
  pingInterval: ["send pings", `send messages that your server answers, ${CORE}`],
  pingTimeout: ["send pings", `send messages that your server answers, ${CORE}`],
  idle: ["end idle connections", `set a timer and close, ${CORE}`],
  lifetime: ["end connections by their age", `set a timer and close, ${CORE}`],
  message: ["say how long a message may take", `let the server limit it, ${CORE}`],
};

/** Limits that make sense without the core. */
const LIMITS: ReadonlySet<string> = new Set(["highWater", "lowWater", "maxBuffered"]);

/**
 * Checks that a page can do what is asked for. What stands there as the browser does it anyway, or
 * for servers, is no matter.
 *
 * @throws {SocketError} `unsupported`
 */
export function checkOptions(options: ConnectOptions): void {
  for (const [name, [what, instead]] of Object.entries(OURS)) {
    if (isAsked(options[name as keyof ConnectOptions], AS_IT_IS[name])) {
      throw unsupported(`${name}: a page cannot ${what}`, instead);
    }
  }
  for (const [name, [what, instead]] of Object.entries(TIMEOUTS)) {
    const value = options.timeouts?.[name as keyof typeof options.timeouts];
    if (isAsked(value, null)) throw unsupported(`timeouts.${name}: a page cannot ${what}`, instead);
  }
  for (const [name, value] of Object.entries(options.limits ?? {})) {
    if (!LIMITS.has(name) && isAsked(value, null)) {
      throw unsupported(`limits.${name}: a page cannot limit what the browser takes`, `let the server limit it, ${CORE}`);
    }
  }
}

function isAsked(value: unknown, asItIs: unknown): boolean {
  return value !== undefined && value !== asItIs;
}

/** What a browser does anyway. */
const AS_IT_IS: Readonly<Record<string, unknown>> = {
  proxy: undefined,
  maxRedirects: 0,
  delivery: "message",
  maxFragment: null,
  deflate: true,
  autoPong: true,
  autoClose: true,
  checkUtf8: true,
  trace: false,
};

/** A call that a page cannot make. */
export function cannot(what: string, instead: string): Error {
  return unsupported(`a page cannot ${what}`, `${instead}, ${CORE}`);
}

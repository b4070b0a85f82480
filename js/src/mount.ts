/**
 * `mount()` and `upgrade()`: connections of an HTTP server that the application has.
 *
 * @module
 */

import { platform } from "#platform";

import { type Duplex, DuplexTransport } from "./duplex.ts";
import { unsupported } from "./errors.ts";
import { Router } from "./router.ts";
import { type Handler, Server, type ServerOptions } from "./server.ts";
import type { Socket } from "./socket.ts";

/** A request of `node:http`, as far as it is looked at. */
export interface HttpRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly httpVersion: string;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
}

/** A server of `node:http` or `node:https`, or whatever has such an event. */
export interface HttpServer {
  on(event: "upgrade", listener: UpgradeListener): unknown;
  off(event: "upgrade", listener: UpgradeListener): unknown;
  listenerCount(event: "upgrade"): number;
}

/** What an HTTP server calls when a client wants another protocol. */
// deno-lint-ignore no-explicit-any
export type UpgradeListener = (request: any, socket: any, head: any) => void;

/** How to serve what an HTTP server hands over. */
export interface MountOptions extends ServerOptions {
  /** The paths to serve, in the manner of {@linkcode Router}. Default: a router's routes, or all. */
  path?: string | readonly string[];
}

/**
 * Serves the WebSockets of an HTTP server that the application has: one of `node:http` or
 * `node:https`, which Deno and Bun have as well, and with it Express, Fastify and Hono on them.
 *
 * ```ts
 * const http = createServer(app).listen(8080);
 * mount(http, echo, { path: "/echo" });
 * mount(http, new Router().route("/rooms/{room}", join));
 * ```
 *
 * Other upgrades are left to whoever listens to them. Those of which nobody knows anything are
 * answered with 404. Shutting down what this returns leaves the HTTP server as it is.
 *
 * @throws {TypeError} if an option makes no sense
 */
export function mount(http: HttpServer, handler: Handler | Router, options: MountOptions = {}): Server {
  if (typeof http?.on !== "function") throw new TypeError("an HTTP server has the event `upgrade`");
  const { path, ...rest } = options;
  const routes = path === undefined ? undefined : new Router();
  for (const one of typeof path === "string" ? [path] : path ?? []) routes?.answer(one, () => ({ status: 404 }));
  const server = new Server(handler, rest);
  const mount: Mount = { server, routes: routes ?? (handler instanceof Router ? handler : undefined) };
  let mounts = mounted.get(http);
  if (mounts === undefined) {
    mounted.set(http, mounts = new Mounts(http));
  }
  mounts.add(mount);
  server.atShutdown(() => mounts.remove(mount));
  return server;
}

/**
 * Opens the WebSocket that a client of an HTTP server wants, which emitted `upgrade`.
 *
 * ```ts
 * http.on("upgrade", async (request, socket, head) => {
 *   const client = await upgrade(request, socket, head);
 *   for await (const message of client) await client.send(message);
 * });
 * ```
 *
 * What is no proper opening handshake, or not wanted, is answered so. Give it the same options each
 * time, so that they are looked at once.
 *
 * @throws {TypeError} if an option makes no sense
 * @throws {SocketError} `rejected` if the handshake failed; `unsupported` for a `Request` of the
 *   web: no runtime gives its connection away
 */
export function upgrade(
  request: HttpRequest,
  socket: Duplex,
  head?: Uint8Array,
  options?: ServerOptions,
): Promise<Socket>;
/** A request of the web has no connection to take over: rejects, and says what to do instead. */
export function upgrade(request: globalThis.Request, ...rest: unknown[]): Promise<never>;
export async function upgrade(
  request: HttpRequest | globalThis.Request,
  socket?: unknown,
  head?: unknown,
  options: unknown = DEFAULTS,
): Promise<Socket> {
  if (!("rawHeaders" in request)) throw unsupported(...(NO_TAKEOVER[platform.name] ?? NO_REQUEST));
  const given = options as ServerOptions;
  let server = upgrading.get(given);
  if (server === undefined) upgrading.set(given, server = new Server((socket) => socket.closed, given));
  return await server.open(transport(request, socket as Duplex, head as Uint8Array | undefined));
}

/** What is left of an upgrade: the request as it came, what came behind it, and the stream. */
function transport(request: HttpRequest, socket: Duplex, head: Uint8Array | undefined): DuplexTransport {
  const early = [bytesOf(request)];
  if (head !== undefined && head.length > 0) early.push(head);
  // An HTTP server's timeouts are none of a WebSocket's.
  socket.setTimeout?.(0);
  socket.setNoDelay?.(true);
  return new DuplexTransport(socket, early);
}

/** The request as the client wrote it, so that the core reads it: header by header, case by case. */
function bytesOf({ method = "GET", url = "/", httpVersion, rawHeaders }: HttpRequest): Uint8Array {
  let text = `${method} ${url} HTTP/${httpVersion}\r\n`;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) text += `${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`;
  text += "\r\n";
  // A character of Node's is a byte of the wire.
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

interface Mount {
  readonly server: Server;
  /** Which paths are its own; all if there are none. */
  readonly routes: Router | undefined;
}

/** What is mounted on one HTTP server. */
class Mounts {
  readonly #http: HttpServer;
  readonly #mounts: Mount[] = [];
  readonly #listener: UpgradeListener = (request, socket, head) => this.#upgrade(request, socket, head);

  constructor(http: HttpServer) {
    this.#http = http;
  }

  add(mount: Mount): void {
    this.#mounts.push(mount);
    if (this.#mounts.length === 1) this.#http.on("upgrade", this.#listener);
  }

  remove(mount: Mount): void {
    this.#mounts.splice(this.#mounts.indexOf(mount), 1);
    if (this.#mounts.length === 0) this.#http.off("upgrade", this.#listener);
  }

  #upgrade(request: HttpRequest, socket: Duplex, head: Uint8Array): void {
    const wanted = { method: "GET", target: request.url ?? "/", headers: [] };
    // The first with a route, then the first that takes all.
    const mount = this.#mounts.find(({ routes }) => routes?.find(wanted) !== undefined) ??
      this.#mounts.find(({ routes }) => routes === undefined);
    if (mount !== undefined) return mount.server.take(transport(request, socket, head));
    if (this.#http.listenerCount("upgrade") > 1) return;
    nowhere ??= new Server(() => {}, { onRequest: () => ({ reject: { status: 404, body: "Not Found\n" } }) });
    nowhere.take(transport(request, socket, head));
  }
}

const mounted = new WeakMap<HttpServer, Mounts>();
const upgrading = new WeakMap<ServerOptions, Server>();
const DEFAULTS: ServerOptions = {};
/** Answers what nobody knows anything of. */
let nowhere: Server | undefined;

/** Why a `Request` of the web cannot be taken over, and what can be done. */
const NO_TAKEOVER: Readonly<Record<string, readonly [string, string]>> = {
  deno: [
    "Deno.serve() does not give the connection of a request away",
    "serve() listens itself and answers other requests by `onRequest`, and mount() takes the upgrades of a node:http server, which Deno has",
  ],
  bun: [
    "Bun.serve() does not give the connection of a request away",
    "serve() listens itself and answers other requests by `onRequest`, and mount() takes the upgrades of a node:http server, which Bun has",
  ],
  workerd: [
    "a Worker does not get the connection of a request",
    "answer it with the platform's own WebSocketPair, or take TCP connections in a `connect` handler and give them to Server.accept()",
  ],
  browser: [
    "a page gets no connections",
    "over() speaks the server's side on any stream of bytes",
  ],
};
const NO_REQUEST = [
  "this is no request of node:http",
  "mount() and upgrade() take what its event `upgrade` gives",
] as const;

/**
 * `serve()`: a server on sockets of its own.
 *
 * @module
 */

import type { ListenSettings } from "./platform.ts";
import type { Router } from "./router.ts";
import { type Handler, Server, type ServerOptions } from "./server.ts";

/** How to serve, and where. */
export interface ServeOptions extends ServerOptions, ListenSettings {
  /** Several places to listen, in place of `host`, `port`, `path` and `fd`. */
  listen?: readonly ListenSettings[];
}

/**
 * Serves connections.
 *
 * ```ts
 * const server = await serve(async (socket) => {
 *   for await (const message of socket) await socket.send(message);
 * }, { port: 8765 });
 * ```
 *
 * Each connection gets a call of the handler, and is closed when that ends: with code 1000, or with
 * 1011 if it throws. A {@linkcode Router} has a handler for each path.
 *
 * @throws {TypeError} if an option makes no sense
 * @throws {SocketError} `unsupported` where nobody can listen; else what the runtime says
 */
export async function serve(handler: Handler | Router, options: ServeOptions = {}): Promise<Server> {
  const { listen, host, port, path, fd, backlog, tls, ...rest } = options;
  const places = listen ?? [{ host, port, path, fd }];
  const server = new Server(handler, rest);
  try {
    for (const place of places) await server.listen({ backlog, tls, ...place });
  } catch (error) {
    await server.shutdown();
    throw error;
  }
  return server;
}

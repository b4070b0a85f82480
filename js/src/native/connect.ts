/**
 * `connect()` and `connections()` in a page.
 *
 * @module
 */

import type { ConnectOptions } from "../connect.ts";
import { SocketError } from "../errors.ts";
import { Retries } from "./retries.ts";
import { checkOptions } from "./options.ts";
import { Socket } from "./socket.ts";

/**
 * Opens a connection.
 *
 * @throws {DOMException} `SyntaxError` if the URL or a subprotocol is none
 * @throws {SocketError} `unsupported` for what a page cannot do, `timeout`, or `rejected` if there is
 *   no connection: a page is not told why
 */
export async function connect(url: string | URL, options: ConnectOptions = {}): Promise<Socket> {
  checkOptions(options);
  const retries = new Retries(options);
  for (;;) {
    try {
      return await open(url, options);
    } catch (error) {
      if (!await retries.again(error)) throw error;
    }
  }
}

/** Opens a connection, and another one whenever that has ended, until the loop is left. */
export async function* connections(
  url: string | URL,
  options: ConnectOptions = {},
): AsyncGenerator<Socket, void, undefined> {
  const reconnect = options.reconnect === undefined || options.reconnect === false ? true : options.reconnect;
  for (;;) {
    const socket = await connect(url, { ...options, reconnect });
    try {
      yield socket;
      await socket.closed;
    } finally {
      void socket.close().catch(() => {});
    }
  }
}

function open(url: string | URL, options: ConnectOptions): Promise<Socket> {
  const { signal, subprotocols = [], limits, logger } = options;
  signal?.throwIfAborted();
  const native = new globalThis.WebSocket(url, [...subprotocols]);
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      done();
      native.close();
      reject(error);
    };
    const abort = (): void => fail(signal!.reason);
    const wait = options.timeouts?.open === undefined ? OPEN : options.timeouts.open;
    const timer = wait === null ? undefined : setTimeout(
      () => fail(new SocketError("timeout", `the connection was not open within ${wait} ms`, { phase: "handshake" })),
      wait,
    );
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      native.onopen = native.onclose = null;
    };
    signal?.addEventListener("abort", abort, { once: true });
    native.onopen = () => {
      done();
      logger?.info?.("open");
      const socket = new Socket(native, limits);
      if (logger?.info !== undefined) {
        void socket.closed.then((closed) => logger.info!(`closed: ${closed.received?.code ?? "without a close frame"}`));
      }
      resolve(socket);
    };
    native.onclose = () => {
      fail(new SocketError("rejected", "the browser could not open the connection, and does not tell a page why"));
    };
  });
}

/** As the core has it. */
const OPEN = 10_000;

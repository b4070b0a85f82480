/**
 * A server: who listens, who is there, and how it ends.
 *
 * @module
 */

import { platform } from "#platform";

import { broadcast, type BroadcastOptions, type Delivered } from "./broadcast.ts";
import { Census, type ServerStats } from "./census.ts";
import { type Duplex, DuplexTransport } from "./duplex.ts";
import { closedError, SocketError, unsupported } from "./errors.ts";
import { checkTypes } from "./likebrowser.ts";
import { type ByteStream, streamTransport } from "./over.ts";
import type { Address, Listener, ListenSettings, Transport } from "./platform.ts";
import type { Policy } from "./policy.ts";
import type { Port } from "./port.ts";
import { Reception, type ServerAuthentication } from "./reception.ts";
import { handlerOf, policyOf, Router } from "./router.ts";
import type { Socket } from "./socket.ts";
import { Topics } from "./topics.ts";
import type { Config, Logger } from "./settings.ts";
import type { Request, SendData } from "./types.ts";
import type { Visit } from "./visit.ts";

/**
 * What is done with a connection. It is closed when this ends: with code 1000, or with 1011 if it
 * throws.
 */
export type Handler = (socket: Socket, request: Request) => unknown;

/** How a server is to be. */
export interface ServerOptions extends Omit<Config, "authentication" | "review">, Policy {
  /** Who may connect, and how they prove it. Default: anybody. */
  authentication?: ServerAuthentication | null;
  /**
   * Has at most so many connections at a time, those that are opening among them. More wait, and
   * are not read from. Default: no limit.
   */
  maxConnections?: number;
  /** Where to log. What fails in handlers and hooks is told `console` if there is none. */
  logger?: Logger;
  /** Shuts the server down. */
  signal?: AbortSignal | undefined;
}

/** A server that is running. */
export class Server {
  /** Resolves when it was shut down and everything has ended. */
  readonly closed: Promise<void>;
  readonly #attend: Handler;
  readonly #reception: Reception;
  readonly #census = new Census();
  readonly #topics = new Topics();
  readonly #listeners: Listener[] = [];
  readonly #urls: string[] = [];
  /** Called once when it shuts down. */
  readonly #stops: (() => unknown)[] = [];
  #state: "running" | "stopping" | "stopped" = "running";
  #ended!: () => void;

  /** A server that does not listen yet: see {@linkcode Server.listen}, and `serve()`. */
  constructor(handler: Handler | Router, options: ServerOptions = {}) {
    const { onRequest, onResponse, selectSubprotocol, authentication, maxConnections, logger, signal, ...rest } = options;
    const isRouter = handler instanceof Router;
    if (!isRouter && typeof handler !== "function") throw new TypeError("a handler is a function, or a Router");
    if (maxConnections !== undefined && !(maxConnections >= 1)) throw new TypeError("maxConnections is at least 1");
    const policy = { onRequest, onResponse, selectSubprotocol };
    const config: Config = { trace: logger?.trace !== undefined || logger?.debug !== undefined, ...rest };
    if (onResponse !== undefined) config.review = true;
    this.closed = new Promise((resolve) => this.#ended = resolve);
    this.#attend = isRouter ? handlerOf(handler) : handler;
    const service = {
      policy: isRouter ? policyOf(handler, policy) : policy,
      membership: this.#topics,
      census: this.#census,
      logger,
      complain(what: string, error: unknown, id?: number) {
        const line = id === undefined ? what : `#${id} ${what}`;
        if (logger === undefined) console.error(`witsocket: ${line}:`, error);
        else logger.warn?.(`${line}: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
      },
      left: (visit: Visit) => this.#left(visit),
    };
    this.#reception = new Reception(service, config, authentication, maxConnections ?? Infinity);
    if (signal?.aborted) void this.shutdown();
    const abort = (): void => void this.shutdown();
    signal?.addEventListener("abort", abort);
    this.atShutdown(() => signal?.removeEventListener("abort", abort));
  }

  /**
   * Listens at one more address.
   *
   * @throws {TypeError} if a setting makes no sense
   * @throws {SocketError} `unsupported` if the runtime cannot do that; else what the runtime says
   */
  async listen(settings: ListenSettings = {}): Promise<Address> {
    if (platform.listen === undefined) throw unsupported(...NO_LISTENERS);
    if (platform.name !== "node" && (settings.fd ?? settings.tls?.names) !== undefined) throw unsupported(...NODE_ONLY);
    checkTypes(settings.tls ?? {});
    // Nothing waits longer than this, the longest that a timer takes.
    const patience = Math.min(await this.#reception.open(), 0x7fff_ffff);
    if (this.#state !== "running") throw new SocketError("closed", "the server was shut down");
    const listener = await platform.listen(settings, (transport) => this.take(transport), patience);
    this.#listeners.push(listener);
    this.#urls.push(url(listener.address, settings.tls !== undefined));
    this.atShutdown(() => listener.close());
    return listener.address;
  }

  /** Where it listens. */
  get addresses(): Address[] {
    return this.#listeners.map((listener) => listener.address);
  }

  /** A URL for each address, as `wss://127.0.0.1:8765` or `ws+unix:/run/example.sock`. */
  get urls(): string[] {
    return [...this.#urls];
  }

  /** The connections that are open, the oldest first. */
  get connections(): Socket[] {
    return [...this.#open()];
  }

  /** Counters since the start, with those of the connections that are there. */
  get stats(): ServerStats {
    const present = Array.from(this.#reception.visits, (visit) => visit.stats);
    return this.#census.stats(present, this.connections.length);
  }

  /**
   * Serves a connection over a stream of bytes that the application has: a pair of web streams, as
   * workerd's `connect` handler gets, a `MessagePort`, a `Duplex` of Node's, or a transport. Dropped
   * at once if the server was shut down.
   *
   * @returns when connection and handler have ended
   */
  accept(stream: ByteStream | Port | Duplex | Transport): Promise<void> {
    return new Promise((resolve) => this.take(transportOf(stream), resolve));
  }

  /** @ignore The same, for who does not wait. */
  take(transport: Transport, ended?: () => void): void {
    this.#reception.take({ transport, attend: this.#attend, ended });
  }

  /** @ignore Serves a connection for one who waits until it is open. */
  open(transport: Transport): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const attend: Handler = (socket) => {
        resolve(socket);
        return socket.closed;
      };
      const begun = (visit: Visit | undefined) => {
        if (visit === undefined) return reject(new SocketError("closed", "there is no server any more"));
        void visit.closed.then((closed) => {
          const { refusal: rejection } = visit;
          if (rejection === undefined) return reject(closedError(closed));
          reject(new SocketError("rejected", rejection.message, { rejection, status: rejection.status, closed }));
        });
      };
      this.#reception.take({ transport, attend, begun });
    });
  }

  /** Sends a message on all connections that are open, see `broadcast()`. */
  broadcast(message: SendData, options?: BroadcastOptions): Promise<Delivered> {
    return broadcast(this.#open(), message, options);
  }

  /** Sends a message on all connections that subscribed to a topic, see `broadcast()`. */
  publish(topic: string, message: SendData, options?: BroadcastOptions): Promise<Delivered> {
    return broadcast(this.#topics.subscribers(topic), message, options);
  }

  /** How many connections subscribed to a topic. */
  subscribers(topic: string): number {
    return this.#topics.count(topic);
  }

  /**
   * Stops accepting, closes all connections with this code, and waits until they have ended, and
   * the handlers too. Requests that are not answered yet get the status 503.
   *
   * Handlers are not aborted: to one that receives or sends, the connection has ended. When this is
   * called again, it waits as well.
   *
   * @throws {SocketError} `invalid-close-code`, `close-reason-too-long`; then nothing was done
   */
  async shutdown(code = GOING_AWAY, reason = ""): Promise<void> {
    if (this.#state === "running") {
      this.#reception.close(code, reason);
      this.#state = "stopping";
      void Promise.allSettled(this.#stops.map(async (stop) => stop())).then(() => {
        this.#state = "stopped";
        this.#end();
      });
    }
    await this.closed;
  }

  /** Shuts down at the end of an `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  /** @ignore @internal Has this called when the server shuts down. */
  atShutdown(stop: () => unknown): void {
    if (this.#state === "running") this.#stops.push(stop);
    else stop();
  }

  *#open(): Generator<Socket, void, undefined> {
    for (const { isClosed, socket } of this.#reception.visits) {
      if (socket !== undefined && !isClosed) yield socket;
    }
  }

  #left(visit: Visit): void {
    this.#census.left(visit.stats);
    this.#reception.left(visit);
    this.#end();
  }

  #end(): void {
    if (this.#state === "stopped" && this.#reception.visits.size === 0) this.#ended();
  }
}

function transportOf(stream: ByteStream | Port | Duplex | Transport): Transport {
  if ("postMessage" in stream) return streamTransport(stream);
  if ("readable" in stream && "getReader" in Object(stream.readable)) return streamTransport(stream as ByteStream);
  return "on" in stream ? new DuplexTransport(stream as Duplex) : stream as Transport;
}

function url(address: Address, secure: boolean): string {
  const scheme = secure ? "wss" : "ws";
  if ("path" in address) return `${scheme}+unix:${address.path}`;
  const host = address.address.includes(":") ? `[${address.address}]` : address.address;
  return `${scheme}://${host}:${address.port}`;
}

const NO_LISTENERS = [
  `${platform.name} lets nobody listen`,
  "serve() works on Node, Deno and Bun; Server.accept() and over() speak the server's side on any stream of bytes",
] as const;

const NODE_ONLY = [
  `${platform.name} takes no descriptors, and has one certificate for all names`,
  "Server.accept() takes connections of whatever listens",
] as const;

// RFC 6455 §7.4.1: "such as a server going down".
const GOING_AWAY = 1001;

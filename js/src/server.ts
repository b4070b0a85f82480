/**
 * A server: who listens, who is there, and how it ends.
 *
 * @module
 */

import { platform } from "#platform";

import { broadcast, type BroadcastOptions, type Delivered } from "./broadcast.ts";
import { Census, type ServerStats } from "./census.ts";
import { type Instance, instance, seed, Settings } from "./core.ts";
import { closedError, SocketError, unsupported } from "./errors.ts";
import { guarded } from "./guard.ts";
import type { Address, Listener, ListenSettings, Transport } from "./platform.ts";
import type { Policy } from "./policy.ts";
import { Router } from "./router.ts";
import type { Membership, Socket } from "./socket.ts";
import { Topics } from "./topics.ts";
import type { Authentication, Config, Logger, Request, SendData } from "./types.ts";
import { type Premises, type Service, Visit } from "./visit.ts";

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

/** Who may connect to a server, and how they prove it. */
export interface ServerAuthentication extends Omit<Authentication, "secret"> {
  /**
   * Signs nonces: 32 unpredictable bytes. With one secret several processes accept each other's,
   * though not that each is good once. Default: a fresh one.
   */
  secret?: Uint8Array;
}

/** A server that is running. */
export class Server {
  /** Resolves when it was shut down and everything has ended. */
  readonly closed: Promise<void>;
  readonly #config: Config;
  readonly #authentication: ServerAuthentication | null | undefined;
  readonly #service: Service;
  readonly #attend: Handler;
  readonly #max: number;
  readonly #census = new Census();
  readonly #topics = new Topics();
  readonly #visits = new Set<Visit>();
  readonly #listeners: Listener[] = [];
  /** Connections for which there is no room yet. */
  readonly #line: Transport[] = [];
  #premises: Premises | undefined;
  #urls: string[] = [];
  /** Called once when it shuts down. */
  readonly #stops: (() => unknown)[] = [];
  #stopping: Promise<unknown> | undefined;
  #ended!: () => void;

  /** A server that does not listen yet: see {@linkcode Server.listen}, and `serve()`. */
  constructor(handler: Handler | Router, options: ServerOptions = {}) {
    const { onRequest, onResponse, selectSubprotocol, authentication, maxConnections, logger, signal, ...config } =
      options;
    const router = handler instanceof Router ? handler : undefined;
    if (router === undefined && typeof handler !== "function") throw new TypeError("a handler is a function, or a Router");
    if (maxConnections !== undefined && !(maxConnections >= 1)) throw new TypeError("maxConnections is at least 1");
    this.closed = new Promise((resolve) => this.#ended = resolve);
    this.#config = { trace: logger?.trace !== undefined || logger?.debug !== undefined, ...config };
    if (onResponse !== undefined) this.#config.review = true;
    this.#authentication = authentication;
    this.#max = maxConnections ?? Infinity;
    this.#attend = router === undefined ? handler as Handler : attendWith(router);
    const complain = (what: string, error: unknown) => {
      if (logger === undefined) console.error(`witsocket: ${what}:`, error);
      else logger.warn?.(`${what}: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    };
    this.#service = {
      policy: {
        onRequest: router === undefined
          ? onRequest
          : async (request, offer) => {
            const decision = await onRequest?.(request, offer);
            return decision && "reject" in decision ? decision : await router.decide(request, decision);
          },
        onResponse,
        selectSubprotocol,
      },
      membership: this.#membership(),
      census: this.#census,
      logger,
      complain,
      ended: (socket) => this.#topics.leave(socket),
      left: (visit) => this.#left(visit),
    };
    if (signal?.aborted) void this.shutdown();
    signal?.addEventListener("abort", () => void this.shutdown(), { once: true });
  }

  /**
   * Listens at one more address.
   *
   * @throws {TypeError} if a setting makes no sense
   * @throws {SocketError} `unsupported` if the runtime cannot do that; else what the runtime says
   */
  async listen(settings: ListenSettings = {}): Promise<Address> {
    if (platform.listen === undefined) throw unsupported(...NO_LISTENERS);
    // Settings that make no sense are to be found out now.
    this.#place(await instance());
    if (this.#stopping) throw new SocketError("closed", "the server was shut down");
    const listener = await platform.listen(settings, (transport) => this.accept(transport));
    this.#listeners.push(listener);
    this.#urls.push(url(listener.address, settings.tls !== undefined));
    if (this.#stopping) void listener.close();
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
    return [...this.#census.open];
  }

  /** Counters since the start, with those of the connections that are there. */
  get stats(): ServerStats {
    return this.#census.stats();
  }

  /**
   * Serves a connection over a transport that the application has. Dropped at once if the server
   * was shut down.
   */
  accept(transport: Transport): void {
    this.#census.accepted();
    if (this.#visits.size >= this.#max) this.#line.push(transport);
    else this.#admit(transport, this.#attend);
  }

  /** @ignore Serves a connection for one who waits until it is open. */
  open(transport: Transport): Promise<Socket> {
    this.#census.accepted();
    return new Promise((resolve, reject) => {
      const attend: Handler = (socket) => {
        resolve(socket);
        return socket.closed;
      };
      this.#admit(transport, attend, (visit) => {
        void visit?.closed.then((closed) => {
          const { refusal: rejection } = visit;
          if (rejection === undefined) return reject(closedError(closed));
          const details = { rejection, status: rejection.status, closed };
          reject(new SocketError("rejected", rejection.message, details));
        });
        if (visit === undefined) reject(new SocketError("closed", "the server was shut down"));
      });
    });
  }

  /** Sends a message on all connections that are open, see `broadcast()`. */
  broadcast(message: SendData, options?: BroadcastOptions): Promise<Delivered> {
    return broadcast(this.#census.open, message, options);
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
    if (this.#stopping === undefined) {
      for (const visit of this.#visits) visit.driver.close(code, reason);
      for (const transport of this.#line.splice(0)) transport.close();
      this.#stopping = Promise.allSettled([
        ...this.#listeners.map((listener) => listener.close()),
        ...this.#stops.map((stop) => stop()),
      ]);
      void this.#stopping.then(() => {
        this.#stopping = Promise.resolve();
        this.#end();
      });
    }
    await this.closed;
  }

  /** Shuts down at the end of an `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  /** @ignore Has this called when the server shuts down. */
  atShutdown(stop: () => unknown): void {
    if (this.#stopping === undefined) this.#stops.push(stop);
    else stop();
  }

  /** Begins with a connection: at once, unless the core must be loaded first. */
  #admit(transport: Transport, attend: Handler, begun?: (visit: Visit | undefined) => void): void {
    const here = instance();
    if (!(here instanceof Promise)) begun?.(this.#begin(here, transport, attend));
    else {
      void here.then((here) => begun?.(this.#begin(here, transport, attend)), (error: unknown) => {
        this.#service.complain("the core cannot be loaded", error);
        transport.close();
        begun?.(undefined);
      });
    }
  }

  #begin(here: Instance, transport: Transport, attend: Handler): Visit | undefined {
    if (this.#stopping !== undefined) {
      transport.close();
      return undefined;
    }
    try {
      const visit = new Visit(this.#service, this.#place(here), transport, attend);
      this.#visits.add(visit);
      this.#census.present.add(visit);
      visit.start();
      return visit;
    } catch (error) {
      this.#service.complain("a connection was dropped", error);
      transport.close();
      return undefined;
    }
  }

  /** What this server has in an instance. Of an instance that trapped nothing is left. */
  #place(here: Instance): Premises {
    if (this.#premises?.instance !== here) {
      const secret = this.#authentication?.secret ?? seed();
      const authentication = this.#authentication && { ...this.#authentication, secret };
      const settings = new Settings(authentication ? { ...this.#config, authentication } : this.#config);
      settings.of(here);
      const replays = guarded(here, () => new here.glue.Replays());
      this.#premises = { instance: here, settings, replays };
    }
    return this.#premises;
  }

  #left(visit: Visit): void {
    this.#visits.delete(visit);
    this.#census.left(visit);
    if (this.#stopping !== undefined) return this.#end();
    const next = this.#visits.size < this.#max ? this.#line.shift() : undefined;
    if (next !== undefined) this.#admit(next, this.#attend);
  }

  #end(): void {
    if (this.#visits.size === 0) this.#ended();
  }

  #membership(): Membership {
    const topics = this.#topics;
    return {
      subscribe: (socket, topic) => topics.subscribe(socket, topic),
      unsubscribe: (socket, topic) => topics.unsubscribe(socket, topic),
      subscriptions: (socket) => topics.of(socket),
      publish(socket, topic, message, options) {
        const others = topics.subscribers(topic).filter((other) => other !== socket);
        return broadcast(others, message, options);
      },
    };
  }
}

/** The handler of a router. */
function attendWith(router: Router): Handler {
  return (socket, request) => {
    const found = router.find(request);
    if (found !== undefined && "handle" in found.action) {
      return found.action.handle(socket, found.parameters, request);
    }
    throw new SocketError("closed", "no route has this path any more");
  };
}

function url(address: Address, secure: boolean): string {
  const scheme = secure ? "wss" : "ws";
  if ("path" in address) return `${scheme}+unix:${address.path}`;
  const host = address.address.includes(":") ? `[${address.address}]` : address.address;
  return `${scheme}://${host}:${address.port}`;
}

const NO_LISTENERS = [
  `${platform.name} lets nobody listen`,
  "serve() works on Node, Deno and Bun; over() speaks the server's side on any stream of bytes",
] as const;

// RFC 6455 §7.4.1: "such as a server going down".
const GOING_AWAY = 1001;

/**
 * Where connections come in: they get an instance of the core, or wait until there is room.
 *
 * @module
 */

import { type Instance, instance, seed, Settings } from "./core.ts";
import { guarded } from "./guard.ts";
import type { Transport } from "./platform.ts";
import type { Authentication, Config } from "./settings.ts";
import { type Attend, type Premises, type Service, Visit } from "./visit.ts";

/** Who may connect to a server, and how they prove it. */
export interface ServerAuthentication extends Omit<Authentication, "secret"> {
  /**
   * Signs nonces: 32 unpredictable bytes. With one secret several processes accept each other's,
   * though not that each is good once. Default: a fresh one.
   */
  secret?: Uint8Array;
}

/** A connection that comes in. */
export interface Arrival {
  readonly transport: Transport;
  readonly attend: Attend;
  /** Called when it has begun, with nothing if that failed. */
  readonly begun?: ((visit: Visit | undefined) => void) | undefined;
  /** Called when transport and handler have ended. */
  readonly ended?: (() => void) | undefined;
}

/** Takes connections in. */
export class Reception {
  /** Those that have a transport or a handler. */
  readonly visits = new Set<Visit>();
  readonly #service: Service;
  readonly #config: Config;
  readonly #authentication: ServerAuthentication | null | undefined;
  readonly #max: number;
  /** Those for which there is no room yet. */
  readonly #line: Arrival[] = [];
  /** Those that wait for the core. */
  #coming = 0;
  #premises: Premises | undefined;
  #closed = false;

  constructor(
    service: Service,
    config: Config,
    authentication: ServerAuthentication | null | undefined,
    maxConnections: number,
  ) {
    this.#service = service;
    this.#config = config;
    this.#authentication = authentication;
    this.#max = maxConnections;
  }

  /**
   * Loads the core, and says how long a connection may take to open, TLS included.
   *
   * @throws {TypeError} if the settings make no sense
   */
  async open(): Promise<number> {
    const here = await instance();
    return this.#place(here).settings.of(here).openTimeout();
  }

  /** Takes a connection in: at once, unless there is no room, or the core must be loaded first. */
  take(arrival: Arrival): void {
    this.#service.census.accepted();
    if (this.visits.size + this.#coming >= this.#max) this.#line.push(arrival);
    else this.#admit(arrival);
  }

  /**
   * Closes all connections, and takes none any more.
   *
   * @throws {SocketError} if this cannot be said in a close frame; then nothing was done
   */
  close(code: number, reason: string): void {
    for (const visit of this.visits) visit.driver.close(code, reason);
    this.#closed = true;
    for (const arrival of this.#line.splice(0)) refuse(arrival);
  }

  /** One has left. */
  left(visit: Visit): void {
    this.visits.delete(visit);
    visit.ended?.();
    this.#call();
  }

  /** The next in the line comes in, if there is room. */
  #call(): void {
    const next = this.visits.size + this.#coming < this.#max ? this.#line.shift() : undefined;
    if (next !== undefined) this.#admit(next);
  }

  #admit(arrival: Arrival): void {
    const here = instance();
    if (!(here instanceof Promise)) return this.#begin(here, arrival);
    this.#coming++;
    here.then((here) => this.#begin(here, arrival), (error: unknown) => {
      this.#service.complain("the core cannot be loaded", error);
      refuse(arrival);
    }).finally(() => {
      this.#coming--;
      this.#call();
    });
  }

  #begin(here: Instance, arrival: Arrival): void {
    if (this.#closed) return refuse(arrival);
    try {
      const visit = new Visit(this.#service, this.#place(here), arrival.transport, arrival.attend);
      visit.ended = arrival.ended;
      this.visits.add(visit);
      visit.start();
      arrival.begun?.(visit);
    } catch (error) {
      this.#service.complain("a connection was dropped", error);
      refuse(arrival);
    }
  }

  /** What there is in an instance. Of an instance that trapped nothing is left. */
  #place(here: Instance): Premises {
    if (this.#premises?.instance !== here) {
      // With the proofs that were used, the nonces are forgotten that they were for.
      const secret = this.#authentication?.secret ?? seed();
      const authentication = this.#authentication && { ...this.#authentication, secret };
      const settings = new Settings(authentication ? { ...this.#config, authentication } : this.#config);
      settings.of(here);
      const replays = guarded(here, () => new here.glue.Replays());
      this.#premises = { instance: here, settings, replays };
    }
    return this.#premises;
  }
}

function refuse({ transport, begun, ended }: Arrival): void {
  transport.close();
  begun?.(undefined);
  ended?.();
}

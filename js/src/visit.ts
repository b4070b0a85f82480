/**
 * One connection to a server, from accepting to its end.
 *
 * @module
 */

import { Box } from "./box.ts";
import type { Census } from "./census.ts";
import type { GlueReplays } from "./boundary.ts";
import { claim, type Instance, serverOf, type Settings } from "./core.ts";
import { Driver } from "./driver.ts";
import { INTERNAL_ERROR } from "./errors.ts";
import type { Transport } from "./platform.ts";
import { decide, type Policy, response, review } from "./policy.ts";
import { type Membership, Socket } from "./socket.ts";
import type { Logger } from "./settings.ts";
import type { Answer, Closed, Event, Opened, Rejection, Request, Response, Stats } from "./types.ts";

/** What a server does for each connection. */
export interface Service {
  readonly policy: Policy;
  readonly membership: Membership;
  readonly census: Census;
  readonly logger: Logger | undefined;
  /** Says that something should not be, and in which connection. */
  complain(what: string, error: unknown, id?: number): void;
  /** The connection and its handler have ended. */
  left(visit: Visit): void;
}

/** Runs as long as the application has something to do with the connection. */
export type Attend = (socket: Socket, request: Request) => unknown;

/** What the connections of an instance share. */
export interface Premises {
  readonly instance: Instance;
  readonly settings: Settings;
  readonly replays: GlueReplays;
}

/** One connection to a server. */
export class Visit extends Box {
  readonly driver: Driver;
  /** Why it did not open, if the handshake failed. */
  refusal: Rejection | undefined;
  /** Called when transport and handler have ended. */
  ended: (() => void) | undefined;
  readonly #attend: Attend;
  readonly #service: Service;
  readonly #premises: Premises;
  #request: Request | undefined;
  /** Once it is open. */
  socket: Socket | undefined;
  isClosed = false;
  /** Nobody receives any more. */
  #abandoned = false;
  /** How many of transport and handler are there. */
  #parts = 1;

  /** @throws {TypeError} if the settings make no sense */
  constructor(service: Service, premises: Premises, transport: Transport, attend: Attend) {
    super();
    const { instance, settings } = premises;
    this.#attend = attend;
    this.#service = service;
    this.#premises = premises;
    const connection = serverOf(instance, settings.of(instance));
    this.driver = new Driver(instance, connection, transport, service.logger);
    this.attach(this.driver);
  }

  /** Begins. */
  start(): void {
    this.driver.start(this);
  }

  /** Counters of the connection. */
  get stats(): Stats {
    return this.driver.stats();
  }

  override message(data: string | Uint8Array): void {
    if (!this.#abandoned) super.message(data);
  }

  override ready(): boolean {
    return this.#abandoned || super.ready();
  }

  override done(): boolean {
    return this.#abandoned || super.done();
  }

  override event(event: Event): void {
    switch (event.type) {
      case "request":
        void this.#decide(event.request);
        return;
      case "claim":
        this.#claim(event.token, event.until);
        return;
      case "response":
        void this.#review(event.response);
        return;
      case "rejected":
        this.refusal = event.rejection;
        return;
      case "open":
        this.#open(event.opened);
        return;
      case "closed":
        super.event(event);
        this.#closed(event.closed);
        return;
      default:
        if (!this.#abandoned) super.event(event);
    }
  }

  async #decide(request: Request): Promise<void> {
    this.#request = request;
    const { policy } = this.#service;
    if (policy.onRequest === undefined && policy.selectSubprotocol === undefined) {
      return this.#answer({ accept: {} });
    }
    let answer: Answer;
    try {
      answer = await decide(policy, request, this.driver.offer() ?? NO_OFFER);
    } catch (error) {
      this.#complain("the request hook failed", error);
      answer = FAILURE;
    }
    this.#answer(answer, FAILURE);
  }

  #claim(token: Uint8Array, until: number): void {
    const { instance, replays } = this.#premises;
    this.#answer({ claimed: claim(instance, replays, token, until) });
  }

  async #review(shown: Response): Promise<void> {
    let answer: Answer = { respond: shown };
    try {
      answer = await review(this.#service.policy, this.#request, shown);
    } catch (error) {
      this.#complain("the response hook failed", error);
    }
    this.#answer(answer, { respond: shown });
  }

  /** Answers the core; `otherwise` if that could not be sent. */
  #answer(answer: Answer, otherwise?: Answer): void {
    // It may have ended while the application thought about it.
    if (this.driver.state !== "connecting") return;
    try {
      this.driver.answer(answer);
    } catch (error) {
      this.#complain("a hook of the opening handshake gave what cannot be sent", error);
      if (otherwise !== undefined) this.#answer(otherwise);
    }
  }

  /** Runs the handler, and closes the connection afterwards. */
  #open(opened: Opened): void {
    const service = this.#service;
    const socket = this.socket = new Socket(this.driver, this, opened, service.membership);
    service.census.opened();
    this.#parts++;
    // Handlers last long, and few look at the request for so long.
    const request = this.#request!;
    this.#request = undefined;
    try {
      const handling = this.#attend(socket, request);
      if (!isPromise(handling)) this.#finish(NORMAL);
      else handling.then(() => this.#finish(NORMAL), (error: unknown) => this.#failed(error));
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.#service.census.handlerFailed();
    this.#complain("a handler failed", error);
    this.#finish(INTERNAL_ERROR);
  }

  /** The application has nothing more to do with the connection. */
  #finish(code: number): void {
    this.#abandoned = true;
    this.driver.close(code);
    // What nobody takes kept it from going on.
    this.driver.proceed();
    this.#leave();
  }

  #closed(closed: Closed): void {
    const { census, membership } = this.#service;
    if (this.socket !== undefined) membership.leave(this.socket);
    this.isClosed = true;
    census.ended(this.socket !== undefined, closed);
    this.#leave();
  }

  #complain(what: string, error: unknown): void {
    this.#service.complain(what, error, this.driver.id);
  }

  #leave(): void {
    if (--this.#parts === 0) this.#service.left(this);
  }
}

const NO_OFFER = { subprotocols: [], extensions: [] };

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === "function";
}

/** The application failed to answer. Nothing in it could be wrong. */
const FAILURE: Answer = { reject: response({ status: 500 }) };

// RFC 6455 §7.4.1.
const NORMAL = 1000;

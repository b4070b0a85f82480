/**
 * What an application asks of a connection, whatever carries its bytes.
 *
 * @module
 */

import type { GlueConnection, Outcome } from "./boundary.ts";
import { type Instance, now } from "./core.ts";
import { type MisuseCode, SocketError } from "./errors.ts";
import { encode, roomFor } from "./memory.ts";
import type { Answer, Closed, Offer, State } from "./types.ts";
import { read, write } from "./values.ts";

/** The commands of a connection: the core takes them, and `sent` sees to what comes of them. */
export abstract class Commands {
  /** Where the core's part lives. */
  readonly instance: Instance;
  protected readonly connection: GlueConnection;
  /** The core's part is let go. */
  protected gone = false;
  /** The owner hears what came. */
  protected running = false;
  /** When the last call was, as the clock says it. */
  #moment = 0;

  protected constructor(instance: Instance, connection: GlueConnection) {
    this.instance = instance;
    this.connection = connection;
  }

  /** How it ended, once it has. */
  abstract get closed(): Closed | undefined;

  /** Writes what was sent without the core: whatever it is told comes behind that. */
  protected abstract emit(): void;

  /** A command came to this: says whether to go on sending. */
  protected abstract sent(outcome: Outcome): boolean;

  /**
   * Sends a message. It goes out with all that is sent before the runtime waits again.
   *
   * @param data text, or bytes
   * @param compress as `compression()` in core.ts says
   * @returns whether to go on; if not, wait for `writable`
   * @throws {SocketError} `not-open`, `message-in-progress`, `would-block`
   */
  send(data: string | Uint8Array, compress = 0): boolean {
    this.check();
    this.emit();
    const length = this.put(data);
    let outcome: Outcome;
    try {
      outcome = typeof data === "string"
        ? this.connection.sendText(length, compress, this.time())
        : this.connection.sendBinary(length, compress, this.time());
    } catch (error) {
      throw this.instance.poison(error);
    }
    return this.sent(outcome);
  }

  /**
   * Begins a message whose frames follow.
   *
   * @throws {SocketError} `not-open`, `message-in-progress`
   */
  begin(kind: "text" | "binary", compress = 0): void {
    this.check();
    this.sent(this.call(this.connection.begin, kind === "text" ? 1 : 0, compress, now()));
  }

  /**
   * Sends the next frame of a message.
   *
   * @returns whether to go on; if not, wait for `writable`
   * @throws {SocketError} `not-open`, `no-message`, `invalid-utf8`, `would-block`
   */
  part(data: string | Uint8Array): boolean {
    this.check();
    return this.sent(this.call(this.connection.part, this.put(data), now()));
  }

  /**
   * Ends the message.
   *
   * @throws {SocketError} `not-open`, `no-message`, `invalid-utf8`
   */
  finish(): boolean {
    this.check();
    return this.sent(this.call(this.connection.finish, now()));
  }

  /**
   * Sends a ping; without a payload the core makes one.
   *
   * @throws {SocketError} `not-open`, `control-too-long`, `ping-in-flight`
   */
  ping(payload?: string | Uint8Array): boolean {
    this.check();
    const length = payload === undefined ? -1 : this.put(payload);
    return this.sent(this.call(this.connection.ping, length, now()));
  }

  /**
   * Sends a pong.
   *
   * @throws {SocketError} `not-open`, `control-too-long`, `would-block`
   */
  pong(payload: string | Uint8Array): boolean {
    this.check();
    return this.sent(this.call(this.connection.pong, this.put(payload), now()));
  }

  /**
   * Starts the closing handshake; 1005 sends an empty close frame. What is closing or closed stays
   * as it is.
   *
   * @throws {SocketError} `invalid-close-code`, `close-reason-too-long`
   */
  close(code: number, reason = ""): void {
    if (this.gone) return;
    this.sent(this.call(this.connection.close, code, this.put(reason), now()));
  }

  /**
   * Server: answers `request`, `claim` or `response`.
   *
   * @throws {TypeError} if it makes no sense
   * @throws {SocketError} `no-request`, `invalid-header`, `invalid-subprotocol`, `invalid-status`
   */
  answer(answer: Answer): void {
    this.check();
    this.emit();
    // Here, as what a getter of it throws is no failure of the core.
    const given = write(this.instance, answer);
    let outcome: Outcome;
    try {
      outcome = this.connection.answer(given, now());
    } catch (thrown) {
      throw this.instance.refusal(thrown);
    }
    this.sent(outcome);
  }

  /** Server: what the request offers that waits for an answer. */
  offer(): Offer | undefined {
    return this.gone ? undefined : read(this.instance, this.call(this.connection.offer));
  }

  /** Where the connection is in its life. */
  get state(): State {
    if (this.gone) return "closed";
    return STATES[this.call(this.connection.state)]!;
  }

  /** Calls the core for something that leaves no step. */
  protected call<A extends unknown[], R>(call: (this: GlueConnection, ...args: A) => R, ...args: A): R {
    this.instance.check();
    this.emit();
    try {
      return call.call(this.connection, ...args);
    } catch (error) {
      throw this.instance.poison(error);
    }
  }

  /** Writes what the next call takes into the core's memory, and says how long it is. */
  protected put(data: string | Uint8Array): number {
    const { instance } = this;
    const isText = typeof data === "string";
    const room = isText ? roomFor(data) : data.length;
    let at: number;
    try {
      at = instance.reserve(room);
    } catch (error) {
      throw instance.poison(error);
    }
    if (isText) return encode(data, instance.view, at, room);
    // It has none if its buffer was transferred while it waited, and cannot be read then.
    if (room > 0) instance.bytes.set(data, at);
    return room;
  }

  /** Now: the same for all that is said while the owner hears what came. */
  protected time(): number {
    return this.running ? this.#moment : this.#moment = now();
  }

  /** Fails once there is nothing to be asked any more. */
  protected check(): void {
    this.instance.check();
    if (this.gone) {
      throw this.instance.trapped ??
        new SocketError("not-open", "the connection is not open", { closed: this.closed });
    }
  }

  /** The error of an outcome that is one. */
  protected misuse(outcome: Outcome): SocketError {
    const [name, message] = this.instance.glue.misuse(outcome & 0xffff);
    return new SocketError(name as MisuseCode, message, { closed: this.closed });
  }
}

const STATES: readonly State[] = ["connecting", "open", "closing", "closed"];

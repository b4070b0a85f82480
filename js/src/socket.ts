/**
 * What `connect()`, `serve()` and `over()` hand out.
 *
 * @module
 */

import { type Box, DONE, Messages } from "./box.ts";
import type { BroadcastOptions, Delivered } from "./broadcast.ts";
import { compression } from "./core.ts";
import type { Driver } from "./driver.ts";
import { INTERNAL_ERROR, SocketError } from "./errors.ts";
import { type Fragments, PieceReader } from "./fragments.ts";
import { bytesOf, contentOf, isIterable } from "./options.ts";
import type { Address, Session } from "./platform.ts";
import type {
  Closed,
  Event,
  Message,
  Opened,
  SendData,
  SendOptions,
  State,
  Stats,
} from "./types.ts";

/** What happens, messages too. */
export type SocketEvent =
  | { readonly type: "text"; readonly data: string }
  | { readonly type: "binary"; readonly data: Uint8Array }
  | Event;

/** What can be waited for can be given up. */
export interface Abortable {
  /** Gives it up. */
  signal?: AbortSignal | undefined;
}

export type { Fragments };

/** Pieces of one message: all of them texts, or none. */
export type Pieces = Iterable<SendData> | AsyncIterable<SendData>;

/** Groups of sockets, for `subscribe`: a server has them. */
export interface Membership {
  subscribe(socket: Socket, topic: string): boolean;
  unsubscribe(socket: Socket, topic: string): boolean;
  subscriptions(socket: Socket): string[];
  /** The socket is closed. */
  leave(socket: Socket): void;
  /** To all subscribers but this one. */
  publish(socket: Socket, topic: string, message: SendData, options?: BroadcastOptions): Promise<Delivered>;
}

/**
 * An open WebSocket.
 *
 * ```ts
 * const socket = await connect("wss://example.com/chat");
 * await socket.send("hello");
 * for await (const message of socket) console.log(message);
 * console.log(await socket.closed);
 * ```
 *
 * Messages wait until they are asked for; when many wait, the peer is stopped.
 */
export class Socket implements AsyncIterable<Message> {
  readonly #driver: Driver;
  readonly #box: Box;
  /** What both sides agreed on. */
  readonly #opened: Opened;
  readonly #membership: Membership | undefined;
  /** Sends that wait for their turn. */
  #turn: Promise<void> | undefined;

  /** @ignore */
  constructor(driver: Driver, box: Box, opened: Opened, membership?: Membership) {
    this.#driver = driver;
    this.#box = box;
    this.#opened = opened;
    this.#membership = membership;
  }

  /**
   * Sends a message: a text or bytes, or the pieces of one as an iterable, each of which goes in a
   * frame of its own. Waits while too much waits for the peer.
   *
   * A message in pieces that was begun and fails, or is given up, closes the connection with 1011:
   * the peer could not be told.
   *
   * @throws {TypeError} for anything else
   * @throws {SocketError} `closed`, `not-open`, `invalid-utf8`, or one of the core's failures
   */
  send(data: SendData | Pieces, options?: SendOptions & Abortable): Promise<void> {
    try {
      if (this.#turn === undefined && !this.#driver.full && options?.signal === undefined) {
        if (typeof data === "string") return this.#sent(this.#driver.send(data, compression(options?.compress)));
        const bytes = bytesOf(data);
        if (bytes !== undefined) return this.#sent(this.#driver.send(bytes, compression(options?.compress)));
      }
    } catch (error) {
      if (!wouldBlock(error)) return Promise.reject(error);
    }
    return this.#later(() => this.#send(data, options), options?.signal);
  }

  /**
   * The next message; `undefined` when there is none any more, see {@linkcode Socket.closed}.
   */
  receive(options?: Abortable): Promise<Message | undefined> {
    return this.#box.next(options?.signal).then(({ value }) => value);
  }

  /** The messages, until the connection ends. Leaving the loop leaves the connection open. */
  [Symbol.asyncIterator](): AsyncIterator<Message, undefined> {
    return new Messages(this.#box);
  }

  /**
   * Calls back for each message, until the connection ends, and resolves to how. That takes less
   * than a loop: no promise is made for a message. If the callback returns a promise, the next
   * message waits for it.
   *
   * ```ts
   * await socket.forEach((message) => socket.send(message));
   * ```
   *
   * @throws what the callback throws; then messages wait again until they are asked for
   */
  forEach(callback: (message: Message) => unknown): Promise<Closed> {
    return this.#box.forEach(callback);
  }

  /**
   * The messages in pieces as they come, if `delivery` is `frame` or `chunk`; else each is one
   * piece. Take all pieces of a message before the next one. If the connection ends inside of one,
   * its iteration throws `closed`.
   */
  async *fragments(): AsyncGenerator<Fragments, void, undefined> {
    for (;;) {
      const first = await this.#box.take();
      if (first === undefined) return;
      const pieces = new PieceReader(this.#box, first);
      yield pieces;
      await pieces.finish().catch(() => {});
    }
  }

  /** All that happens from here on, in place of `receive()`. Ends with `closed`. */
  events(): AsyncIterableIterator<SocketEvent> {
    const box = this.#box;
    box.wantsAll = true;
    return {
      async next() {
        const item = await box.item();
        if (item === undefined) return { done: true, value: undefined };
        if (typeof item === "string") return { done: false, value: { type: "text", data: item } };
        return { done: false, value: item instanceof Uint8Array ? { type: "binary", data: item } : item };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /**
   * Sends a ping and waits for its pong.
   *
   * @param payload at most 125 bytes, in UTF-8 if it is a text; random bytes
   * @returns the round trip in milliseconds
   * @throws {SocketError} `closed`, `not-open`, `control-too-long`, `ping-in-flight`
   */
  ping(payload?: SendData, options?: Abortable): Promise<number> {
    return this.#box.pings.send(this.#driver, payload, options?.signal);
  }

  /**
   * Sends a pong that nobody asked for, or that `autoPong: false` left to us.
   *
   * @throws {SocketError} `not-open`, `control-too-long`, `would-block`
   */
  async pong(payload: SendData = ""): Promise<void> {
    return this.#sent(this.#driver.pong(contentOf(payload)));
  }

  /**
   * Begins a message whose pieces follow by {@linkcode Socket.part}, as `send` with an iterable
   * does it. No other message can be sent before {@linkcode Socket.finish}.
   *
   * @throws {SocketError} `not-open`, `message-in-progress`
   */
  async begin(kind: "text" | "binary", options?: SendOptions): Promise<void> {
    this.#driver.begin(kind, compression(options?.compress));
  }

  /**
   * Sends a piece as a frame. Waits while too much waits for the peer.
   *
   * @throws {SocketError} `closed`, `not-open`, `no-message`, `invalid-utf8`, `would-block`
   */
  async part(data: SendData): Promise<void> {
    return this.#sent(this.#driver.part(contentOf(data)));
  }

  /**
   * Ends the message.
   *
   * @throws {SocketError} `not-open`, `no-message`, `invalid-utf8`
   */
  async finish(): Promise<void> {
    return this.#sent(this.#driver.finish());
  }

  /**
   * Starts the closing handshake and waits for its end, for as long as `timeouts.close`. Messages
   * that still come can be received. While more than 64 wait, or 1 MiB, the peer is not heard, and
   * neither is its answer.
   *
   * @returns how it ended, seen from both sides
   * @throws {SocketError} `invalid-close-code`, `close-reason-too-long`
   */
  async close(code = 1000, reason = "", options?: Abortable): Promise<Closed> {
    if (typeof reason !== "string") throw new TypeError("a reason is a text");
    this.#driver.close(code, reason);
    return await abortable(this.#box.closed, options?.signal);
  }

  /** Drops the connection without a word. */
  abort(): void {
    this.#driver.abort();
  }

  /** Subscribes to a topic of the server, and says whether it was not subscribed to before. */
  subscribe(topic: string): boolean {
    return this.#topics().subscribe(this, topic);
  }

  /** Ends a subscription, and says whether there was one. The end of the connection ends it too. */
  unsubscribe(topic: string): boolean {
    return this.#topics().unsubscribe(this, topic);
  }

  /** What is subscribed to, in alphabetical order. */
  get subscriptions(): string[] {
    return this.#topics().subscriptions(this);
  }

  /** Sends a message on all other connections that subscribed to a topic, see `broadcast()`. */
  publish(topic: string, message: SendData, options?: BroadcastOptions): Promise<Delivered> {
    return this.#topics().publish(this, topic, message, options);
  }

  /** How it ended, once it has. Never rejects. */
  get closed(): Promise<Closed> {
    return this.#box.closed;
  }

  /** A number that no other connection of the program has: lines for a logger begin with it. */
  get id(): number {
    return this.#driver.id;
  }

  /** Where the connection is in its life. */
  get state(): State {
    return this.#driver.state;
  }

  /** The subprotocol that was agreed on; empty if there is none. */
  get protocol(): string {
    return this.#opened.subprotocol ?? "";
  }

  /** What both sides agreed on. */
  get opened(): Opened {
    return this.#opened;
  }

  /** Bytes that are not with the system yet. */
  get buffered(): number {
    return this.#driver.buffered;
  }

  /** Counters since the connection was made. */
  get stats(): Stats {
    return this.#driver.stats();
  }

  /** This end, if the runtime tells it. */
  get local(): Address | undefined {
    return this.#driver.transport.local;
  }

  /** The other end, if the runtime tells it. */
  get remote(): Address | undefined {
    return this.#driver.transport.remote;
  }

  /** What TLS found out, if there is TLS. */
  get session(): Session | undefined {
    return this.#driver.transport.session;
  }

  /** @ignore For broadcasts. */
  get driver(): Driver {
    return this.#driver;
  }

  /** Closes with 1000 at the end of an `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #sent(goOn: boolean): Promise<void> {
    return goOn ? DONE : this.#box.writable();
  }

  /** Sends behind what waits for its turn. */
  #later(send: () => Promise<void>, signal: AbortSignal | undefined): Promise<void> {
    const before = this.#turn ?? DONE;
    const mine = abortable(before, signal).then(async () => {
      if (this.#driver.full) await abortable(this.#box.writable(), signal);
      await send();
    });
    // One that was given up is not waited for, but what was before it is.
    const turn = mine.catch(() => {}).then(() => before).then(() => {
      if (this.#turn === turn) this.#turn = undefined;
    });
    this.#turn = turn;
    return mine;
  }

  async #send(data: SendData | Pieces, options: (SendOptions & Abortable) | undefined): Promise<void> {
    const compress = compression(options?.compress);
    const whole = typeof data === "string" ? data : bytesOf(data);
    if (whole !== undefined) return await this.#room(() => this.#driver.send(whole, compress), options?.signal);
    if (!isIterable(data)) throw new TypeError("a message is a text, bytes, or an iterable of them");
    const signal = options?.signal;
    const pieces: Partial<AsyncIterable<SendData> & Iterable<SendData>> = Object(data);
    const source = pieces[Symbol.asyncIterator]?.() ?? pieces[Symbol.iterator]!();
    let begun = false;
    try {
      for (;;) {
        const { done, value } = await abortable(Promise.resolve(source.next()), signal);
        const part = done === true ? "" : contentOf(value);
        if (!begun) {
          this.#driver.begin(done !== true && typeof value === "string" ? "text" : "binary", compress);
          begun = true;
        }
        if (done === true) break;
        await this.#room(() => this.#driver.part(part), signal);
      }
      await this.#room(() => this.#driver.finish(), signal);
    } catch (error) {
      // Neither can the peer be told to forget what it has, nor can another message be sent.
      if (begun) this.#driver.close(INTERNAL_ERROR, "a message was not completed");
      void Promise.resolve(source.return?.()).catch(() => {});
      throw error;
    }
  }

  /** Sends once there is room: behind nothing that waits, there is always room for one. */
  async #room(send: () => boolean, signal: AbortSignal | undefined): Promise<void> {
    for (let wait = 0;; wait = Math.min(2 * wait + 1, 50)) {
      signal?.throwIfAborted();
      try {
        return await abortable(this.#sent(send()), signal);
      } catch (error) {
        if (!wouldBlock(error)) throw error;
      }
      this.#driver.flush();
      // While less waits than makes it full, nobody tells when that is gone.
      if (this.#driver.full) await abortable(this.#box.writable(), signal);
      else if (wait > 0) await abortable(new Promise((resolve) => setTimeout(resolve, wait)), signal);
    }
  }

  #topics(): Membership {
    if (this.#membership === undefined) throw new SocketError("unsupported", "only sockets of a server have topics");
    return this.#membership;
  }
}

/** A promise that an `AbortSignal` gives up. What it stands for goes on. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Whether a message was refused because of what waits before it. */
function wouldBlock(error: unknown): boolean {
  return error instanceof SocketError && error.code === "would-block";
}

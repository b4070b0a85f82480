/**
 * A socket over the browser's WebSocket.
 *
 * @module
 */

import { SocketError } from "../errors.ts";
import { newId } from "../log.ts";
import { bytesOf } from "../options.ts";
import type { Address, Session } from "../platform.ts";
import type { Fragments } from "../fragments.ts";
import type { Abortable, Pieces, Socket as CoreSocket, SocketEvent } from "../socket.ts";
import { NO_STATS } from "../stats.ts";
import type { Closed, Message, Opened, SendData, SendOptions, State, Stats } from "../types.ts";
import { closedBy, ended } from "./closed.ts";
import { cannot } from "./options.ts";
import { abortable, Queue } from "./queue.ts";

/** The public part of the socket of other runtimes. */
type Public = { [K in Exclude<keyof CoreSocket, "driver">]: CoreSocket[K] };

/** How much may wait: see `Limits`. */
export interface Water {
  highWater?: number | undefined;
  lowWater?: number | undefined;
}

/** An open WebSocket of the browser, with the methods that a socket has elsewhere. */
export class Socket implements Public {
  readonly id = newId();
  readonly #native: globalThis.WebSocket;
  readonly #queue: Queue<SocketEvent>;
  readonly #water: Required<{ [K in keyof Water]: number }>;
  readonly #counts = { messagesReceived: 0, messagesSent: 0, dataReceived: 0, dataSent: 0 };
  /** What `close()` was called with. */
  #ours: { code: number; reason: string } | undefined;
  #all = false;
  #settle!: (closed: Closed) => void;
  /** How it ended, once it has. Never rejects. */
  readonly closed: Promise<Closed>;

  /** @ignore The WebSocket is open since this task. */
  constructor(native: globalThis.WebSocket, water: Water = {}) {
    this.#native = native;
    this.#water = { highWater: HIGH, lowWater: LOW, ...defined(water) };
    this.#queue = new Queue();
    this.closed = new Promise((resolve) => (this.#settle = resolve));
    native.binaryType = "arraybuffer";
    native.onmessage = ({ data }) => this.#receive(data as string | ArrayBuffer);
    native.onclose = (event) => this.#end(closedBy(event, this.#ours));
  }

  async send(data: SendData | Pieces, options?: SendOptions & Abortable): Promise<void> {
    options?.signal?.throwIfAborted();
    if (options?.compress !== undefined && options.compress !== "auto") {
      throw cannot("say which messages are compressed", "leave it to the browser");
    }
    const native = this.#native;
    const content = typeof data === "string" ? data : bytesOf(data);
    if (content === undefined) {
      if (typeof data === "object" && data !== null) throw cannot("send a message in pieces", "send it whole");
      throw new TypeError("a message is a text, or bytes");
    }
    if (native.readyState !== native.OPEN) throw new SocketError("not-open", "the connection is not open");
    native.send(content as string | Uint8Array<ArrayBuffer>);
    this.#counts.messagesSent++;
    this.#counts.dataSent += content.length;
    if (native.bufferedAmount > this.#water.highWater) await abortable(this.#drained(), options?.signal);
  }

  async receive(options?: Abortable): Promise<Message | undefined> {
    for (;;) {
      const event = await abortable(this.#queue.next(), options?.signal);
      if (event === undefined) return undefined;
      if (event.type === "text" || event.type === "binary") return event.data;
    }
  }

  [Symbol.asyncIterator](): AsyncIterator<Message, undefined> {
    return {
      next: async () => {
        const value = await this.receive();
        return value === undefined ? { done: true, value } : { done: false, value };
      },
    };
  }

  async forEach(callback: (message: Message) => unknown): Promise<Closed> {
    for await (const message of this) {
      const result = callback(message);
      if (result instanceof Promise) await result;
    }
    return this.closed;
  }

  async *fragments(): AsyncGenerator<Fragments, void, undefined> {
    for (let whole = await this.receive(); whole !== undefined; whole = await this.receive()) {
      const message = whole;
      yield {
        kind: typeof message === "string" ? "text" : "binary",
        async *[Symbol.asyncIterator]() {
          yield message;
        },
      };
    }
  }

  events(): AsyncIterableIterator<SocketEvent> {
    this.#all = true;
    const queue = this.#queue;
    return {
      async next() {
        const value = await queue.next();
        return value === undefined ? { done: true, value } : { done: false, value };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  async ping(): Promise<number> {
    throw cannot("send pings", "send a message that your server answers");
  }

  async pong(): Promise<void> {
    throw cannot("send pongs", "the browser answers pings by itself");
  }

  async begin(): Promise<void> {
    throw cannot("send a message in pieces", "send it whole");
  }

  async part(): Promise<void> {
    throw cannot("send a message in pieces", "send it whole");
  }

  async finish(): Promise<void> {
    throw cannot("send a message in pieces", "send it whole");
  }

  async close(code = NORMAL, reason = "", options?: Abortable): Promise<Closed> {
    const native = this.#native;
    if (native.readyState === native.OPEN) {
      try {
        if (code === NO_CODE) native.close();
        else native.close(code, reason);
      } catch (cause) {
        const long = cause instanceof DOMException && cause.name === "SyntaxError";
        throw long
          ? new SocketError("close-reason-too-long", "a close reason has at most 123 bytes", { cause })
          : new SocketError("invalid-close-code", `a page closes with 1000, 1005, or 3000 to 4999, not ${code}`, { cause });
      }
      this.#ours ??= { code, reason };
    }
    return abortable(this.closed, options?.signal);
  }

  /** Drops the connection. The browser closes it in the background. */
  abort(): void {
    const error = new SocketError("transport", "the connection was dropped");
    this.#native.onmessage = null;
    this.#native.close();
    this.#end({ clean: false, cause: { type: "transport", message: error.message }, error });
  }

  subscribe(): never {
    throw new SocketError("unsupported", "only sockets of a server have topics");
  }

  unsubscribe(): never {
    return this.subscribe();
  }

  publish(): never {
    return this.subscribe();
  }

  get subscriptions(): string[] {
    return this.subscribe();
  }

  get state(): State {
    return STATES[this.#native.readyState]!;
  }

  get protocol(): string {
    return this.#native.protocol;
  }

  get opened(): Opened {
    const { protocol, extensions } = this.#native;
    return { subprotocol: protocol === "" ? undefined : protocol, extensions };
  }

  get buffered(): number {
    return this.#native.bufferedAmount;
  }

  /** Counters. Of frames, bytes and pings a page knows nothing: they stay 0. */
  get stats(): Stats {
    return { ...NO_STATS, ...this.#counts, buffered: this.buffered };
  }

  /** A page is not told. */
  get local(): Address | undefined {
    return undefined;
  }

  /** A page is not told. */
  get remote(): Address | undefined {
    return undefined;
  }

  /** A page is not told. */
  get session(): Session | undefined {
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #receive(content: string | ArrayBuffer): void {
    const data = typeof content === "string" ? content : new Uint8Array(content);
    this.#counts.messagesReceived++;
    this.#counts.dataReceived += data.length;
    this.#queue.put(typeof data === "string" ? { type: "text", data } : { type: "binary", data });
  }

  #end(closed: Closed): void {
    if (this.#all) this.#queue.put({ type: "closed", closed });
    this.#queue.end();
    this.#settle(closed);
  }

  /** Waits until less waits. A page is not told when: it has to look. */
  async #drained(): Promise<void> {
    const native = this.#native;
    for (let wait = 1; native.bufferedAmount > this.#water.lowWater; wait = Math.min(2 * wait, 50)) {
      if (native.readyState !== native.OPEN) throw ended(await this.closed);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

function defined<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}

const STATES: readonly State[] = ["connecting", "open", "closing", "closed"];

const NORMAL = 1000;
const NO_CODE = 1005;

/** As the core has them. */
const HIGH = 32 << 10;
const LOW = 8 << 10;

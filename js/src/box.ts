/**
 * What waits for the application, and who of it waits: the owner of a socket's driver.
 *
 * @module
 */

import type { Driver } from "./driver.ts";
import { closedError } from "./errors.ts";
import type { Owner } from "./owner.ts";
import { Pings } from "./pings.ts";
import { type Item, ItemReader, MessageReader, type Next, type Piece, type Reader } from "./readers.ts";
import type { Chunk, Closed, Event, Message } from "./types.ts";

/** Is told when sends may go on, or that they never will. */
interface Writer {
  resolve(): void;
  reject(error: unknown): void;
}

/** Each connection has one, and many just wait: what is seldom used is made when it is. */
export class Box implements Owner {
  /** Keep events that are no messages. */
  wantsAll = false;
  /** Called with each event. */
  readonly #hear: ((event: Event) => void) | undefined;
  #driver: Driver | undefined;
  #items: Item[] | undefined;
  /** Bytes of them, roughly. */
  #size = 0;
  #firstReader: Reader | undefined;
  #lastReader: Reader | undefined;
  #writers: Writer[] | undefined;
  #pings: Pings | undefined;
  /** Called back with each message, in place of readers. */
  #each: Each | undefined;
  /** Whether a message was ever given to anybody, who may want to answer. */
  #given = false;
  #end: Closed | undefined;
  #closed: { readonly promise: Promise<Closed>; resolve(closed: Closed): void } | undefined;
  /** The driver stopped, and waits for `proceed`. */
  #stopped = false;

  /** @param hear is called with each event that is no message */
  constructor(hear?: (event: Event) => void) {
    this.#hear = hear;
  }

  /** Whose driver it owns. Call it before `driver.start(box)`. */
  attach(driver: Driver): void {
    this.#driver = driver;
  }

  /** How it ended. */
  get closed(): Promise<Closed> {
    if (this.#closed === undefined) {
      if (this.#end !== undefined) return Promise.resolve(this.#end);
      let resolve!: (closed: Closed) => void;
      const promise = new Promise<Closed>((it) => resolve = it);
      this.#closed = { promise, resolve };
    }
    return this.#closed.promise;
  }

  /** The pings that wait for their pongs. */
  get pings(): Pings {
    return this.#pings ??= new Pings();
  }

  message(data: Message): void {
    const each = this.#each;
    if (each === undefined || each.busy || this.#waits > 0) return this.#put(data, data.length);
    this.#given = true;
    each.call(data);
  }

  event(event: Event): void {
    this.#hear?.(event);
    switch (event.type) {
      case "pong":
        this.#pings?.answer(event.payload, event.latency);
        break;
      case "writable":
        for (const writer of this.#writers?.splice(0) ?? []) writer.resolve();
        break;
      case "closed":
        this.#close(event.closed, event);
        return;
      case "chunk":
        this.#put(event, event.data.length);
        this.pump();
        return;
    }
    if (this.wantsAll) this.#put(event, 0);
  }

  ready(): boolean {
    const ready = this.#waits < MOST_ITEMS && this.#size < MOST_BYTES;
    if (!ready) this.#stopped = true;
    return ready;
  }

  done(): boolean {
    const idle = !this.#given || this.#firstReader !== undefined || this.#each?.busy === false;
    const done = this.#waits === 0 && idle;
    if (!done) this.#stopped = true;
    return done;
  }

  /** Waits until sends may go on. */
  writable(): Promise<void> {
    if (this.#end !== undefined) return Promise.reject(closedError(this.#end));
    return new Promise((resolve, reject) => (this.#writers ??= []).push({ resolve, reject }));
  }

  /** The next message for an iterator. If it is given up, the message is the next one's. */
  next(signal?: AbortSignal): Promise<Next> {
    if (signal === undefined) return new Promise((resolve) => this.read(new MessageReader(resolve)));
    let reader!: MessageReader;
    let abort!: () => void;
    const next = new Promise<Next>((resolve, reject) => {
      signal.throwIfAborted();
      reader = new MessageReader(resolve);
      abort = () => {
        if (!this.#dismiss(reader)) return;
        reject(signal.reason);
        this.#putBack(reader.pieces);
      };
      signal.addEventListener("abort", abort);
      this.read(reader);
    });
    return next.finally(() => signal.removeEventListener("abort", abort));
  }

  /** The next message, or piece of one. */
  async take(): Promise<Message | Chunk | undefined> {
    for (;;) {
      const item = await this.item();
      if (item === undefined || typeof item === "string" || item instanceof Uint8Array) return item;
      if (item.type === "chunk") return item;
    }
  }

  /** The next of all there is. */
  item(): Promise<Message | Event | undefined> {
    return new Promise((resolve) => this.read(new ItemReader(resolve)));
  }

  /** Gives the next of all there is to this, now or later, and before all others if it is `first`. */
  read(reader: Reader, first = false): void {
    while (this.#waits > 0) if (!reader.take(this.#shift())) return;
    if (this.#end !== undefined) return void reader.take(undefined);
    if (first) reader.behind = this.#firstReader;
    else if (this.#lastReader !== undefined) this.#lastReader.behind = reader;
    if (first || this.#firstReader === undefined) this.#firstReader = reader;
    if (reader.behind === undefined) this.#lastReader = reader;
    // Whoever asks for more has dealt with what came.
    if (this.#stopped) this.#proceed();
  }

  /** Calls back for each message, until the connection ends or the callback fails. */
  forEach(callback: (message: Message) => unknown): Promise<Closed> {
    return new Promise((resolve, reject) => {
      if (this.#each !== undefined) return reject(new TypeError("another forEach() takes the messages"));
      const each = this.#each = new Each(this, callback, resolve, reject);
      this.pump();
      if (this.#end !== undefined) each.end(this.#end);
    });
  }

  /** The callback failed: messages wait again. */
  stopEach(): void {
    this.#each = undefined;
  }

  /** Gives what waits to the callback, as far as that goes. */
  pump(): void {
    while (this.#each?.busy === false && this.#waits > 0) {
      const item = this.#shift();
      if (typeof item === "string" || item instanceof Uint8Array) this.#each.call(item);
      else if ((item as Event).type === "chunk") this.#each.gather(item as Piece);
    }
    if (this.#stopped && this.#each?.busy === false) this.#proceed();
  }

  get #waits(): number {
    return this.#items === undefined ? 0 : this.#items.length;
  }

  #put(item: Message | Event, size: number): void {
    const reader = this.#firstReader;
    if (reader !== undefined) {
      this.#given = true;
      this.#dismiss(reader);
      // The rest of a message is for nobody else.
      if (reader.take(item)) this.read(reader, true);
      return;
    }
    (this.#items ??= []).push(item);
    this.#size += size;
  }

  /** Somebody gave up a message of which these pieces came: they are the next one's. */
  #putBack(pieces: Piece[] = []): void {
    for (const piece of pieces.reverse()) {
      (this.#items ??= []).unshift(piece);
      this.#size += piece.data.length;
    }
    const reader = this.#firstReader;
    if (this.#waits === 0 || reader === undefined) return;
    this.#dismiss(reader);
    this.read(reader, true);
  }

  /** Takes a reader out of the line, and says whether it stood there. */
  #dismiss(reader: Reader): boolean {
    let before: Reader | undefined;
    for (let one = this.#firstReader; one !== reader; one = one.behind) {
      if (one === undefined) return false;
      before = one;
    }
    if (before === undefined) this.#firstReader = reader.behind;
    else before.behind = reader.behind;
    if (this.#lastReader === reader) this.#lastReader = before;
    reader.behind = undefined;
    return true;
  }

  #shift(): Message | Event | undefined {
    const item = this.#items?.shift();
    this.#given = true;
    if (typeof item === "string" || item instanceof Uint8Array) this.#size -= item.length;
    else if (item?.type === "chunk") this.#size -= item.data.length;
    if (this.#stopped && this.#waits <= MOST_ITEMS / 2 && this.#size <= MOST_BYTES / 2) this.#proceed();
    return item;
  }

  #proceed(): void {
    this.#stopped = false;
    this.#driver?.proceed();
  }

  #close(closed: Closed, event: Event): void {
    if (this.wantsAll) this.#put(event, 0);
    this.#end = closed;
    for (let reader = this.#firstReader; reader !== undefined; reader = this.#firstReader) {
      this.#dismiss(reader);
      reader.take(undefined);
    }
    for (const writer of this.#writers?.splice(0) ?? []) writer.reject(closedError(closed));
    this.#pings?.clear(closedError(closed));
    this.#each?.end(closed);
    this.#closed?.resolve(closed);
  }
}

/** The messages of a box, one by one. */
export class Messages implements AsyncIterator<Message, undefined> {
  readonly #box: Box;

  constructor(box: Box) {
    this.#box = box;
  }

  next(): Promise<Next> {
    return this.#box.next();
  }
}

/** A callback for messages, which may take its time. */
class Each {
  /** It has not dealt with the last message yet. */
  busy = false;
  /** Resolves when it has, and with all that waits. */
  rest: Promise<void> | undefined;
  readonly #box: Box;
  readonly #callback: (message: Message) => unknown;
  readonly #resolve: (closed: Closed) => void;
  readonly #reject: (error: unknown) => void;

  constructor(
    box: Box,
    callback: (message: Message) => unknown,
    resolve: (closed: Closed) => void,
    reject: (error: unknown) => void,
  ) {
    this.#box = box;
    this.#callback = callback;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  call(message: Message): void {
    try {
      const result = this.#callback(message);
      if (result === undefined || result === DONE || typeof (result as Promise<unknown>)?.then !== "function") return;
      this.busy = true;
      this.rest = Promise.resolve(result).then(() => this.#next(), (error: unknown) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Waits for all of a message that comes in pieces. */
  gather(first: Piece): void {
    this.busy = true;
    const whole = new Promise<Next>((resolve) => {
      const reader = new MessageReader(resolve);
      if (reader.take(first)) this.#box.read(reader, true);
    });
    this.rest = whole.then(({ done, value }) => {
      this.busy = false;
      if (done === true) return;
      this.call(value);
      return this.busy ? this.rest : this.#next();
    });
  }

  /** The connection has ended: so does this, once the callback has. */
  end(closed: Closed): void {
    if (this.rest === undefined) this.#resolve(closed);
    else void this.rest.then(() => this.#resolve(closed));
  }

  #fail(error: unknown): void {
    this.#box.stopEach();
    this.#reject(error);
  }

  #next(): void | Promise<void> {
    this.busy = false;
    const rest = this.rest;
    this.#box.pump();
    // One more is under way.
    if (this.rest !== rest) return this.rest;
  }
}

/** What a send gives that need not wait. */
export const DONE: Promise<void> = Promise.resolve();

/** When so many messages wait, or bytes, the peer is stopped. */
const MOST_ITEMS = 64;
const MOST_BYTES = 1 << 20;

/**
 * A transport over a stream whose reads and writes are promises, as Deno's and workerd's are.
 *
 * @module
 */

import type { Address, Session, Sink, Transport } from "../platform.ts";

/** A stream of bytes. No two reads, and no two writes, are under way at once. */
export interface Pulled {
  /** The next bytes, good until the next read; `null` at the end. */
  read(): Promise<Uint8Array | null>;
  /** Writes all of it. */
  write(data: Uint8Array): Promise<unknown>;
  /** Ends the write side. */
  end(): Promise<unknown>;
  /** Drops it. What is under way may fail. */
  close(): void;
}

/** What else is known of a stream. */
export interface Ends {
  readonly local?: Address | undefined;
  readonly remote?: Address | undefined;
  readonly session?: Session | undefined;
}

/** The transport. */
export class PulledTransport<S extends Pulled = Pulled> implements Transport {
  readonly stream: S;
  readonly local?: Address | undefined;
  readonly remote?: Address | undefined;
  readonly session?: Session | undefined;
  #sink: Sink | undefined;
  #reading: "not yet" | "paused" | "waits" | "under way" | "ended" = "not yet";
  /** Whether to read at all, once nothing is under way. */
  #wanted = false;
  #queue: Uint8Array[] = [];
  #pending = 0;
  #writing = false;
  #full = false;
  #ending = false;
  #closed = false;
  /** Runs while the last bytes still go, of a transport that nobody listens to any more. */
  #linger: ReturnType<typeof setTimeout> | undefined;

  constructor(stream: S, ends: Ends) {
    this.stream = stream;
    this.local = ends.local;
    this.remote = ends.remote;
    this.session = ends.session;
  }

  get pending(): number {
    return this.#pending;
  }

  start(sink: Sink): void {
    const first = this.#sink === undefined;
    this.#sink = sink;
    if (first) this.resume();
  }

  write(data: Uint8Array): boolean {
    if (this.#closed || this.#ending) return true;
    this.#queue.push(data);
    this.#pending += data.length;
    if (!this.#writing) void this.#drain();
    this.#full ||= this.#pending > HIGH_WATER;
    return !this.#full;
  }

  end(): void {
    if (this.#closed || this.#ending) return;
    this.#ending = true;
    if (!this.#writing) void this.#drain();
  }

  close(): void {
    this.#sink = DEAF;
    if (this.#closed || this.#linger !== undefined) return;
    if (!this.#ending || !this.#writing) return this.#drop();
    this.#linger = setTimeout(() => this.#drop(), LINGER);
    // A peer that is not read from may not read on either.
    this.resume();
  }

  pause(): void {
    this.#wanted = false;
  }

  resume(): void {
    this.#wanted = true;
    if (this.#reading === "not yet" || this.#reading === "paused") void this.#pull();
  }

  /**
   * Lets go of the stream, for something else to take it. Says whether it can: while a read is
   * under way, its bytes would be lost.
   */
  release(): boolean {
    this.#closed = true;
    this.#queue = [];
    this.#pending = 0;
    return this.#reading !== "under way";
  }

  #drop(): void {
    if (this.#closed) return;
    clearTimeout(this.#linger);
    this.release();
    this.stream.close();
  }

  async #pull(): Promise<void> {
    try {
      while (this.#wanted && !this.#closed) {
        this.#reading = "under way";
        const data = await this.stream.read();
        if (this.#closed) return;
        this.#reading = data === null ? "ended" : "waits";
        if (data === null) return this.#sink?.eof();
        this.#sink?.data(data);
        // What the sink got may have been the last bytes before TLS: then nothing more may be read
        // by the time that it starts, which may take a microtask or two.
        await undefined;
        await undefined;
      }
      this.#reading = "paused";
    } catch (error) {
      this.#fail(error);
    }
  }

  async #drain(): Promise<void> {
    this.#writing = true;
    try {
      while (this.#queue.length > 0) {
        const data = this.#take();
        await this.stream.write(data);
        if (this.#closed) return;
        this.#pending -= data.length;
        if (this.#full && this.#pending <= LOW_WATER) {
          this.#full = false;
          this.#sink?.drained();
        }
      }
      if (this.#ending && !this.#closed) await this.stream.end();
      this.#writing = false;
      if (this.#linger !== undefined) this.#drop();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** What waits, in one piece unless it is long: an operation costs more than a copy. */
  #take(): Uint8Array {
    const pieces = this.#queue;
    const [first] = pieces;
    if (first !== undefined && (pieces.length === 1 || this.#pending > HIGH_WATER)) {
      pieces.shift();
      return first;
    }
    this.#queue = [];
    const all = new Uint8Array(this.#pending);
    let at = 0;
    for (const piece of pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.#drop();
    this.#sink?.failed(error);
  }
}

/** Hears nothing. */
const DEAF: Sink = { data() {}, eof() {}, failed() {}, drained() {} };

/** How long a peer may take to read the last bytes. */
const LINGER = 2000;
const HIGH_WATER = 64 << 10;
const LOW_WATER = 16 << 10;

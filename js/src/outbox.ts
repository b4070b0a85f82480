/**
 * What a WebSocket of the web still has to send. Its `send()` never waits and never refuses, so
 * what the core does not take yet is kept here.
 *
 * @module
 */

import type { Driver } from "./driver.ts";
import { SocketError } from "./errors.ts";
import { task } from "./task.ts";

/** A message that waits. */
interface Waiting {
  /** Nothing yet for a Blob that is still being read. */
  data: string | Uint8Array | undefined;
  /** Bytes of it. */
  readonly size: number;
}

/** Messages in their order, then the close. */
export class Outbox {
  readonly #fail: (error: SocketError) => void;
  readonly #emptied: () => void;
  #driver: Driver | undefined;
  #waiting: Waiting[] = [];
  /** Where the first one is that waits: a long list is not moved for each that is sent. */
  #head = 0;
  /** What is closed with when all is sent. */
  #close: { readonly code: number; readonly reason: string } | undefined;

  /** Bytes that wait here. */
  #kept = 0;
  /** Bytes that the driver was given, and that are not known to be with the network. */
  #given = 0;
  /** Bytes that will never be sent. */
  #lost = 0;
  /** Something was given in this task. */
  #fresh = false;
  readonly #settle = (): void => {
    this.#fresh = false;
  };

  /**
   * @param fail is told what cannot be sent
   * @param emptied is called when nothing waits any more
   */
  constructor(fail: (error: SocketError) => void, emptied: () => void) {
    this.#fail = fail;
    this.#emptied = emptied;
  }

  /** Who sends. */
  attach(driver: Driver): void {
    this.#driver = driver;
  }

  /** Whether nothing waits here. */
  get empty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Bytes of messages that are not with the network. Within a task it does not fall. */
  get amount(): number {
    if (!this.#fresh && this.#given > 0) {
      this.#given = Math.min(this.#given, this.#driver?.buffered ?? 0);
    }
    return this.#kept + this.#given + this.#lost;
  }

  /** Sends a message of so many bytes, behind what waits. */
  send(data: string | Uint8Array, size: number): void {
    if (this.#waiting.length === 0 && this.#driver?.full === false) {
      this.#give(data, size);
      return;
    }
    // The caller may change its bytes as soon as this returns.
    this.#keep({ data: typeof data === "string" ? data : data.slice(), size });
  }

  /** Sends what a Blob has, when it is read; what is sent later waits for it. */
  sendBlob(blob: Blob): void {
    const entry: Waiting = { data: undefined, size: blob.size };
    this.#keep(entry);
    blob.arrayBuffer().then(
      (buffer) => {
        entry.data = new Uint8Array(buffer);
        this.drive();
      },
      (cause) => this.#fail(new SocketError("transport", "a Blob could not be read", { cause })),
    );
  }

  /** Counts a message that comes too late. */
  lose(size: number): void {
    this.#lost += size;
  }

  /** Closes when all is sent. */
  close(code: number, reason: string): void {
    this.#close = { code, reason };
    this.drive();
  }

  /** Goes on, if the driver takes more. */
  drive(): void {
    const driver = this.#driver;
    if (driver === undefined) return;
    const waited = this.#waiting.length > 0;
    while (this.#waiting.length > 0) {
      const entry = this.#waiting[this.#head]!;
      const { data, size } = entry;
      if (data === undefined || driver.full) return;
      entry.data = undefined;
      if (++this.#head === this.#waiting.length || this.#head === MOST_SENT) {
        this.#waiting.splice(0, this.#head);
        this.#head = 0;
      }
      this.#kept -= size;
      this.#give(data, size);
    }
    if (this.#close !== undefined) {
      const { code, reason } = this.#close;
      this.#close = undefined;
      driver.close(code, reason);
    }
    if (waited) this.#emptied();
  }

  /** The connection is closed: what waits is lost. */
  end(): void {
    this.#fresh = false;
    this.#lost = this.amount;
    this.#kept = this.#given = 0;
    this.#waiting = [];
    this.#head = 0;
    this.#close = undefined;
  }

  #keep(entry: Waiting): void {
    this.#waiting.push(entry);
    this.#kept += entry.size;
  }

  #give(data: string | Uint8Array, size: number): void {
    try {
      this.#driver!.send(data);
    } catch (error) {
      if (!(error instanceof SocketError)) throw error;
      // The peer was faster with its close: the web's send() does not complain.
      this.#lost += size;
      return;
    }
    this.#given += size;
    if (!this.#fresh) {
      this.#fresh = true;
      task(this.#settle);
    }
  }
}

/** So many that were sent leave the list at once. */
const MOST_SENT = 1024;

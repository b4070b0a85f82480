/**
 * A transport over a `MessagePort`: each message is some bytes, and `null` ends a side.
 *
 * @module
 */

import type { Sink, Transport } from "./platform.ts";

/**
 * A `MessagePort`, of the web or of `node:worker_threads`. At its other end stands another
 * {@linkcode over}, or whoever posts `Uint8Array`s and `ArrayBuffer`s, and `null` when it has said all.
 *
 * A port has no backpressure: what is posted waits in memory until the other end takes it. Where
 * peers are not trusted, give a WebSocket a stream.
 */
export interface Port {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "close", listener: () => void): void;
  start(): void;
  close(): void;
}

/** The transport. */
export class PortTransport implements Transport {
  /** What was posted is cloned: it is the receiver's. */
  readonly gives = true;
  readonly #port: Port;
  #sink: Sink | undefined;
  #paused = false;
  /** What came while nobody wanted it. */
  #held: unknown[] = [];
  #ended = false;
  #closed = false;
  #heardAll = false;

  constructor(port: Port) {
    this.#port = port;
  }

  start(sink: Sink): void {
    const first = this.#sink === undefined;
    this.#sink = sink;
    if (!first) return;
    this.#port.addEventListener("message", ({ data }) => this.#take(data));
    // Not all runtimes have this event: without it, the heartbeat finds out.
    this.#port.addEventListener("close", () => this.#take(null));
    this.#port.start();
  }

  write(data: Uint8Array): boolean {
    if (this.#closed || this.#ended) return true;
    // What is posted is cloned, and a view with all that it is a view of. Nothing is transferred: not
    // all runtimes can, and the memory may be used again.
    this.#port.postMessage(data.byteLength === data.buffer.byteLength ? data : new Uint8Array(data));
    return true;
  }

  end(): void {
    if (this.#closed || this.#ended) return;
    this.#ended = true;
    this.#port.postMessage(null);
  }

  close(): void {
    this.end();
    this.#closed = true;
    this.#held = [];
    this.#port.close();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    while (!this.#paused && this.#held.length > 0) this.#take(this.#held.shift());
  }

  #take(data: unknown): void {
    if (this.#closed || this.#heardAll) return;
    if (this.#paused) return void this.#held.push(data);
    if (data === null) {
      this.#heardAll = true;
      return this.#sink?.eof();
    }
    if (data instanceof Uint8Array) return this.#sink?.data(data);
    if (data instanceof ArrayBuffer) return this.#sink?.data(new Uint8Array(data));
    this.close();
    this.#sink?.failed(new TypeError("a port carries Uint8Arrays, ArrayBuffers, and null at the end"));
  }
}

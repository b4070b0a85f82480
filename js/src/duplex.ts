/**
 * Streams of Node's as transports, whatever they are made of.
 *
 * @module
 */

import type { Address, Session, Sink, Transport } from "./platform.ts";

/** A `Duplex` of `node:stream`, as far as it is used: a socket of an HTTP server mostly. */
export interface Duplex {
  // deno-lint-ignore no-explicit-any
  on(event: string, listener: (...args: any[]) => void): unknown;
  // deno-lint-ignore no-explicit-any
  off(event: string, listener: (...args: any[]) => void): unknown;
  // deno-lint-ignore no-explicit-any
  once(event: string, listener: (...args: any[]) => void): unknown;
  write(data: Uint8Array): boolean;
  end(): unknown;
  destroy(): unknown;
  pause(): unknown;
  resume(): unknown;
  readonly destroyed?: boolean;
  readonly readableEnded?: boolean;
  readonly writableLength?: number;
  readonly writableFinished?: boolean;
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  setNoDelay?(on?: boolean): unknown;
  setTimeout?(milliseconds: number): unknown;
  getProtocol?(): string | null;
  getCipher?(): { readonly name: string } | undefined;
  readonly alpnProtocol?: string | false | null;
  getPeerCertificate?(): { readonly raw?: Uint8Array } | undefined;
}

/** A stream that knows its transport: its listeners are the same functions for all. */
interface Owned extends Duplex {
  [OWNER]?: DuplexTransport;
}

const OWNER = Symbol("transport");

/** A stream of Node's. */
export class DuplexTransport implements Transport {
  /** Only Node's own sockets are known to be. */
  readonly prompt: boolean;
  readonly gives: boolean;
  readonly #stream: Owned;
  /** What it goes over, if that knows the addresses. */
  readonly #below: Duplex | undefined;
  #early: Uint8Array[] | undefined;
  #sink: Sink | undefined;
  #state: "fresh" | "started" | "eof" | "failed" = "fresh";
  /** It may be that already by what was read early. */
  #paused = false;
  /** Our side has ended. */
  #ended = false;
  /** What was written waits. */
  #draining = false;
  #error: unknown;

  /**
   * @param early what was read of the stream already
   * @param below what it goes over, if that knows the addresses
   * @param gives whether Node's sockets give away their chunks
   */
  constructor(stream: Duplex, early?: Uint8Array[], below?: Duplex, gives = true) {
    this.#stream = stream;
    this.prompt = "_handle" in stream && stream._handle !== null;
    this.gives = gives && this.prompt;
    this.#stream[OWNER] = this;
    this.#early = early;
    this.#below = below;
    stream.on("error", onError);
    stream.on("close", onClose);
  }

  get local(): Address | undefined {
    const { localAddress, localPort } = this.#below ?? this.#stream;
    return address(localAddress, localPort);
  }

  get remote(): Address | undefined {
    const { remoteAddress, remotePort } = this.#below ?? this.#stream;
    return address(remoteAddress, remotePort);
  }

  get session(): Session | undefined {
    const stream = this.#stream;
    if (stream.getProtocol === undefined) return undefined;
    return {
      protocol: stream.getProtocol() ?? undefined,
      cipher: stream.getCipher?.()?.name,
      alpn: stream.alpnProtocol || undefined,
      certificate: stream.getPeerCertificate?.()?.raw,
    };
  }

  get pending(): number {
    return this.#stream.writableLength ?? 0;
  }

  start(sink: Sink): void {
    this.#sink = sink;
    if (this.#state === "failed") return this.failed(this.#error);
    if (this.#state !== "fresh") return;
    this.#state = "started";
    const early = this.#early;
    this.#early = undefined;
    for (const chunk of early ?? []) this.received(chunk);
    const stream = this.#stream;
    if (stream.destroyed) return this.closed();
    stream.on("data", onData);
    stream.on("end", onEnd);
    if (!this.#paused) stream.resume();
    if (stream.readableEnded) this.eof();
  }

  write(data: Uint8Array): boolean {
    const stream = this.#stream;
    // What is long counts as too much for Node, even if the system has all of it already.
    if (this.#ended || stream.write(data) || stream.writableLength === 0) return true;
    if (!this.#draining) stream.once("drain", onDrain);
    this.#draining = true;
    return false;
  }

  end(): void {
    this.#ended = true;
    this.#stream.end();
  }

  close(): void {
    this.#sink = undefined;
    const stream = this.#stream;
    // What was written before the end is still to go, for a while.
    if (!this.#ended || stream.writableFinished) return void stream.destroy();
    const timer = setTimeout(() => stream.destroy(), LINGER);
    stream.on("close", () => clearTimeout(timer));
    stream.on("finish", () => stream.destroy());
    // A peer that is not read from may not read on either.
    stream.resume();
  }

  pause(): void {
    this.#paused = true;
    this.#stream.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#stream.resume();
  }

  /** Lets go of the stream: something else takes it over. */
  release(): Duplex {
    this.#sink = undefined;
    const stream = this.#stream;
    stream.pause();
    stream.off("data", onData);
    stream.off("drain", onDrain);
    stream.off("end", onEnd);
    stream.off("error", onError);
    stream.off("close", onClose);
    return stream;
  }

  /** @ignore */
  received(chunk: Uint8Array): void {
    this.#sink?.data(chunk);
  }

  /** @ignore */
  drained(): void {
    this.#draining = false;
    this.#sink?.drained();
  }

  /** @ignore */
  eof(): void {
    this.#state = "eof";
    this.#sink?.eof();
  }

  /** @ignore */
  closed(): void {
    // It is not broken if both sides have ended as they should.
    if (this.#state !== "eof" || !this.#ended) this.failed(new Error("the connection was closed"));
  }

  /** @ignore */
  failed(error: unknown): void {
    this.#error ??= error;
    this.#state = "failed";
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.failed(this.#error);
  }
}

function onData(this: Owned, chunk: Uint8Array): void {
  this[OWNER]?.received(chunk);
}

function onDrain(this: Owned): void {
  this[OWNER]?.drained();
}

function onEnd(this: Owned): void {
  this[OWNER]?.eof();
}

function onClose(this: Owned): void {
  this[OWNER]?.closed();
}

function onError(this: Owned, error: unknown): void {
  this[OWNER]?.failed(error);
}

function address(address: string | undefined, port: number | undefined): Address | undefined {
  return address === undefined || port === undefined ? undefined : { address, port };
}

/** How long a peer may take to read the last bytes. */
const LINGER = 2000;

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
  write(data: Uint8Array): boolean;
  end(): unknown;
  destroy(): unknown;
  pause(): unknown;
  resume(): unknown;
  readonly destroyed?: boolean;
  readonly readableEnded?: boolean;
  readonly writableLength?: number;
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

/** A stream of Node's. */
export class DuplexTransport implements Transport {
  readonly #stream: Duplex;
  #early: Uint8Array[];
  #sink: Sink | undefined;
  #started = false;
  /** Of the peer's side. */
  #eof = false;
  /** Of ours. */
  #ended = false;
  #error: unknown;

  /** @param early what was read of the stream already */
  constructor(stream: Duplex, early: Uint8Array[] = []) {
    this.#stream = stream;
    this.#early = early;
    // An HTTP server's timeouts are none of a WebSocket's.
    stream.setTimeout?.(0);
    stream.setNoDelay?.(true);
    stream.on("error", (error: unknown) => this.#fail(error));
    stream.on("close", () => {
      // Both sides have ended as they should.
      if (!this.#eof || !this.#ended) this.#fail(new Error("the stream was closed"));
    });
  }

  get local(): Address | undefined {
    return address(this.#stream.localAddress, this.#stream.localPort);
  }

  get remote(): Address | undefined {
    return address(this.#stream.remoteAddress, this.#stream.remotePort);
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
    if (this.#started) return;
    this.#started = true;
    const early = this.#early;
    this.#early = [];
    for (const chunk of early) this.#sink?.data(chunk);
    const stream = this.#stream;
    if (this.#error !== undefined || stream.destroyed) return this.#fail(this.#error ?? new Error("the stream was closed"));
    stream.on("data", (chunk: Uint8Array) => this.#sink?.data(chunk));
    stream.on("drain", () => this.#sink?.drained());
    const end = () => {
      this.#eof = true;
      this.#sink?.eof();
    };
    if (stream.readableEnded) return end();
    stream.on("end", end);
  }

  write(data: Uint8Array): boolean {
    return this.#ended || this.#stream.write(data);
  }

  end(): void {
    this.#ended = true;
    this.#stream.end();
  }

  close(): void {
    this.#sink = undefined;
    const stream = this.#stream;
    // What was written before the end is still to go, for a while.
    if (!this.#ended || this.pending === 0) return void stream.destroy();
    const timer = setTimeout(() => stream.destroy(), LINGER);
    stream.on("close", () => clearTimeout(timer));
    stream.on("finish", () => stream.destroy());
    stream.resume();
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  #fail(error: unknown): void {
    this.#error ??= error;
    const sink = this.#sink;
    if (sink === undefined) return;
    this.#sink = undefined;
    sink.failed(error);
  }
}

function address(address: string | undefined, port: number | undefined): Address | undefined {
  return address === undefined || port === undefined ? undefined : { address, port };
}

/** How long a peer may take to read the last bytes. */
const LINGER = 2000;

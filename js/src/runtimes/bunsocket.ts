/**
 * A socket of Bun's as a transport, and what Bun tells of it.
 *
 * @module
 */

import type { Address, Session, Sink, Transport } from "../platform.ts";

/** What Bun tells of any socket, to its transport. */
export const plain: Handlers = {
  open: (socket) => socket.data.opened(socket),
  data: (socket, chunk) => socket.data.received(chunk),
  drain: (socket) => socket.data.drain(),
  end: (socket) => socket.data.ended(),
  close: (socket, error) => socket.data.closed(error),
  error: (socket, error) => socket.data.failed(error),
};

/** The same with TLS, which is there once Bun has looked at the certificate. */
export const secured: Handlers = {
  ...plain,
  handshake(socket, _fine, error) {
    socket.data.secured(error);
  },
};

/** A socket of Bun's. */
export class BunTransport implements Transport {
  readonly prompt = true;
  /** Hears once whether TLS is there. */
  settle: ((error?: unknown) => void) | undefined;
  /** Whether a peer without a good certificate will do. */
  trusting = false;
  session?: Session | undefined;
  #socket: Socket | undefined;
  #sink: Sink | undefined;
  /** What came before there was a sink. */
  #early: Uint8Array[] = [];
  #queue: Uint8Array[] = [];
  #pending = 0;
  #state: "open" | "eof" | "broken" | "closed" = "open";
  #error: unknown;
  #ending = false;
  /** Runs while the last bytes still go, of a transport that nobody listens to any more. */
  #linger: ReturnType<typeof setTimeout> | undefined;

  get local(): Address | undefined {
    return address(this.#socket?.localAddress, this.#socket?.localPort);
  }

  get remote(): Address | undefined {
    return address(this.#socket?.remoteAddress, this.#socket?.remotePort);
  }

  get pending(): number {
    return this.#pending;
  }

  start(sink: Sink): void {
    const first = this.#sink === undefined;
    this.#sink = sink;
    if (!first) return;
    const early = this.#early;
    this.#early = [];
    for (const chunk of early) this.#sink?.data(chunk);
    if (this.#state === "eof") this.#sink?.eof();
    else if (this.#state === "broken") this.#sink?.failed(this.#error);
    else if (early.length > 0) this.resume();
  }

  write(data: Uint8Array): boolean {
    if (this.#ending || this.#state === "closed" || this.#socket === undefined) return true;
    if (this.#queue.length === 0) {
      const written = Math.max(0, this.#socket.write(data));
      if (written === data.length) return true;
      data = data.subarray(written);
    }
    this.#queue.push(data);
    this.#pending += data.length;
    return false;
  }

  end(): void {
    if (this.#ending) return;
    this.#ending = true;
    if (this.#queue.length === 0) this.#socket?.shutdown();
  }

  close(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#sink = DEAF;
    this.#early = [];
    if (!this.#ending || this.#queue.length === 0) return this.#drop();
    this.#linger = setTimeout(() => this.#drop(), LINGER);
    // A peer that is not read from may not read on either.
    this.resume();
  }

  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  /** Lets go of the socket, unless something is left to be read or written. */
  release(): Socket | undefined {
    if (this.session !== undefined || this.#state !== "open" || this.#pending > 0 || this.#early.length > 0) {
      return undefined;
    }
    const socket = this.#socket;
    this.#socket = undefined;
    // Bun tells it of the bytes of TLS as well.
    this.#sink = DEAF;
    this.#state = "closed";
    socket?.resume();
    return socket;
  }

  opened(socket: Socket): void {
    this.#socket = socket;
    if (this.#state === "closed") socket.terminate();
  }

  secured(error: unknown): void {
    const socket = this.#socket;
    this.session = {
      protocol: socket?.getTLSVersion(),
      cipher: socket?.getCipher()?.name,
      alpn: socket?.alpnProtocol || undefined,
      certificate: socket?.getPeerCertificate()?.raw,
    };
    this.#settle(this.trusting ? undefined : (error ?? undefined));
  }

  received(chunk: Uint8Array): void {
    if (this.#sink !== undefined) return this.#sink.data(chunk);
    if (this.#state !== "open") return;
    this.#early.push(chunk.slice());
    this.#socket?.pause();
  }

  drain(): void {
    for (let piece = this.#queue[0]; piece !== undefined; piece = this.#queue[0]) {
      const written = Math.max(0, this.#socket?.write(piece) ?? 0);
      this.#pending -= written;
      if (written < piece.length) {
        this.#queue[0] = piece.subarray(written);
        return;
      }
      this.#queue.shift();
      if (this.#queue.length > 0) continue;
      if (this.#linger !== undefined) this.#drop();
      else if (this.#ending) this.#socket?.shutdown();
      else this.#sink?.drained();
    }
  }

  ended(): void {
    if (this.#state !== "open") return;
    this.#state = "eof";
    this.#sink?.eof();
  }

  /** Bun closes the socket without `end` if our side ended before. */
  closed(error: unknown): void {
    this.#settle(error ?? new Error("the stream ended before TLS was there"));
    if (error !== undefined && error !== null) this.failed(error);
    else if (this.#state === "open" && this.#ending) this.ended();
    else this.failed(new Error("the connection was closed"));
  }

  failed(error: unknown): void {
    if (this.#state === "closed" || this.#state === "broken" || (this.#state === "eof" && this.#ending)) return;
    const sink = this.#sink;
    if (sink !== undefined) this.#sink = DEAF;
    this.#state = "broken";
    this.#error = error;
    sink?.failed(error);
  }

  #drop(): void {
    clearTimeout(this.#linger);
    this.#queue = [];
    // `terminate` would reset the connection, behind bytes that the peer has not read yet.
    this.#socket?.end();
  }

  #settle(error?: unknown): void {
    const settle = this.settle;
    this.settle = undefined;
    settle?.(error);
  }
}

/** Hears nothing. */
const DEAF: Sink = { data() {}, eof() {}, failed() {}, drained() {} };

/** How long a peer may take to read the last bytes. */
const LINGER = 2000;

function address(address: string | undefined, port: number | undefined): Address | undefined {
  return address === undefined || port === undefined ? undefined : { address, port };
}

/** What is used here of a socket of Bun's. */
export interface Socket {
  data: BunTransport;
  readonly localAddress?: string;
  readonly localPort?: number;
  readonly remoteAddress?: string;
  readonly remotePort?: number;
  readonly alpnProtocol?: string | false | null;
  write(data: Uint8Array): number;
  end(): void;
  shutdown(): void;
  terminate(): void;
  pause(): void;
  resume(): void;
  getTLSVersion(): string;
  getCipher(): { name: string } | undefined;
  getPeerCertificate(): { raw?: Uint8Array } | undefined;
  upgradeTLS(options: { tls: object; data: BunTransport; socket: Handlers }): [raw: Socket, tls: Socket];
}

/** What Bun tells of sockets. */
export interface Handlers {
  open(socket: Socket): void;
  data(socket: Socket, chunk: Uint8Array): void;
  drain(socket: Socket): void;
  end(socket: Socket): void;
  close(socket: Socket, error?: unknown): void;
  error(socket: Socket, error: unknown): void;
  handshake?(socket: Socket, fine: boolean, error: unknown): void;
}

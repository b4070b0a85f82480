/**
 * Bun: its own sockets, which take less CPU than those of its `node:net`, with its own TLS; TLS in
 * TLS by `node:tls`.
 *
 * @module
 */

import { lookup } from "node:dns/promises";

import type {
  Address,
  ConnectSettings,
  Endpoint,
  Listener,
  ListenSettings,
  Platform,
  SecureOptions,
  Session,
  Sink,
  TlsOptions,
  Transport,
} from "../platform.ts";
import { failure } from "./failure.ts";

/** The platform. */
export const platform: Platform = {
  name: "bun",
  unix: true,

  async module() {
    return WebAssembly.compile(await Bun.file(new URL("./witsocket.wasm", import.meta.url)).arrayBuffer());
  },

  async resolve(host) {
    try {
      return (await lookup(host, { all: true })).map(({ address }) => address);
    } catch (error) {
      throw failure(error, "not-found");
    }
  },

  connect,
  secure,
  listen,
  environment: (name) => Bun.env[name],
};

async function connect(endpoint: Endpoint, { signal }: ConnectSettings): Promise<Transport> {
  const transport = new BunTransport();
  // Bun cannot give up: what comes too late is dropped.
  const connecting = Bun.connect({ ...place(endpoint), data: transport, socket: plain, allowHalfOpen: true });
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => (abort = () => reject(signal.reason)));
  signal.addEventListener("abort", abort);
  try {
    if (signal.aborted) abort();
    await Promise.race([connecting, aborted]);
    return transport;
  } catch (error) {
    connecting.then((socket) => socket.terminate(), () => {});
    throw signal.aborted ? signal.reason : failure(error);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function place(endpoint: Endpoint): Bun.Place {
  if (endpoint.type === "unix") return { unix: endpoint.path };
  return { hostname: endpoint.type === "name" ? endpoint.host : endpoint.address, port: endpoint.port };
}

async function secure(below: Transport, options: SecureOptions): Promise<Transport> {
  const raw = below instanceof BunTransport && options.received.length === 0 ? below.release() : undefined;
  if (raw === undefined) {
    const { secure } = await import("./nodetls.ts");
    return secure(below, options);
  }
  const { signal } = options;
  const transport = new BunTransport();
  transport.trusting = options.tls.insecure === true;
  let abort = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      abort = () => reject(signal.reason);
      signal.addEventListener("abort", abort);
      if (signal.aborted) return abort();
      transport.settle = (error) => (error === undefined ? resolve() : reject(error));
      raw.upgradeTLS({ tls: client(options), data: transport, socket: secured });
    });
    return transport;
  } catch (error) {
    transport.close();
    raw.terminate();
    throw signal.aborted ? signal.reason : failure(error, "tls");
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function client({ tls, serverName }: SecureOptions): Bun.Tls {
  return { ...given(tls), serverName, rejectUnauthorized: tls.insecure !== true };
}

function given({ ca, cert, key, passphrase }: TlsOptions): object {
  const pems = Object.entries({ ca, cert, key, passphrase });
  return Object.fromEntries(pems.filter(([, value]) => value !== undefined));
}

async function listen(settings: ListenSettings, connected: (transport: Transport) => void): Promise<Listener> {
  const { host = "::", port = 0, path, tls } = settings;
  const asks = tls?.ca !== undefined;
  const listener = Bun.listen({
    ...(path === undefined ? { hostname: host, port } : { unix: path }),
    ...(tls && { tls: { ...given(tls), requestCert: asks, rejectUnauthorized: asks } }),
    socket: {
      ...(tls ? secured : plain),
      open(socket) {
        const transport = (socket.data = new BunTransport());
        transport.trusting = !asks;
        transport.opened(socket);
        if (tls === undefined) connected(transport);
        else transport.settle = (error) => (error === undefined ? connected(transport) : transport.close());
      },
    },
    allowHalfOpen: true,
  });
  return {
    address: path === undefined ? { address: listener.hostname, port: listener.port } : { path },
    async close() {
      listener.stop();
    },
  };
}

/** What Bun tells of any socket, to its transport. */
const plain: Bun.Handlers = {
  open: (socket) => socket.data.opened(socket),
  data: (socket, chunk) => socket.data.received(chunk),
  drain: (socket) => socket.data.drain(),
  end: (socket) => socket.data.ended(),
  close: (socket, error) => socket.data.closed(error),
  error: (socket, error) => socket.data.failed(error),
};

/** The same with TLS, which is there once Bun has looked at the certificate. */
const secured: Bun.Handlers = {
  ...plain,
  handshake(socket, _fine, error) {
    socket.data.secured(error);
  },
};

/** A socket of Bun's. */
class BunTransport implements Transport {
  readonly prompt = true;
  /** Hears once whether TLS is there. */
  settle: ((error?: unknown) => void) | undefined;
  /** Whether a peer without a good certificate will do. */
  trusting = false;
  session?: Session | undefined;
  #socket: Bun.Socket | undefined;
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
  release(): Bun.Socket | undefined {
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

  opened(socket: Bun.Socket): void {
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

/** What is used here of Bun's types. */
declare namespace Bun {
  type Place = { hostname: string; port: number } | { unix: string };
  type Tls = object;
  interface Socket {
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
    upgradeTLS(options: { tls: Tls; data: BunTransport; socket: Handlers }): [raw: Socket, tls: Socket];
  }
  interface Handlers {
    open(socket: Socket): void;
    data(socket: Socket, chunk: Uint8Array): void;
    drain(socket: Socket): void;
    end(socket: Socket): void;
    close(socket: Socket, error?: unknown): void;
    error(socket: Socket, error: unknown): void;
    handshake?(socket: Socket, fine: boolean, error: unknown): void;
  }
  interface Shared {
    socket: Handlers;
    allowHalfOpen: boolean;
  }
  function connect(options: Place & Shared & { data: BunTransport }): Promise<Socket>;
  function listen(options: Place & Shared & { tls?: Tls }): {
    readonly hostname: string;
    readonly port: number;
    stop(): void;
  };
  function file(url: URL): { arrayBuffer(): Promise<ArrayBuffer> };
  const env: Readonly<Record<string, string | undefined>>;
}

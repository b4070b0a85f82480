/**
 * Node: `node:net` and `node:tls`.
 *
 * @module
 */

import { lookup } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { connect as connectTcp, createServer, type Server, Socket } from "node:net";
import { connect as connectTls, createServer as createTlsServer, TLSSocket } from "node:tls";

import {
  type Address,
  type ConnectSettings,
  type Endpoint,
  type Listener,
  type ListenSettings,
  type Platform,
  type SecureOptions,
  type Session,
  type Sink,
  type Transport,
  TransportFailure,
} from "../platform.ts";
import { failure } from "./failure.ts";

/** Of a `Buffer`: what its documented methods call, without their checks. */
interface Raw extends Uint8Array {
  latin1Slice(from: number, to: number): string;
  utf8Slice(from: number, to: number): string;
  utf8Write(text: string, at: number, room: number): number;
}

/** The platform. */
export const platform: Platform = {
  name: "node",
  unix: true,

  async module() {
    return WebAssembly.compile(await readFile(new URL("./witsocket.wasm", import.meta.url)));
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
  environment: (name) => process.env[name],

  view: (buffer) => Buffer.from(buffer),
  decode: (memory, from, to, ascii) =>
    ascii ? (memory as Raw).latin1Slice(from, to) : (memory as Raw).utf8Slice(from, to),
  encode: (text, memory, at, room) => (memory as Raw).utf8Write(text, at, room),
  measure: (text) => Buffer.byteLength(text),
  room: (length) => Buffer.allocUnsafe(length),
  defer: (callback) => process.nextTick(callback),
};

function connect(endpoint: Endpoint, { signal }: ConnectSettings): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ ...place(endpoint), allowHalfOpen: true, noDelay: true });
    const abort = () => give(signal.reason);
    const failed = (error: unknown) => give(failure(error));
    const give = (reason: unknown) => {
      signal.removeEventListener("abort", abort);
      socket.destroy();
      reject(reason);
    };
    socket.once("error", failed);
    signal.addEventListener("abort", abort);
    if (signal.aborted) return abort();
    socket.once("connect", () => {
      signal.removeEventListener("abort", abort);
      // Behind the transport's own listener: an error is never without one.
      const transport = new NodeTransport(socket);
      socket.off("error", failed);
      resolve(transport);
    });
  });
}

function place(endpoint: Endpoint): { path: string } | { host: string; port: number } {
  if (endpoint.type === "unix") return { path: endpoint.path };
  return { host: endpoint.type === "name" ? endpoint.host : endpoint.address, port: endpoint.port };
}

async function secure(below: Transport, options: SecureOptions): Promise<Transport> {
  if (!(below instanceof NodeTransport)) {
    const { secure } = await import("./nodetls.ts");
    return secure(below, options);
  }
  const { tls, serverName, signal, received } = options;
  const socket = below.release();
  // Of an end that came already, TLS would hear nothing.
  if (!socket.readable) {
    socket.destroy();
    throw new TransportFailure("tls", "the stream ended before TLS was there");
  }
  if (received.length > 0) socket.unshift(received);
  const { serverName: _, insecure, ...pems } = tls;
  const secured = connectTls({
    ...(pems as object),
    socket,
    host: serverName,
    // SNI is for names only (RFC 6066 §3).
    servername: /^[\d.]+$|:/.test(serverName) ? "" : serverName,
    rejectUnauthorized: insecure !== true,
  });
  return await new Promise((resolve, reject) => {
    const abort = () => give(signal.reason);
    const failed = (error: unknown) => give(failure(error, "tls"));
    const closed = () => give(new TransportFailure("tls", "the stream ended before TLS was there"));
    const give = (reason: unknown) => {
      signal.removeEventListener("abort", abort);
      secured.destroy();
      socket.destroy();
      reject(reason);
    };
    // With half-open sockets, the peer's end is not the close yet.
    secured.once("error", failed).once("end", closed).once("close", closed);
    // What breaks below breaks above as well, and is told there.
    socket.on("error", (error) => void secured.destroy(error));
    signal.addEventListener("abort", abort);
    if (signal.aborted) return abort();
    secured.once("secureConnect", () => {
      signal.removeEventListener("abort", abort);
      const transport = new NodeTransport(secured, socket);
      secured.off("error", failed).off("end", closed).off("close", closed);
      resolve(transport);
    });
  });
}

async function listen(settings: ListenSettings, connected: (transport: Transport) => void): Promise<Listener> {
  const { host, port = 0, path, backlog, tls } = settings;
  const server: Server = tls === undefined
    ? createServer({ allowHalfOpen: true, noDelay: true }, (socket) => connected(new NodeTransport(socket)))
    : createTlsServer(
      { ...tls as object, allowHalfOpen: true, noDelay: true, requestCert: tls.ca !== undefined },
      (socket) => connected(new NodeTransport(socket)),
    );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ ...(path === undefined ? { host, port } : { path }), backlog }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  // Such as too many open files: the next connection may come through.
  server.on("error", () => {});
  const at = server.address();
  return {
    address: at === null || typeof at === "string" ? { path: path ?? "" } : { address: at.address, port: at.port },
    // What is open is not waited for: it is not the listener's.
    close() {
      server.close();
      return Promise.resolve();
    },
  };
}

/** A socket of Node's. */
class NodeTransport implements Transport {
  readonly prompt = true;
  readonly gives = true;
  readonly #socket: Socket;
  /** What TLS goes over, if it does. */
  readonly #below: Socket | undefined;
  #sink: Sink | undefined;
  #started = false;
  #ended = false;
  #error: unknown;

  constructor(socket: Socket, below?: Socket) {
    this.#socket = socket;
    this.#below = below;
    socket.on("error", this.#failed).on("close", this.#closed);
  }

  get local(): Address | undefined {
    const { localAddress: address, localPort: port } = this.#below ?? this.#socket;
    return address === undefined || port === undefined ? undefined : { address, port };
  }

  get remote(): Address | undefined {
    const { remoteAddress: address, remotePort: port } = this.#below ?? this.#socket;
    return address === undefined || port === undefined ? undefined : { address, port };
  }

  get session(): Session | undefined {
    const socket = this.#socket;
    if (!(socket instanceof TLSSocket)) return undefined;
    return {
      protocol: socket.getProtocol() ?? undefined,
      cipher: socket.getCipher()?.name,
      alpn: socket.alpnProtocol || undefined,
      certificate: socket.getPeerCertificate()?.raw,
    };
  }

  get pending(): number {
    return this.#socket.writableLength;
  }

  start(sink: Sink): void {
    this.#sink = sink;
    if (this.#started) return;
    this.#started = true;
    const socket = this.#socket;
    if (this.#error !== undefined || socket.destroyed) {
      this.#failed(this.#error ?? new Error("the connection was closed"));
      return;
    }
    socket.on("data", this.#data).on("drain", this.#drained).on("end", this.#eof);
  }

  write(data: Uint8Array): boolean {
    return this.#ended || this.#socket.write(data);
  }

  end(): void {
    this.#ended = true;
    this.#socket.end();
  }

  close(): void {
    this.#sink = undefined;
    const socket = this.#socket;
    // What was written before the end is still to go, for a while.
    if (!this.#ended || socket.writableFinished) return void socket.destroy();
    const timer = setTimeout(() => socket.destroy(), LINGER);
    socket.on("close", () => clearTimeout(timer)).on("finish", () => socket.destroy());
    // A peer that is not read from may not read on either.
    socket.resume();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Lets go of the socket: TLS takes it over. */
  release(): Socket {
    this.#sink = undefined;
    const socket = this.#socket;
    socket.pause();
    socket.off("data", this.#data).off("drain", this.#drained).off("end", this.#eof);
    socket.off("error", this.#failed).off("close", this.#closed);
    return socket;
  }

  readonly #data = (chunk: Uint8Array): void => this.#sink?.data(chunk);
  readonly #drained = (): void => this.#sink?.drained();
  readonly #eof = (): void => this.#sink?.eof();
  readonly #closed = (): void => {
    // Once both sides have ended, that is no failure.
    if (!this.#ended || !this.#socket.readableEnded) this.#failed(new Error("the connection was closed"));
  };
  readonly #failed = (error: unknown): void => {
    this.#error ??= error;
    const sink = this.#sink;
    if (sink === undefined) return;
    this.#sink = undefined;
    sink.failed(error);
  };
}

/** How long a peer may take to read the last bytes. */
const LINGER = 2000;

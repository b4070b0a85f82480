/**
 * Node: `node:net` and `node:tls`.
 *
 * @module
 */

import { lookup } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { connect as connectTcp, createServer, type Server, Socket } from "node:net";
import { connect as connectTls, createSecureContext, createServer as createTlsServer } from "node:tls";

import { DuplexTransport } from "../duplex.ts";
import {
  type ConnectSettings,
  type Endpoint,
  type Listener,
  type ListenSettings,
  type Platform,
  type SecureOptions,
  type ServerTls,
  type TlsOptions,
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
      const transport = new DuplexTransport(socket);
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
  if (!(below instanceof DuplexTransport)) {
    const { secure } = await import("./nodetls.ts");
    return secure(below, options);
  }
  const { tls, serverName, signal, received } = options;
  const socket = below.release() as Socket;
  // Of an end that came already, TLS would hear nothing.
  if (!socket.readable) {
    socket.destroy();
    throw new TransportFailure("tls", "the stream ended before TLS was there");
  }
  if (received.length > 0) socket.unshift(received);
  const { serverName: _, insecure, ...more } = tls;
  const secured = connectTls({
    ...nodes(more),
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
      const transport = new DuplexTransport(secured, undefined, socket);
      secured.off("error", failed).off("end", closed).off("close", closed);
      resolve(transport);
    });
  });
}

async function listen(
  settings: ListenSettings,
  connected: (transport: Transport) => void,
  patience: number,
): Promise<Listener> {
  const { host, port = 0, path, fd, backlog, tls } = settings;
  const take = (socket: Socket) => connected(new DuplexTransport(socket));
  const server: Server & Handled = tls === undefined ? createServer(HALF_OPEN, take) : secured(tls, take, patience);
  const place = fd !== undefined ? { fd } : path !== undefined ? { path } : { host, port };
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ ...place, backlog }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  if (tls === undefined) readOnce(server._handle, connected);
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

/**
 * Has connections read into a buffer that all share, as `onread` has it: nothing is allocated for
 * what comes, and it does not go through a stream. `connect()` of `node:net` takes that as an
 * option, and a `Server` does not, so that its connections are made here of the same handles. A
 * Node whose servers have no such handles makes them as it does.
 */
function readOnce(listening: Handle | null | undefined, connected: (transport: Transport) => void): void {
  const onconnection = listening?.onconnection;
  if (onconnection === undefined) return;
  listening!.onconnection = function (error, handle) {
    if (error !== 0 || typeof handle?.useUserBuffer !== "function") return onconnection.call(this, error, handle);
    const onread = {
      buffer: reads,
      callback(length: number): boolean {
        if (chunk.length !== length) chunk = reads.subarray(0, length);
        transport.received(chunk);
        return true;
      },
    };
    const socket: Socket & Handled = new Socket({ handle, onread, allowHalfOpen: true, manualStart: true } as object);
    // That option is Node's own.
    if (socket._handle !== handle) return onconnection.call(this, error, handle);
    handle.setNoDelay?.(true);
    const transport = new DuplexTransport(socket, undefined, undefined, false);
    connected(transport);
  };
}

/** What `node:net` keeps to itself. */
interface Handled {
  _handle?: Handle | null;
}

/** What is below a server, or a socket. */
interface Handle {
  onconnection?(this: Handle, error: number, handle?: Handle): void;
  setNoDelay?(on: boolean): void;
  useUserBuffer?(bytes: Uint8Array): void;
}

/** What was read last of any connection. */
const reads: Uint8Array = Buffer.allocUnsafeSlow(64 << 10);
let chunk = reads;

function secured({ names = {}, ...own }: ServerTls, take: (socket: Socket) => void, handshakeTimeout: number): Server {
  const options = { ...nodes(own), ...HALF_OPEN, requestCert: own.ca !== undefined, handshakeTimeout };
  const server = createTlsServer(options, take);
  // Node keeps a socket whose handshake failed, or took too long.
  server.on("tlsClientError", (_, socket) => socket.destroy());
  for (const [name, more] of Object.entries(names)) server.addContext(name, createSecureContext(more as object));
  return server;
}

/** Options by Node's names. */
function nodes({ alpn, ...rest }: TlsOptions): object {
  return { ...rest, ALPNProtocols: alpn };
}

const HALF_OPEN = { allowHalfOpen: true, noDelay: true };

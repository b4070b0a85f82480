/**
 * workerd: the sockets of `cloudflare:sockets`, which look names up and check certificates
 * themselves, and cannot listen.
 *
 * @module
 */

import { connect as open } from "cloudflare:sockets";
import core from "./witsocket.wasm";

import {
  type ConnectSettings,
  type Endpoint,
  type Platform,
  type SecureOptions,
  type Transport,
  TransportFailure,
} from "../platform.ts";
import { unsupported } from "../errors.ts";
import { type Pulled, PulledTransport } from "./pulled.ts";

/** The platform. */
export const platform: Platform = {
  name: "workerd",
  // Bytes are not compiled here: the module comes with the Worker.
  module: () => core,
  connect,
  secure,
};

async function connect(endpoint: Endpoint, { signal, tls }: ConnectSettings): Promise<Transport> {
  if (endpoint.type === "unix") throw unsupported("workerd has no Unix sockets", "connect by TCP");
  const { ca, cert, insecure, alpn } = tls ?? {};
  if (ca !== undefined || cert !== undefined || insecure === true) {
    throw unsupported(
      "a Worker cannot choose whom to trust",
      "name authorities in the configuration of workerd (tlsOptions.trustedCertificates)",
    );
  }
  if (alpn?.length) throw unsupported("workerd has no ALPN", "leave out tls.alpn");
  const name = endpoint.type === "name" ? endpoint.host : endpoint.address;
  const hostname = name.includes(":") ? `[${name}]` : name;
  const secureTransport = tls === undefined ? "off" : "starttls";
  const socket = open({ hostname, port: endpoint.port }, { allowHalfOpen: true, secureTransport });
  await opened(socket, signal, "other");
  return new PulledTransport(new Stream(socket), { remote: { address: name, port: endpoint.port } });
}

async function secure(below: Transport, { serverName, signal, received }: SecureOptions): Promise<Transport> {
  if (!(below instanceof PulledTransport && below.stream instanceof Stream)) {
    throw unsupported("workerd starts TLS on its own sockets only", "connect by TCP");
  }
  const { stream } = below;
  if (stream.secure) {
    below.close();
    throw unsupported("workerd has no TLS inside of TLS", "use a proxy that is reached without TLS");
  }
  if (received.length > 0 || !below.release()) {
    below.close();
    throw new TransportFailure("tls", "the peer began to speak before TLS did");
  }
  const socket = stream.upgrade(serverName);
  await opened(socket, signal, "tls");
  return new PulledTransport(new Stream(socket, true), { remote: below.remote, session: {} });
}

/** Waits for a socket to be there. */
async function opened(socket: Socket, signal: AbortSignal, kind: "other" | "tls"): Promise<void> {
  // Told by reads and writes as well.
  socket.closed.catch(() => {});
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => (abort = () => reject(signal.reason)));
  signal.addEventListener("abort", abort);
  try {
    if (signal.aborted) abort();
    await Promise.race([socket.opened, aborted]);
  } catch (error) {
    socket.close().catch(() => {});
    // workerd says the same of whatever went wrong.
    throw signal.aborted ? signal.reason : new TransportFailure(kind, error);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** A socket of workerd's. */
class Stream implements Pulled {
  readonly secure: boolean;
  readonly #socket: Socket;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  #heard = false;

  constructor(socket: Socket, secure = false) {
    this.secure = secure;
    this.#socket = socket;
    this.#reader = socket.readable.getReader();
    this.#writer = socket.writable.getWriter();
    // Told by the read or the write that follows.
    this.#reader.closed.catch(() => {});
    this.#writer.closed.catch(() => {});
  }

  async read(): Promise<Uint8Array | null> {
    const { value } = await this.#reader.read().catch((error) => this.#fail(error));
    this.#heard = true;
    return value ?? null;
  }

  write(data: Uint8Array): Promise<void> {
    return this.#writer.write(data).catch((error) => this.#fail(error));
  }

  end(): Promise<void> {
    return this.#writer.close();
  }

  close(): void {
    this.#socket.close().catch(() => {});
  }

  upgrade(expectedServerHostname: string): Socket {
    this.#reader.releaseLock();
    this.#writer.releaseLock();
    return this.#socket.startTls({ expectedServerHostname });
  }

  /** A TLS that failed says so to the first read or write, and not why. */
  #fail(error: unknown): never {
    throw this.secure && !this.#heard ? new TransportFailure("tls", error) : error;
  }
}

type Socket = ReturnType<typeof open>;

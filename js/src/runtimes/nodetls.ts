/**
 * TLS by `node:tls` over any transport, for runtimes that have that module: TLS in TLS, and what
 * their own TLS cannot do.
 *
 * @module
 */

import { Duplex } from "node:stream";
import { connect } from "node:tls";

import {
  type SecureOptions,
  type Session,
  type Sink,
  type TlsOptions,
  type Transport,
  TransportFailure,
} from "../platform.ts";
import { failure } from "./failure.ts";

type Socket = ReturnType<typeof connect>;

/** Starts TLS inside of what goes over a transport. */
export function secure(transport: Transport, options: SecureOptions): Promise<Transport> {
  const { tls, serverName, signal } = options;
  return new Promise((resolve, reject) => {
    const socket = connect({
      socket: duplex(transport, options.received),
      host: serverName,
      // SNI is for names only (RFC 6066 §3).
      servername: isAddress(serverName) ? "" : serverName,
      rejectUnauthorized: tls.insecure !== true,
      ...given(tls),
    });
    const give = (error: unknown) => {
      signal.removeEventListener("abort", abort);
      socket.destroy();
      transport.close();
      reject(error);
    };
    const abort = () => give(signal.reason);
    const failed = (error: unknown) => give(failure(error, "tls"));
    const early = () => give(new TransportFailure("tls", "the stream ended before TLS was there"));
    socket.on("error", failed).on("close", early);
    signal.addEventListener("abort", abort);
    if (signal.aborted) return abort();
    socket.once("secureConnect", () => {
      signal.removeEventListener("abort", abort);
      socket.off("error", failed).off("close", early);
      resolve(new TlsTransport(socket, transport));
    });
  });
}

/** The PEMs, what opens the key, and what is offered, as `node:tls` wants them. */
function given({ ca, cert, key, passphrase, alpn }: TlsOptions): Record<string, unknown> {
  const all = Object.entries({ ca, cert, key, passphrase, ALPNProtocols: alpn });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}

function isAddress(name: string): boolean {
  return name.includes(":") || /^[\d.]+$/.test(name);
}

/** A transport as a stream of Node's. */
function duplex(transport: Transport, received: Uint8Array): Duplex {
  let written: (() => void) | undefined;
  const stream: Duplex = new Duplex({
    read: () => transport.resume(),
    write(chunk: Uint8Array, _encoding, done) {
      // The pool that the chunk may be part of is not ours to keep.
      if (transport.write(chunk.slice())) done();
      else written = () => done();
    },
    final(done) {
      transport.end();
      done();
    },
    destroy(error, done) {
      transport.close();
      done(error);
    },
  });
  transport.start({
    data(chunk) {
      if (!stream.push(chunk.slice())) transport.pause();
    },
    eof: () => void stream.push(null),
    failed: (error) => void stream.destroy(error instanceof Error ? error : new Error(String(error))),
    drained() {
      const done = written;
      written = undefined;
      done?.();
    },
  });
  if (received.length > 0) stream.push(received.slice());
  return stream;
}

/** A transport over a socket of `node:tls`. */
class TlsTransport implements Transport {
  readonly local: Transport["local"];
  readonly remote: Transport["remote"];
  readonly #socket: Socket;
  #sink: Sink | undefined;

  constructor(socket: Socket, below: Transport) {
    this.#socket = socket;
    this.local = below.local;
    this.remote = below.remote;
    socket.pause();
    socket.on("error", (error) => {
      // Both sides have ended: how the stream below does is nobody's concern.
      if (!socket.readableEnded || !socket.writableEnded) this.#sink?.failed(error);
    });
  }

  get session(): Session {
    const socket = this.#socket;
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
    const first = this.#sink === undefined;
    this.#sink = sink;
    if (!first) return;
    this.#socket
      .on("data", (chunk: Uint8Array) => this.#sink?.data(chunk))
      .on("end", () => this.#sink?.eof())
      .on("drain", () => this.#sink?.drained());
    this.#socket.resume();
  }

  write(data: Uint8Array): boolean {
    return this.#socket.write(data);
  }

  end(): void {
    this.#socket.end();
  }

  close(): void {
    this.#sink = undefined;
    this.#socket.destroy();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }
}

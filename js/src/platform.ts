/**
 * What a runtime supplies: sockets, TLS, name look-up, and the bytes of the core. Nothing here
 * knows what goes over a transport.
 *
 * Shared files import `{ platform } from "#platform"`; the bundle of each runtime puts its own
 * file of `runtimes/` in that place.
 *
 * @module
 */

/** An end of a transport, as far as the runtime tells it. */
export type Address =
  | { readonly address: string; readonly port: number }
  | { readonly path: string };

/** Where a transport goes to. */
export type Endpoint =
  /** TCP to an IP address, without brackets; a scope may stand behind `%`. */
  | { readonly type: "address"; readonly address: string; readonly port: number }
  /** TCP to a host, by a runtime that looks names up itself. */
  | { readonly type: "name"; readonly host: string; readonly port: number }
  /** A Unix socket. */
  | { readonly type: "unix"; readonly path: string };

/** A stream of bytes in both directions. */
export interface Transport {
  /** This end. */
  readonly local?: Address | undefined;
  /** The other end. */
  readonly remote?: Address | undefined;
  /** What TLS found out about the other end, if there is TLS. */
  readonly session?: Session | undefined;
  /** Bytes that were written and are still here. */
  readonly pending?: number | undefined;
  /**
   * Whether what is written is with the system as soon as it is not `pending` any more, and its
   * memory can be used for something else.
   */
  readonly prompt?: boolean;
  /** Whether the chunks that the sink gets are its own, to be written to and kept. */
  readonly gives?: boolean;
  /** Begins to read. Nothing that came before is lost. Called again, another sink takes over. */
  start(sink: Sink): void;
  /**
   * Writes all of this, now or later: the bytes belong to the transport from here on. `false` asks
   * to write no more before `sink.drained()`.
   */
  write(data: Uint8Array): boolean;
  /** Ends the write side behind what was written. */
  end(): void;
  /** Drops the transport, in whatever state it is. The sink hears nothing after. */
  close(): void;
  /** Reads no more until `resume()`. What is under way may still come. */
  pause(): void;
  /** Reads on. */
  resume(): void;
}

/** Who hears what comes over a transport. */
export interface Sink {
  /** Bytes came. They are good until this returns. */
  data(chunk: Uint8Array): void;
  /** The peer ended its side. */
  eof(): void;
  /** The transport broke, and is closed. */
  failed(error: unknown): void;
  /** The transport takes bytes again. */
  drained(): void;
}

/** What TLS found out. */
export interface Session {
  /** As `TLSv1.3`. */
  readonly protocol?: string | undefined;
  /** The cipher suite. */
  readonly cipher?: string | undefined;
  /** What ALPN agreed on. */
  readonly alpn?: string | undefined;
  /** The peer's certificate in DER. */
  readonly certificate?: Uint8Array | undefined;
}

/** PEM texts or DER bytes. */
export type Pem = string | Uint8Array | readonly (string | Uint8Array)[];

/** How a client speaks TLS. */
export interface TlsOptions {
  /** Authorities to trust in place of the system's, in PEM. */
  ca?: Pem;
  /** Trusts whatever certificate the server has: for tests. */
  insecure?: boolean;
  /** The name that the certificate must have, and that is sent as SNI; the URL's. */
  serverName?: string;
  /** Our certificate with its chain, in PEM. */
  cert?: Pem;
  /** Our key, in PEM. */
  key?: Pem;
  /** What opens the key. */
  passphrase?: string;
  /**
   * The protocols to offer by ALPN, as `http/1.1`, the one we like best first: 1 to 255 characters of
   * ASCII each. Default: none is offered. Node, Deno and Bun.
   */
  alpn?: readonly string[];
}

/** How TLS is started on a transport. */
export interface SecureOptions {
  /** The name that the certificate must have: a host name, or an IP address. */
  readonly serverName: string;
  /** What the application wants of TLS. `serverName` in it is not looked at. */
  readonly tls: TlsOptions;
  /** Bytes that were read already and belong to TLS. */
  readonly received: Uint8Array;
  /** Gives it up. */
  readonly signal: AbortSignal;
}

/** A `WebAssembly.Module`, which not every runtime's types have a name for. */
export type CompiledModule = object;

/** A runtime. */
export interface Platform {
  /** As in the name of its file. */
  readonly name: string;
  /** The core, compiled. */
  module(): CompiledModule | Promise<CompiledModule>;
  /** Milliseconds since any instant, which never go backwards; `performance.now()`. */
  now?(): number;
  /** The IP addresses of a host. Without it `connect` is given names. */
  resolve?(host: string, signal: AbortSignal): Promise<string[]>;
  /** Connects a transport. Rejects with a {@linkcode TransportFailure} if it knows why it failed. */
  connect?(endpoint: Endpoint, options: ConnectSettings): Promise<Transport>;
  /** Starts TLS inside of what goes over a transport already. */
  secure?(transport: Transport, options: SecureOptions): Promise<Transport>;
  /** Listens. Who does not finish the TLS handshake in these milliseconds is dropped. */
  listen?(options: ListenSettings, connected: (transport: Transport) => void, patience: number): Promise<Listener>;
  /** A variable of the environment. */
  environment?(name: string): string | undefined;
  /** Whether `connect` can reach Unix sockets. */
  readonly unix?: boolean;
  /**
   * Text that is known to be UTF-8, out of the core's memory: the fastest way of the runtime.
   * `ascii` says that all bytes are below 128.
   */
  decode?(memory: Uint8Array, from: number, to: number, ascii: boolean): string;
  /** Writes a text as UTF-8 into the core's memory, where there is room, and says how long it is. */
  encode?(text: string, memory: Uint8Array, at: number, room: number): number;
  /** How many bytes a text is in UTF-8, if that is cheap to know. */
  measure?(text: string): number;
  /** The core's memory as `decode` and `encode` want it; a `Uint8Array`. */
  view?(buffer: ArrayBuffer): Uint8Array;
  /** Room for bytes that go to a transport; whatever is in it is written over. */
  room?(length: number): Uint8Array;
  /**
   * Calls this soon: behind everything that can run without waiting, microtasks too if possible.
   * Without it, a microtask does it.
   */
  defer?(callback: () => void): void;
}

/** How to connect. */
export interface ConnectSettings {
  /** Gives it up. */
  readonly signal: AbortSignal;
  /**
   * TLS will be started on it: for runtimes that must know when they connect. Then `secure`
   * follows, at once or after a tunnel.
   */
  readonly tls?: TlsOptions | undefined;
}

/** Where to listen. */
export interface ListenSettings {
  /** The address; all of them. */
  readonly host?: string | undefined;
  /** The port; one that is free. */
  readonly port?: number | undefined;
  /** The path of a Unix socket in place of them. */
  readonly path?: string | undefined;
  /** Node: a socket that listens already, such as one that a supervisor handed over. */
  readonly fd?: number | undefined;
  /** Connections that wait to be accepted. */
  readonly backlog?: number | undefined;
  /** TLS: the server's certificate with its chain and its key in PEM, and whom to trust of clients. */
  readonly tls?: ServerTls | undefined;
}

/** How a server speaks TLS. */
export interface ServerTls {
  /** The certificate with its chain, in PEM. */
  cert: Pem;
  /** Its key, in PEM. */
  key: Pem;
  /** What opens the key. */
  passphrase?: string;
  /** Asks clients for a certificate of these authorities, in PEM. */
  ca?: Pem;
  /**
   * The protocols to agree on by ALPN, as in {@linkcode TlsOptions}. Clients that offer others alone
   * are not let in. Default: none, whatever clients offer.
   */
  alpn?: readonly string[];
  /** Node: other certificates for clients that ask for these names (SNI); `*` is one label. */
  names?: Readonly<Record<string, Pick<ServerTls, "cert" | "key" | "passphrase">>>;
}

/** Something that listens. */
export interface Listener {
  /** Where, with the port that was free. */
  readonly address: Address;
  /** Accepts no more. What was accepted goes on. */
  close(): Promise<void>;
}

/** Why a transport is not there, in the core's words. */
export type TransportError =
  | "not-found"
  | "refused"
  | "unreachable"
  | "timed-out"
  | "reset"
  | "tls"
  | "other";

/** What a platform rejects with when it knows why a transport failed. */
export class TransportFailure extends Error {
  /** Why. */
  readonly kind: TransportError;

  /**
   * @param kind why
   * @param cause what the runtime said
   */
  constructor(kind: TransportError, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = "TransportFailure";
    this.kind = kind;
  }
}

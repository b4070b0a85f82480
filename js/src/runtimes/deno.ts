/**
 * Deno: its own sockets, which are as quick as its `node:net` with less in between, and its own TLS
 * where that does what is asked.
 *
 * @module
 */

import { lookup } from "node:dns/promises";

import {
  type Address,
  type ConnectSettings,
  type Endpoint,
  type Listener,
  type ListenSettings,
  type Pem,
  type Platform,
  type SecureOptions,
  type Transport,
} from "../platform.ts";
import { unsupported } from "../errors.ts";
import { failure } from "./failure.ts";
import { type Ends, type Pulled, PulledTransport } from "./pulled.ts";

/** The platform. */
export const platform: Platform = {
  name: "deno",
  unix: true,

  async module() {
    return WebAssembly.compile(await Deno.readFile(new URL("./witsocket.wasm", import.meta.url)));
  },

  // Who may use only some hosts of the network may use their names, and no addresses.
  ...(Deno.permissions.querySync({ name: "net" }).state === "granted" ? { resolve } : {}),

  connect,
  secure,
  listen,

  environment(name) {
    // Without asking: who may not read it has no such variable.
    const { state } = Deno.permissions.querySync({ name: "env", variable: name });
    return state === "granted" ? Deno.env.get(name) : undefined;
  },
};

async function resolve(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (error) {
    throw failure(error, "not-found");
  }
}

async function connect(endpoint: Endpoint, { signal }: ConnectSettings): Promise<Transport> {
  try {
    if (endpoint.type === "unix") {
      const conn = await Deno.connect({ transport: "unix", path: endpoint.path });
      if (!signal.aborted) return transport(conn);
      conn.close();
      throw signal.reason;
    }
    const hostname = endpoint.type === "name" ? endpoint.host : endpoint.address;
    const conn = await Deno.connect({ hostname, port: endpoint.port, signal });
    conn.setNoDelay?.(true);
    return transport(conn);
  } catch (error) {
    throw signal.aborted ? signal.reason : failure(error);
  }
}

async function secure(below: Transport, options: SecureOptions): Promise<Transport> {
  const { tls, serverName, signal, received } = options;
  const plain = below instanceof PulledTransport && below.stream instanceof Conn && !below.stream.secure;
  const simple = tls.insecure !== true && tls.cert === undefined && received.length === 0;
  if (!plain || !simple || below.pending > 0 || !below.release()) {
    const { secure } = await import("./nodetls.ts");
    return secure(below, options);
  }
  const { conn } = below.stream as Conn;
  let upgraded: Deno.TlsConn | undefined;
  const drop = () => attempt(() => (upgraded ?? conn).close());
  signal.addEventListener("abort", drop);
  try {
    upgraded = await Deno.startTls(conn, { hostname: serverName, caCerts: texts(tls.ca), alpnProtocols: tls.alpn });
    const session = { alpn: await agreed(upgraded) };
    if (signal.aborted) throw signal.reason;
    return new PulledTransport(new Conn(upgraded, true), { ...ends(below), session });
  } catch (error) {
    drop();
    throw signal.aborted ? signal.reason : failure(error, "tls");
  } finally {
    signal.removeEventListener("abort", drop);
  }
}

async function listen(settings: ListenSettings, connected: (transport: Transport) => void): Promise<Listener> {
  const listener = open(settings);
  const accepting = accept(listener, connected);
  return {
    address: where(listener.addr) ?? { path: "" },
    async close() {
      attempt(() => listener.close());
      await accepting;
    },
  };
}

function open({ host = "::", port = 0, path, tls }: ListenSettings): Deno.Listener {
  if (tls === undefined) {
    return path === undefined
      ? Deno.listen({ hostname: host, port })
      : Deno.listen({ transport: "unix", path });
  }
  if (path !== undefined) throw unsupported("Deno has no TLS on Unix sockets", "listen with one of them");
  if (tls.ca !== undefined) {
    throw unsupported("Deno does not ask clients for certificates", "take them at a proxy in front");
  }
  if (tls.passphrase !== undefined) throw unsupported("Deno opens no keys", "give it without a passphrase");
  const [cert = "", key = ""] = [tls.cert, tls.key].map((pem) => texts(pem)?.join("\n"));
  return Deno.listenTls({ hostname: host, port, cert, key, alpnProtocols: tls.alpn });
}

async function accept(listener: Deno.Listener, connected: (transport: Transport) => void): Promise<void> {
  for (;;) {
    try {
      const conn = await listener.accept();
      if ("setNoDelay" in conn) conn.setNoDelay?.(true);
      connected(transport(conn));
    } catch (error) {
      if (error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted) return;
      // One that came to nothing, or no file is left: others may go.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function transport(conn: Deno.Conn | Deno.TlsConn): Transport {
  const secure = "handshake" in conn;
  const found = { local: where(conn.localAddr), remote: where(conn.remoteAddr), session: secure ? {} : undefined };
  return new PulledTransport(new Conn(conn, secure, found.session), found);
}

function ends({ local, remote }: Transport): Ends {
  return { local, remote };
}

function where(addr: Deno.Addr): Address | undefined {
  if ("hostname" in addr) return { address: addr.hostname, port: addr.port };
  return addr.path ? { path: addr.path } : undefined;
}

function texts(pem: Pem | undefined): string[] | undefined {
  if (pem === undefined) return undefined;
  const all = typeof pem === "string" || pem instanceof Uint8Array ? [pem] : pem;
  return all.map((one) => (typeof one === "string" ? one : new TextDecoder().decode(one)));
}

/** A connection of Deno's. */
class Conn implements Pulled {
  readonly conn: Deno.Conn;
  readonly secure: boolean;
  /** It must be there before anything comes, so it is small while little does. */
  #buffer = new Uint8Array(SMALL);
  /** The handshake of a server. What goes wrong there is told by what is read. */
  #opening: Promise<unknown> | undefined;

  /** @param session is told what ALPN agreed on, before anything is read */
  constructor(conn: Deno.Conn, secure: boolean, session?: { alpn?: string | undefined }) {
    this.conn = conn;
    this.secure = secure;
    if (session === undefined) return;
    this.#opening = agreed(conn as Deno.TlsConn)
      .then((alpn) => (session.alpn = alpn), () => {})
      .then(() => (this.#opening = undefined));
  }

  read(): Promise<Uint8Array | null> {
    return this.#opening?.then(() => this.read()) ?? this.conn.read(this.#buffer).then(this.#took, ended);
  }

  readonly #took = (length: number | null): Uint8Array | null => {
    if (length === null) return null;
    const data = this.#buffer.subarray(0, length);
    if (length === this.#buffer.length && length < LARGE) this.#buffer = new Uint8Array(length * 4);
    else if (length <= SMALL / 4 && this.#buffer.length > SMALL) this.#buffer = new Uint8Array(SMALL);
    return data;
  };

  async write(data: Uint8Array): Promise<void> {
    let written = await this.conn.write(data);
    while (written < data.length) written += await this.conn.write(data.subarray(written));
  }

  end(): Promise<void> {
    return this.conn.closeWrite();
  }

  close(): void {
    attempt(() => this.conn.close());
  }
}

/** Waits for TLS, and tells what ALPN agreed on. */
async function agreed(conn: Deno.TlsConn): Promise<string | undefined> {
  return (await conn.handshake()).alpnProtocol ?? undefined;
}

/** What is closed, or has become something else, cannot be closed again. */
function attempt(close: () => void): void {
  try {
    close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

/** Many a peer leaves TLS without saying so. What it should have said before, the core knows. */
function ended(error: unknown): null {
  if (error instanceof Deno.errors.UnexpectedEof) return null;
  throw error;
}

const SMALL = 4 << 10;
const LARGE = 64 << 10;

/** What is used here of Deno's types. */
declare namespace Deno {
  type Addr = { hostname: string; port: number } | { path: string };
  interface Conn {
    readonly localAddr: Addr;
    readonly remoteAddr: Addr;
    read(buffer: Uint8Array): Promise<number | null>;
    write(data: Uint8Array): Promise<number>;
    closeWrite(): Promise<void>;
    close(): void;
    setNoDelay?(on: boolean): void;
  }
  interface TlsConn extends Conn {
    handshake(): Promise<{ alpnProtocol: string | null }>;
  }
  interface Listener {
    readonly addr: Addr;
    accept(): Promise<Conn | TlsConn>;
    close(): void;
  }
  interface TcpOptions {
    hostname: string;
    port: number;
  }
  interface UnixOptions {
    transport: "unix";
    path: string;
  }
  function connect(options: (TcpOptions & { signal?: AbortSignal }) | UnixOptions): Promise<Conn>;
  interface Alpn {
    alpnProtocols: readonly string[] | undefined;
  }
  function startTls(conn: Conn, options: Alpn & { hostname: string; caCerts: string[] | undefined }): Promise<TlsConn>;
  function listen(options: TcpOptions | UnixOptions): Listener;
  function listenTls(options: TcpOptions & Alpn & { cert: string; key: string }): Listener;
  function readFile(url: URL): Promise<Uint8Array<ArrayBuffer>>;
  const env: { get(name: string): string | undefined };
  const errors: Record<"BadResource" | "Interrupted" | "UnexpectedEof", ErrorConstructor>;
  const permissions: { querySync(what: { name: string; variable?: string }): { state: string } };
}

/**
 * Bun: its own sockets, which take less CPU than those of its `node:net`, with its own TLS; TLS in
 * TLS by `node:tls`.
 *
 * @module
 */

import { lookup } from "node:dns/promises";

import type {
  ConnectSettings,
  Endpoint,
  Listener,
  ListenSettings,
  Platform,
  SecureOptions,
  TlsOptions,
  Transport,
} from "../platform.ts";
import { BunTransport, type Handlers, plain, secured, type Socket } from "./bunsocket.ts";
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

function client({ tls, serverName }: SecureOptions): object {
  return { ...given(tls), serverName, rejectUnauthorized: tls.insecure !== true };
}

function given({ ca, cert, key, passphrase, alpn }: TlsOptions): object {
  // Bun takes the list as it goes over the wire.
  const ALPNProtocols = alpn && Buffer.from(alpn.flatMap((name) => [name.length, ...Buffer.from(name)]));
  const all = Object.entries({ ca, cert, key, passphrase, ALPNProtocols });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}

async function listen(
  settings: ListenSettings,
  connected: (transport: Transport) => void,
  patience: number,
): Promise<Listener> {
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
        if (tls === undefined) return connected(transport);
        const late = setTimeout(() => socket.terminate(), patience);
        transport.settle = (error) => {
          clearTimeout(late);
          if (error === undefined) connected(transport);
          else transport.close();
        };
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

/** What is used here of Bun's types. */
declare namespace Bun {
  type Place = { hostname: string; port: number } | { unix: string };
  interface Shared {
    socket: Handlers;
    allowHalfOpen: boolean;
  }
  function connect(options: Place & Shared & { data: BunTransport }): Promise<Socket>;
  function listen(options: Place & Shared & { tls?: object }): {
    readonly hostname: string;
    readonly port: number;
    stop(): void;
  };
  function file(url: URL): { arrayBuffer(): Promise<ArrayBuffer> };
  const env: Readonly<Record<string, string | undefined>>;
}

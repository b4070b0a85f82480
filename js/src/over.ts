/**
 * `over()`: a WebSocket over any stream of bytes.
 *
 * @module
 */

import { Box } from "./box.ts";
import { type ConnectOptions, open } from "./connect.ts";
import type { GlueConnection, GlueReplays } from "./boundary.ts";
import { claim, type Instance, instance, now, seed, serverOf, Settings } from "./core.ts";
import { Driver } from "./driver.ts";
import { closedError } from "./errors.ts";
import type { Transport } from "./platform.ts";
import { type Port, PortTransport } from "./port.ts";
import { type Pulled, PulledTransport } from "./runtimes/pulled.ts";
import { abortable, Socket } from "./socket.ts";
import type { Config, Logger } from "./settings.ts";
import type { Acceptance, Answer, Offer, Opened, Request, Response } from "./types.ts";
import { write } from "./values.ts";

/** A stream of bytes in both directions: WebTransport's, Direct Sockets', a `TransformStream` pair, .. */
export interface ByteStream {
  /** What the peer says. */
  readonly readable: ReadableStream<Uint8Array>;
  /** What is said to it. */
  readonly writable: WritableStream<Uint8Array>;
}

/** The client's side of a stream. */
export interface OverClient extends Omit<ConnectOptions, "proxy" | "to" | "reconnect" | "gate" | "maxRedirects"> {
  role?: "client";
  /** What is asked for. With `wss:` the stream gets TLS, if the runtime can do that. */
  url: string | URL;
}

/** The server's side of a stream. */
export interface OverServer extends Config {
  /** Which side this is. */
  role: "server";
  /** Gives it up. Once the connection is open, it has no effect. */
  signal?: AbortSignal | undefined;
  /** Who is told what happens. Default: nobody. */
  logger?: Logger;
  /** Decides about the request. Default: accepts what the settings allow. */
  onRequest?: (request: Request, offer: Offer | undefined) => Decided | Promise<Decided>;
}

/** Either side of a WebSocket whose opening handshake was done elsewhere. */
export interface OverOpened extends Config {
  /** Which side this is: clients mask what they send (RFC 6455 §5.3). */
  role: "client" | "server";
  /** What was agreed on. */
  opened: Partial<Opened>;
  /** Who is told what happens. Default: nobody. */
  logger?: Logger;
}

/** How to accept the request, or with what to refuse it; nothing accepts it. */
export type Decided = Acceptance | { readonly reject: Partial<Response> & { readonly status: number } } | void;

/**
 * Opens a WebSocket over a stream that is there already.
 *
 * ```ts
 * const socket = await over(stream, { url: "ws://example.com/" });
 * ```
 *
 * Or goes on with one whose handshake was done elsewhere: `over(stream, { role: "server", opened: {} })`.
 *
 * @throws {TypeError} if an option makes no sense
 * @throws {SocketError} if the opening handshake fails
 */
export async function over(stream: ByteStream | Port, options: OverClient | OverServer | OverOpened): Promise<Socket> {
  const transport = streamTransport(stream);
  if (options.role === "server" || "opened" in options) return await serve(transport, options);
  const { url, role: _, ...rest } = options;
  return await open(url, rest, { given: transport });
}

/** A transport made of web streams, or of a port. */
export function streamTransport(stream: ByteStream | Port): Transport {
  if ("postMessage" in stream) return new PortTransport(stream);
  const reader = stream.readable.getReader();
  const writer = stream.writable.getWriter();
  // Told by the read or the write that follows.
  reader.closed.catch(() => {});
  writer.closed.catch(() => {});
  const pulled: Pulled = {
    read: async () => (await reader.read()).value ?? null,
    write: (data) => writer.write(data),
    end: () => writer.close(),
    close() {
      reader.cancel().catch(() => {});
      writer.abort().catch(() => {});
    },
  };
  return new PulledTransport(pulled, {});
}

async function serve(transport: Transport, options: OverServer | OverOpened): Promise<Socket> {
  const { role, opened, onRequest, signal, logger }: Partial<OverServer> & Partial<OverOpened> = options as object;
  signal?.throwIfAborted();
  const here = await instance();
  const settings = new Settings(options).of(here);
  let connection: GlueConnection;
  try {
    connection = opened === undefined
      ? serverOf(here, settings)
      : here.glue.Connection.attach(write(here, { ...opened, role: role!, seed: seed() }), settings, now());
  } catch (thrown) {
    throw here.refusal(thrown);
  }
  const driver = new Driver(here, connection, transport, logger);
  const replays = replaysOf(here);
  const opening = new Promise<Socket>((resolve, reject) => {
    const answer = (answer: Answer): void => {
      try {
        driver.answer(answer);
      } catch (error) {
        reject(error);
        driver.close(GOING_AWAY);
      }
    };
    const box = new Box((event) => {
      switch (event.type) {
        case "request": {
          const decided = onRequest?.(event.request, driver.offer());
          if (!(decided instanceof Promise)) answer(toAnswer(decided));
          else decided.then((it) => answer(toAnswer(it)), (error) => (reject(error), driver.close(GOING_AWAY)));
          break;
        }
        case "claim":
          answer({ claimed: claim(here, replays, event.token, event.until) });
          break;
        case "response":
          answer({ respond: event.response });
          break;
        case "open":
          resolve(new Socket(driver, box, event.opened));
          break;
        case "closed":
          reject(closedError(event.closed));
          break;
      }
    });
    box.attach(driver);
    driver.start(box);
    if (opened !== undefined) resolve(new Socket(driver, box, { extensions: "", ...opened }));
  });
  try {
    return await abortable(opening, signal);
  } catch (error) {
    driver.abort();
    throw error;
  } finally {
    settings.free();
  }
}

/** What was used to log in, on whatever stream: a Digest is good once. */
function replaysOf(instance: Instance): GlueReplays {
  let replays = used.get(instance);
  if (replays === undefined) used.set(instance, replays = new instance.glue.Replays());
  return replays;
}

const used = new WeakMap<Instance, GlueReplays>();

function toAnswer(decided: Decided): Answer {
  return decided !== undefined && "reject" in decided ? decided : { accept: decided ?? {} };
}

const GOING_AWAY = 1001;

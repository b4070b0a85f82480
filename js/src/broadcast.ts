/**
 * One message for many connections.
 *
 * @module
 */

import type { GluePrepared } from "./boundary.ts";
import { compression, type Instance } from "./core.ts";
import type { Driver } from "./driver.ts";
import { SocketError } from "./errors.ts";
import { guarded } from "./guard.ts";
import { encode, roomFor } from "./memory.ts";
import { bytesOf } from "./options.ts";
import type { Socket } from "./socket.ts";
import type { Compress, SendData } from "./types.ts";

/** How to send a message on many connections. */
export interface BroadcastOptions {
  /** Whether to compress it where that was agreed on. Default: `"auto"`. */
  compress?: Compress;
  /** What to do about connections whose transport is behind. Default: `"drop"`. */
  slow?: Slow;
}

/** What happens to a message for a connection that has as much to send as is good. */
export type Slow =
  /** The message is not sent there. */
  | "drop"
  /** The connection is closed with code 1013. */
  | "close"
  /**
   * The message waits for the transport, in a queue of its own. A connection for which more than
   * so many bytes would wait is closed with code 1013.
   */
  | { readonly wait: number };

/** What became of a message for many connections. */
export interface Delivered {
  /** So many connections have it, or their transport. */
  sent: number;
  /** For so many it waits. */
  queued: number;
  /** So many did not get it: they were behind, or in the middle of a message. */
  dropped: number;
  /** So many were closed because they were behind. */
  closed: number;
}

/**
 * Sends a message on many connections. No connection waits for another one.
 *
 * The message is encoded once for all connections with equal parameters, and kept once. Those that
 * are not open, or that are in the middle of a message sent in pieces, are passed over. All
 * connections get the messages of all broadcasts in the same order.
 *
 * The first few hundred connections have it when this returns, unless an earlier broadcast is
 * under way; the others when the promise is resolved.
 */
export function broadcast(
  connections: Iterable<Socket>,
  message: SendData,
  options: BroadcastOptions = {},
): Promise<Delivered> {
  const { slow = "drop", compress } = options;
  if (slow !== "drop" && slow !== "close" && typeof slow?.wait !== "number") {
    return Promise.reject(new TypeError('slow is "drop", "close" or { wait: bytes }'));
  }
  const data = typeof message === "string" ? message : bytesOf(message)?.slice();
  if (data === undefined) return Promise.reject(new TypeError("a message is a text, or bytes"));
  const one: Message = { data, compress: compression(compress), slow, delivered: nothing(), prepared: new Map() };
  const sockets = [...connections];
  const before = turn;
  if (before === undefined) {
    deliver(one, sockets.splice(0, GROUP));
    if (sockets.length === 0) return Promise.resolve(finish(one));
  }
  const mine = rest(one, sockets, before);
  const done: Promise<void> = mine.then(() => {
    if (turn === done) turn = undefined;
  });
  turn = done;
  return mine;
}

/** The last broadcast that is under way. */
let turn: Promise<void> | undefined;

interface Message {
  readonly data: string | Uint8Array;
  readonly compress: number;
  readonly slow: Slow;
  readonly delivered: Delivered;
  readonly prepared: Map<Instance, Prepared>;
}

/** The message in an instance, and its encodings as far as they were read from there. */
interface Prepared {
  readonly glue: GluePrepared;
  readonly encodings: Uint8Array[];
}

async function rest(one: Message, sockets: Socket[], before: Promise<void> | undefined): Promise<Delivered> {
  await before;
  while (sockets.length > 0) {
    // Other connections have their turn.
    await new Promise((resolve) => setTimeout(resolve, 0));
    deliver(one, sockets.splice(0, GROUP));
  }
  return finish(one);
}

function deliver(one: Message, sockets: readonly Socket[]): void {
  for (const socket of sockets) {
    if (socket.driver.state !== "open") continue;
    // What waits for room comes first.
    const waits = socket.driver.full || (queues.get(socket) ?? 0) > 0;
    if (waits || send(one, socket.driver) === "would-block") lag(one, socket);
  }
}

/** Sends it at once; what it returns is why that does not go. */
function send(one: Message, driver: Driver): string | undefined {
  try {
    const { glue, encodings } = prepared(one, driver);
    driver.sendPrepared(glue, encodings);
    one.delivered.sent++;
    return undefined;
  } catch (error) {
    const why = error instanceof SocketError ? error.code : undefined;
    if (why !== "would-block" && why !== "not-open" && why !== "trap") one.delivered.dropped++;
    return why;
  }
}

function prepared(one: Message, { instance }: Driver): Prepared {
  let prepared = one.prepared.get(instance);
  if (prepared === undefined) {
    const { data, compress } = one;
    const glue = guarded(instance, () => {
      const room = typeof data === "string" ? roomFor(data) : data.length;
      const at = instance.reserve(room);
      if (typeof data === "string") {
        return instance.glue.Prepared.text(encode(data, instance.view, at, room), compress);
      }
      instance.bytes.set(data, at);
      return instance.glue.Prepared.binary(room, compress);
    });
    one.prepared.set(instance, prepared = { glue, encodings: [] });
  }
  return prepared;
}

/** Does with the message what is to be done when the transport is behind. */
function lag({ data, compress, slow, delivered }: Message, socket: Socket): void {
  if (slow === "drop") {
    delivered.dropped++;
    return;
  }
  const queued = queues.get(socket) ?? 0;
  if (slow === "close" || queued + data.length > slow.wait) {
    delivered.closed++;
    socket.driver.close(TRY_AGAIN_LATER, "too slow");
    return;
  }
  delivered.queued++;
  queues.set(socket, queued + data.length);
  void socket.send(data, { compress: COMPRESS[compress]! }).catch(() => {}).then(() => {
    queues.set(socket, (queues.get(socket) ?? 0) - data.length);
  });
}

function finish({ prepared, delivered }: Message): Delivered {
  for (const [instance, { glue }] of prepared) {
    if (instance.trapped === undefined) guarded(instance, () => glue.free());
  }
  return delivered;
}

function nothing(): Delivered {
  return { sent: 0, queued: 0, dropped: 0, closed: 0 };
}

/** Bytes of broadcasts that wait for a connection. */
const queues = new WeakMap<Socket, number>();

const COMPRESS: readonly Compress[] = ["auto", "always", "never"];

/** Connections that are served before others have their turn. */
const GROUP = 256;

// Registered with IANA for RFC 6455 §7.4.
const TRY_AGAIN_LATER = 1013;

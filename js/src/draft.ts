/**
 * Messages that need nothing of the core but a head: they go from the application to the transport
 * as they are, and the core hears of them.
 *
 * One connection at a time has a draft, which grows until it is written.
 *
 * @module
 */

import type { GlueConnection } from "./boundary.ts";
import type { Instance } from "./core.ts";
import { DESK, desk, deskUsed, encode, lay, room, roomFor, use } from "./memory.ts";
import type { Message } from "./types.ts";

/** Whose the draft is. */
export let author: object | undefined;
/** Where it stands. */
let paper: Uint8Array;
let from = 0;
let to = 0;
/** How many messages are in it, and bytes of them without their heads. */
let messages = 0;
let data = 0;

/**
 * Puts a message into the draft of this one, and says how long that is; 0 if it cannot be in it.
 */
export function draft(one: object, instance: Instance, message: Message): number {
  const fresh = author === undefined;
  if (!fresh && author !== one) return 0;
  const isText = typeof message === "string";
  const most = MOST_HEAD + (isText ? roomFor(message) : message.length);
  const own = most > DESK / 2;
  // It is one piece, to be written at once.
  if (!fresh && (own || paper !== desk || to !== deskUsed || to + most > DESK)) return 0;
  if (fresh) {
    from = to = own ? 0 : lay(most);
    paper = own ? room(most) : desk;
    messages = data = 0;
  }
  let { length } = message;
  let head = instance.head(isText, length);
  if (isText) {
    const at = to + head.length;
    const written = encode(message, paper, at, most - MOST_HEAD);
    if (written !== length) {
      head = instance.head(isText, length = written);
      paper.copyWithin(to + head.length, at, at + length);
    }
  } else if (length > 0) {
    paper.set(message, to + head.length);
  }
  for (let i = 0; i < head.length; i++) paper[to++] = head[i]!;
  to += length;
  if (!own) use(to);
  author = one;
  messages++;
  data += length;
  return to - from;
}

/** Ends the draft, tells the core of it, and returns it to be written. */
export function finish(connection: GlueConnection, now: number): Uint8Array {
  author = undefined;
  connection.sent(messages, data, to - from - data, now);
  return paper.subarray(from, to);
}

/** Drops the draft of one who is no more. */
export function discard(one: object): void {
  if (author === one) author = undefined;
}

/** More than any head has. */
const MOST_HEAD = 16;

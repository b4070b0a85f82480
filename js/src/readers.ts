/**
 * Those who wait for what comes.
 *
 * @module
 */

import type { Event, Message } from "./types.ts";

/** What comes. */
export type Item = Message | Event;

/** A piece of a message. */
export type Piece = Event & { readonly type: "chunk" };

/** The next message, or the end, for an iterator. */
export type Next = IteratorResult<Message, undefined>;

/** One who waits for the next item. They stand in line. */
export abstract class Reader {
  behind: Reader | undefined;
  /** Takes what comes, and says whether it wants more; `undefined` is the end. */
  abstract take(item: Item | undefined): boolean;
}

/** Waits for anything. */
export class ItemReader extends Reader {
  readonly #resolve: (item: Item | undefined) => void;

  constructor(resolve: (item: Item | undefined) => void) {
    super();
    this.#resolve = resolve;
  }

  take(item: Item | undefined): boolean {
    this.#resolve(item);
    return false;
  }
}

/** Waits for a whole message. Many connections have one of these and nothing else. */
export class MessageReader extends Reader {
  readonly #resolve: (result: Next) => void;
  /** What it has of a message that comes in pieces. */
  pieces: Piece[] | undefined;

  constructor(resolve: (result: Next) => void) {
    super();
    this.#resolve = resolve;
  }

  take(item: Item | undefined): boolean {
    if (item === undefined) this.#resolve({ done: true, value: undefined });
    else if (typeof item === "string" || item instanceof Uint8Array) this.#resolve({ done: false, value: item });
    else if (item.type !== "chunk") return true;
    else {
      (this.pieces ??= []).push(item);
      if (!item.endOfMessage) return true;
      this.#resolve({ done: false, value: joined(this.pieces) });
    }
    return false;
  }
}

/** The whole of a message, of all of its pieces. */
function joined(pieces: readonly Piece[]): Message {
  const whole = new Uint8Array(pieces.reduce((length, { data }) => length + data.length, 0));
  let at = 0;
  for (const { data } of pieces) {
    whole.set(data, at);
    at += data.length;
  }
  return pieces[0]?.kind === "text" ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(whole) : whole;
}

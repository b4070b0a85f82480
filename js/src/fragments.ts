/**
 * Messages that come in pieces.
 *
 * @module
 */

import type { Box } from "./box.ts";
import { closedError } from "./errors.ts";
import type { Chunk, Message } from "./types.ts";

/** A message that comes in pieces: texts of a text, bytes of a binary one. */
export interface Fragments extends AsyncIterable<Message> {
  /** What it carries. */
  readonly kind: "text" | "binary";
}

/** Reads the pieces of one message. */
export class PieceReader implements Fragments {
  readonly kind: "text" | "binary";
  readonly #box: Box;
  readonly #decoder: TextDecoder | undefined;
  #next: Message | Chunk | undefined;
  #last = false;

  constructor(box: Box, first: Message | Chunk) {
    this.#box = box;
    this.#next = first;
    this.kind = typeof first === "string" ? "text" : first instanceof Uint8Array ? "binary" : first.kind;
    // A piece may end inside a code point.
    if (this.kind === "text") this.#decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Message, void, undefined> {
    for (;;) {
      const piece = await this.#piece();
      if (piece === undefined) return;
      if (piece.length > 0) yield piece;
    }
  }

  /** Passes over what nobody took. */
  async finish(): Promise<void> {
    while (await this.#piece() !== undefined);
  }

  async #piece(): Promise<Message | undefined> {
    if (this.#last) return undefined;
    const next = this.#next ?? await this.#box.take();
    this.#next = undefined;
    // The connection ended inside of the message.
    if (next === undefined) throw closedError(await this.#box.closed);
    if (typeof next === "string" || next instanceof Uint8Array) {
      this.#last = true;
      return next;
    }
    this.#last = next.endOfMessage;
    return this.#decoder?.decode(next.data, { stream: !next.endOfMessage }) ?? next.data;
  }
}

/**
 * Messages that come in pieces.
 *
 * @module
 */

import type { Box } from "./box.ts";
import type { Chunk, Message } from "./types.ts";

/** A message that comes in pieces: texts of a text, bytes of a binary one. */
export interface Fragments extends AsyncIterable<Message> {
  /** What it carries. */
  readonly kind: "text" | "binary";
}

/** The whole of a message of which this is the first piece. */
export async function gather(box: Box, first: Chunk): Promise<Message> {
  const pieces = new PieceReader(box, first);
  const parts: Message[] = [];
  for await (const piece of pieces) parts.push(piece);
  if (pieces.kind === "text") return parts.join("");
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts as Uint8Array[]) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
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
    if (next === undefined || typeof next === "string" || next instanceof Uint8Array) {
      this.#last = true;
      return next;
    }
    this.#last = next.endOfMessage;
    return this.#decoder?.decode(next.data, { stream: !next.endOfMessage }) ?? next.data;
  }
}

/**
 * Extensions that an application has (RFC 6455 §9): the core asks them what it must know.
 *
 * @module
 */

import type { Left, Written } from "./boundary.ts";
import type { Instance } from "./core.ts";
import type { ExtensionParameters, Role } from "./types.ts";
import { read, write } from "./values.ts";

/**
 * What both sides may agree on in the opening handshake to change the frames of messages.
 *
 * Extensions work behind permessage-deflate: on what it made of a message when they encode, and
 * before it when they decode. Among themselves the first one that was agreed on is the first to
 * encode and the last to decode (§9.1).
 *
 * They are called while the core is at work: whatever they ask of a connection then throws.
 */
export interface Extension {
  /** The name in `Sec-WebSocket-Extensions`, a token. */
  readonly name: string;
  /**
   * The reserved bits that its frames may have: RSV1 to RSV3 as 4, 2 and 1. A connection has no two
   * extensions with a bit in common, and RSV1 is permessage-deflate's. Default: none.
   */
  readonly rsv?: number;
  /** Client: what to offer, best first. Default: one offer without parameters. */
  readonly offers?: readonly ExtensionParameters[];
  /** Server: the parameters to answer an offer with; nothing declines, and so does what it throws. */
  accept(offer: ExtensionParameters): ExtensionParameters | null | undefined;
  /**
   * What does the work of one connection, with the parameters that the server answered; nothing if
   * they make no sense: a client then fails the handshake, a server declines. It is called more than
   * once, and must not count on being used.
   */
  start(role: Role, agreed: ExtensionParameters): ExtensionCodec | null | undefined;
}

/** The two directions of an extension in one connection. */
export interface ExtensionCodec {
  /** Encodes the next frame of a message. Any fault closes the connection with code 1011. */
  encode(frame: ExtensionFrame): EncodedFrame | ExtensionFault;
  /**
   * Decodes the next frame of a message. More than `max` bytes are one too many: stop at `too-big`
   * before they are there.
   */
  decode(frame: ExtensionFrame, max: number): Uint8Array | ExtensionFault;
}

/** A frame of a text or binary message. Control frames are passed over. */
export interface ExtensionFrame {
  /** What it is; all frames of a message but the first are continuations. */
  readonly opcode: "text" | "binary" | "continuation";
  /** Whether the message ends here. */
  readonly fin: boolean;
  /** Those of the extension's reserved bits that are set; none of a frame to encode. */
  readonly rsv: number;
  /** The payload, not masked. It is the extension's to keep and to change. */
  readonly payload: Uint8Array;
}

/** A frame as it goes on. */
export interface EncodedFrame {
  /** The reserved bits to set, of those that are the extension's. Default: none. */
  readonly rsv?: number;
  /** The payload. */
  readonly payload: Uint8Array;
}

/** Why an extension cannot go on. What one throws is `internal`. */
export type ExtensionFault =
  /** The peer broke the extension's rules: close code 1002. */
  | "protocol"
  /** The data make no sense: 1007. */
  | "data"
  /** More data than is allowed: 1009. */
  | "too-big"
  /** The extension failed: 1011. */
  | "internal";

/** What the core asks. */
type Question =
  | { readonly type: "accept"; readonly number: number; readonly parameters: ExtensionParameters }
  | { readonly type: "start"; readonly number: number; readonly role: Role; readonly parameters: ExtensionParameters }
  | ExtensionFrame & { readonly type: "encode"; readonly number: number }
  | ExtensionFrame & { readonly type: "decode"; readonly number: number; readonly max: number }
  /** It is not used any more. */
  | { readonly type: "drop"; readonly number: number };

interface Answer {
  readonly parameters?: ExtensionParameters | null | undefined;
  readonly codec?: number | null | undefined;
  readonly payload?: Uint8Array;
  readonly rsv?: number | undefined;
  readonly fault?: ExtensionFault;
}

/** An extension as the core hears of it. */
export interface Introduced {
  readonly number: number;
  readonly name: string;
  readonly rsv: number | undefined;
  readonly offers: readonly ExtensionParameters[] | undefined;
}

/** The extensions that an instance knows, and their codecs, by the numbers that it has for them. */
export class Kept {
  /** One of them is being asked: the core can be asked nothing. */
  asked = false;
  /** What the last one threw that had a frame. */
  thrown: unknown;
  readonly #all = new Map<number, Extension | ExtensionCodec>();
  #last = 0;

  /** Keeps extensions until the core drops them. What is no list is the core's to refuse. */
  introduce(extensions: readonly Extension[]): readonly Introduced[] {
    if (!Array.isArray(extensions)) return extensions as unknown as Introduced[];
    return extensions.map((one: Extension) => {
      const { name, rsv, offers } = Object(one) as Extension;
      return { number: this.#keep(one), name, rsv, offers };
    });
  }

  /** The core did not take them. */
  forget(introduced: readonly Introduced[]): void {
    if (Array.isArray(introduced)) for (const { number } of introduced) this.#all.delete(number);
  }

  /** Answers the core. */
  answer(instance: Instance, question: Left<Question>): Written<Answer> {
    let answer: Answer;
    // It may be told of one that is dropped by what it does.
    const before = this.asked;
    this.asked = true;
    try {
      answer = this.#answer(read(instance, question));
    } catch (error) {
      this.thrown = error;
      answer = { fault: "internal" };
    } finally {
      this.asked = before;
    }
    return write(instance, answer);
  }

  #keep(one: Extension | ExtensionCodec): number {
    this.#all.set(++this.#last, one);
    return this.#last;
  }

  #answer(question: Question): Answer {
    const one = this.#all.get(question.number)!;
    switch (question.type) {
      case "accept":
        return { parameters: (one as Extension).accept(question.parameters) };
      case "start": {
        const codec = (one as Extension).start(question.role, question.parameters);
        return { codec: codec && this.#keep(codec) };
      }
      case "encode": {
        this.thrown = undefined;
        const encoded = (one as ExtensionCodec).encode(question);
        return typeof encoded === "string" ? { fault: encoded } : { payload: encoded.payload, rsv: encoded.rsv };
      }
      case "decode": {
        this.thrown = undefined;
        const decoded = (one as ExtensionCodec).decode(question, question.max);
        return typeof decoded === "string" ? { fault: decoded } : { payload: decoded };
      }
      case "drop":
        this.#all.delete(question.number);
        return {};
    }
  }
}

/**
 * The extensions of applications: the core asks them what it must know.
 *
 * @module
 */

import type { Introduced, Left, Memory, Written } from "./boundary.ts";
import type { Extension, ExtensionCodec, ExtensionFault, ExtensionFrame } from "./extension.ts";
import type { ExtensionParameters, Role } from "./types.ts";
import { read, write } from "./values.ts";

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
  answer(memory: Memory, question: Left<Question>): Written<Answer> {
    let answer: Answer;
    // It may be told of one that is dropped by what it does.
    const before = this.asked;
    this.asked = true;
    try {
      answer = this.#answer(read(memory, question));
    } catch (error) {
      this.thrown = error;
      answer = { fault: "internal" };
    } finally {
      this.asked = before;
    }
    return write(memory, answer);
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

/**
 * Text and bytes in and out of the core's memory, in the runtime's fastest way.
 *
 * @module
 */

import { platform } from "#platform";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** Text that is known to be UTF-8. `ascii` says that all bytes are below 128. */
export const decode: (memory: Uint8Array, from: number, to: number, ascii: boolean) => string =
  platform.decode ?? ((memory, from, to) => decoder.decode(memory.subarray(from, to)));

/** Writes a text as UTF-8 and says how long it is. Lone surrogates become U+FFFD. */
export const encode: (text: string, memory: Uint8Array, at: number, room: number) => number =
  platform.encode ??
    ((text, memory, at, room) => encoder.encodeInto(text, memory.subarray(at, at + room)).written);

/** Room for bytes that go to a transport. */
const room: (length: number) => Uint8Array = platform.room ?? ((length) => new Uint8Array(length));

/** A copy to be written to a transport. */
export function copy(memory: Uint8Array, from: number, to: number): Uint8Array {
  const bytes = room(to - from);
  bytes.set(memory.subarray(from, to));
  return bytes;
}

/** A copy of pieces, one behind the other. Where they are and their lengths stand in `words`. */
export function join(memory: Uint8Array, words: Uint32Array, list: number, pieces: number): Uint8Array {
  const end = list + 2 * pieces;
  let length = 0;
  for (let at = list; at < end; at += 2) length += words[at + 1]!;
  const all = room(length);
  let filled = 0;
  for (let at = list; at < end; at += 2) {
    const from = words[at]!;
    const long = words[at + 1]!;
    all.set(memory.subarray(from, from + long), filled);
    filled += long;
  }
  return all;
}

/** How much room a text may need. */
export function roomFor(text: string): number {
  const { length } = text;
  return length > EXACT && platform.measure !== undefined ? platform.measure(text) : 3 * length;
}

/** Longer texts are measured, where that is cheap. */
const EXACT = 2048;

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

/** A copy to be written to a transport. */
export const copy: (memory: Uint8Array, from: number, to: number) => Uint8Array = platform.copy ??
  ((memory, from, to) => memory.slice(from, to));

/** How much room a text may need. */
export function roomFor(text: string): number {
  const { length } = text;
  return length > EXACT && platform.measure !== undefined ? platform.measure(text) : 3 * length;
}

/** Longer texts are measured, where that is cheap. */
const EXACT = 2048;

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
export const room: (length: number) => Uint8Array = platform.room ?? ((length) => new Uint8Array(length));

/** A copy of its own. */
export function copy(memory: Uint8Array, from: number, to: number): Uint8Array {
  const bytes = room(to - from);
  bytes.set(memory.subarray(from, to));
  return bytes;
}

/**
 * Room for the messages that are read next: the chunk that they came in, which nobody needs any
 * more. A fresh buffer for each costs more than its bytes.
 */
export function spare(chunk: Uint8Array): void {
  chunks = chunk;
  chunksUsed = 0;
}

/** There is no such room any more. */
export function spareNone(): void {
  chunks = NONE;
}

/** The bytes of a message. Short ones share a buffer in any case. */
export function message(memory: Uint8Array, from: number, to: number): Uint8Array {
  const length = to - from;
  // What is used up here can be no buffer that the application has transferred: that has no length.
  if (length === 0) return new Uint8Array(0);
  if (chunksUsed + length <= chunks.length) {
    const bytes = new Uint8Array(chunks.buffer, chunks.byteOffset + chunksUsed, length);
    chunksUsed += length;
    bytes.set(memory.subarray(from, to));
    return bytes;
  }
  if (length > SHARED) return memory.slice(from, to);
  if (messagesUsed + length > messages.byteLength) {
    messages = new ArrayBuffer(SHELF);
    messagesUsed = 0;
  }
  const bytes = new Uint8Array(messages, messagesUsed, length);
  // A view of anything may begin there.
  messagesUsed = (messagesUsed + length + 7) & ~7;
  bytes.set(memory.subarray(from, to));
  return bytes;
}

const NONE: Uint8Array = new Uint8Array(0);
let chunks: Uint8Array = NONE;
let chunksUsed = 0;

let messages = new ArrayBuffer(0);
let messagesUsed = 0;
const SHARED = 1024;
const SHELF = 16 << 10;

/**
 * Where bytes stand that are to be written, one behind the other. What is with the system is used
 * again, see {@linkcode free}.
 */
export let desk: Uint8Array = new Uint8Array(0);
/** Where it is free. */
export let deskUsed = Infinity;
export const DESK = 128 << 10;

/** Sees to it that so many bytes of the desk are free, and says where. */
export function lay(length: number): number {
  if (deskUsed + length > DESK) {
    desk = room(DESK);
    deskUsed = 0;
  }
  return deskUsed;
}

/** The desk is in use up to here. */
export function use(to: number): void {
  deskUsed = to;
}

/** These bytes were written, and nobody needs them any more. */
export function free(data: Uint8Array): void {
  // The desk is a buffer of its own.
  if (data.buffer === desk.buffer && data.byteOffset + data.length === deskUsed) deskUsed = data.byteOffset;
}

/** Room for bytes that are to be written. */
function lend(length: number): Uint8Array {
  if (length > DESK / 2) return room(length);
  const at = lay(length);
  return desk.subarray(at, deskUsed = at + length);
}

/**
 * A copy of pieces, one behind the other, to be written. Where they are and their lengths stand in
 * `words`.
 */
export function join(memory: Uint8Array, words: Uint32Array, list: number, pieces: number): Uint8Array {
  const end = list + 2 * pieces;
  let length = 0;
  for (let at = list; at < end; at += 2) length += words[at + 1]!;
  const all = lend(length);
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

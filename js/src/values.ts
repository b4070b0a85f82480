/**
 * What crosses to the core and back and is no message: written down at once, and read at once.
 * `glue/src/value.rs` and `glue/src/given.rs` are at the other end.
 *
 * @module
 */

import type { Left, Memory, Written } from "./boundary.ts";
import { decode } from "./memory.ts";

/** Reads a value of the core, of which the words begin at this address. */
export function read<T>(memory: Memory, address: Left<T>): T {
  memory.look();
  const { bytes, view, words } = memory;
  let at = address >>> 2;
  const start = words[at++]!;
  const length = words[at++]!;
  let text = start;
  // As one, if each byte is a character: then the texts stand in it where they stand in the memory.
  const all = decode(view, start, start + length, false);

  const next = (): unknown => {
    switch (words[at++]) {
      case FALSE:
        return false;
      case TRUE:
        return true;
      case NUMBER:
        halves[0] = words[at++]!;
        halves[1] = words[at++]!;
        return number[0];
      case TEXT: {
        const from = text;
        text += words[at++]!;
        return all.length === length ? all.slice(from - start, text - start) : decode(view, from, text, false);
      }
      case BYTES: {
        const from = words[at++]!;
        return bytes.slice(from, from + words[at++]!);
      }
      case LIST: {
        const list = new Array<unknown>(words[at++]!);
        for (let i = 0; i < list.length; i++) list[i] = next();
        return list;
      }
      case OBJECT: {
        const object: Record<string, unknown> = {};
        for (let rest = words[at++]!; rest > 0; rest--) {
          const name = words[at++]!;
          const length = words[at++]!;
          const key = memory.names.get(name) ?? called(memory, name, length);
          object[key] = next();
        }
        return object;
      }
    }
    return undefined;
  };
  return next() as T;
}

/** The name of a property, which stays where it is as long as the instance is there. */
function called(memory: Memory, from: number, length: number): string {
  const name = decode(memory.view, from, from + length, true);
  memory.names.set(from, name);
  return name;
}

/**
 * Writes a value where the next call takes it, and says how long it is. Properties that are
 * `undefined` are left out; what is nothing of JSON and no bytes is there, and wrong.
 */
export function write<T>(memory: Memory, value: T): Written<T> {
  used = 0;
  put(value, MOST_DEEP);
  const written = draft.subarray(0, used);
  // What was long is not kept for what is short.
  if (draft.length > MOST_KEPT) replace(new Uint8Array(MOST_KEPT));
  return memory.put(written);
}

function put(value: unknown, deep: number): void {
  grow(9);
  if (value === null) draft[used++] = GIVEN_NULL;
  else if (typeof value === "boolean") draft[used++] = value ? GIVEN_TRUE : GIVEN_FALSE;
  else if (typeof value === "number") {
    draft[used++] = GIVEN_NUMBER;
    fields.setFloat64(used, value, true);
    used += 8;
  } else if (typeof value === "string") {
    draft[used++] = GIVEN_TEXT;
    putText(value);
  } else if (value instanceof Uint8Array) {
    draft[used++] = GIVEN_BYTES;
    grow(4 + value.length);
    count(value.length);
    draft.set(value, used);
    used += value.length;
  } else if (typeof value !== "object" || deep === 0) draft[used++] = GIVEN_OTHER;
  else if (Array.isArray(value)) {
    draft[used++] = GIVEN_LIST;
    count(value.length);
    for (const item of value) put(item, deep - 1);
  } else {
    draft[used++] = GIVEN_OBJECT;
    const properties = Object.entries(value!).filter(([, value]) => value !== undefined);
    count(properties.length);
    for (const [name, value] of properties) {
      putText(name);
      put(value, deep - 1);
    }
  }
}

function putText(text: string): void {
  grow(4 + 3 * text.length);
  const { written } = encoder.encodeInto(text, draft.subarray(used + 4));
  count(written);
  used += written;
}

function count(number: number): void {
  fields.setUint32(used, number, true);
  used += 4;
}

function grow(room: number): void {
  if (used + room <= draft.length) return;
  const larger = new Uint8Array(2 * (used + room));
  larger.set(draft);
  replace(larger);
}

function replace(bytes: Uint8Array<ArrayBuffer>): void {
  draft = bytes;
  fields = new DataView(bytes.buffer);
}

/** What the core writes. */
const FALSE = 1;
const TRUE = 2;
const NUMBER = 3;
const TEXT = 4;
const BYTES = 5;
const LIST = 6;
const OBJECT = 7;

/** What it reads. */
const GIVEN_NULL = 0;
const GIVEN_FALSE = 1;
const GIVEN_TRUE = 2;
const GIVEN_NUMBER = 3;
const GIVEN_TEXT = 4;
const GIVEN_BYTES = 5;
const GIVEN_LIST = 6;
const GIVEN_OBJECT = 7;
const GIVEN_OTHER = 8;

/** No option has more in it; of what goes in circles there is an end. */
const MOST_DEEP = 6;

const encoder = new TextEncoder();
const number = new Float64Array(1);
const halves = new Uint32Array(number.buffer);

const MOST_KEPT = 16 << 10;
let draft = new Uint8Array(1024);
let fields = new DataView(draft.buffer);
let used = 0;

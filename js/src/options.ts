/**
 * Checks of what callers pass.
 *
 * @module
 */

import type { Header, HeadersLike, SendData } from "./types.ts";

/** The bytes of a buffer or view, without a copy; `undefined` for anything else. */
export function bytesOf(data: unknown): Uint8Array | undefined {
  // Of a buffer that was transferred no bytes are left (Web IDL, "get a copy of the bytes"), and
  // whatever else is done with it throws.
  if (data instanceof Uint8Array) return data.length === 0 ? NONE : data;
  const isView = ArrayBuffer.isView(data);
  if (!isView && !isArrayBuffer(data)) return undefined;
  if ((isView ? data.buffer : data).byteLength === 0) return NONE;
  return isView ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
}

const NONE = new Uint8Array(0);

/** Whether this is an `ArrayBuffer`, of this realm or of another one. */
export function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return value instanceof ArrayBuffer || Object.prototype.toString.call(value) === "[object ArrayBuffer]";
}

/**
 * What a frame carries.
 *
 * @throws {TypeError} if it is neither a text nor bytes
 */
export function contentOf(data: unknown): string | Uint8Array {
  const content = typeof data === "string" ? data : bytesOf(data);
  if (content === undefined) throw new TypeError("a text or bytes expected");
  return content;
}

/** Whether this can be iterated over, at once or by waiting. */
export function isIterable(data: unknown): data is Iterable<SendData> | AsyncIterable<SendData> {
  return typeof data === "object" && data !== null && (Symbol.asyncIterator in data || Symbol.iterator in data);
}

/**
 * Header fields as a list.
 *
 * @throws {TypeError} if they are none
 */
export function headerList(headers: HeadersLike | undefined): Header[] {
  if (headers === undefined) return [];
  if (typeof headers !== "object" || headers === null) throw new TypeError("headers are an object or a list of pairs");
  const pairs: Iterable<Header> = Symbol.iterator in headers
    ? headers as Iterable<Header>
    : Object.entries(headers);
  return Array.from(pairs, ([name, value]) => [String(name), String(value)] as const);
}

/**
 * A URL in ASCII, as a string: names beyond ASCII become those of DNS (UTS 46). The core checks the rest.
 */
export function asciiUrl(url: string | URL): string {
  const text = String(url);
  // deno-lint-ignore no-control-regex
  if (/^[\x00-\x7f]*$/.test(text) || /\p{Cc}/u.test(text) || !URL.canParse(text)) return text;
  return new URL(text).href;
}

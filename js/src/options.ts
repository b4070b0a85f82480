/**
 * Checks of what callers pass.
 *
 * @module
 */

import type { Header, HeadersLike, SendData } from "./types.ts";

/** The bytes of a buffer or view, without a copy; `undefined` for anything else. */
export function bytesOf(data: unknown): Uint8Array | undefined {
  if (data instanceof Uint8Array) return data;
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return undefined;
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

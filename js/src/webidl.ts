/**
 * Values as the web's interfaces convert them, and the exceptions that they throw.
 *
 * @module
 */

import { isArrayBuffer } from "./options.ts";

/**
 * Whether this is bytes.
 *
 * @throws {TypeError} if others can write to them at any time
 */
export function isBufferSource(value: unknown): value is ArrayBuffer | ArrayBufferView {
  if (typeof value !== "object") return false;
  if (isArrayBuffer(value)) return true;
  const isView = ArrayBuffer.isView(value);
  const { SharedArrayBuffer } = globalThis;
  if (SharedArrayBuffer !== undefined && (isView ? value.buffer : value) instanceof SharedArrayBuffer) {
    throw new TypeError("shared memory cannot be sent");
  }
  return isView;
}

/** `DOMString`: a `TypeError` for a symbol, and what `toString` throws. */
export function toText(value: unknown): string {
  return typeof value === "string" ? value : `${value as string}`;
}

/** `[Clamp] unsigned short`: rounds to the nearest, halves to even. */
export function toClampedShort(value: unknown): number {
  // A unary plus throws for symbols and bigints, as it should.
  const number = Math.min(Math.max(+(value as number), 0), 0xffff);
  if (Number.isNaN(number)) return 0;
  const below = Math.floor(number);
  const rest = number - below;
  if (rest === 0.5) return below % 2 === 0 ? below : below + 1;
  return rest > 0.5 ? below + 1 : below;
}

/** Throws unless a method got so many arguments. */
export function need(count: number, got: number, what: string): void {
  if (got < count) throw new TypeError(`${what}: ${count} argument required, but only ${got} present`);
}

/** Bytes of a text in UTF-8; a lone surrogate becomes U+FFFD, which takes three. */
export function utf8Length(text: string): number {
  const { length } = text;
  if (length > SHORT) return encoder.encode(text).length;
  let bytes = length;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) {
      bytes += 1;
      continue;
    }
    bytes += 2;
    // Both halves of a pair make four bytes.
    if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < length) {
      const next = text.charCodeAt(i + 1);
      if (next >= 0xdc00 && next < 0xe000) i++;
    }
  }
  return bytes;
}

const encoder = new TextEncoder();

/** From here on the encoder is faster than a loop. */
const SHORT = 512;

/** A `SyntaxError` of the web. */
export function syntaxError(message: string): DOMException {
  return new DOMException(message, "SyntaxError");
}

/**
 * The URL record of a WebSocket. There is no page whose URL a relative one could be relative to.
 *
 * @throws {DOMException} `SyntaxError`
 */
export function urlRecord(url: string): URL {
  // 1. Parse it, and give up if it is none.
  let record: URL;
  try {
    record = new URL(url);
  } catch {
    throw syntaxError(`"${url}" is not an absolute URL`);
  }
  // 2., 3. http means ws, and https means wss.
  if (record.protocol === "http:") record = new URL(`ws${record.href.slice(4)}`);
  else if (record.protocol === "https:") record = new URL(`wss${record.href.slice(5)}`);
  // 4. Other schemes are none.
  if (record.protocol !== "ws:" && record.protocol !== "wss:") {
    throw syntaxError(`the scheme of a WebSocket is ws or wss, not ${record.protocol.slice(0, -1)}`);
  }
  // 5. There must be no fragment, not even an empty one, which `hash` does not show.
  if (record.href.includes("#")) throw syntaxError("the URL of a WebSocket has no fragment");
  return record;
}

/** The URL to connect to: a user without a password has an empty one, which the record leaves out. */
export function dialled({ href, username, password }: URL): string {
  return username !== "" && password === "" ? href.replace("@", ":@") : href;
}

/**
 * Subprotocols as a list: `(DOMString or sequence<DOMString>)`.
 *
 * @throws {DOMException} `SyntaxError` if one is no token, or stands there twice
 */
export function protocolList(protocols: unknown): string[] {
  const list = typeof protocols === "object" && protocols !== null && Symbol.iterator in protocols
    ? Array.from(protocols as Iterable<unknown>, toText)
    : [toText(protocols)];
  for (const [index, one] of list.entries()) {
    if (!TOKEN.test(one)) throw syntaxError(`${JSON.stringify(one)} cannot be a subprotocol`);
    if (list.indexOf(one) !== index) throw syntaxError(`the subprotocol ${one} stands there twice`);
  }
  return list;
}

/** The characters of a header's tokens (RFC 9110 §5.6.2). */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/**
 * What `close()` may be given.
 *
 * @throws {DOMException} `InvalidAccessError` or `SyntaxError`
 */
export function checkClose(code: number | null, reason: string): void {
  // 1. An application has 1000, and 3000 to 4999.
  if (code !== null && code !== 1000 && !(code >= 3000 && code <= 4999)) {
    throw new DOMException(`the close code is 1000, or between 3000 and 4999, and not ${code}`, "InvalidAccessError");
  }
  // 2. The reason must fit into a control frame behind the code.
  if (utf8Length(reason) > 123) throw syntaxError("a close reason has at most 123 bytes");
}

/**
 * Makes a class look like one of the web's interfaces: it has its name, whatever a bundler made of
 * that, and its members are seen in loops.
 */
export function interfaced(constructor: { prototype: object }, name: string, ...members: readonly string[]): void {
  const { prototype } = constructor;
  Object.defineProperty(constructor, "name", { value: name, configurable: true });
  Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
  for (const member of members) Object.defineProperty(prototype, member, { enumerable: true });
}

/**
 * The dictionary of WebSocketStream: what is of the standard, and the rest.
 *
 * @throws {TypeError} for a wrong type
 * @throws {DOMException} `SyntaxError` for a wrong subprotocol
 */
export function streamOptions<T extends object>(
  options: (T & { protocols?: Iterable<string>; signal?: AbortSignal | undefined }) | null | undefined,
): { protocols: string[]; signal: AbortSignal | undefined; rest: Omit<T, "protocols" | "signal"> } {
  if (typeof options !== "object" && typeof options !== "function" && options !== undefined) {
    throw new TypeError("the options are an object");
  }
  const { protocols = [], signal, ...rest } = options ?? ({} as typeof options & object);
  if (typeof protocols !== "object") throw new TypeError("the protocols are a list");
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw new TypeError("the signal is an AbortSignal");
  return { protocols: protocolList(protocols), signal, rest: rest as Omit<T, "protocols" | "signal"> };
}

/**
 * The error of WebSocketStream.
 *
 * @module
 */

import type { WebSocketCloseInfo } from "./link.ts";
import { checkClose, interfaced, toClampedShort, toText } from "./webidl.ts";

/** How a WebSocketStream broke; and, as the reason of an abort, how to close. */
export class WebSocketError extends DOMException {
  #closeCode: number | null;
  #reason: string;

  /**
   * @param message in words
   * @param init how to close: a reason alone goes with 1000
   * @throws {DOMException} `InvalidAccessError` or `SyntaxError` if nobody can close so
   */
  constructor(message = "", init: WebSocketCloseInfo = {}) {
    super(toText(message), "WebSocketError");
    // It stays what it is where the runtime makes a plain DOMException of it.
    if (!(this instanceof WebSocketError)) Object.setPrototypeOf(this, new.target.prototype);
    const [code, reason] = closeInfo(init);
    this.#closeCode = code ?? (reason === "" ? null : NORMAL);
    this.#reason = reason;
  }

  /** The close code, if there is one. */
  get closeCode(): number | null {
    return this.#closeCode;
  }

  /** The close reason. */
  get reason(): string {
    return this.#reason;
  }

  /** @ignore One with a code that an application cannot close with. */
  static of(message: string, code: number, reason: string, cause: unknown): WebSocketError {
    const error = new WebSocketError(message);
    error.#closeCode = code;
    error.#reason = reason;
    if (cause !== undefined) Object.defineProperty(error, "cause", { value: cause, configurable: true });
    return error;
  }
}

/**
 * A close code and reason out of what an application gives.
 *
 * @throws {TypeError} if it is no object
 * @throws {DOMException} `InvalidAccessError` or `SyntaxError` if nobody can close so
 */
export function closeInfo(info: WebSocketCloseInfo | null | undefined): [code: number | null, reason: string] {
  if (info === null || info === undefined) return [null, ""];
  if (typeof info !== "object" && typeof info !== "function") throw new TypeError("how to close is an object");
  const code = info.closeCode === undefined ? null : toClampedShort(info.closeCode);
  const reason = info.reason === undefined ? "" : toText(info.reason);
  checkClose(code, reason);
  return [code, reason];
}

const NORMAL = 1000;

interfaced(WebSocketError, "WebSocketError", "closeCode", "reason");

/**
 * The browser's WebSocket, which takes options where they ask for nothing that a page cannot do.
 *
 * @module
 */

import { unsupported } from "../errors.ts";
import type { WebSocketOptions } from "../websocket.ts";
import { checkOptions } from "./options.ts";

/** Where a page is only prepared, there may be none. */
const Native: typeof globalThis.WebSocket = globalThis.WebSocket ?? class {
  constructor() {
    throw unsupported("there is no WebSocket here", "this is the package's part for browsers");
  }
};

/** The browser's own class. */
export class WebSocket extends Native {
  /**
   * @throws {DOMException} as the browser does
   * @throws {SocketError} `unsupported` if the options ask for what a page cannot do
   */
  constructor(url: string | URL, protocols: string | Iterable<string> | WebSocketOptions = []) {
    if (typeof protocols !== "object" || protocols === null || Symbol.iterator in protocols) {
      super(url, protocols as string | string[]);
      return;
    }
    const { protocols: offered = [], signal, ...rest } = protocols;
    checkOptions(rest);
    signal?.throwIfAborted();
    super(url, offered as string | string[]);
    signal?.addEventListener("abort", () => {
      if (this.readyState === Native.CONNECTING) this.close();
    }, { once: true });
  }
}

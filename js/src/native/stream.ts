/**
 * WebSocketStream in a page: the browser's own, or one on the browser's WebSocket.
 *
 * @module
 */

import { Link, type WebSocketCloseInfo, type WebSocketOpenInfo } from "../link.ts";
import type { WebSocketStreamOptions } from "../stream.ts";
import { interfaced, need, streamOptions, toText, urlRecord } from "../webidl.ts";
import { closeInfo, WebSocketError as OurError } from "../wserror.ts";
import { connect } from "./connect.ts";

/**
 * On the browser's WebSocket, which takes messages as fast as they come: a slow reader does not stop
 * the peer. A write does wait while the peer does not read.
 */
class Substitute {
  readonly #url: string;
  readonly #link: Link;

  constructor(url: string | URL, options: WebSocketStreamOptions = {}) {
    need(1, arguments.length, "WebSocketStream");
    const record = urlRecord(toText(url));
    const { protocols, signal, rest } = streamOptions(options);
    this.#url = record.href;
    this.#link = new Link(protocols, signal, (signal) => connect(record, { ...rest, subprotocols: protocols, signal }));
  }

  get url(): string {
    return this.#url;
  }

  get opened(): Promise<WebSocketOpenInfo> {
    return this.#link.opened;
  }

  get closed(): Promise<Required<WebSocketCloseInfo>> {
    return this.#link.closed;
  }

  close(info: WebSocketCloseInfo = {}): void {
    const link = this.#link;
    link.close(...closeInfo(info));
  }
}

interfaced(Substitute, "WebSocketStream", "url", "opened", "closed", "close");

const { WebSocketStream: Native, WebSocketError: NativeError } = globalThis as {
  WebSocketStream?: typeof Substitute;
  WebSocketError?: typeof OurError;
};

/** The browser's own, if it has one. */
export const WebSocketStream: typeof Substitute = Native ?? Substitute;

/** Its error. */
export const WebSocketError: typeof OurError = Native === undefined ? OurError : NativeError!;

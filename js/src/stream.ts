/**
 * WebSocketStream, over raw sockets.
 *
 * @module
 */

import { connect, type ConnectOptions } from "./connect.ts";
import { likeBrowser } from "./likebrowser.ts";
import { Link, type WebSocketCloseInfo, type WebSocketOpenInfo } from "./link.ts";
import { dialled, interfaced, need, streamOptions, toText, urlRecord } from "./webidl.ts";
import { closeInfo } from "./wserror.ts";

/** How to connect: `protocols` and `signal` are of the draft, the rest is beyond it. */
export interface WebSocketStreamOptions extends Omit<ConnectOptions, "subprotocols" | "delivery" | "checkUtf8" | "autoClose"> {
  /** The subprotocols to offer. */
  protocols?: Iterable<string>;
}

/**
 * A WebSocket as two streams of messages.
 *
 * ```ts
 * const { readable, writable } = await new WebSocketStream("wss://example.com/chat").opened;
 * await readable.pipeThrough(answers).pipeTo(writable);
 * ```
 *
 * Messages that nobody reads stop the peer, and a write waits while the peer does not read.
 */
export class WebSocketStream {
  readonly #url: string;
  readonly #link: Link;

  /**
   * Connects.
   *
   * @param url an absolute URL of the scheme `ws`, `wss`, `http` or `https`
   * @throws {TypeError} if an option is of a wrong type
   * @throws {DOMException} `SyntaxError` if the URL or a subprotocol is none
   */
  constructor(url: string | URL, options: WebSocketStreamOptions = {}) {
    need(1, arguments.length, "WebSocketStream");
    const record = urlRecord(toText(url));
    const { protocols, signal, rest } = streamOptions(options);
    const like = likeBrowser(rest);
    this.#url = record.href;
    this.#link = new Link(protocols, signal, (signal) => connect(dialled(record), { ...like, subprotocols: protocols, signal }));
  }

  /** The URL. */
  get url(): string {
    return this.#url;
  }

  /** The streams, once the connection is open. Rejects with a {@linkcode WebSocketError} if it fails. */
  get opened(): Promise<WebSocketOpenInfo> {
    return this.#link.opened;
  }

  /** How it was closed. Rejects with a {@linkcode WebSocketError} if that was not clean. */
  get closed(): Promise<Required<WebSocketCloseInfo>> {
    return this.#link.closed;
  }

  /**
   * Closes the connection.
   *
   * @throws {DOMException} `InvalidAccessError` for a code that is not 1000 or 3000 to 4999,
   *   `SyntaxError` for a reason of more than 123 bytes
   */
  close(info: WebSocketCloseInfo = {}): void {
    const link = this.#link;
    link.close(...closeInfo(info));
  }
}

interfaced(WebSocketStream, "WebSocketStream", "url", "opened", "closed", "close");

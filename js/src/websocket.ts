/**
 * The class of browsers, over raw sockets. The numbered steps are those of the WHATWG's WebSockets
 * standard, in other words.
 *
 * @module
 */

import { Channel, CLOSED, CLOSING, CONNECTING, OPEN } from "./channel.ts";
import type { ConnectOptions } from "./connect.ts";
import { type CloseReportEvent, type FailureEvent, Handlers } from "./events.ts";
import { likeBrowser } from "./likebrowser.ts";
import { bytesOf } from "./options.ts";
import { checkClose, interfaced, isBufferSource, need, protocolList, toClampedShort, toText, urlRecord, utf8Length } from "./webidl.ts";

/** What the second argument may be beyond the standard: how to connect. */
export interface WebSocketOptions
  extends Omit<ConnectOptions, "subprotocols" | "delivery" | "checkUtf8" | "autoClose" | "reconnect"> {
  /** The subprotocols to offer. */
  protocols?: string | Iterable<string>;
}

/** The events by their names. */
export interface WebSocketEventMap {
  /** The connection is open. */
  open: Event;
  /** A message came: its `data` is a string, or bytes as `binaryType` says. */
  message: MessageEvent;
  /** The connection failed; `close` follows. */
  error: FailureEvent;
  /** The end. */
  close: CloseReportEvent;
}

// As this runtime's types have them: those of Node have no names for them.
type Listener = Parameters<EventTarget["addEventListener"]>[1];
type ListenerOptions = Parameters<EventTarget["addEventListener"]>[2];
/** What `onopen` and the like may be. */
export type EventHandler<E extends Event> = ((this: WebSocket, event: E) => unknown) | null;

/**
 * The WebSocket of browsers.
 *
 * ```ts
 * const socket = new WebSocket("wss://example.com/chat", "v1.chat");
 * socket.onmessage = ({ data }) => console.log(data);
 * ```
 *
 * Beyond the standard, the second argument may be an object of options, an error event has `error`,
 * and a close event has `closed`, which tells how both sides closed. Redirects are only followed if
 * `maxRedirects` says so, and messages may have 100 MiB unless `limits` says otherwise.
 */
export class WebSocket extends EventTarget {
  /** The connection is being opened. */
  declare static readonly CONNECTING: 0;
  /** Messages can be sent. */
  declare static readonly OPEN: 1;
  /** One side said close. */
  declare static readonly CLOSING: 2;
  /** It ended, or was never open. */
  declare static readonly CLOSED: 3;
  /** The connection is being opened. */
  declare readonly CONNECTING: 0;
  /** Messages can be sent. */
  declare readonly OPEN: 1;
  /** One side said close. */
  declare readonly CLOSING: 2;
  /** It ended, or was never open. */
  declare readonly CLOSED: 3;

  readonly #url: string;
  readonly #channel: Channel;
  readonly #handlers = new Handlers(this);

  /**
   * Connects.
   *
   * @param url an absolute URL of the scheme `ws`, `wss`, `http` or `https`
   * @param protocols the subprotocols to offer, or options
   * @throws {TypeError} if an option is of a wrong type
   * @throws {DOMException} `SyntaxError` if the URL or a subprotocol is none
   */
  constructor(url: string | URL, protocols: string | Iterable<string> | WebSocketOptions = []) {
    super();
    need(1, arguments.length, "WebSocket");
    const text = toText(url);
    // An object that cannot be iterated over has options.
    const options: WebSocketOptions =
      typeof protocols === "object" && protocols !== null && !(Symbol.iterator in protocols)
        ? protocols
        : { protocols: protocols as Iterable<string> };
    const { protocols: offered = [], ...rest } = options;
    // 1. There is no page, and no base URL.
    // 2., 3. The URL record.
    const record = urlRecord(text);
    // 4., 5. The subprotocols, each a token, and none of them twice.
    const list = protocolList(offered);
    // 6. The URL, as it was parsed.
    this.#url = record.href;
    // 7. to 10. The connection is established in the background.
    this.#channel = new Channel(this, record, list, likeBrowser(rest));
    collected?.register(this, this.#channel);
  }

  /** The URL. */
  get url(): string {
    return this.#url;
  }

  /** Where the connection is in its life: `CONNECTING`, `OPEN`, `CLOSING` or `CLOSED`. */
  get readyState(): 0 | 1 | 2 | 3 {
    return this.#channel.closing ? CLOSING : this.#channel.state;
  }

  /** Bytes of messages that were sent and are not with the network. Those that came too late stay. */
  get bufferedAmount(): number {
    return this.#channel.outbox.amount;
  }

  /** The extensions that the server chose. */
  get extensions(): string {
    return this.#channel.opened?.extensions ?? "";
  }

  /** The subprotocol that the server chose. */
  get protocol(): string {
    return this.#channel.opened?.subprotocol ?? "";
  }

  /** As what binary messages come. */
  get binaryType(): "blob" | "arraybuffer" {
    return this.#channel.binaryType;
  }

  set binaryType(value: "blob" | "arraybuffer") {
    const type = toText(value);
    // What is not of the enumeration is ignored.
    if (type === "blob" || type === "arraybuffer") this.#channel.binaryType = type;
    else void this.#channel;
  }

  /** Called for `open`, in the place among the listeners where it was set first. */
  get onopen(): EventHandler<Event> {
    return this.#handlers.get("open") as EventHandler<Event>;
  }

  set onopen(handler: EventHandler<Event>) {
    this.#handlers.set("open", handler);
  }

  /** Called for `message`. */
  get onmessage(): EventHandler<MessageEvent> {
    return this.#handlers.get("message") as EventHandler<MessageEvent>;
  }

  set onmessage(handler: EventHandler<MessageEvent>) {
    this.#handlers.set("message", handler);
  }

  /** Called for `error`. */
  get onerror(): EventHandler<FailureEvent> {
    return this.#handlers.get("error") as EventHandler<FailureEvent>;
  }

  set onerror(handler: EventHandler<FailureEvent>) {
    this.#handlers.set("error", handler);
  }

  /** Called for `close`. */
  get onclose(): EventHandler<CloseReportEvent> {
    return this.#handlers.get("close") as EventHandler<CloseReportEvent>;
  }

  set onclose(handler: EventHandler<CloseReportEvent>) {
    this.#handlers.set("close", handler);
  }

  /**
   * Sends a message. Never waits: `bufferedAmount` tells what is still here.
   *
   * @param data a text, bytes, or a Blob of bytes; anything else is sent as its text
   * @throws {DOMException} `InvalidStateError` before it is open
   */
  send(data: string | ArrayBuffer | ArrayBufferView | Blob): void {
    const channel = this.#channel;
    need(1, arguments.length, "send");
    const blob = data instanceof Blob ? data : undefined;
    const content = blob ?? (isBufferSource(data) ? bytesOf(data)! : toText(data));
    // 1. Not before it is open.
    if (channel.state === CONNECTING) {
      throw new DOMException("the WebSocket is not open yet", "InvalidStateError");
    }
    // 2. to 5. What is sent is counted, even if it comes too late.
    const { outbox } = channel;
    if (channel.state !== OPEN) outbox.lose(sizeOf(content));
    else if (content instanceof Blob) outbox.sendBlob(content);
    else outbox.send(content, sizeOf(content));
  }

  /**
   * Closes the connection, behind all that was sent.
   *
   * @param code 1000, or 3000 to 4999; none
   * @param reason at most 123 bytes in UTF-8
   * @throws {DOMException} `InvalidAccessError` for another code, `SyntaxError` for a longer reason
   */
  close(code: number | undefined = undefined, reason: string | undefined = undefined): void {
    const channel = this.#channel;
    // 1., 2. What is not given is no code, and an empty reason.
    const number = code === undefined ? null : toClampedShort(code);
    const text = reason === undefined ? "" : toText(reason);
    // 3. The checks come first, in any state.
    checkClose(number, text);
    // 4. The closing handshake starts, or the connection fails.
    channel.close(number, text);
  }

  /** As of every event target. Until it is removed, the connection is not collected as garbage. */
  override addEventListener<K extends keyof WebSocketEventMap>(
    type: K,
    listener: ((this: WebSocket, event: WebSocketEventMap[K]) => unknown) | null,
    options?: ListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: Listener,
    options?: ListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: Listener,
    options?: ListenerOptions,
  ): void {
    super.addEventListener(type, listener, options);
    // An object that somebody listens to is not collected while there may be events.
    if (OURS.has(type)) this.#channel.keep();
  }
}

function sizeOf(data: string | Uint8Array | Blob): number {
  if (typeof data === "string") return utf8Length(data);
  return data instanceof Blob ? data.size : data.length;
}

const OURS: ReadonlySet<string> = new Set(["open", "message", "error", "close"]);

/** Closes what nobody can close any more. */
const collected = typeof FinalizationRegistry === "undefined"
  ? undefined
  : new FinalizationRegistry<Channel>((channel) => channel.collect());

for (const [name, value] of Object.entries({ CONNECTING, OPEN, CLOSING, CLOSED })) {
  const constant = { value, enumerable: true };
  Object.defineProperty(WebSocket, name, constant);
  Object.defineProperty(WebSocket.prototype, name, constant);
}
interfaced(
  WebSocket,
  "WebSocket",
  ...["url", "readyState", "bufferedAmount", "extensions", "protocol", "binaryType"],
  ...["onopen", "onmessage", "onerror", "onclose", "send", "close"],
);

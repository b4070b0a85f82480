/**
 * What stands behind a WebSocket of the web: the connection, and its events, each in a task of its
 * own. It outlives the object that the application has, if nobody would hear of its events.
 *
 * @module
 */

import type { ConnectOptions } from "./connect.ts";
import { dial } from "./dial.ts";
import type { Driver } from "./driver.ts";
import { SocketError } from "./errors.ts";
import { closeEvent, errorEvent, messageEvent } from "./events.ts";
import { Outbox } from "./outbox.ts";
import type { Owner } from "./owner.ts";
import { task } from "./task.ts";
import type { Cause, Closed, Event as SocketEvent, Message, Opened } from "./types.ts";
import { dialled } from "./webidl.ts";

/** The values of `readyState`. */
export const CONNECTING = 0;
export const OPEN = 1;
export const CLOSING = 2;
export const CLOSED = 3;

/** What the application will hear of. */
type News = Message | Opened | Ending;

/** The connection is closed; with an error if it was failed. */
interface Ending {
  readonly closed: Closed | undefined;
  readonly failure: SocketError | undefined;
}

/** A connection with the web's states. */
export class Channel implements Owner {
  /** As `readyState` says it. */
  state: 0 | 1 | 2 | 3 = CONNECTING;
  binaryType: "blob" | "arraybuffer" = "blob";
  /** What both sides agreed on, once it is open. */
  opened: Opened | undefined;
  readonly outbox = new Outbox((error) => this.fail(error), () => this.#proceed());

  readonly #origin: string;
  readonly #protocols: readonly string[];
  readonly #dialing = new AbortController();
  #driver: Driver | undefined;

  #news: News[] = [];
  /** Bytes of it, roughly. */
  #size = 0;
  /** A task is at work. */
  #busy = false;
  /** The driver stopped, and waits for `proceed`. */
  #stopped = false;
  /** Why the connection was failed. */
  #failure: SocketError | undefined;
  /** The last of the news is known. */
  #ended = false;

  /** Keeps the target from being collected, see {@linkcode Channel.keep}. */
  #kept: EventTarget | undefined;
  readonly #target: WeakRef<EventTarget>;
  readonly #deliver = (): void => this.#next();

  /**
   * @param target whose events these are
   * @param url where to connect
   * @param options how, besides what a browser knows
   */
  constructor(target: EventTarget, url: URL, protocols: readonly string[], options: ConnectOptions) {
    this.#target = new WeakRef(target);
    this.#origin = url.origin;
    this.#protocols = protocols;
    const { signal } = options;
    const give = (): void => this.#refuse(signal?.reason);
    if (signal?.aborted === true) task(give);
    signal?.addEventListener("abort", give, { once: true });
    dial(dialled(url), { ...options, subprotocols: protocols, signal: this.#dialing.signal }, (driver) => this.#attach(driver))
      .catch((error: unknown) => this.#refuse(error))
      .finally(() => signal?.removeEventListener("abort", give));
  }

  /** There is somebody who would hear of an event: the target stays until the connection is closed. */
  keep(): void {
    if (this.state !== CLOSED) this.#kept = this.#target.deref();
  }

  /** Nobody has the object any more, and nobody listens: the web closes then without a code. */
  collect(): void {
    this.close(null, "");
  }

  /** The peer has closed already, though the application does not know it yet. */
  get closing(): boolean {
    return this.state === OPEN && this.#news.length === 0 && this.#driver?.state !== "open";
  }

  /** The web's "close the WebSocket", whose arguments were checked. */
  close(code: number | null, reason: string): void {
    // 1. What closes or is closed stays as it is.
    if (this.state === CLOSING || this.state === CLOSED) return;
    if (this.state === CONNECTING) {
      // 2. What is not established is failed.
      this.state = CLOSING;
      this.fail(new SocketError("closed", "the WebSocket was closed before it was open"));
      return;
    }
    // 3. Else the closing handshake starts, behind all that was sent. Without a code the frame is
    // empty; a reason alone goes with 1000.
    this.state = CLOSING;
    this.outbox.close(code ?? (reason === "" ? NO_CODE : NORMAL), reason);
  }

  /** The web's "fail the WebSocket connection". */
  fail(error: SocketError): void {
    if (this.#ended) return;
    this.#failure ??= error;
    if (this.#driver !== undefined) this.#driver.abort(error);
    else this.#refuse(error);
  }

  // From the driver.

  message(data: Message): void {
    this.#put(data, data.length);
  }

  event(event: SocketEvent): void {
    switch (event.type) {
      case "open":
        this.#establish(event.opened);
        break;
      case "writable":
        this.outbox.drive();
        break;
      case "closed":
        this.#end(event.closed, this.#failure ?? failureOf(event.closed));
        break;
    }
  }

  ready(): boolean {
    const ready = this.#news.length < MOST_NEWS && this.#size < MOST_BYTES;
    this.#stopped ||= !ready;
    return ready;
  }

  done(): boolean {
    const done = this.#news.length === 0 && !this.#busy && this.outbox.empty;
    this.#stopped ||= !done;
    return done;
  }

  #attach(driver: Driver): Owner {
    this.#driver = driver;
    this.outbox.attach(driver);
    return this;
  }

  /** The handshake is done. */
  #establish(opened: Opened): void {
    // It was given up, though nobody could stop it in time.
    if (this.#ended) return this.#driver!.abort();
    // Fetch wants one of the subprotocols that it asked for, where RFC 6455 does not.
    if (this.#protocols.length > 0 && opened.subprotocol === undefined) {
      this.fail(new SocketError("rejected", "the server chose none of the subprotocols"));
      return;
    }
    this.#put(opened, 0);
  }

  /** There is no connection, and there will be none. */
  #refuse(reason: unknown): void {
    if (this.#ended || this.#driver !== undefined) return;
    const { name, message } = Object(reason) as Error;
    // What `connect()` throws for a proxy's URL, which only the core can judge.
    const code = name === "SyntaxError" && message.startsWith("proxy") ? "invalid-proxy" : "closed";
    const error = reason instanceof SocketError
      ? reason
      : new SocketError(code, reason instanceof Error ? reason.message : "given up", { cause: reason });
    this.#end(undefined, error);
    this.#dialing.abort(error);
  }

  #end(closed: Closed | undefined, failure: SocketError | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.outbox.end();
    this.#put({ closed, failure }, 0);
  }

  #put(news: News, size: number): void {
    this.#news.push(news);
    this.#size += size;
    task(this.#deliver);
  }

  /** One task: one event. */
  #next(): void {
    const news = this.#news.shift()!;
    this.#busy = true;
    try {
      if (typeof news === "string" || news instanceof Uint8Array) {
        this.#size -= news.length;
        this.#receive(news);
      } else if ("failure" in news) {
        this.#closed(news);
      } else {
        this.#open(news);
      }
    } finally {
      this.#busy = false;
      if (this.#stopped) this.#proceed();
    }
  }

  #proceed(): void {
    if (this.#news.length > MOST_NEWS / 2 || this.#size > MOST_BYTES / 2) return;
    this.#stopped = false;
    this.#driver?.proceed();
  }

  /** "When the WebSocket connection is established." */
  #open(opened: Opened): void {
    if (this.state !== CONNECTING) return;
    // 1. The state becomes OPEN.
    this.state = OPEN;
    // 2., 3. Extensions and protocol get their values.
    this.opened = opened;
    // 4. The event is fired.
    this.#fire(new Event("open"));
  }

  /** "When a WebSocket message has been received." */
  #receive(message: Message): void {
    // 1. Only if it is open.
    if (this.state !== OPEN) return;
    // 2. Text is a string, and bytes are what binaryType says.
    const data = typeof message === "string"
      ? message
      : this.binaryType === "blob"
      ? new Blob([message as Uint8Array<ArrayBuffer>])
      // Short ones share a buffer.
      : message.length === message.buffer.byteLength
      ? message.buffer
      : message.slice().buffer;
    // 3. The event is fired.
    this.#fire(messageEvent(data, this.#origin));
  }

  /** "When the WebSocket connection is closed, possibly cleanly." */
  #closed({ closed, failure }: Ending): void {
    // 1. The state becomes CLOSED.
    this.state = CLOSED;
    // 2. If it was failed, there is an error event.
    if (failure !== undefined) this.#fire(errorEvent(failure));
    // 3. The close event says how it ended; a failed connection says nothing.
    const close = failure === undefined ? closed?.received : undefined;
    const init = {
      wasClean: failure === undefined && closed?.clean === true,
      code: close?.code ?? ABNORMAL,
      reason: close?.reason ?? "",
    };
    this.#fire(closeEvent(init, closed));
    this.#kept = undefined;
  }

  #fire(event: Event): void {
    (this.#kept ?? this.#target.deref())?.dispatchEvent(event);
  }
}

/**
 * Whether an end counts as a failure for the web, which has an error event then. A stream that just
 * ends or breaks does not.
 */
function failureOf(closed: Closed): SocketError | undefined {
  const { cause } = closed;
  if (cause === undefined || QUIET.has(cause.type)) return undefined;
  return closed.error ?? new SocketError("closed", cause.message, { closed });
}

const QUIET: ReadonlySet<Cause["type"]> = new Set(["eof", "transport", "close-timeout", "idle-timeout", "lifetime-timeout"]);

const NORMAL = 1000;
const NO_CODE = 1005;
const ABNORMAL = 1006;

/** When so many events wait, or bytes, the peer is stopped. */
const MOST_NEWS = 64;
const MOST_BYTES = 1 << 20;

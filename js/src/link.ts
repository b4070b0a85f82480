/**
 * What stands behind a WebSocketStream: a socket, and the two streams that are made of it.
 *
 * @module
 */

import { SocketError } from "./errors.ts";
import type { Closed, Message, SendData } from "./types.ts";
import { isBufferSource, toText } from "./webidl.ts";
import { WebSocketError } from "./wserror.ts";

/** What both sides agreed on, and the streams. */
export interface WebSocketOpenInfo {
  /** Messages that came: texts, and bytes. Those that nobody reads stop the peer. */
  readonly readable: ReadableStream<Message>;
  /** Messages to send. A write is done when the network takes more. */
  readonly writable: WritableStream<SendData>;
  /** The extensions that the server chose. */
  readonly extensions: string;
  /** The subprotocol that the server chose. */
  readonly protocol: string;
}

/** How to close, and how it was closed. */
export interface WebSocketCloseInfo {
  /** 1000, or 3000 to 4999 to close with. */
  closeCode?: number | undefined;
  /** At most 123 bytes in UTF-8. */
  reason?: string | undefined;
}

/** What a socket has that these streams need. */
export interface Line {
  send(data: SendData): Promise<void>;
  receive(): Promise<Message | undefined>;
  close(code: number, reason: string): Promise<Closed>;
  abort(): void;
  readonly closed: Promise<Closed>;
  readonly opened: { readonly extensions: string; readonly subprotocol?: string | undefined };
}

/** A connection with the states of WebSocketStream. */
export class Link {
  readonly opened: Promise<WebSocketOpenInfo>;
  readonly closed: Promise<Required<WebSocketCloseInfo>>;
  readonly #dialing = new AbortController();
  #state: "connecting" | "open" | "closing" | "closed" = "connecting";
  #line: Line | undefined;
  /** The next message is asked for. */
  #pulling: Promise<void> | undefined;
  #cancelled = false;
  #breach: DOMException | undefined;
  #writable: WritableStreamDefaultController | undefined;
  #open!: (info: WebSocketOpenInfo) => void;
  #refuse!: (error: unknown) => void;
  #end!: (info: Required<WebSocketCloseInfo>) => void;
  #break!: (error: unknown) => void;

  /**
   * @param protocols those that are offered
   * @param signal gives up the connecting
   * @param connect makes the socket
   */
  constructor(protocols: readonly string[], signal: AbortSignal | undefined, connect: (signal: AbortSignal) => Promise<Line>) {
    this.opened = new Promise((resolve, reject) => [this.#open, this.#refuse] = [resolve, reject]);
    this.closed = new Promise((resolve, reject) => [this.#end, this.#break] = [resolve, reject]);
    // Who waits for the one need not wait for the other.
    this.opened.catch(() => {});
    this.closed.catch(() => {});
    const abort = (): void => this.#giveUp(signal!.reason, signal!.reason);
    if (signal?.aborted === true) {
      abort();
      return;
    }
    signal?.addEventListener("abort", abort, { once: true });
    connect(this.#dialing.signal)
      .then((line) => this.#establish(line, protocols), (cause) => this.#fail("the connection could not be opened", cause))
      .finally(() => signal?.removeEventListener("abort", abort));
  }

  /** Closes behind what was written, with arguments that were checked. */
  close(code: number | null, reason: string): void {
    if (this.#state === "connecting") {
      this.#fail("the WebSocketStream was closed before it was open", undefined);
    } else if (this.#state === "open") {
      this.#state = "closing";
      this.#line!.close(code ?? (reason === "" ? NO_CODE : NORMAL), reason).catch(() => {});
    }
  }

  /** The handshake is done. */
  #establish(line: Line, protocols: readonly string[]): void {
    const { extensions, subprotocol } = line.opened;
    if (this.#state !== "connecting") return line.abort();
    // As for WebSocket: one of the subprotocols must have been chosen.
    if (protocols.length > 0 && subprotocol === undefined) {
      line.abort();
      return this.#fail("the server chose none of the subprotocols", undefined);
    }
    this.#state = "open";
    this.#line = line;
    const readable = new ReadableStream<Message>({
      pull: (controller) => this.#pulling = this.#pull(controller),
      cancel: (reason) => this.#cancel(reason),
    });
    const writable = new WritableStream<SendData>({
      start: (controller) => void (this.#writable = controller),
      write: (chunk) => this.#write(chunk),
      close: () => this.#finish(),
      abort: (reason) => this.#closeFor(reason),
    });
    void line.closed.then((closed) => this.#over(closed));
    this.#open({ extensions, protocol: subprotocol ?? "", readable, writable });
  }

  async #pull(controller: ReadableStreamDefaultController<Message>): Promise<void> {
    const message = await this.#line!.receive();
    if (message !== undefined) {
      // Nobody takes it any more if the readable was cancelled meanwhile.
      // Who reads may transfer what comes: bytes that share a buffer are copied.
      const all = typeof message === "string" ? 0 : message.buffer.byteLength;
      if (!this.#cancelled) controller.enqueue(message.length < all ? message.slice() : message);
      return;
    }
    // All that came before the end was read.
    const closed = await this.#line!.closed;
    if (this.#cancelled) return;
    if (isClean(closed)) controller.close();
    else controller.error(this.#error(closed));
  }

  /** Nobody will read any more, and the peer's close still has to be seen. */
  async #cancel(reason: unknown): Promise<void> {
    this.#cancelled = true;
    this.#closeFor(reason);
    void (async () => {
      while (await this.#line!.receive() !== undefined);
    })();
  }

  async #write(chunk: SendData): Promise<void> {
    const data = isBufferSource(chunk) ? chunk : toText(chunk);
    try {
      await this.#line!.send(data);
    } catch (error) {
      // The peer was faster: the write fails as all that follow will.
      const closed = await this.#line!.closed;
      throw this.#error(closed, error);
    }
  }

  /** The application closes the writable: nothing is left to say. */
  async #finish(): Promise<void> {
    this.close(null, "");
    const closed = await this.#line!.closed;
    if (!isClean(closed)) throw this.#error(closed);
  }

  /** The error of all that is no more possible. */
  #error(closed: Closed, cause?: unknown): DOMException {
    return this.#breach ??= isClean(closed)
      ? new DOMException("the WebSocket is closed", "InvalidStateError")
      : broken(closed, cause);
  }

  /** The application gives up one of the streams: its reason may say how to close. */
  #closeFor(reason: unknown): void {
    if (reason instanceof WebSocketError) this.close(reason.closeCode, reason.reason);
    else this.close(null, "");
  }

  /** The connection is closed. What came before can still be read. */
  async #over(closed: Closed): Promise<void> {
    this.#state = "closed";
    // Who reads hears of it first.
    await this.#pulling;
    const error = this.#error(closed);
    // A writable that was closed or aborted takes no notice.
    this.#writable!.error(error);
    if (isClean(closed)) {
      const { code, reason } = closed.received!;
      this.#end({ closeCode: code, reason });
    } else this.#break(error);
  }

  #fail(message: string, cause: unknown): void {
    const error = new WebSocketError(message);
    if (cause !== undefined) Object.defineProperty(error, "cause", { value: cause, configurable: true });
    this.#giveUp(error, WebSocketError.of(message, ABNORMAL, "", cause));
  }

  #giveUp(refusal: unknown, breach: unknown): void {
    if (this.#state !== "connecting") return;
    this.#state = "closed";
    this.#refuse(refusal);
    this.#break(breach);
    this.#dialing.abort(new SocketError("closed", "given up"));
  }
}

/** Both sides said close, and neither broke the protocol. */
function isClean(closed: Closed): boolean {
  return closed.clean && closed.cause === undefined && closed.received !== undefined;
}

function broken(closed: Closed, cause: unknown = closed.error): WebSocketError {
  const failed = closed.cause !== undefined && closed.cause.type !== "close-timeout";
  const close = failed ? undefined : closed.received;
  const message = closed.cause?.message ?? "the connection was closed uncleanly";
  return WebSocketError.of(message, close?.code ?? ABNORMAL, close?.reason ?? "", cause);
}

const NORMAL = 1000;
const NO_CODE = 1005;
const ABNORMAL = 1006;

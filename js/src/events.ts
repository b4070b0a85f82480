/**
 * The events of the web's classes. Those that a runtime lacks are here.
 *
 * @module
 */

import type { SocketError } from "./errors.ts";
import type { Closed } from "./types.ts";
import { interfaced } from "./webidl.ts";

/** The error event of a connection that failed, which carries what went wrong. */
export interface FailureEvent extends Event {
  /** What went wrong. */
  readonly error: SocketError;
  /** The same in words. */
  readonly message: string;
}

/** The close event of the web, which also tells how both sides closed. */
export interface CloseReportEvent extends Event {
  /** The close code, or 1005 or 1006 where there is none (RFC 6455 §7.4.1). */
  readonly code: number;
  /** What the peer said with it. */
  readonly reason: string;
  /** Whether the closing handshake was done. */
  readonly wasClean: boolean;
  /** How the connection ended, seen from both sides; nothing if it never was open. */
  readonly closed: Closed | undefined;
}

/** What the web calls `CloseEventInit`, which Node's types lack. */
type CloseInit = EventInit & Partial<Pick<CloseReportEvent, "code" | "reason" | "wasClean">>;
type CloseEventClass = new (type: string, init?: CloseInit) => CloseEvent;
type MessageEventClass = new (type: string, init?: MessageEventInit) => MessageEvent;

/** The web's class, or one that looks like it: Node has it since 23. */
const CloseEventHere: CloseEventClass = globalThis.CloseEvent ?? class CloseEvent extends Event {
  static {
    interfaced(this, "CloseEvent", "code", "reason", "wasClean");
  }

  readonly #init: CloseInit;

  constructor(type: string, init: CloseInit = {}) {
    super(type, init);
    this.#init = init;
  }

  get code(): number {
    return this.#init.code ?? 0;
  }

  get reason(): string {
    return this.#init.reason ?? "";
  }

  get wasClean(): boolean {
    return this.#init.wasClean ?? false;
  }
};

/** The web's class, or one that looks like it. */
const MessageEventHere: MessageEventClass = globalThis.MessageEvent ?? class MessageEvent extends Event {
  static {
    interfaced(this, "MessageEvent", "data", "origin", "lastEventId", "source", "ports");
  }

  readonly #init: MessageEventInit;

  constructor(type: string, init: MessageEventInit = {}) {
    super(type, init);
    this.#init = init;
  }

  get data(): unknown {
    return this.#init.data ?? null;
  }

  get origin(): string {
    return this.#init.origin ?? "";
  }

  get lastEventId(): string {
    return "";
  }

  get source(): null {
    return null;
  }

  get ports(): readonly MessagePort[] {
    return [];
  }
};

/** A message came. */
export function messageEvent(data: unknown, origin: string): MessageEvent {
  return new MessageEventHere("message", { data, origin });
}

/**
 * The connection ended.
 *
 * @internal
 */
export function closeEvent(init: CloseInit, closed: Closed | undefined): CloseReportEvent {
  const event = new CloseEventHere("close", init);
  return Object.defineProperty(event, "closed", { value: closed }) as CloseReportEvent;
}

/** The connection failed. For the web this is a plain event. */
export function errorEvent(error: SocketError): FailureEvent {
  return Object.defineProperties(new Event("error"), {
    error: { value: error },
    message: { value: error.message },
  }) as FailureEvent;
}

/** Handlers such as `onmessage`: one listener for each type, in the place of its first setting. */
export class Handlers {
  readonly #target: EventTarget;
  readonly #entries = new Map<string, { value: object; listener: (event: Event) => void }>();

  /** @param target whose events these handle */
  constructor(target: EventTarget) {
    this.#target = target;
  }

  /** The handler of a type. */
  get(type: string): object | null {
    return this.#entries.get(type)?.value ?? null;
  }

  /** Sets the handler of a type; what is no object takes it away. */
  set(type: string, value: unknown): void {
    const entry = this.#entries.get(type);
    if (typeof value !== "function" && (typeof value !== "object" || value === null)) {
      if (entry === undefined) return;
      this.#target.removeEventListener(type, entry.listener);
      this.#entries.delete(type);
    } else if (entry !== undefined) {
      entry.value = value;
    } else {
      const entry = {
        value: value as object,
        listener: (event: Event): void => {
          // An object is kept, and never called.
          if (typeof entry.value === "function" && !findsHandlers()) entry.value.call(this.#target, event);
        },
      };
      this.#entries.set(type, entry);
      this.#target.addEventListener(type, entry.listener);
    }
  }
}

/**
 * Whether this runtime's event targets look for handlers by themselves, as workerd's do. They come
 * before all listeners then.
 */
function findsHandlers(): boolean {
  if (found === undefined) {
    const probe = Object.assign(new EventTarget(), { onprobe: () => found = true });
    found = false;
    probe.dispatchEvent(new Event("probe"));
  }
  return found;
}

let found: boolean | undefined;

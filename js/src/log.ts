/**
 * Events as lines for a logger.
 *
 * @module
 */

import type { Logger } from "./settings.ts";
import type { Close, Closed, Event, FrameTrace, Trace } from "./types.ts";

let last = 0;

/** A number that no other connection of the program has. */
export function newId(): number {
  return ++last;
}

/** A logger of one connection: its lines begin with the number of that. */
export function numbered(logger: Logger, id: number): Logger {
  const lines: Logger = {};
  for (const level of ["trace", "debug", "info", "warn"] as const) {
    // The console's prints a stack with each.
    const name = level === "trace" && logger === console ? "debug" : level;
    if (logger[name] !== undefined) lines[level] = (line) => logger[name]!(`#${id} ${line}`);
  }
  return lines;
}

/** Hands an event to a logger. */
export function log(logger: Logger, event: Event): void {
  if (event.type === "trace") logTrace(logger, event.trace);
  else if (event.type === "open") logger.info?.("open");
  else if (event.type === "rejected") logger.info?.(`rejected: ${event.rejection.message}`);
  else if (event.type === "closed") logger.info?.(describe(event.closed));
}

/** Hands what happened on the wire to a logger. */
export function logTrace(logger: Logger, trace: Trace): void {
  if (trace.type === "state") logger.debug?.(`state: ${trace.state}`);
  else if ("head" in trace) {
    const mark = trace.type === "head-received" ? "<" : ">";
    for (const line of trace.head.trimEnd().split("\r\n")) logger.debug?.(`${mark} ${line}`);
  } else logger.trace?.(`${trace.type === "frame-received" ? "<" : ">"} ${frame(trace.frame)}`);
}

/** How a connection ended, in words. */
export function describe(closed: Closed): string {
  const cause = closed.cause === undefined ? "" : `: ${closed.cause.message}`;
  return `closed: received ${close(closed.received)}, sent ${close(closed.sent)}${cause}`;
}

function close(close: Close | undefined): string {
  if (close === undefined) return "no close frame";
  return close.reason === "" ? `${close.code}` : `${close.code} (${close.reason})`;
}

function frame({ fin, rsv, opcode, length, head }: FrameTrace): string {
  const readable = head.every((byte) => byte >= 0x20 && byte !== 0x7f);
  const text = readable
    ? JSON.stringify(new TextDecoder().decode(head))
    : Array.from(head, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const more = head.length < length ? ".." : "";
  return `${opcode} ${text}${more} [${length} bytes${fin ? "" : ", continued"}${rsv === 0 ? "" : `, rsv ${rsv}`}]`;
}

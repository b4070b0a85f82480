/**
 * How a WebSocket of the browser ended, as far as a page is told.
 *
 * @module
 */

import { SocketError } from "../errors.ts";
import type { Close, Closed } from "../types.ts";

/**
 * The report of a close event.
 *
 * @param ours what we closed with, if we did
 */
export function closedBy({ code, reason, wasClean }: CloseEvent, ours: Close | undefined): Closed {
  if (!wasClean) {
    const message = "the connection broke, or the browser failed it: a page is not told why";
    return { sent: ours, clean: false, cause: { type: "transport", message } };
  }
  const received = { code, reason };
  // A browser answers a close with the same code.
  return ours === undefined
    ? { received, sent: { code, reason: "" }, order: "received-then-sent", clean: true }
    : { received, sent: ours, order: "sent-then-received", clean: true };
}

/** What waits for an end gets this. */
export function ended(closed: Closed): SocketError {
  return closed.error ?? new SocketError("closed", closed.cause?.message ?? "the connection is closed", { closed });
}

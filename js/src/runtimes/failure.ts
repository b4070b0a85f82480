/**
 * Why a transport failed, in the core's words, by the codes that Node's API has and Deno and Bun
 * have taken over.
 *
 * @module
 */

import { TransportFailure, type TransportError } from "../platform.ts";

/**
 * Tells why a transport failed.
 *
 * @param error what the runtime said
 * @param otherwise what it is if the code does not tell
 */
export function failure(error: unknown, otherwise: TransportError = "other"): TransportFailure {
  if (error instanceof TransportFailure) return error;
  const { code, message } = error as { code?: unknown; message?: unknown };
  return new TransportFailure(KINDS.get(String(code)) ?? lookup(String(message)) ?? otherwise, error);
}

/** Deno has no code for a name that is not there. */
function lookup(message: string): TransportError | undefined {
  return message.includes("failed to lookup address") ? "not-found" : undefined;
}

const KINDS: ReadonlyMap<string, TransportError> = new Map([
  ["EAI_AGAIN", "not-found"],
  ["EAI_FAIL", "not-found"],
  ["EAI_NODATA", "not-found"],
  ["EAI_NONAME", "not-found"],
  ["ECONNABORTED", "reset"],
  ["ECONNREFUSED", "refused"],
  ["ECONNRESET", "reset"],
  ["EHOSTUNREACH", "unreachable"],
  ["ENETUNREACH", "unreachable"],
  // A Unix socket that is not there.
  ["ENOENT", "refused"],
  ["ENOTFOUND", "not-found"],
  ["EPIPE", "reset"],
  ["ETIMEDOUT", "timed-out"],
]);

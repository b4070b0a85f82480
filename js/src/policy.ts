/**
 * What a server's application says to the request of a client.
 *
 * @module
 */

import { bytesOf, headerList } from "./options.ts";
import type { Acceptance, Answer, HeadersLike, Offer, Request, Response } from "./types.ts";

/** A response, as applications write it. */
export interface Reply {
  /** The status code. */
  status: number;
  /** The reason phrase. Default: the usual one. */
  reason?: string;
  /** The header fields, besides those that every response has. */
  headers?: HeadersLike;
  /** The body; a text is sent as UTF-8. */
  body?: string | Uint8Array;
}

/** What becomes of a request: nothing for what the settings say. */
export type Decision =
  | void
  /** Opens the connection, if the request is a proper opening handshake. */
  | Acceptance
  /** Answers with this, and ends the connection. */
  | { readonly reject: Reply };

/** The application's say in the opening handshake. Each may be asynchronous. */
export interface Policy {
  /** Decides about each request, proper or not: health checks, who may come, what to answer. */
  onRequest?: ((request: Request, offer: Offer) => Decision | Promise<Decision>) | undefined;
  /**
   * Selects the subprotocol, of those that the client offers; nothing for none. Default: the first
   * of `subprotocols` that is offered.
   */
  selectSubprotocol?:
    | ((
      offered: readonly string[],
      request: Request,
    ) => string | null | undefined | Promise<string | null | undefined>)
    | undefined;
  /**
   * Alters each response before it is sent, that with which a connection opens too. What makes the
   * handshake must stay.
   */
  onResponse?:
    | ((request: Request | undefined, response: Response) => Reply | void | Promise<Reply | void>)
    | undefined;
}

/** What the core is to be answered about a request. */
export async function decide(policy: Policy, request: Request, offer: Offer): Promise<Answer> {
  const decision = await policy.onRequest?.(request, offer);
  if (decision !== undefined && decision !== null && "reject" in decision) {
    return { reject: response(decision.reject) };
  }
  const accept: Acceptance = { ...decision };
  if (accept.headers !== undefined) accept.headers = headerList(accept.headers);
  if (accept.subprotocol === undefined && policy.selectSubprotocol !== undefined) {
    accept.subprotocol = await policy.selectSubprotocol(offer.subprotocols, request) ?? null;
  }
  return { accept };
}

/** What the core is to be answered about a response that it shows. */
export async function review(policy: Policy, request: Request | undefined, shown: Response): Promise<Answer> {
  const reply = await policy.onResponse?.(request, shown);
  return { respond: reply === undefined || reply === null ? shown : response(reply) };
}

/** A response as the core takes it. */
export function response({ status, reason = "", headers, body = "" }: Reply): Response {
  if (typeof status !== "number") throw new TypeError("a response has a status");
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : bytesOf(body);
  if (bytes === undefined) throw new TypeError("a body is a text, or bytes");
  return { status, reason, headers: headerList(headers), body: bytes };
}

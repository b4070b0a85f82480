/**
 * The counters of a connection of which nothing is known.
 *
 * @module
 */

import type { Stats } from "./types.ts";

/** Nothing came, and nothing went. */
export const NO_STATS: Stats = {
  bytesReceived: 0,
  bytesSent: 0,
  framesReceived: 0,
  framesSent: 0,
  messagesReceived: 0,
  messagesSent: 0,
  dataReceived: 0,
  dataSent: 0,
  payloadReceived: 0,
  payloadSent: 0,
  buffered: 0,
  pongs: 0,
};

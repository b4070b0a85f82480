/**
 * The connections of a server, and what became of those that were.
 *
 * @module
 */

import type { Closed, Stats } from "./types.ts";

/** Counters of a server since its start. */
export interface ServerStats {
  /** Connections that were accepted from a listener or given. */
  accepted: number;
  /** Of these, those whose opening handshake succeeded. */
  opened: number;
  /** Those whose opening handshake did not. */
  refused: number;
  /** Those that opened, and ended with a closing handshake. */
  closedClean: number;
  /** Those that opened, and ended without. */
  closedAbnormal: number;
  /** Those, open or not, that were lost because the core failed. */
  trapped: number;
  /** Handlers that failed. */
  handlersFailed: number;
  /** Connections that are open. */
  open: number;
  /** Connections that have a transport or a handler. */
  present: number;
  /** What went over all connections, handshakes among it. */
  bytesReceived: number;
  /** The same the other way. */
  bytesSent: number;
  /** Messages that came whole. */
  messagesReceived: number;
  /** Messages that were sent whole. */
  messagesSent: number;
  /** Bytes of messages that came. */
  dataReceived: number;
  /** Bytes of messages that were sent. */
  dataSent: number;
  /** Bytes that wait for transports. */
  buffered: number;
}

/** What became of the connections that were. */
export class Census {
  readonly #past: ServerStats = {
    accepted: 0,
    opened: 0,
    refused: 0,
    closedClean: 0,
    closedAbnormal: 0,
    trapped: 0,
    handlersFailed: 0,
    open: 0,
    present: 0,
    bytesReceived: 0,
    bytesSent: 0,
    messagesReceived: 0,
    messagesSent: 0,
    dataReceived: 0,
    dataSent: 0,
    buffered: 0,
  };

  accepted(): void {
    this.#past.accepted++;
  }

  opened(): void {
    this.#past.opened++;
  }

  handlerFailed(): void {
    this.#past.handlersFailed++;
  }

  /** A connection has ended, which was open before or was not. */
  ended(wasOpen: boolean, closed: Closed): void {
    const past = this.#past;
    if (!wasOpen) past.refused++;
    else if (closed.clean) past.closedClean++;
    else past.closedAbnormal++;
    if (closed.cause?.type === "trap") past.trapped++;
  }

  /** One is gone, with these counters. */
  left(last: Stats): void {
    add(this.#past, last);
  }

  /** The counters, with those of who is there. */
  stats(present: Iterable<Stats>, open: number): ServerStats {
    const stats = { ...this.#past, open };
    for (const one of present) {
      stats.present++;
      add(stats, one);
      stats.buffered += one.buffered;
    }
    return stats;
  }
}

function add(sum: ServerStats, one: Stats): void {
  sum.bytesReceived += one.bytesReceived;
  sum.bytesSent += one.bytesSent;
  sum.messagesReceived += one.messagesReceived;
  sum.messagesSent += one.messagesSent;
  sum.dataReceived += one.dataReceived;
  sum.dataSent += one.dataSent;
}

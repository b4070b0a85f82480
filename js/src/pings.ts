/**
 * The application's pings that wait for their pongs.
 *
 * @module
 */

import type { Driver } from "./driver.ts";
import { contentOf } from "./options.ts";
import type { SendData } from "./types.ts";

interface Ping {
  readonly payload: Uint8Array;
  readonly sent: number;
  resolve(latency: number): void;
  reject(error: unknown): void;
}

/** The pings under way, oldest first. */
export class Pings {
  #waiting: Ping[] = [];

  /** Sends a ping; resolves to the round trip in milliseconds. */
  send(driver: Driver, given: SendData | undefined, signal: AbortSignal | undefined): Promise<number> {
    let abort!: () => void;
    const latency = new Promise<number>((resolve, reject) => {
      signal?.throwIfAborted();
      const content = given === undefined ? crypto.getRandomValues(new Uint8Array(4)) : contentOf(given);
      const payload = typeof content === "string" ? new TextEncoder().encode(content) : content.slice();
      driver.ping(payload);
      const ping: Ping = { payload, sent: performance.now(), resolve, reject };
      this.#waiting.push(ping);
      abort = () => {
        this.#waiting = this.#waiting.filter((other) => other !== ping);
        reject(signal!.reason);
      };
      signal?.addEventListener("abort", abort);
    });
    return signal === undefined ? latency : latency.finally(() => signal.removeEventListener("abort", abort));
  }

  /**
   * A pong came: it answers the ping of its payload, and all that were sent before (RFC 6455
   * §5.5.3).
   */
  answer(payload: Uint8Array, latency: number | undefined): void {
    const last = this.#waiting.findIndex((ping) => same(ping.payload, payload));
    this.#waiting.splice(0, last + 1).forEach((ping, i) => {
      ping.resolve(i === last && latency !== undefined ? latency : performance.now() - ping.sent);
    });
  }

  /** No pong will come any more. */
  clear(error: unknown): void {
    for (const ping of this.#waiting.splice(0)) ping.reject(error);
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

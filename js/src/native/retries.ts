/**
 * Further attempts of a page, whose core is not there to say when.
 *
 * @module
 */

import type { ConnectOptions } from "../connect.ts";
import { SocketError } from "../errors.ts";
import type { Backoff } from "../settings.ts";

/** Says whether there is another attempt, when it is time for it. */
export class Retries {
  readonly #options: ConnectOptions;
  readonly #backoff: Required<Backoff> | undefined;
  #delay: number | undefined;

  constructor(options: ConnectOptions) {
    this.#options = options;
    const { reconnect = false } = options;
    if (reconnect !== false) this.#backoff = { ...DEFAULTS, ...(reconnect === true ? {} : reconnect) };
  }

  /** Waits after a failed attempt; `false` if there is no other one. */
  async again(error: unknown): Promise<boolean> {
    const { signal, onFailure, logger } = this.#options;
    if (!(error instanceof SocketError)) return false;
    const delay = this.#next();
    const verdict = onFailure?.(error, delay);
    if (verdict === "give-up" || (delay === undefined && verdict !== "retry")) return false;
    logger?.info?.(`${error.message}; another attempt in ${Math.round(delay ?? 0)} ms`);
    await sleep(delay ?? 0, signal);
    return true;
  }

  #next(): number | undefined {
    const backoff = this.#backoff;
    if (backoff === undefined) return undefined;
    const { initial, min, factor, max } = backoff;
    if (this.#delay === undefined) {
      this.#delay = min;
      // The clients of a server that went down must not come back all at once.
      return Math.random() * initial;
    }
    const delay = this.#delay;
    this.#delay = Math.min(delay * factor, max);
    return delay;
  }
}

function sleep(delay: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, delay);
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    signal?.addEventListener("abort", abort, { once: true });
  });
}

/** As `Backoff` says. */
const DEFAULTS: Required<Backoff> = { initial: 5000, min: 3090, factor: 1.618, max: 90_000 };

/**
 * What came and was not asked for yet, and who asked for what did not come yet.
 *
 * @module
 */

/** A queue with an end. */
export class Queue<T> {
  #items: T[] = [];
  #readers: ((item: T | undefined) => void)[] = [];
  #ended = false;

  /** Adds one. */
  put(item: T): void {
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader !== undefined) reader(item);
    else this.#items.push(item);
  }

  /** Adds no more. */
  end(): void {
    this.#ended = true;
    for (const reader of this.#readers.splice(0)) reader(undefined);
  }

  /** The next one; `undefined` at the end. */
  next(): Promise<T | undefined> {
    if (this.#items.length > 0) return Promise.resolve(this.#items.shift());
    if (this.#ended) return Promise.resolve(undefined);
    return new Promise((resolve) => this.#readers.push(resolve));
  }
}

/** A promise that an `AbortSignal` gives up. What it stands for goes on. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

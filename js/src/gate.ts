/**
 * Permits, one of a kind for the whole process: at most so many for a key, first come first
 * served. What they are for, the core knows.
 *
 * @module
 */

interface Queue {
  held: number;
  readonly waiting: Permit[];
}

const queues = new Map<string, Queue>();

/** A place in the queue for a permit, and then the permit. */
export class Permit {
  readonly #key: string;
  readonly #acquired: () => void;
  #state: "waiting" | "held" | "released" = "waiting";

  /**
   * Asks for a permit.
   *
   * @param acquired called when it is there, never at once
   */
  constructor(key: string, limit: number, acquired: () => void) {
    this.#key = key;
    this.#acquired = acquired;
    const queue = queues.get(key) ?? { held: 0, waiting: [] };
    queues.set(key, queue);
    if (queue.held < limit) this.#hold(queue);
    else queue.waiting.push(this);
  }

  /** Gives it back, or no longer waits for it. */
  release(): void {
    const queue = queues.get(this.#key);
    if (queue === undefined || this.#state === "released") return;
    if (this.#state === "held") {
      queue.held -= 1;
      const next = queue.waiting.shift();
      if (next !== undefined) next.#hold(queue);
    } else {
      queue.waiting.splice(queue.waiting.indexOf(this), 1);
    }
    this.#state = "released";
    if (queue.held === 0 && queue.waiting.length === 0) queues.delete(this.#key);
  }

  #hold(queue: Queue): void {
    queue.held += 1;
    this.#state = "held";
    queueMicrotask(() => {
      if (this.#state === "held") this.#acquired();
    });
  }
}

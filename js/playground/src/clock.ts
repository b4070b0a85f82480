/**
 * The time of the playground. The core is told what time it is, so time can stand still, run slowly,
 * or be stepped through.
 *
 * @module
 */

/** Something that will happen. */
interface Due {
  readonly at: number;
  readonly order: number;
  readonly happen: () => void;
}

/** A clock that one can hold. */
export class Clock {
  /** Milliseconds. */
  now = 0;
  paused = false;
  /** How much faster than the world. */
  speed = 1;
  #due: Due[] = [];
  #order = 0;
  #last = 0;

  /** Lets this happen then; returns how to call it off. */
  at(time: number, happen: () => void): () => void {
    const due = { at: Math.max(time, this.now), order: this.#order++, happen };
    this.#due.push(due);
    this.#due.sort((one, other) => one.at - other.at || one.order - other.order);
    return () => {
      const index = this.#due.indexOf(due);
      if (index >= 0) this.#due.splice(index, 1);
    };
  }

  /** Forgets all that was to happen. */
  clear(): void {
    this.#due = [];
  }

  /** When the next thing happens. */
  get next(): number | undefined {
    return this.#due[0]?.at;
  }

  /** Follows the world's time. */
  follow(time: number): void {
    const passed = Math.min(time - this.#last, 100);
    this.#last = time;
    if (!this.paused) this.advance(passed * this.speed);
  }

  /** Goes so far ahead. */
  advance(milliseconds: number): void {
    const end = this.now + milliseconds;
    while (this.#due.length > 0 && this.#due[0]!.at <= end) this.step();
    this.now = end;
  }

  /** Goes to the next thing that happens. */
  step(): void {
    const due = this.#due.shift();
    if (due === undefined) return;
    this.now = Math.max(this.now, due.at);
    due.happen();
  }
}

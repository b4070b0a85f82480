/**
 * What is sent before the runtime waits again goes out in one write.
 *
 * @module
 */

import { platform } from "#platform";

/** Something that has bytes to write. */
interface Flushable {
  flush(): void;
}

const defer = platform.defer ?? queueMicrotask;
let waiting: Flushable[] = [];

/** Flushes this soon. */
export function soon(one: Flushable): void {
  if (waiting.push(one) === 1) defer(flushAll);
}

function flushAll(): void {
  const flushing = waiting;
  waiting = [];
  for (const one of flushing) one.flush();
}

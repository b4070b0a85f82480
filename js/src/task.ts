/**
 * Tasks, as the web has them: microtasks run between two of them.
 *
 * @module
 */

/** Runs this as a task of its own, soon and in order. */
export const task: (run: () => void) => void = globalThis.setImmediate ??
  ((run: () => void): void => void setTimeout(run, 0));

/**
 * Calls into an instance of the core.
 *
 * @module
 */

/** Calls the core; whatever it throws is a trap. */
export function guarded<T>(instance: { poison(cause: unknown): Error }, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw instance.poison(error);
  }
}

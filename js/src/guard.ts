/**
 * Calls into an instance of the core.
 *
 * @module
 */

import type { Instance } from "./core.ts";

/** Calls the core; whatever it throws is a trap. */
export function guarded<T>(instance: Instance, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw instance.poison(error);
  }
}

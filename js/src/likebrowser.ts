/**
 * How the classes of browsers connect, where that is not as `connect()` does.
 *
 * @module
 */

import type { ConnectOptions } from "./connect.ts";

/**
 * Options with a browser's defaults: redirects are errors, messages may be large and take long, and
 * no send is refused.
 */
export function likeBrowser<T extends Pick<ConnectOptions, "maxRedirects" | "limits" | "timeouts">>(options: T): T {
  return {
    ...options,
    maxRedirects: options.maxRedirects ?? 0,
    limits: { ...LIMITS, ...options.limits },
    timeouts: { message: null, ...options.timeouts },
  };
}

const LIMITS = { maxMessage: 100 << 20, maxFragments: 1 << 20, maxBuffered: 0x7fff_ffff } as const;

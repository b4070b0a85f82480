/**
 * Obeys a dial of the core: sockets, TLS, look-up and permits are here, and nothing that decides.
 *
 * @module
 */

import type { ConnectOptions } from "./connect.ts";
import type { Driver, Owner } from "./driver.ts";
import { SocketError } from "./errors.ts";
import type { Transport } from "./platform.ts";

/** A dial that succeeded has a driver, whose owner must be known at once. */
export type Opened = (driver: Driver) => Owner;

/** How to dial, besides the caller's options. */
export interface Circumstances {
  /** To be used in place of what would be connected. */
  readonly given?: Transport | undefined;
  /** How long the connection was open that this one replaces. */
  readonly held?: number | undefined;
}

/**
 * Opens a connection. The driver is started with the owner that `opened` gives.
 *
 * @throws as `connect()`
 */
export async function dial(
  url: string | URL,
  options: ConnectOptions,
  opened: Opened,
  circumstances: Circumstances = {},
): Promise<Driver> {
  void [url, options, opened, circumstances];
  throw new SocketError("unsupported", "not yet");
}

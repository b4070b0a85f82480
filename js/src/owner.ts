/**
 * Who has a connection: an application, or what stands between.
 *
 * @module
 */

import type { Event, Message } from "./types.ts";

/** Who hears what a connection has to say. Nothing of it may throw. */
export interface Owner {
  /** A whole message came. */
  message(data: Message): void;
  /** Something else happened. `closed` comes once, and last. */
  event(event: Event): void;
  /**
   * Whether more messages may come. If not, the peer is stopped, until the owner calls
   * `proceed` of the driver.
   */
  ready(): boolean;
  /**
   * Whether all that came was dealt with, and answered if it will be. Until then, or for a second,
   * the end of the connection waits: nothing can be sent once the peer's close is answered. Call
   * `proceed` of the driver when it becomes true.
   */
  done(): boolean;
}

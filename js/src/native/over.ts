/**
 * `over()` in a page: this is where the core is loaded.
 *
 * @module
 */

import type { ByteStream, OverClient, OverOpened, OverServer } from "../over.ts";
import type { Port } from "../port.ts";
import type { Socket } from "../socket.ts";

/** Opens a WebSocket over a stream that is there already: WebTransport's, a MessagePort's, .. */
export async function over(stream: ByteStream | Port, options: OverClient | OverServer | OverOpened): Promise<Socket> {
  const core = await import("../over.ts");
  return core.over(stream, options);
}

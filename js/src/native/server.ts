/**
 * What only servers have.
 *
 * @module
 */

import { unsupported } from "../errors.ts";

const refuse = (what: string): never => {
  throw unsupported(`${what}: a page cannot listen`, "let it connect to a server, or answer over() a stream with the role of a server");
};

/** Rejects: a page cannot listen. */
export async function serve(): Promise<never> {
  return refuse("serve()");
}

/** Rejects: a page cannot listen. */
export async function upgrade(): Promise<never> {
  return refuse("upgrade()");
}

/** Throws: a page cannot listen. */
export function mount(): never {
  return refuse("mount()");
}

/** Throws: a page cannot listen. */
export function broadcast(): never {
  return refuse("broadcast()");
}

/** Cannot be made: a page cannot listen. */
export class Server {
  constructor() {
    refuse("Server");
  }
}

/**
 * The bytes of one direction as what they are: a head of HTTP, then frames. Where a frame ends, the
 * core says.
 *
 * @module
 */

import type { Instance } from "../../src/core.ts";
import type { Role } from "../../src/types.ts";
import { type Anatomy, anatomy } from "./glue.ts";

/** A head or a frame. */
export interface Unit {
  readonly from: Role;
  /** Where it stands in the stream. */
  readonly start: number;
  readonly end: number;
  readonly sent: number;
  readonly bytes: Uint8Array;
  /** The lines of a head. */
  readonly head?: readonly string[];
  readonly frame?: Anatomy;
  /** What is wrong with a frame. */
  readonly fault?: string;
}

/** Finds units in bytes as they are sent. */
export class UnitReader {
  readonly #from: Role;
  readonly #core: Instance;
  #rest = new Uint8Array(0);
  #start = 0;
  #inHead = true;

  constructor(from: Role, core: Instance) {
    this.#from = from;
    this.#core = core;
  }

  /** Takes bytes, and gives the units that they complete. */
  push(bytes: Uint8Array, sent: number): Unit[] {
    const joined = new Uint8Array(this.#rest.length + bytes.length);
    joined.set(this.#rest);
    joined.set(bytes, this.#rest.length);
    this.#rest = joined;
    const units: Unit[] = [];
    for (let unit = this.#next(sent); unit !== undefined; unit = this.#next(sent)) units.push(unit);
    return units;
  }

  #next(sent: number): Unit | undefined {
    if (this.#rest.length === 0) return undefined;
    if (this.#inHead) {
      const text = new TextDecoder("latin1").decode(this.#rest);
      const end = text.indexOf("\r\n\r\n");
      if (end < 0) return undefined;
      this.#inHead = false;
      return this.#take(end + 4, sent, { head: text.slice(0, end).split("\r\n") });
    }
    const frame = anatomy(this.#core, this.#rest);
    if (frame === undefined) return undefined;
    if ("error" in frame) return this.#take(this.#rest.length, sent, { fault: frame.error });
    const length = frame.header + frame.length;
    return this.#rest.length < length ? undefined : this.#take(length, sent, { frame });
  }

  #take(length: number, sent: number, what: Pick<Unit, "head" | "frame" | "fault">): Unit {
    const bytes = this.#rest.slice(0, length);
    this.#rest = this.#rest.slice(length);
    const start = this.#start;
    this.#start += length;
    return { from: this.#from, start, end: this.#start, sent, bytes, ...what };
  }
}

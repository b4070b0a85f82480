/**
 * One direction of the wire: bytes take time, and may come in pieces or not at all.
 *
 * @module
 */

import type { Clock } from "./clock.ts";

/** How the wire is. */
export interface Conditions {
  /** Milliseconds from one end to the other. */
  delay: number;
  /** Bytes of a piece; 0 for all that was written at once. */
  cut: number;
  /** Whether the cable is pulled out: what is sent is lost. */
  unplugged: boolean;
}

/** Bytes on their way. */
export interface Packet {
  /** Where they stand in the stream. */
  readonly from: number;
  readonly to: number;
  readonly sent: number;
  readonly arrives: number;
}

/** Milliseconds between two pieces. */
const GAP = 60;

/** One direction. */
export class Pipe {
  /** What is on its way. */
  flying: Packet[] = [];
  /** Bytes that were written, and that have arrived. */
  written = 0;
  arrived = 0;
  readonly #clock: Clock;
  readonly #conditions: Conditions;
  readonly #deliver: (bytes: Uint8Array) => void;
  readonly #end: () => void;
  #free = 0;

  constructor(clock: Clock, conditions: Conditions, deliver: (bytes: Uint8Array) => void, end: () => void) {
    this.#clock = clock;
    this.#conditions = conditions;
    this.#deliver = deliver;
    this.#end = end;
  }

  /** Sends bytes. */
  write(bytes: Uint8Array): void {
    const { cut, unplugged } = this.#conditions;
    const from = this.written;
    this.written += bytes.length;
    if (unplugged) return;
    const size = cut === 0 ? bytes.length : cut;
    for (let at = 0; at < bytes.length; at += size) {
      const piece = bytes.subarray(at, at + size);
      this.#fly(piece, from + at, at > 0);
    }
  }

  /** Ends it behind what was written. */
  end(): void {
    if (this.#conditions.unplugged) return;
    this.#clock.at(Math.max(this.#clock.now + this.#conditions.delay, this.#free), this.#end);
  }

  #fly(piece: Uint8Array, from: number, behind: boolean): void {
    const { now } = this.#clock;
    // What was sent later does not come earlier.
    const earliest = now + this.#conditions.delay;
    const arrives = Math.max(earliest, this.#free + (behind ? GAP : 0));
    this.#free = arrives;
    const packet = { from, to: from + piece.length, sent: behind ? arrives - this.#conditions.delay : now, arrives };
    this.flying.push(packet);
    this.#clock.at(arrives, () => {
      this.flying.splice(this.flying.indexOf(packet), 1);
      this.arrived = packet.to;
      this.#deliver(piece);
    });
  }
}

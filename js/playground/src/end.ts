/**
 * One end of the connection: a core, driven by hand.
 *
 * @module
 */

import {
  AT_EVENTS,
  AT_FLAGS,
  AT_PIECES,
  AT_TAPE,
  AT_TRANSMIT,
  BINARY,
  ENDING,
  EVENT_WORDS,
  type GlueConnection,
  type Left,
  MORE,
  OBJECT,
  type Outcome,
  SHUTDOWN,
} from "../../src/boundary.ts";
import type { Instance } from "../../src/core.ts";
import { join } from "../../src/memory.ts";
import type { Event, Role, State, Stats } from "../../src/types.ts";
import { read, write } from "../../src/values.ts";
import type { Clock } from "./clock.ts";

/** Who hears what an end does. */
export interface Outlet {
  /** Bytes for the other end. */
  transmit(bytes: Uint8Array): void;
  /** There are no more. */
  shutdown(): void;
  /** A message came, or something else happened. */
  event(event: Event | { readonly type: "message"; readonly data: string | Uint8Array }): void;
  /** Its timer fired. */
  alarm(name: string): void;
}

/** A timer that runs: what for, until when, and since when. */
export interface Running {
  readonly name: string;
  readonly at: number;
  readonly since: number;
}

type Explained = GlueConnection & { timers(): Left<[name: string, at: number][]> };

/** One end. */
export class End {
  readonly role: Role;
  readonly #instance: Instance;
  readonly #connection: Explained;
  readonly #clock: Clock;
  readonly #outlet: Outlet;
  #callOff: (() => void) | undefined;
  #running: Running[] = [];
  #over = false;

  constructor(role: Role, instance: Instance, connection: GlueConnection, clock: Clock, outlet: Outlet) {
    this.role = role;
    this.#instance = instance;
    this.#connection = connection as Explained;
    this.#clock = clock;
    this.#outlet = outlet;
  }

  /** Begins. */
  start(): void {
    this.#drain(() => this.#connection.resume(this.#clock.now));
  }

  /** Bytes came. */
  receive(bytes: Uint8Array): void {
    this.#drain(() => this.#connection.receive(this.#instance.put(bytes), this.#clock.now));
  }

  /** The other end has no more. */
  eof(): void {
    this.#drain(() => this.#connection.eof(this.#clock.now));
  }

  /** Sends a message; returns what is wrong with that. */
  send(data: string | Uint8Array): string | undefined {
    const text = typeof data === "string";
    const length = this.#instance.put(text ? new TextEncoder().encode(data) : data);
    return this.#command(text
      ? this.#connection.sendText(length, 0, this.#clock.now)
      : this.#connection.sendBinary(length, 0, this.#clock.now));
  }

  /** Sends a text in several frames. */
  sendParts(parts: readonly string[]): string | undefined {
    const { now } = this.#clock;
    const failed = this.#command(this.#connection.begin(1, 0, now));
    if (failed !== undefined) return failed;
    for (const part of parts) {
      this.#command(this.#connection.part(this.#instance.put(new TextEncoder().encode(part)), now));
    }
    return this.#command(this.#connection.finish(now));
  }

  /** Sends a ping; returns what is wrong with that. */
  ping(): string | undefined {
    return this.#command(this.#connection.ping(-1, this.#clock.now));
  }

  /** Starts the closing handshake; returns what is wrong with that. */
  close(code: number, reason: string): string | undefined {
    return this.#command(this.#connection.close(code, this.#instance.put(new TextEncoder().encode(reason)), this.#clock.now));
  }

  /** Server: accepts the request. */
  accept(): string | undefined {
    return this.#command(this.#connection.answer(write(this.#instance, { accept: {} }), this.#clock.now));
  }

  /** Where it is in its life. */
  get state(): State {
    return (["connecting", "open", "closing", "closed"] as const)[this.#connection.state()]!;
  }

  get stats(): Stats {
    return read(this.#instance, this.#connection.stats());
  }

  /** The timers that run. */
  get timers(): readonly Running[] {
    return this.#running;
  }

  /** Nothing of it is used any more. */
  free(): void {
    this.#over = true;
    this.#callOff?.();
    this.#connection.free();
  }

  #command(outcome: Outcome): string | undefined {
    const wrong = (outcome & 0xffff) === 0 ? undefined : this.#instance.glue.misuse(outcome & 0xffff)[1];
    this.#drain(() => this.#connection.poll(this.#clock.now));
    return wrong;
  }

  /** Carries out what a call left, until nothing is left. */
  #drain(call: () => void): void {
    if (this.#over) return;
    call();
    for (;;) {
      const { step, words, times, deadline } = this.#looked();
      const flags = words[step + AT_FLAGS]!;
      const out = this.#transmitted();
      const news = this.#news();
      this.#look(times[deadline]!);
      if (out !== undefined) this.#outlet.transmit(out);
      for (const event of news) this.#outlet.event(event);
      if ((flags & SHUTDOWN) !== 0) this.#outlet.shutdown();
      if (this.#over || (flags & (MORE | ENDING)) === 0) return;
      this.#connection.resume(this.#clock.now);
    }
  }

  #looked(): Instance {
    this.#instance.look();
    return this.#instance;
  }

  #transmitted(): Uint8Array | undefined {
    const { bytes, step, words } = this.#instance;
    const pieces = words[step + AT_PIECES]!;
    return pieces === 0 ? undefined : join(bytes, words, words[step + AT_TRANSMIT]! >>> 2, pieces).slice();
  }

  #news(): Parameters<Outlet["event"]>[0][] {
    const { bytes, step, words } = this.#instance;
    const events = words[step + AT_EVENTS]!;
    const tape = words[step + AT_TAPE]! >>> 2;
    return Array.from({ length: events }, (_, i) => {
      const at = tape + i * EVENT_WORDS;
      const [kind, from, length] = [words[at]!, words[at + 1]!, words[at + 2]!];
      if (kind === OBJECT) return read<Event>(this.#instance, from);
      const data = bytes.slice(from, from + length);
      return { type: "message", data: kind === BINARY ? data : new TextDecoder().decode(data) } as const;
    });
  }

  /** Sets the one timer of a driver, and notes what the core's are for. */
  #look(deadline: number): void {
    this.#callOff?.();
    const before = this.#running;
    const { now } = this.#clock;
    this.#running = this.#timers().map(([name, at]) => {
      const known = before.find((one) => one.name === name && one.at === at);
      return { name, at, since: known?.since ?? now };
    });
    this.#callOff = Number.isFinite(deadline) ? this.#clock.at(deadline + BEHIND, () => this.#alarm()) : undefined;
  }

  #timers(): [name: string, at: number][] {
    const left = this.#connection.timers?.();
    return left === undefined ? [] : read(this.#instance, left);
  }

  #alarm(): void {
    const { now } = this.#clock;
    for (const timer of this.#running) if (timer.at <= now) this.#outlet.alarm(timer.name);
    this.#drain(() => this.#connection.tick(now));
  }
}

/**
 * A microsecond: the nanoseconds of the core do not come out of milliseconds as they went in, and a
 * clock that stands still would ask for ever whether it is time.
 */
const BEHIND = 0.001;

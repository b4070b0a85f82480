/**
 * A client and a server in one page, with a wire between them.
 *
 * @module
 */

import { instance, type Instance, seed, Settings } from "../../src/core.ts";
import type { Config } from "../../src/settings.ts";
import type { Event, Role } from "../../src/types.ts";
import { write } from "../../src/values.ts";
import { Clock } from "./clock.ts";
import { End } from "./end.ts";
import { type Conditions, Pipe } from "./pipe.ts";
import { type Unit, UnitReader } from "./units.ts";

/** What is told to who shows it. */
export interface Audience {
  /** Something was put on the wire. */
  sent(unit: Unit): void;
  /** Something happened at an end. */
  noted(role: Role, kind: "event" | "timer" | "message" | "end", text: string): void;
}

/** One connection after the other, with the same wire. */
export class Simulation {
  readonly clock = new Clock();
  readonly conditions: Conditions = { delay: 600, cut: 0, unplugged: false };
  compression = true;
  readonly #audience: Audience;
  readonly #instance: Instance;
  #ends: Record<Role, End> | undefined;
  #pipes: Record<Role, Pipe> | undefined;
  #readers: Record<Role, UnitReader> | undefined;

  private constructor(core: Instance, audience: Audience) {
    this.#instance = core;
    this.#audience = audience;
  }

  /** Loads the core. */
  static async load(audience: Audience): Promise<Simulation> {
    return new Simulation(await instance(), audience);
  }

  /** An end, once there is a connection. */
  end(role: Role): End | undefined {
    return this.#ends?.[role];
  }

  /** What an end sends goes over this. */
  pipe(role: Role): Pipe | undefined {
    return this.#pipes?.[role];
  }

  /** Makes a new connection in place of the one there was. */
  connect(): void {
    this.clock.clear();
    this.#ends?.client.free();
    this.#ends?.server.free();
    const { clock, conditions } = this;
    const core = this.#instance;
    const settings = new Settings(this.#config()).of(core);
    const request = { host: "playground.example", target: "/chat", origin: "https://playground.example", headers: [] };
    const client = core.glue.Connection.client(write(core, { ...request, seed: seed() }), settings, clock.now);
    core.put(seed());
    const server = core.glue.Connection.server(settings, clock.now);
    this.#readers = { client: new UnitReader("client", core), server: new UnitReader("server", core) };
    this.#pipes = {
      client: new Pipe(clock, conditions, (bytes) => this.#ends!.server.receive(bytes), () => this.#ends!.server.eof()),
      server: new Pipe(clock, conditions, (bytes) => this.#ends!.client.receive(bytes), () => this.#ends!.client.eof()),
    };
    this.#ends = {
      client: this.#made("client", client),
      server: this.#made("server", server),
    };
    this.#ends.server.start();
    this.#ends.client.start();
  }

  /** Puts bytes on the wire that no end of ours would send. */
  inject(role: Role, bytes: Uint8Array): void {
    this.#transmit(role, bytes);
  }

  #config(): Config {
    return {
      trace: true,
      deflate: this.compression,
      subprotocols: ["chat"],
      product: "witsocket playground",
      timeouts: { open: 10_000, close: 5_000, pingInterval: 15_000, pingTimeout: 5_000, message: 20_000 },
    };
  }

  #made(role: Role, connection: ConstructorParameters<typeof End>[2]): End {
    return new End(role, this.#instance, connection, this.clock, {
      transmit: (bytes) => this.#transmit(role, bytes),
      shutdown: () => {
        this.#audience.noted(role, "event", "ends the stream");
        this.#pipes![role].end();
      },
      event: (event) => this.#happened(role, event),
      alarm: (name) => this.#audience.noted(role, "timer", name),
    });
  }

  #transmit(role: Role, bytes: Uint8Array): void {
    for (const unit of this.#readers![role].push(bytes, this.clock.now)) this.#audience.sent(unit);
    this.#pipes![role].write(bytes);
  }

  #happened(role: Role, event: Event | { type: "message"; data: string | Uint8Array }): void {
    const note = (kind: "event" | "message" | "end", text: string): void => this.#audience.noted(role, kind, text);
    switch (event.type) {
      case "message":
        return note("message", typeof event.data === "string" ? event.data : `${event.data.length} bytes`);
      case "request":
        note("event", "takes the request");
        this.#ends![role].accept();
        return;
      case "open": {
        const { subprotocol, deflate } = event.opened;
        return note("event", `open: ${subprotocol ?? "no subprotocol"}, ${deflate === undefined ? "not compressed" : "compressed"}`);
      }
      case "rejected":
        return note("event", `rejected: ${event.rejection.message}`);
      case "pong":
        return note("event", event.latency === undefined ? "an unasked pong" : `pong after ${Math.round(event.latency)} ms`);
      case "closed": {
        const { received, sent, clean, cause } = event.closed;
        const said = (close: typeof sent): string => (close === undefined ? "nothing" : String(close.code));
        const how = cause === undefined ? (clean ? "clean" : "not clean") : cause.message;
        return note("end", `closed: said ${said(sent)}, heard ${said(received)}; ${how}`);
      }
    }
  }
}

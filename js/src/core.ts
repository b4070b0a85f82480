/**
 * The core: its instances, their memory, and what a step leaves there.
 *
 * An instance that trapped is never called again: its connections end, and the next one gets a
 * fresh instance.
 *
 * @module
 */

import { instantiate } from "#glue";
import { platform } from "#platform";

import type { GivenConfig, Glue, GlueConnection, GlueReplays, GlueSettings, Memory, Written } from "./boundary.ts";
import { SocketError } from "./errors.ts";
import { guarded } from "./guard.ts";
import { Kept } from "./kept.ts";
import type { CompiledModule } from "./platform.ts";
import type { Config } from "./settings.ts";
import { write } from "./values.ts";

/** Heads that are remembered: of messages of as many lengths. */
const MOST_HEADS = 1024;

/** Inputs of so many bytes all go to the same place. */
const SHORT = 4096;

/** Who cannot go on without its instance. */
export interface Resident {
  /** The instance trapped. */
  evicted(error: SocketError): void;
}

/** An instance of the core, and all that JavaScript reads of its memory. */
export class Instance implements Memory {
  readonly glue: Glue;
  /** Why it is not to be called any more. */
  trapped: SocketError | undefined;
  /** Who lives in it, and is told when it traps. */
  readonly residents = new Set<Resident>();

  // The memory, as it was at the last `look()`, which the users of these call behind each call.
  bytes!: Uint8Array;
  view!: Uint8Array;
  words!: Uint32Array;
  times!: Float64Array;

  /** Where the step is, as an index into `words`: see the constants `AT_..`. */
  readonly step: number;
  /** Where the deadline is, as an index into `times`; `Infinity`: none. */
  readonly deadline: number;
  /** What applications have for it to ask. */
  readonly kept = new Kept();
  readonly names = new Map<number, string>();
  readonly #short: number;
  readonly #heads = new Map<number, Uint8Array>();

  constructor(module: CompiledModule) {
    this.glue = instantiate(module, (question) => this.kept.answer(this, question));
    const step = this.glue.step();
    this.step = step >>> 2;
    this.deadline = (step >>> 3) + 4;
    this.#short = this.glue.reserve(SHORT);
    this.look();
  }

  /** Looks at the memory anew, if it has grown. */
  look(): void {
    if (this.bytes !== undefined && this.bytes.byteLength > 0) return;
    const { buffer } = this.glue.memory;
    this.bytes = new Uint8Array(buffer);
    this.view = platform.view?.(buffer) ?? this.bytes;
    this.words = new Uint32Array(buffer);
    this.times = new Float64Array(buffer);
  }

  /**
   * To be called in front of what an application asks.
   *
   * @throws {TypeError} while an extension works: the core is at work itself then
   */
  check(): void {
    if (this.kept.asked) throw new TypeError("an extension at work can ask nothing of a connection");
  }

  /** Where to write so many bytes of input, for the next call. */
  reserve(length: number): number {
    const at = length <= SHORT ? this.#short : this.glue.reserve(length);
    // Calls behind which nobody looks may have made the memory grow: that which makes a connection.
    this.look();
    return at;
  }

  put(bytes: Uint8Array): number {
    const at = this.reserve(bytes.length);
    this.bytes.set(bytes, at);
    return bytes.length;
  }

  /** What stands in front of a message that is sent without the core. It depends on nothing else. */
  head(text: boolean, length: number): Uint8Array {
    const key = 2 * length + Number(text);
    let head = this.#heads.get(key);
    if (head === undefined) {
      if (this.#heads.size >= MOST_HEADS) this.#heads.clear();
      const size = guarded(this, () => this.glue.head(Number(text), length));
      this.look();
      head = this.bytes.slice(this.#short, this.#short + size);
      this.#heads.set(key, head);
    }
    return head;
  }

  /** The error for what a call threw that takes settings: a list if they make no sense. */
  refusal(thrown: unknown): Error {
    return Array.isArray(thrown) ? new TypeError(`${thrown[0]}: ${thrown[1]}`) : this.poison(thrown);
  }

  /** Notes that the core trapped: this instance is dead, and with it all of its connections. */
  poison(cause: unknown): SocketError {
    if (this.trapped === undefined) {
      const error = new SocketError("trap", "the WebSocket core failed", { cause });
      this.trapped = error;
      if (current === this) current = undefined;
      const residents = [...this.residents];
      this.residents.clear();
      for (const resident of residents) resident.evicted(error);
    }
    return this.trapped;
  }
}

/** Settings that cross into each instance once. */
export class Settings {
  readonly config: Config;
  readonly #crossed = new WeakMap<Instance, GlueSettings>();

  constructor(config: Config) {
    this.config = config;
  }

  /**
   * The handle for an instance.
   *
   * @throws {TypeError} if they make no sense
   */
  of(instance: Instance): GlueSettings {
    let crossed = this.#crossed.get(instance);
    if (crossed === undefined) {
      // workerd's two clocks are one, and coarse: the difference may be a little below nothing.
      const unixTime = Math.max(0, Math.floor((Date.now() - now()) / 1000));
      const { kept } = instance;
      const extensions = this.config.extensions && kept.introduce(this.config.extensions);
      let given: Written<GivenConfig> | undefined;
      try {
        given = write(instance, { ...known(this.config), extensions, unixTime });
        crossed = new instance.glue.Settings(given);
      } catch (thrown) {
        if (extensions !== undefined) kept.forget(extensions);
        // What a getter of it throws is no failure of the core.
        throw given === undefined ? thrown : instance.refusal(thrown);
      }
      this.#crossed.set(instance, crossed);
    }
    return crossed;
  }
}

/** A server's side. */
export function serverOf(instance: Instance, settings: GlueSettings): GlueConnection {
  return guarded(instance, () => {
    instance.put(seed());
    return instance.glue.Connection.server(settings, now());
  });
}

/** Notes a proof, and says whether it is the first of its kind. */
export function claim(instance: Instance, replays: GlueReplays, token: Uint8Array, until: number): boolean {
  return guarded(instance, () => replays.claim(instance.put(token), until, now()));
}

let current: Instance | undefined;
let loading: Promise<Instance> | undefined;

/** The instance for new connections, once it is there. */
export function instance(): Instance | Promise<Instance> {
  if (current !== undefined) return current;
  loading ??= load().finally(() => {
    loading = undefined;
  });
  return loading;
}

async function load(): Promise<Instance> {
  return current = new Instance(await platform.module());
}

/** Milliseconds of the clock that the core lives by. */
export const now: () => number = platform.now ?? (() => performance.now());

/** 32 unpredictable bytes. */
export function seed(): Uint8Array {
  if (seedsUsed === seeds.length) {
    crypto.getRandomValues(seeds);
    seedsUsed = 0;
  }
  const seed = seeds.slice(seedsUsed, seedsUsed + 32);
  seeds.fill(0, seedsUsed, seedsUsed += 32);
  return seed;
}

/** Enough for many, since to draw them takes long. */
const seeds = new Uint8Array(1024);
let seedsUsed = seeds.length;

/** The settings of all that there is in options. */
function known(options: Config): Config {
  const config: Record<string, unknown> = {};
  for (const name of SETTINGS) config[name] = options[name];
  return config;
}

const SETTINGS = Object.keys(
  {
    acceptUnmasked: 0,
    authentication: 0,
    autoClose: 0,
    autoPong: 0,
    checkUtf8: 0,
    deflate: 0,
    delivery: 0,
    extensions: 0,
    hosts: 0,
    limits: 0,
    maxFragment: 0,
    origins: 0,
    product: 0,
    review: 0,
    subprotocols: 0,
    timeouts: 0,
    trace: 0,
  } satisfies Record<keyof Config, 0>,
) as (keyof Config)[];

/** `compress` as the core takes it. */
export function compression(compress: "auto" | "always" | "never" | undefined): number {
  return compress === "always" ? 1 : compress === "never" ? 2 : 0;
}

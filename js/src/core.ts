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

import { SocketError } from "./errors.ts";
import { type Introduced, Kept } from "./extensions.ts";
import { guarded } from "./guard.ts";
import type { CompiledModule } from "./platform.ts";
import { write } from "./values.ts";
import type {
  Answer,
  ClientRequest,
  Config,
  Offer,
  Opened,
  Role,
  Stats,
} from "./types.ts";

/**
 * What wasm-bindgen makes of `glue/`, for one instance. `#glue` is generated:
 * `instantiate(module)` makes a new instance with classes of its own.
 *
 * Payloads go in by `reserve(length)`, which says where to write them, and the call that follows.
 * What comes out of a call is the step, and good until the next call of the instance. All else goes
 * by `write()` and `read()` of values.ts.
 */
export interface Glue {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Room for so many bytes of input, for the next call that takes a length. */
  reserve(length: number): number;
  /** Where the step is: see the constants `AT_..`. It stays where it is. */
  step(): number;
  /** Leaves the head of a message for `sent` where short inputs are written, and says how long it is. */
  head(text: number, length: number): number;
  /** The name and the words of a misuse. */
  misuse(code: number): [name: string, message: string];
  /** The variables of the environment that name proxies. */
  proxyVariables(): Left<string[]>;
  /** For tests: traps. */
  trap(): void;
  readonly Settings: {
    /** Throws `[where, what]` if they make no sense. */
    new (config: Written<GivenConfig>): GlueSettings;
  };
  readonly Connection: {
    client(given: Written<ClientRequest & Seeded>, settings: GlueSettings, now: number): GlueConnection;
    /** With a seed as its input. */
    server(settings: GlueSettings, now: number): GlueConnection;
    attach(given: Written<Attached & Seeded>, settings: GlueSettings, now: number): GlueConnection;
  };
  readonly Dial: {
    /** Throws `[kind, code, message]`; `kind` is `target`, `proxy` or `misuse`. */
    start(plan: Written<GlueDialOptions & Seeded>, settings: GlueSettings, now: number): GlueDial;
  };
  readonly Prepared: {
    /** A message of the bytes that were written after `reserve`. */
    text(length: number, compress: number): GluePrepared;
    binary(length: number, compress: number): GluePrepared;
  };
  readonly Replays: { new (): GlueReplays };
}

interface GivenConfig extends Omit<Config, "extensions"> {
  readonly extensions?: readonly Introduced[] | undefined;
  /** At instant 0. */
  readonly unixTime?: number;
}

/** How long what was written is. */
export type Written<T> = number & { readonly of?: T };

/** Where a value was left. */
export type Left<T> = number & { readonly of?: T };

/** What is random in the core comes from this. */
interface Seeded {
  readonly seed: Uint8Array;
}

/** Which side this is, and what was agreed on elsewhere. */
export interface Attached extends Partial<Pick<Opened, "deflate" | "extensions">> {
  readonly role: Role;
}

/** Settings that crossed once, for many connections. */
export interface GlueSettings {
  free(): void;
}

/**
 * A connection of the core. `receive`, `eof`, `tick`, `resume`, `unblock` and `poll` leave a step.
 * The commands queue, and answer a {@linkcode Outcome}: `poll` then gives what is to be written.
 */
export interface GlueConnection {
  free(): void;
  receive(length: number, now: number): void;
  /** Messages were sent without the core, behind heads of its own, as {@linkcode DETACHES} allows it. */
  sent(messages: number, data: number, heads: number, now: number): void;
  eof(now: number): void;
  tick(now: number): void;
  /** As in the WIT: the first step, or events that were left for later. */
  resume(now: number): void;
  /** Nothing is read for now, although it is wanted: to be told in front of `tick`. */
  hold(): void;
  block(): void;
  unblock(now: number): void;
  /** The step of what the commands since the last one brought. */
  poll(now: number): void;
  sendText(length: number, compress: number, now: number): Outcome;
  sendBinary(length: number, compress: number, now: number): Outcome;
  begin(text: number, compress: number, now: number): Outcome;
  part(length: number, now: number): Outcome;
  finish(now: number): Outcome;
  /** A negative length: a payload of the core's. */
  ping(length: number, now: number): Outcome;
  pong(length: number, now: number): Outcome;
  /** The reason in the bytes that were written after `reserve`. */
  close(code: number, length: number, now: number): Outcome;
  /** Throws `[where, what]` if it makes no sense. */
  answer(answer: Written<Answer>, now: number): Outcome;
  offer(): Left<Offer | undefined>;
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  state(): number;
  buffered(): number;
  stats(): Left<Stats>;
}

/** 0, a misuse, or {@linkcode FULL}. */
export type Outcome = number;

/** An outcome: taken, but send no more before `writable`. */
export const FULL = 0x1_0000;

/** A message for many connections. */
export interface GluePrepared {
  free(): void;
  /** Sends it, and leaves a step whose `shared` bytes go behind `transmit`. */
  send(connection: GlueConnection, now: number): Outcome;
}

/** Which proofs were used before. */
export interface GlueReplays {
  free(): void;
  /** With the token as its input. */
  claim(length: number, until: number, now: number): boolean;
}

/** The options of a dial, as `dial-options` of the WIT. */
export interface GlueDialOptions {
  readonly target: string;
  readonly origin?: string | undefined;
  readonly headers?: readonly (readonly [string, string])[] | undefined;
  readonly sensitive?: readonly string[] | undefined;
  readonly credentials?: { readonly user: string; readonly password: string } | undefined;
  readonly schemes?: "any" | "basic" | "digest" | undefined;
  readonly proxy?: string | undefined;
  /** In place of `proxy`. */
  readonly environment?: readonly (readonly [string, string])[] | undefined;
  readonly route?: { readonly host: string; readonly port: number } | { readonly path: string } | undefined;
  readonly serverName?: string | undefined;
  readonly maxRedirects?: number | undefined;
  readonly reconnect?: {
    readonly initial?: number | undefined;
    readonly min?: number | undefined;
    readonly factor?: number | undefined;
    readonly max?: number | undefined;
  } | undefined;
  readonly gate?: boolean | undefined;
  readonly review?: boolean | undefined;
  readonly held?: number | undefined;
  /** The runtime looks names up itself. */
  readonly byName?: boolean | undefined;
}

/** A dial of the core. */
export interface GlueDial {
  free(): void;
  /** Throws `[code, message]` if it was a misuse. */
  handle(happening: Written<Happening>, now: number): Left<DialStep>;
  /** The connection that an action `open` told of. */
  opened(): GlueConnection;
}

/** What happened outside, or what the application wants. */
export type Happening =
  | { readonly type: "nothing" | "secured" | "eof" | "timeout" | "give-up" | "retry" }
  | { readonly type: "acquired" | "connected"; readonly number: number }
  | { readonly type: "resolved"; readonly port: number; readonly addresses: readonly string[] }
  | { readonly type: "unresolved"; readonly error: string }
  | { readonly type: "received"; readonly data: Uint8Array }
  | { readonly type: "failed"; readonly number: number; readonly error: string }
  | { readonly type: "request"; readonly request: ClientRequest };

/** What to do after a call of a dial. */
export interface DialStep {
  readonly actions: readonly Action[];
  readonly timeout?: number | undefined;
  readonly wantsRead: boolean;
}

/** An action of a dial: see the WIT. */
export type Action =
  | { readonly type: "acquire"; readonly number: number; readonly key: string; readonly limit: number }
  | { readonly type: "release" | "disconnect"; readonly number: number }
  | { readonly type: "resolve"; readonly host: string; readonly port: number }
  | { readonly type: "connect"; readonly number: number; readonly endpoint: import("./platform.ts").Endpoint }
  | { readonly type: "secure"; readonly serverName: string; readonly received: Uint8Array }
  | { readonly type: "transmit"; readonly data: Uint8Array }
  | { readonly type: "request"; readonly request: ClientRequest }
  | { readonly type: "trace"; readonly trace: import("./types.ts").Trace }
  | { readonly type: "open" }
  | { readonly type: "failed"; readonly failure: DialFailure; readonly retry?: number | undefined };

/** Why an attempt failed. */
export interface DialFailure {
  readonly kind: "transport" | "timeout" | "proxy" | "invalid-proxy" | "rejected" | "redirect";
  readonly message: string;
  readonly phase?: import("./errors.ts").Phase | undefined;
  readonly detail?: string | undefined;
  readonly status?: number | undefined;
  readonly rejection?: import("./types.ts").Rejection | undefined;
}

/** Words of the step: where the pieces to write are listed, and how many they are. */
export const AT_TRANSMIT = 0;
export const AT_PIECES = 1;
export const AT_FLAGS = 2;
/** How many events there are, and where the tape is. */
export const AT_EVENTS = 3;
export const AT_TAPE = 4;
/** Which encoding of a prepared message follows the pieces, from 1 on; 0: none. */
export const AT_SHARED = 5;
export const AT_SHARED_BYTES = 6;
export const AT_SHARED_LENGTH = 7;

/** The flags of a step. */
export const SHUTDOWN = 1;
export const MORE = 2;
export const ENDING = 4;
export const WANTS_READ = 8;
export const STEP_FULL = 16;
/** Until the next call, messages may be sent without the core. */
export const DETACHES = 32;

/** Heads that are remembered: of messages of as many lengths. */
const MOST_HEADS = 1024;

/** Inputs of so many bytes all go to the same place. */
const SHORT = 4096;

/** What stands on the tape of a step. */
export const TEXT = 1;
export const BINARY = 2;
export const OBJECT = 3;
/** The first word of a text of which all bytes are below 128. */
export const ASCII = 4;

/** Words of an event on the tape: what it is, where its bytes are and how many, or where it was left. */
export const EVENT_WORDS = 3;

/** Who cannot go on without its instance. */
export interface Resident {
  /** The instance trapped. */
  evicted(error: SocketError): void;
}

/** An instance of the core, and all that JavaScript reads of its memory. */
export class Instance {
  readonly glue: Glue;
  /** Why it is not to be called any more. */
  trapped: SocketError | undefined;
  /** Who lives in it, and is told when it traps. */
  readonly residents = new Set<Resident>();

  // The memory, as it was at the last `look()`, which the users of these call behind each call.
  bytes!: Uint8Array;
  /** The same as the platform wants it. */
  view!: Uint8Array;
  words!: Uint32Array;
  times!: Float64Array;

  /** Where the step is, as an index into `words`: see the constants `AT_..`. */
  readonly step: number;
  /** Where the deadline is, as an index into `times`; `Infinity`: none. */
  readonly deadline: number;
  /** What applications have for it to ask. */
  readonly kept = new Kept();
  /** The names of properties, by where they are. */
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

  /** Writes what the next call takes, and says how long it is. */
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
      try {
        crossed = new instance.glue.Settings(write(instance, { ...known(this.config), extensions, unixTime }));
      } catch (thrown) {
        if (extensions !== undefined) kept.forget(extensions);
        throw instance.refusal(thrown);
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

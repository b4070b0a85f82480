/**
 * The boundary to the core: what can be called, and what a step is. `glue/` is at the other side.
 *
 * @module
 */

import type { Phase } from "./errors.ts";
import type { Endpoint } from "./platform.ts";
import type { Config } from "./settings.ts";
import type { Answer, ClientRequest, ExtensionParameters, Offer, Opened, Rejection, Role, Stats, Trace } from "./types.ts";

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

export interface GivenConfig extends Omit<Config, "extensions"> {
  readonly extensions?: readonly Introduced[] | undefined;
  /** At instant 0. */
  readonly unixTime?: number;
}

/** An extension as the core hears of it. */
export interface Introduced {
  readonly number: number;
  readonly name: string;
  readonly rsv: number | undefined;
  readonly offers: readonly ExtensionParameters[] | undefined;
}

/** The memory of an instance, as it was at the last `look()`. */
export interface Memory {
  readonly bytes: Uint8Array;
  /** The same as the platform wants it. */
  readonly view: Uint8Array;
  readonly words: Uint32Array;
  /** The names of properties, by where they are. */
  readonly names: Map<number, string>;
  /** Looks at it anew, if it has grown. */
  look(): void;
  /** Writes what the next call takes, and says how long it is. */
  put(bytes: Uint8Array): number;
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
  /** How long a connection may take to open; `Infinity`: for ever. */
  openTimeout(): number;
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
  | { readonly type: "connect"; readonly number: number; readonly endpoint: Endpoint }
  | { readonly type: "secure"; readonly serverName: string; readonly received: Uint8Array }
  | { readonly type: "transmit"; readonly data: Uint8Array }
  | { readonly type: "request"; readonly request: ClientRequest }
  | { readonly type: "trace"; readonly trace: Trace }
  | { readonly type: "open" }
  | { readonly type: "failed"; readonly failure: DialFailure; readonly retry?: number | undefined };

/** Why an attempt failed. */
export interface DialFailure {
  readonly kind: "transport" | "timeout" | "proxy" | "invalid-proxy" | "rejected" | "redirect";
  readonly message: string;
  readonly phase?: Phase | undefined;
  readonly detail?: string | undefined;
  readonly status?: number | undefined;
  readonly rejection?: Rejection | undefined;
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

/** What stands on the tape of a step. */
export const TEXT = 1;
export const BINARY = 2;
export const OBJECT = 3;
/** The first word of a text of which all bytes are below 128. */
export const ASCII = 4;

/** Words of an event on the tape: what it is, where its bytes are and how many, or where it was left. */
export const EVENT_WORDS = 3;

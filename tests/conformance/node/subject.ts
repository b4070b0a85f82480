/**
 * The core of the npm package, driven from outside: a request and an answer a line, in JSON.
 *
 * `js/build.mjs` bundles it as it does the package, so that instance, memory and steps are read by
 * the code that users run. `tests/npm.rs` is at the other end.
 */

import { readSync, writeSync } from "node:fs";

import {
  ASCII,
  AT_EVENTS,
  AT_FLAGS,
  AT_PIECES,
  AT_TAPE,
  AT_TRANSMIT,
  type Attached,
  type DialStep,
  EVENT_WORDS,
  type GlueConnection,
  type GlueDial,
  type GlueDialOptions,
  type GlueSettings,
  type Happening,
  MORE,
  OBJECT,
  type Outcome,
  SHUTDOWN,
  TEXT,
  WANTS_READ,
} from "../../../js/src/boundary.ts";
import { instance as loaded } from "../../../js/src/core.ts";
import { decode, encode, join, message, roomFor } from "../../../js/src/memory.ts";
import type { Config } from "../../../js/src/settings.ts";
import type { Answer, ClientRequest, Event, Role } from "../../../js/src/types.ts";
import { read, write } from "../../../js/src/values.ts";

/** What is asked: a method, bytes in hexadecimal for it, the time, and what else it takes. */
interface Call {
  readonly call: string;
  readonly data?: string;
  readonly now: number;
  readonly number?: number;
  readonly kind?: "text" | "binary";
  readonly compress?: number;
  readonly config?: Config;
  readonly role?: Role;
  readonly agreed?: Attached;
  readonly request?: ClientRequest;
  readonly answer?: Answer;
  readonly target?: string;
  readonly options?: GlueDialOptions;
  readonly happening?: Happening;
}

const instance = await loaded();
const { glue } = instance;
const SEED = new Uint8Array(32).fill(7);

let connection: GlueConnection | undefined;
let dial: GlueDial | undefined;

for (const line of lines()) writeSync(1, `${JSON.stringify(carryOut(JSON.parse(line, revived)), replaced)}\n`);

function carryOut(call: Call): unknown {
  try {
    const refused = perform(call);
    if (typeof refused === "object") return refused;
    if (refused !== 0) return { misuse: glue.misuse(refused)[0] };
    return step();
  } catch (thrown) {
    // As core.ts says: lists are refusals, and all else is a trap.
    if (Array.isArray(thrown)) return { thrown };
    return { trap: String((thrown as Error).stack ?? thrown) };
  }
}

/** The number of a misuse, or what else there is to answer; 0: a step was left. */
function perform(call: Call): number | object {
  const { now, compress = 0 } = call;
  switch (call.call) {
    case "client":
    case "server":
    case "attach":
      connection?.free();
      // It may be refused.
      connection = undefined;
      connection = begin(call);
      connection.resume(now);
      return 0;
    case "dial":
      dial?.free();
      dial = undefined;
      const settings = settingsOf(call.config);
      dial = glue.Dial.start(write(instance, { ...call.options, target: call.target!, seed: SEED }), settings, now);
      return handled(dial, { type: "nothing" }, now);
    case "handle":
      return handled(dial!, call.happening!, now);
  }
  const it = connection!;
  const bytes = Buffer.from(call.data ?? "", "hex");
  switch (call.call) {
    case "receive":
      it.receive(instance.put(bytes), now);
      return 0;
    case "eof":
    case "tick":
    case "resume":
    case "unblock":
      it[call.call](now);
      return 0;
    case "block":
      it.block();
      return {};
    case "send":
      return polled(call.kind === "text" ? it.sendText(text(bytes), compress, now) : it.sendBinary(instance.put(bytes), compress, now), now);
    case "begin":
      return polled(it.begin(call.kind === "text" ? 1 : 0, compress, now), now);
    case "part":
      return polled(it.part(instance.put(bytes), now), now);
    case "finish":
      return polled(it.finish(now), now);
    case "ping":
      return polled(it.ping(call.data === undefined ? -1 : instance.put(bytes), now), now);
    case "pong":
      return polled(it.pong(instance.put(bytes), now), now);
    case "close":
      return polled(it.close(call.number!, instance.put(bytes), now), now);
    case "answer":
      return polled(it.answer(write(instance, call.answer!), now), now);
  }
  throw new Error(`there is no ${call.call}`);
}

function begin({ call, role, request, agreed, config, now }: Call): GlueConnection {
  const settings = settingsOf(config);
  switch (call) {
    case "client":
      return glue.Connection.client(write(instance, { ...request!, seed: SEED }), settings, now);
    case "server":
      instance.put(SEED);
      return glue.Connection.server(settings, now);
    default:
      return glue.Connection.attach(write(instance, { ...agreed, role: role!, seed: SEED }), settings, now);
  }
}

function settingsOf(config: Config | undefined): GlueSettings {
  return new glue.Settings(write(instance, config ?? {}));
}

function polled(outcome: Outcome, now: number): number {
  const misuse = outcome & 0xffff;
  if (misuse === 0) connection!.poll(now);
  return misuse;
}

/** As a string if they are one: that is how an application says it. */
function text(bytes: Buffer): number {
  const string = bytes.toString();
  if (!Buffer.from(string).equals(bytes)) return instance.put(bytes);
  const room = roomFor(string);
  const at = instance.reserve(room);
  return encode(string, instance.view, at, room);
}

/** The step that the last call left. */
function step(): object {
  instance.look();
  const { bytes, view, words, times, step, deadline } = instance;
  const flags = words[step + AT_FLAGS]!;
  const events = words[step + AT_EVENTS]!;
  const pieces = words[step + AT_PIECES]!;
  const transmit = pieces > 0 ? join(bytes, words, words[step + AT_TRANSMIT]! >>> 2, pieces) : new Uint8Array();
  const happened: unknown[] = [];
  for (let index = 0, at = words[step + AT_TAPE]! >>> 2; index < events; index++, at += EVENT_WORDS) {
    const [kind, from, length] = [words[at]!, words[at + 1]!, words[at + 2]!];
    const to = from + length;
    if (kind === OBJECT) {
      happened.push(read<Event>(instance, from));
    } else if (kind === TEXT || kind === ASCII) {
      const data = bytes.slice(from, to);
      check(decode(view, from, to, kind === ASCII), data);
      happened.push({ type: "text", data });
    } else {
      happened.push({ type: "binary", data: message(bytes, from, to) });
    }
  }
  return {
    transmit,
    shutdown: (flags & SHUTDOWN) !== 0,
    more: (flags & MORE) !== 0,
    wantsRead: (flags & WANTS_READ) !== 0,
    // JSON has no Infinity: nothing.
    deadline: times[deadline],
    events: happened,
  };
}

/** What an application sees of a text are its bytes. */
function check(seen: string, bytes: Uint8Array): void {
  const [written, given] = [Buffer.from(seen), Buffer.from(bytes)];
  // Some scripts want no check, and get what is no text.
  if (!written.equals(given) && given.equals(Buffer.from(given.toString()))) {
    throw new Error(`the text ${given.toString("hex")} was read as ${written.toString("hex")}`);
  }
}

function handled(dial: GlueDial, happening: Happening, now: number): object {
  const step = read<DialStep>(instance, dial.handle(write(instance, happening), now));
  for (const action of step.actions) if (action.type === "open") dial.opened().free();
  return step;
}

/** Bytes in JSON: `{ "hex": ".." }`. */
function replaced(this: Record<string, unknown>, key: string): unknown {
  const value = this[key];
  if (!(value instanceof Uint8Array)) return value;
  return { hex: Buffer.from(value.buffer, value.byteOffset, value.length).toString("hex") };
}

function revived(_: string, value: unknown): unknown {
  const hex = (value as { hex?: unknown } | null)?.hex;
  return typeof hex === "string" ? new Uint8Array(Buffer.from(hex, "hex")) : value;
}

/** Without streams: one line, one answer, and nothing in between. */
function* lines(): Generator<string> {
  const chunk = Buffer.alloc(1 << 16);
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const length = readSync(0, chunk);
    if (length === 0) return;
    const parts = (rest + decoder.decode(chunk.subarray(0, length), { stream: true })).split("\n");
    rest = parts.pop()!;
    yield* parts;
  }
}

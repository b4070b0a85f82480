// What the cases share, on every runtime: only what all of them have is used here.
//
//   import { equal, test } from "../suite.mjs";
//   import { connect } from "witsocket";
//
//   test("a text comes back", { needs: ["sockets"] }, async (t) => {
//     const { url } = await t.server("python");
//     ..
//   });
//
// `needs` names what a runtime may lack; `lacks` in runtimes.mjs says who lacks what, and why. A
// case fails if it throws or takes more than `seconds` (30).

const tests = [];

/** Adds a case; its name is a sentence about behaviour. */
export function test(name, options, body) {
  if (typeof options === "function") return test(name, {}, options);
  if (tests.some((other) => other.name === name)) throw new Error(`two cases are called "${name}"`);
  tests.push({ name, needs: [], seconds: 30, ...options, body });
}

/** Runs what the lab asks for, and reports to it. */
export async function run(lab, runtime) {
  const { lacks, filter } = await ask(lab, "plan", { runtime });
  const cases = tests.filter(({ name }) => name.includes(filter));
  await ask(lab, "cases", { runtime, cases: cases.map(({ name, needs }) => ({ name, needs })) });
  for (const one of cases) {
    if (one.needs.some((need) => need in lacks)) continue;
    await ask(lab, "result", { runtime, name: one.name, ...(await attempt(one, lab, runtime)) });
  }
  await ask(lab, "end", { runtime });
}

async function attempt({ body, seconds }, lab, runtime) {
  const t = new Case(lab, runtime);
  const begin = Date.now();
  let error;
  try {
    await within(seconds * 1000, body(t), `the case did not end within ${seconds} s`);
  } catch (thrown) {
    error = describe(thrown);
  }
  for (const cleanup of t.cleanups.reverse()) {
    try {
      await within(5000, cleanup(), "the clean-up did not end within 5 s");
    } catch (thrown) {
      error ??= `in the clean-up: ${describe(thrown)}`;
    }
  }
  return { error, milliseconds: Date.now() - begin };
}

/** What a case can ask for. */
class Case {
  cleanups = [];

  constructor(lab, runtime) {
    this.lab = lab;
    /** As in runtimes.mjs: `node20`, `deno`, .. */
    this.runtime = runtime;
  }

  /** Runs this after the case, the last first. */
  after(cleanup) {
    this.cleanups.push(async () => cleanup());
  }

  /** Something of lab/peers.mjs that is there for all cases: `{ url, port, .. }`. */
  server(kind, options = {}) {
    return ask(this.lab, "start", { kind, options, shared: true });
  }

  /** One of its own, to be looked at with `output` and ended with `stop`. */
  async fresh(kind, options = {}) {
    const peer = await ask(this.lab, "start", { kind, options });
    this.after(() => ask(this.lab, "stop", { id: peer.id }));
    return {
      ...peer,
      /** What it has printed so far. */
      output: () => ask(this.lab, "output", { id: peer.id }),
      /** Waits until it has printed this. */
      prints: (text) => ask(this.lab, "prints", { id: peer.id, text }),
      /** Asks it to end, and returns its exit status. */
      stop: () => ask(this.lab, "stop", { id: peer.id }),
    };
  }

  /** Runs a client of lab/peers.mjs to its end, which must be a good one. Returns what it printed. */
  async client(kind, args = []) {
    const { status, output } = await ask(this.lab, "run", { kind, args });
    if (status !== 0) throw new Error(`${kind} ${args.join(" ")} ended with ${status}:\n${output}`);
    return output;
  }

  /** The files of certificates for localhost and 127.0.0.1, as texts: `{ ca, cert, key }`. */
  certificates() {
    return ask(this.lab, "certificates", {});
  }

  /** A path for a Unix socket. */
  async socketPath() {
    return (await ask(this.lab, "path", {})).path;
  }
}

async function ask(lab, what, question) {
  const response = await fetch(`${lab}/${what}`, { method: "POST", body: JSON.stringify(question) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

/** Fails unless they are equal, with what is in them. */
export function equal(seen, expected, what = "") {
  const [a, b] = [show(seen), show(expected)];
  if (a !== b) throw new Error(`${what && `${what}: `}saw ${a.slice(0, 600)}, expected ${b.slice(0, 600)}`);
}

/** Fails unless it is true. */
export function ok(value, what = "it does not hold") {
  if (!value) throw new Error(what);
}

/** Fails unless the seen text contains the other. */
export function contains(seen, expected) {
  if (!String(seen).includes(expected)) throw new Error(`"${expected}" is not in "${String(seen).slice(0, 600)}"`);
}

/** Fails unless it rejects or throws, with an error that has these properties. Returns the error. */
export async function rejects(promise, properties = {}) {
  let value;
  try {
    value = await (typeof promise === "function" ? promise() : promise);
  } catch (error) {
    for (const [name, expected] of Object.entries(properties)) {
      if (show(error?.[name]) !== show(expected)) {
        throw new Error(`${name} is ${show(error?.[name])}, expected ${show(expected)}: ${describe(error)}`);
      }
    }
    return error;
  }
  throw new Error(`it did not fail: ${show(value).slice(0, 200)}`);
}

/** The promise's value, or a failure if that takes longer. */
export async function within(milliseconds, promise, what = `it did not come within ${milliseconds} ms`) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(what)), milliseconds)));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits. */
export function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Waits until this holds. */
export async function until(holds, what = "it did not come to hold", milliseconds = 15_000) {
  const end = Date.now() + milliseconds;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(what);
    await sleep(10);
  }
}

/** A text's bytes in UTF-8. */
export function bytes(text) {
  return new TextEncoder().encode(text);
}

/** Bytes' text. */
export function text(data) {
  return new TextDecoder().decode(data);
}

/** Bytes that look random and are always the same. */
export function noise(length, seed = 1) {
  const data = new Uint8Array(length);
  for (let n = 0, state = seed; n < length; n++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[n] = state >>> 24;
  }
  return data;
}

function show(value) {
  return (
    JSON.stringify(value, (_, part) => {
      if (part instanceof ArrayBuffer) return show(new Uint8Array(part));
      if (ArrayBuffer.isView(part)) return `${part.constructor.name}(${part.length}) ${hex(part)}`;
      if (typeof part === "bigint") return `${part}n`;
      return part;
    }) ?? "undefined"
  );
}

function hex(data) {
  let sum = 0;
  for (const byte of data) sum = (Math.imul(sum, 31) + byte) >>> 0;
  const head = Array.from(data.subarray(0, 32), (byte) => byte.toString(16).padStart(2, "0"));
  return `${head.join("")}${data.length > 32 ? `.. sum ${sum}` : ""}`;
}

function describe(error) {
  if (!(error instanceof Error)) return `thrown: ${show(error)}`;
  const cause = error.cause === undefined ? "" : `\ncaused by ${describe(error.cause)}`;
  const code = error.code === undefined ? "" : ` [${error.code}]`;
  return `${error.name}: ${error.message}${code}\n${String(error.stack).split("\n").slice(0, 8).join("\n")}${cause}`;
}

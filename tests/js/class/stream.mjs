// WebSocketStream: streams of messages with backpressure.

import { nameOf, pause, show } from "./trace.mjs";

const NOBODY = "ws://127.0.0.1:9/";

/** Logs what becomes of a promise. */
async function settle(t, label, promise) {
  try {
    t.log(`${label}: ${describe(await promise)}`);
  } catch (error) {
    t.log(`${label}: rejects with ${failure(error)}`);
  }
}

const failure = (error) =>
  error?.name === "WebSocketError"
    ? `WebSocketError ${error.closeCode} ${show(error.reason)} ${error instanceof DOMException}`
    : nameOf(error);

const describe = (value) =>
  value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype
    ? `{${Object.entries(value).map(([key, one]) => ` ${key}: ${show(one)}`).join()} }`
    : show(value);

/** Reads to the end. */
async function read(t, readable) {
  try {
    for (const reader = readable.getReader();;) {
      const { done, value } = await reader.read();
      if (done) return t.log("read: the end");
      t.log(`read: ${show(value)}`);
    }
  } catch (error) {
    t.log(`read: fails with ${failure(error)}`);
  }
}

/** Connects, reads to the end, and logs how it closed. */
const listen = (script, argument, options) => async (t) => {
  const stream = new t.WebSocketStream(t.url(script, argument), options);
  const opened = stream.opened.then(({ readable }) => read(t, readable), () => {});
  await settle(t, "opened", stream.opened);
  await settle(t, "closed", stream.closed);
  await opened;
};

const construct = (...lists) => (t) => {
  for (const args of lists) {
    t.attempt(args.map((arg) => JSON.stringify(arg) ?? String(arg)).join(", "), () => {
      const stream = new t.WebSocketStream(...args);
      stream.opened.catch(() => {});
      stream.closed.catch(() => {});
      stream.close();
      return stream.url;
    });
  }
};

export const cases = {
  "what the constructor takes": construct(
    [],
    [NOBODY],
    [NOBODY, undefined],
    [NOBODY, null],
    [NOBODY, {}],
    [NOBODY, 1],
    [NOBODY, { protocols: ["a", "b"] }],
    [NOBODY, { protocols: [] }],
    [NOBODY, { protocols: "ab" }],
    [NOBODY, { protocols: ["a", "a"] }],
    [NOBODY, { protocols: ["a b"] }],
    [NOBODY, { signal: {} }],
    ["ws://"],
    ["ftp://127.0.0.1/"],
    [`${NOBODY}#`],
    ["http://127.0.0.1:9/x y"],
  ),

  "the class": (t) => {
    const { prototype } = t.WebSocketStream;
    t.log(`${t.WebSocketStream.name} ${t.WebSocketStream.length} ${String(prototype)}`);
    t.attempt("without new", () => t.WebSocketStream(NOBODY));
    for (const name of ["url", "opened", "closed"]) {
      const { get, set, enumerable } = Object.getOwnPropertyDescriptor(prototype, name);
      t.log(`${name}: ${get.name} ${set} ${enumerable}`);
    }
    t.log(`close: ${prototype.close.length}`);
  },

  "it opens": async (t) => {
    const stream = new t.WebSocketStream(t.url("protocol", "two"), { protocols: ["one", "two"] });
    await settle(t, "opened", stream.opened);
    t.log(`the same promise ${stream.opened === stream.opened}`);
    const { readable, writable } = await stream.opened;
    t.log(`${readable instanceof ReadableStream} ${writable instanceof WritableStream} ${readable.locked}`);
    stream.close();
    await settle(t, "closed", stream.closed);
  },

  "messages, then a clean close": listen("all at once"),
  "bytes in any pieces": listen("byte by byte"),
  "a close with code and reason": listen("close", "4000,bye"),
  "a close without a code": listen("close"),
  "the server ends the stream": listen("eof"),
  "the server resets": listen("reset"),
  "a server's fault": listen("masked"),
  "bad UTF-8": listen("bad utf8"),
  "a 404 page": listen("page", "404 Not Found"),
  "nobody listens": async (t) => {
    const stream = new t.WebSocketStream(NOBODY);
    await settle(t, "opened", stream.opened);
    await settle(t, "closed", stream.closed);
  },
  "no subprotocol though some were offered": listen("echo", "", { protocols: ["a"] }),

  "texts and bytes are written": async (t) => {
    const stream = new t.WebSocketStream(t.url("quiet"));
    const { writable } = await stream.opened;
    const writer = writable.getWriter();
    for (const chunk of ["text", "", 7, null, undefined, {}, "\ud800", new Uint8Array([1, 2]), new Uint8Array(9).subarray(2, 4), new ArrayBuffer(3), new DataView(new ArrayBuffer(2))]) {
      await settle(t, "write", writer.write(chunk));
    }
    stream.close();
    await settle(t, "closed", stream.closed);
  },

  "a chunk that cannot be converted": async (t) => {
    const stream = new t.WebSocketStream(t.url("quiet"));
    const { writable } = await stream.opened;
    const writer = writable.getWriter();
    await settle(t, "write", writer.write(Symbol("x")));
    writer.closed.catch(() => {});
    stream.close();
    await settle(t, "closed", stream.closed);
  },

  "closing the writable closes": async (t) => {
    const stream = new t.WebSocketStream(t.url("echo"));
    const { readable, writable } = await stream.opened;
    const writer = writable.getWriter();
    await settle(t, "close", writer.close());
    await read(t, readable);
    await settle(t, "closed", stream.closed);
  },

  "closing the writable after writes": async (t) => {
    const stream = new t.WebSocketStream(t.url("echo"));
    const { readable, writable } = await stream.opened;
    const writer = writable.getWriter();
    writer.write("a");
    writer.write("b");
    const reader = readable.getReader();
    await settle(t, "read", reader.read().then(({ value }) => value));
    await settle(t, "read", reader.read().then(({ value }) => value));
    await settle(t, "close", writer.close());
    await settle(t, "read", reader.read().then(({ done }) => done));
    await settle(t, "closed", stream.closed);
  },

  "aborting the writable closes": async (t) => {
    const stream = new t.WebSocketStream(t.url("echo"));
    const { writable } = await stream.opened;
    await settle(t, "abort", writable.abort(new Error("no more")));
    await settle(t, "closed", stream.closed);
  },

  "cancelling the readable closes": async (t) => {
    const stream = new t.WebSocketStream(t.url("echo"));
    const { readable } = await stream.opened;
    await settle(t, "cancel", readable.cancel());
    await settle(t, "closed", stream.closed);
  },

  "close with code and reason": async (t) => {
    const stream = new t.WebSocketStream(t.url("echo"));
    const { readable, writable } = await stream.opened;
    t.attempt("close", () => stream.close({ closeCode: 3000, reason: "ours" }));
    await settle(t, "closed", stream.closed);
    await read(t, readable);
    const writer = writable.getWriter();
    await settle(t, "write", writer.write("late"));
    await settle(t, "writable", writer.closed);
  },

  "close with a reason alone": async (t) => {
    const stream = new t.WebSocketStream(t.url("echo"));
    await stream.opened;
    t.attempt("close", () => stream.close({ reason: "why" }));
    await settle(t, "closed", stream.closed);
  },

  "what close refuses": async (t) => {
    const stream = new t.WebSocketStream(t.url("echo"));
    await stream.opened;
    for (const info of [{ closeCode: 999 }, { closeCode: 1001 }, { closeCode: 5000 }, { closeCode: 70000 }, { closeCode: -1 }, { closeCode: "x" }, { closeCode: 1000.5, reason: "r".repeat(124) }, { closeCode: 1000, reason: "r".repeat(124) }, { reason: "r".repeat(124) }, 1]) {
      t.attempt(typeof info === "object" ? `${info.closeCode} ${info.reason?.length}` : String(info), () => stream.close(info));
    }
    stream.close(null);
    await settle(t, "closed", stream.closed);
    t.attempt("closed", () => stream.close());
    t.attempt("closed, wrong", () => stream.close({ closeCode: 999 }));
  },

  "close before it is open": async (t) => {
    const stream = new t.WebSocketStream(t.url("slow"));
    stream.close();
    await settle(t, "opened", stream.opened);
    await settle(t, "closed", stream.closed);
  },

  "an aborted signal": async (t) => {
    const stream = new t.WebSocketStream(t.url("echo"), { signal: AbortSignal.abort() });
    await settle(t, "opened", stream.opened);
    await settle(t, "closed", stream.closed);
  },

  "an aborted signal with a reason": async (t) => {
    const stream = new t.WebSocketStream(t.url("echo"), { signal: AbortSignal.abort(new RangeError("x")) });
    await settle(t, "opened", stream.opened);
    await settle(t, "closed", stream.closed);
  },

  "a signal while it connects": async (t) => {
    const control = new AbortController();
    const stream = new t.WebSocketStream(t.url("never"), { signal: control.signal });
    await pause(30);
    control.abort();
    await settle(t, "opened", stream.opened);
    await settle(t, "closed", stream.closed);
  },

  "a signal once it is open": async (t) => {
    const control = new AbortController();
    const stream = new t.WebSocketStream(t.url("echo"), { signal: control.signal });
    const { readable, writable } = await stream.opened;
    control.abort();
    const writer = writable.getWriter();
    writer.write("still here");
    await settle(t, "read", readable.getReader().read().then(({ value }) => value));
    stream.close();
    await settle(t, "closed", stream.closed);
  },

  "the server closes while we write": async (t) => {
    const stream = new t.WebSocketStream(t.url("close", "1001,away"));
    const { writable } = await stream.opened;
    await settle(t, "closed", stream.closed);
    const writer = writable.getWriter();
    await settle(t, "write", writer.write("x"));
    await settle(t, "ready", writer.ready);
  },

  "the server breaks while we write": async (t) => {
    const stream = new t.WebSocketStream(t.url("reset"));
    const { writable } = await stream.opened;
    await settle(t, "closed", stream.closed);
    await settle(t, "write", writable.getWriter().write("x"));
  },

  "WebSocketError": (t) => {
    const { WebSocketError } = t;
    const make = (...args) =>
      t.attempt(args.map((arg) => JSON.stringify(arg) ?? String(arg)).join(", ") || "nothing", () => {
        const error = new WebSocketError(...args);
        return `${error.name} ${show(error.message)} ${error.closeCode} ${show(error.reason)} ${error.code} ${error instanceof DOMException} ${error instanceof Error} ${String(error)}`;
      });
    make();
    make("words");
    make("words", {});
    make("words", { closeCode: 3000 });
    make("words", { closeCode: 3000, reason: "why" });
    make("words", { reason: "why" });
    make("words", { closeCode: 1001 });
    make("words", { closeCode: 3000, reason: "r".repeat(124) });
    make("words", null);
    make(undefined, undefined);
    t.attempt("without new", () => WebSocketError());
    t.log(`${WebSocketError.name} ${WebSocketError.length}`);
  },

  "a WebSocketError as the reason of an abort": async (t) => {
    const stream = new t.WebSocketStream(t.url("echo"));
    const { writable } = await stream.opened;
    await settle(t, "abort", writable.abort(new t.WebSocketError("words", { closeCode: 4001, reason: "why" })));
    await settle(t, "closed", stream.closed);
  },
};

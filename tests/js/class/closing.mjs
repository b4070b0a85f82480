// close(), the closing handshake, and what ends without one.

import { pause } from "./trace.mjs";

/** Tries each list of arguments on an open socket of its own. */
const closeWith = (...lists) => async (t) => {
  for (const [index, args] of lists.entries()) {
    const { socket, closed, on } = t.open(t.url("echo", "", `-${index}`));
    await on("open");
    t.attempt(args.map((arg) => (typeof arg === "string" && arg.length > 20 ? `${arg.length} characters` : String(arg))).join(", "), () => {
      socket.close(...args);
      return socket.readyState;
    });
    if (socket.readyState === 1) socket.close();
    await closed;
  }
};

/** Waits for what the server does. */
const listen = (script, argument) => async (t) => {
  const { closed } = t.open(t.url(script, argument));
  await closed;
};

/** Closes as soon as it is open. */
const closing = (script, ...args) => async (t) => {
  const { socket, closed, on } = t.open(t.url(script));
  await on("open");
  socket.close(...args);
  t.log(`state ${socket.readyState}`);
  await closed;
};

export const cases = {
  "codes that may be given": closeWith([1000], [3000], [3999], [4000], [4999]),
  "codes that may not": closeWith([999], [1001], [1002], [1005], [1006], [1011], [1015], [2999], [5000], [0], [-1]),
  "codes are converted and clamped": closeWith(
    [undefined],
    [null],
    ["1000"],
    ["x"],
    [1000.4],
    [999.5],
    [1000.5],
    [NaN],
    [Infinity],
    [66536],
    [true],
    [{ valueOf: () => 3000 }],
  ),
  "a code that cannot be converted": closeWith([Symbol("x")], [10n]),
  "reasons": closeWith(
    [1000, "why"],
    [1000, ""],
    [1000, undefined],
    [1000, null],
    [1000, 7],
    [3000, "späť"],
    [3000, "\ud800"],
    [1000, "x".repeat(123)],
    [1000, "x".repeat(124)],
    [1000, "é".repeat(61)],
    [1000, "é".repeat(62)],
    [undefined, "without a code"],
    [undefined, ""],
    [undefined, "x".repeat(124)],
    [1000, Symbol("x")],
  ),
  "a wrong code is found before a long reason": closeWith([999, "x".repeat(124)]),

  "close twice": async (t) => {
    const { socket, closed, on } = t.open(t.url("echo"));
    await on("open");
    socket.close(3001, "first");
    t.attempt("again", () => socket.close(3002, "second"));
    t.attempt("wrong", () => socket.close(999));
    t.attempt("long", () => socket.close(1000, "x".repeat(124)));
    await closed;
    t.attempt("closed", () => socket.close());
    t.attempt("closed, wrong", () => socket.close(999));
    t.log(`state ${socket.readyState}`);
  },

  "close returns nothing": async (t) => {
    const { socket, closed, on } = t.open(t.url("echo"));
    await on("open");
    t.attempt("close", () => socket.close(1000, "a", "b"));
    await closed;
  },

  "close in the open event": async (t) => {
    const { socket, closed } = t.open(t.url("echo"));
    socket.onopen = () => socket.close(1000, "at once");
    await closed;
  },

  "close in the error event and in the close event": async (t) => {
    const { socket, closed } = t.open(t.url("masked"));
    socket.onerror = () => t.attempt("in error", () => socket.close(1000));
    socket.onclose = () => t.attempt("in close", () => socket.close(1000));
    await closed;
  },

  "what was sent goes before the close": async (t) => {
    const { socket, closed, on } = t.open(t.url("quiet"));
    await on("open");
    for (let i = 0; i < 5; i++) socket.send(String(i));
    socket.send(new Blob(["blob"]));
    socket.close(3000);
    await closed;
  },

  "a large message goes before the close": async (t) => {
    const { socket, closed, on } = t.open(t.url("quiet"));
    await on("open");
    socket.send(new Uint8Array(1_000_000));
    socket.close();
    await closed;
  },

  "the server closes with 1000": listen("close", "1000,bye"),
  "the server closes with 1001": listen("close", "1001"),
  "the server closes with 1011": listen("close", "1011,přetečení"),
  "the server closes with 1012": listen("close", "1012"),
  "the server closes with 3000": listen("close", "3000"),
  "the server closes with 4999": listen("close", "4999,own"),
  "the server closes without a code": listen("close"),
  "the server closes with a reason of 123 bytes": listen("close", `1000,${"r".repeat(123)}`),
  "the server closes with 1004": listen("close", "1004"),
  "the server closes with 1005": listen("close", "1005"),
  "the server closes with 1006": listen("close", "1006"),
  "the server closes with 1015": listen("close", "1015"),
  "the server closes with 999": listen("close", "999"),
  "the server closes with 1016": listen("close", "1016"),
  "the server closes with 2999": listen("close", "2999"),
  "the server closes with 5000": listen("close", "5000"),
  "the server closes with 65535": listen("close", "65535"),
  "a close frame of one byte": listen("close hex", "03"),
  "a close reason that is not UTF-8": listen("close hex", "03e8ff"),
  "a close reason that is cut": listen("close hex", "03e8c3"),
  "two close frames": listen("close twice"),
  "text behind the close frame": listen("text behind close"),
  "a close frame inside a message": listen("close inside a message"),

  "the server answers with another code": closing("answers otherwise", 3000, "ours"),
  "the server answers without a code": closing("answers without a code", 3000, "ours"),
  "we close without a code": closing("echo"),
  "the server sends before it answers": closing("text before the answer", 1000),
  "the server ends without an answer": closing("ends without an answer", 1000),
  "the server resets without an answer": closing("resets without an answer", 1000),

  "both close at the same time": async (t) => {
    const { socket, closed, on } = t.open(t.url("closes too"));
    await on("message");
    socket.close(3000, "ours");
    await closed;
  },

  "the server ends the stream": listen("eof"),
  "the server ends the stream inside a frame": listen("eof inside"),
  "the server ends the stream after a message": listen("eof after text"),
  "the server resets": listen("reset"),

  "what the server closed cannot be closed otherwise": async (t) => {
    const { socket, closed, on } = t.open(t.url("close", "4000,theirs"));
    await on("close");
    t.attempt("close", () => socket.close(3000, "ours"));
    await closed;
    await pause(20);
    t.log(`state ${socket.readyState}`);
  },
};

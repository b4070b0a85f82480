// Messages both ways.

import { once, pause, show } from "./trace.mjs";

const listen = (script, argument, type) => async (t) => {
  const { socket, closed } = t.open(t.url(script, argument));
  if (type !== undefined) socket.binaryType = type;
  await closed;
};

/** Sends each value of a list, then closes; the server notes what came. */
const send = (...values) => async (t) => {
  const { socket, closed, on } = t.open(t.url("quiet"));
  await on("open");
  for (const value of values) {
    t.attempt("send", () => socket.send(value));
    t.log(`buffered ${socket.bufferedAmount}`);
  }
  socket.close();
  await closed;
};

const blob = (...parts) => new Blob(parts);

export const cases = {
  "text": listen("text"),
  "empty messages are Blobs and texts": listen("empty"),
  "binary as Blob, which is the default": listen("binary"),
  "binary as ArrayBuffer": listen("binary", "", "arraybuffer"),
  "empty binary as ArrayBuffer": listen("empty", "", "arraybuffer"),
  "a message in fragments, with a ping between": listen("fragments"),
  "pongs are not heard": listen("pongs"),
  "a large message": listen("large", "1000000", "arraybuffer"),
  "a message of more than a megabyte": listen("large", "3000000", "arraybuffer"),
  "hundreds of messages, in order": listen("many", "300"),

  "binaryType changed between messages": async (t) => {
    const { socket, closed } = t.open(t.url("binary"));
    socket.addEventListener("message", () => {
      socket.binaryType = "arraybuffer";
    });
    await closed;
  },

  "the bytes of a Blob": async (t) => {
    const { closed, on } = t.open(t.url("binary"));
    const { data } = await on("message");
    await closed;
    t.log(show(await data.arrayBuffer()));
  },

  "buffers that come are one's own": async (t) => {
    const { socket, closed } = t.open(t.url("binary"));
    socket.binaryType = "arraybuffer";
    const all = [];
    socket.addEventListener("message", (event) => all.push(event.data));
    await closed;
    t.log(all.map((one) => `${one.byteLength} ${show(one)}`).join("; "));
  },

  "text is sent": send("hello", "", "späť \u{1f600}"),
  "what is no string is sent as its string": send(null, undefined, 7, true, [1, 2], {}, new Date(NaN), 10n),
  "lone surrogates become U+FFFD": send("\ud800", "a\udc00b"),
  "a symbol is a TypeError": send(Symbol("x")),
  "a throwing toString": send({ toString() { throw new RangeError("no"); } }),
  "buffers and views are sent": async (t) => {
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => i);
    await send(
      bytes.buffer,
      bytes.subarray(3, 6),
      new DataView(bytes.buffer, 1, 2),
      new Uint16Array(bytes.buffer, 2, 2),
      new Float64Array(1),
      new ArrayBuffer(0),
    )(t);
  },
  "shared memory is not sent": async (t) => {
    const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    const { socket, closed, on } = t.open(t.url("quiet"));
    await on("open");
    t.attempt("a view", () => socket.send(new Uint8Array(buffer, 0, 4)));
    t.attempt("the buffer, as its text", () => socket.send(buffer));
    socket.close();
    await closed;
  },
  "a Blob is sent": send(blob("abc"), blob(), blob("x", new Uint8Array(3))),
  "a Blob keeps its place": send("before", blob("blob"), "after", new Uint8Array([1]), blob("two"), "end"),

  "send takes one argument": async (t) => {
    const { socket, closed, on } = t.open(t.url("quiet"));
    await on("open");
    t.attempt("none", () => socket.send());
    t.attempt("two", () => socket.send("a", "b"));
    socket.close();
    await closed;
  },

  "a buffer that is changed after send is sent as it was": async (t) => {
    const { socket, closed, on } = t.open(t.url("quiet"));
    await on("open");
    const bytes = new Uint8Array([1, 2, 3]);
    socket.send(bytes);
    bytes.fill(9);
    socket.close();
    await closed;
  },

  "the same after a Blob that is still read": async (t) => {
    const { socket, closed, on } = t.open(t.url("quiet"));
    await on("open");
    const bytes = new Uint8Array([1, 2, 3]);
    socket.send(blob("first"));
    socket.send(bytes);
    bytes.fill(9);
    socket.close();
    await closed;
  },

  "bufferedAmount counts payload bytes until they are with the network": async (t) => {
    const { socket, closed, on } = t.open(t.url("quiet"));
    await on("open");
    socket.send("é");
    socket.send(new Uint8Array(10));
    socket.send(blob("xyz"));
    t.log(`at once ${socket.bufferedAmount}`);
    for (let i = 0; i < 100 && socket.bufferedAmount > 0; i++) await pause(5);
    t.log(`later ${socket.bufferedAmount}`);
    socket.close();
    await closed;
  },

  "bufferedAmount does not fall within a task": async (t) => {
    const { socket, closed, on } = t.open(t.url("quiet"));
    await on("open");
    socket.send(new Uint8Array(1000));
    const first = socket.bufferedAmount;
    await null;
    t.log(`${first} ${socket.bufferedAmount}`);
    socket.close();
    await closed;
  },

  "what is sent while closing is counted and not sent": async (t) => {
    const { socket, closed, on } = t.open(t.url("quiet"));
    await on("open");
    socket.close();
    t.attempt("text", () => socket.send("abc"));
    t.attempt("bytes", () => socket.send(new Uint8Array(4)));
    t.attempt("blob", () => socket.send(blob("12345")));
    t.log(`buffered ${socket.bufferedAmount}`);
    await closed;
    t.log(`still ${socket.bufferedAmount}`);
    t.attempt("closed", () => socket.send("ab"));
    t.log(`and more ${socket.bufferedAmount}`);
  },

  "an echo of many sizes": async (t) => {
    const { socket, closed, on } = t.open(t.url("echo"));
    socket.binaryType = "arraybuffer";
    await on("open");
    for (const size of [0, 1, 125, 126, 127, 65535, 65536, 70000]) {
      socket.send(new Uint8Array(size));
      await on("message");
    }
    socket.close();
    await closed;
  },

  "a large message both ways": async (t) => {
    const socket = new t.WebSocket(t.url("echo"));
    socket.binaryType = "arraybuffer";
    await once(socket, "open");
    const sent = Uint8Array.from({ length: 2 << 20 }, (_, i) => i * 31);
    socket.send(sent);
    const { data } = await once(socket, "message");
    const got = new Uint8Array(data);
    t.log(`${got.length} ${got.every((byte, i) => byte === sent[i])}`);
    socket.close();
    await once(socket, "close");
  },

  "messages do not come after close was called": async (t) => {
    const { socket, closed, on } = t.open(t.url("text before the answer"));
    await on("open");
    socket.close(1000);
    await closed;
  },

  "messages of the same read do not come after close was called": async (t) => {
    const { socket, closed } = t.open(t.url("with text"));
    socket.addEventListener("message", () => socket.close());
    await closed;
  },
};

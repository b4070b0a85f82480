// What the scripted server does, by name. A script ends when the server is
// done; then the stream ends too.

import { deflateRawSync, constants } from "node:zlib";

import { BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, close, frame } from "./wire.mjs";

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Opens, sends these frames after the client's first sign or at once, and waits for its close. */
const after = (...frames) => async (peer) => {
  peer.open();
  await pause(20);
  peer.write(...frames);
  await peer.closing();
};

/** Answers the handshake with this, and ends; a client that takes it for an opening may close. */
const answer = (make) => async (peer, argument) => {
  const response = make(peer, argument);
  peer.write(response);
  if (!String(response).includes(" 101 ")) return;
  const one = await peer.closing();
  if (one !== null) peer.frame(CLOSE, one.payload);
};

const compress = (text) =>
  deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);

export const scripts = {
  // Every message comes back, and so does the close frame.
  async echo(peer) {
    peer.open();
    for (;;) {
      const one = await peer.next();
      if (one === null) return;
      if (one.opcode === CLOSE) return peer.frame(CLOSE, one.payload);
      if (one.opcode <= BINARY) peer.frame(one.opcode, one.payload, { fin: one.fin });
    }
  },

  // Notes what comes, says nothing.
  async quiet(peer) {
    peer.open();
    let parts = [];
    for (;;) {
      const one = await peer.next();
      if (one === null) return;
      if (one.opcode === CLOSE) return peer.frame(CLOSE, one.payload);
      if (one.opcode > BINARY) continue;
      // In how many frames a message comes is everyone's own affair.
      parts.push(one);
      if (!one.fin) continue;
      const message = Buffer.concat(parts.map((part) => part.payload));
      peer.note(`${parts[0].opcode} ${message.length} ${message.subarray(0, 40).toString("hex")}`);
      parts = [];
    }
  },

  // Opening handshakes.
  protocol: async (peer, name) => {
    peer.write(peer.response({ "Sec-WebSocket-Protocol": name }));
    await peer.closing();
    peer.write(close(1000));
  },
  deflate: async (peer, parameters) => {
    peer.write(peer.response({ "Sec-WebSocket-Extensions": `permessage-deflate${parameters}` }));
    await pause(20);
    peer.write(frame(TEXT, compress("hello, hello, hello"), { rsv: 4 }), close(1000));
    await peer.closing();
  },
  "interim": async (peer) => {
    peer.write("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
    peer.open();
    if ((await peer.closing()) !== null) peer.write(close(1000));
  },
  "slow": async (peer) => {
    await pause(300);
    peer.open();
    if ((await peer.closing()) !== null) peer.write(close(1000));
  },
  "never": async (peer) => {
    while ((await peer.next()) !== null);
  },
  "byte by byte": async (peer) => {
    const bytes = Buffer.concat([peer.response(), frame(TEXT, "späť"), frame(BINARY, "ab"), close(3000, "dlhý")]);
    for (const byte of bytes) {
      peer.write([byte]);
      await new Promise(setImmediate);
    }
    await peer.closing();
  },
  header: answer((peer, argument) => {
    const [name, value] = argument.split("=");
    return peer.response({ [name]: value === "null" ? null : value });
  }),
  status: answer((peer, line) => peer.response({}, line)),
  page: answer((peer, status) => `HTTP/1.1 ${status}\r\nContent-Length: 2\r\n\r\nno`),
  redirect: answer((peer) => `HTTP/1.1 302 Found\r\nLocation: /echo/\r\nContent-Length: 0\r\n\r\n`),
  unauthorized: answer(
    () => `HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nContent-Length: 0\r\n\r\n`,
  ),
  garbage: answer(() => "\x00\x01\x02 this is no HTTP\r\n\r\n"),
  "no answer": async () => {},
  "half an answer": async (peer) => peer.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: webso"),
  "reset before": async (peer) => peer.reset(),

  // What comes with the response.
  "with text": async (peer) => {
    peer.open(frame(TEXT, "one"), frame(TEXT, "two"));
    await peer.closing();
    peer.write(close(1000));
  },
  "with close": async (peer) => {
    peer.open(close(4001, "not now"));
    await peer.closing();
  },
  "all at once": async (peer) => {
    peer.open(frame(TEXT, "one"), frame(BINARY, "two"), frame(PING, "?"), close(1000, "bye"));
    await peer.closing();
  },

  // Messages.
  text: after(frame(TEXT, "hello"), close(1000)),
  empty: after(frame(TEXT), frame(BINARY), close(1000)),
  binary: after(frame(BINARY, [1, 2, 3, 255]), frame(BINARY, [4]), close(1000)),
  fragments: after(
    frame(TEXT, "a", { fin: false }),
    frame(PING, "between"),
    frame(CONTINUATION, Buffer.from([0xc3]), { fin: false }),
    frame(CONTINUATION, Buffer.from([0xa9])),
    close(1000),
  ),
  pongs: after(frame(PONG, "unasked"), frame(TEXT, "after"), close(1000)),
  large: async (peer, length) => {
    peer.open();
    peer.frame(BINARY, Buffer.alloc(Number(length), 7));
    peer.write(close(1000));
    await peer.closing();
  },
  many: async (peer, count) => {
    peer.open(...Array.from({ length: Number(count) }, (_, i) => frame(TEXT, String(i))));
    peer.write(close(1000));
    await peer.closing();
  },

  // The closing handshake.
  close: async (peer, argument) => {
    peer.open();
    await pause(20);
    const [code, reason = ""] = argument.split(",");
    if (code === "") peer.frame(CLOSE);
    else peer.write(close(Number(code), reason));
    await peer.closing();
  },
  "close hex": async (peer, hex) => {
    peer.open();
    await pause(20);
    peer.frame(CLOSE, Buffer.from(hex, "hex"));
    await peer.closing();
  },
  "close twice": after(close(1000, "first"), close(1001, "second")),
  "text behind close": after(close(1000), frame(TEXT, "too late")),
  "answers otherwise": async (peer) => {
    peer.open();
    await peer.closing();
    peer.write(close(3333, "other"));
  },
  "answers without a code": async (peer) => {
    peer.open();
    await peer.closing();
    peer.frame(CLOSE);
  },
  "text before the answer": async (peer) => {
    peer.open();
    await peer.closing();
    peer.write(frame(TEXT, "a last word"), close(1000));
  },
  "ends without an answer": async (peer) => {
    peer.open();
    await peer.closing();
  },
  "resets without an answer": async (peer) => {
    peer.open();
    await peer.closing();
    peer.reset();
  },
  "closes too": async (peer) => {
    // Both close at the same time: the client's is not read before ours is out.
    peer.socket.pause();
    peer.open(frame(TEXT, "now"));
    await pause(50);
    peer.write(close(3100, "mine"));
    peer.socket.resume();
    await peer.closing();
  },
  eof: async (peer) => {
    peer.open();
    await pause(20);
  },
  "eof inside": async (peer) => {
    peer.open();
    await pause(20);
    peer.write(frame(TEXT, "cut short").subarray(0, 5));
  },
  "eof after text": async (peer) => {
    peer.open(frame(TEXT, "last"));
  },
  reset: async (peer) => {
    peer.open();
    await pause(50);
    peer.reset();
  },

  // What no server may do.
  "masked": after(frame(TEXT, "hi", { masked: true })),
  "bad utf8": after(frame(TEXT, Buffer.from([0x61, 0xff]))),
  "cut utf8": after(frame(TEXT, Buffer.from([0xc3]))),
  "surrogate": after(frame(TEXT, Buffer.from([0xed, 0xa0, 0x80]))),
  "bad utf8 in parts": after(
    frame(TEXT, Buffer.from([0xc3]), { fin: false }),
    frame(CONTINUATION, "x"),
  ),
  "rsv1": after(frame(TEXT, "x", { rsv: 4 })),
  "rsv2": after(frame(TEXT, "x", { rsv: 2 })),
  "rsv3 on ping": after(frame(PING, "x", { rsv: 1 })),
  "opcode 3": after(frame(3, "x")),
  "opcode 11": after(frame(11, "x")),
  "continues nothing": after(frame(CONTINUATION, "x")),
  "text inside a message": after(frame(TEXT, "a", { fin: false }), frame(TEXT, "b")),
  "ping in parts": after(frame(PING, "a", { fin: false })),
  "long ping": after(frame(PING, Buffer.alloc(126))),
  "long length": after(frame(TEXT, "a", { wide: 2 })),
  "longer length": after(frame(TEXT, "a", { wide: 8 })),
  "longest length": after(frame(BINARY, "", { wide: 8, length: 1n << 63n })),
  "text then masked": after(frame(TEXT, "good"), frame(TEXT, "bad", { masked: true })),
  "close inside a message": after(frame(TEXT, "a", { fin: false }), close(1000, "inside")),
  "bad deflate": async (peer) => {
    peer.write(peer.response({ "Sec-WebSocket-Extensions": "permessage-deflate" }));
    await pause(20);
    peer.frame(TEXT, Buffer.from([0xff, 0xff, 0xff]), { rsv: 4 });
    await peer.closing();
  },
};

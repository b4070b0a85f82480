// The opening handshake as the application sees it: what opens, what does not.

import { once, pause } from "./trace.mjs";

/** Connects, and watches to the end; closes what opens. */
const visit = (script, argument, protocols) => async (t) => {
  const { socket, closed } = t.open(t.url(script, argument), ...(protocols === undefined ? [] : [protocols]));
  socket.addEventListener("open", () => socket.close(1000));
  await closed;
};

/** The same, and leaves it to the server to close. */
const listen = (script, argument, protocols) => async (t) => {
  const { closed } = t.open(t.url(script, argument), ...(protocols === undefined ? [] : [protocols]));
  await closed;
};

export const cases = {
  "it opens": visit("echo"),
  "a subprotocol that was offered": visit("protocol", "two", ["one", "two"]),
  "a subprotocol that was not offered": visit("protocol", "three", ["one", "two"]),
  "a subprotocol in another case": visit("protocol", "ONE", ["one"]),
  "a subprotocol where none was offered": visit("protocol", "one"),
  "two subprotocols": visit("protocol", "one, two", ["one", "two"]),
  "an empty subprotocol": visit("protocol", "", ["one"]),
  "no subprotocol though some were offered": visit("echo", "", ["one"]),
  "an extension that was offered": listen("deflate", ""),
  "an extension with parameters": listen("deflate", "; server_no_context_takeover; client_max_window_bits=10"),
  "a parameter that does not exist": visit("deflate", "; x=1"),
  "a window that cannot be": visit("deflate", "; server_max_window_bits=16"),
  "the same parameter twice": visit("deflate", "; server_no_context_takeover; server_no_context_takeover"),
  "an unknown extension": visit("header", "Sec-WebSocket-Extensions=x-unknown"),
  "an accept value of another key": visit("header", "Sec-WebSocket-Accept=dGhlIHNhbXBsZSBub25jZQ=="),
  "no accept value": visit("header", "Sec-WebSocket-Accept=null"),
  "no Upgrade": visit("header", "Upgrade=null"),
  "another Upgrade": visit("header", "Upgrade=h2c"),
  "Upgrade in other case": visit("header", "Upgrade=WebSocket"),
  "no Connection": visit("header", "Connection=null"),
  "Connection: close": visit("header", "Connection=close"),
  "Connection: keep-alive, Upgrade": visit("header", "Connection=keep-alive, Upgrade"),
  "a status line of HTTP 1.0": visit("status", "HTTP/1.0 101 Switching Protocols"),
  "status 200": visit("status", "HTTP/1.1 200 OK"),
  "a 404 page": visit("page", "404 Not Found"),
  "a 503 page": visit("page", "503 Service Unavailable"),
  "a 401": visit("unauthorized"),
  "a redirect is not followed": visit("redirect"),
  "interim responses are passed over": visit("interim"),
  "what is no HTTP": visit("garbage"),
  "an end before any answer": visit("no answer"),
  "an end inside the answer": visit("half an answer"),
  "a reset before any answer": visit("reset before"),
  "nobody listens": async (t) => {
    const { closed } = t.open("ws://127.0.0.1:9/");
    await closed;
  },
  "bytes in any pieces": listen("byte by byte"),
  "messages that come with the answer": async (t) => {
    const { socket, closed } = t.open(t.url("with text"));
    socket.addEventListener("message", (event) => event.data === "two" && socket.close());
    await closed;
  },
  "a close that comes with the answer": listen("with close"),
  "messages and a close that come with the answer": listen("all at once"),

  "states on the way": async (t) => {
    const socket = new t.WebSocket(t.url("echo"));
    t.log(`at first ${socket.readyState}`);
    await once(socket, "open");
    t.log(`open ${socket.readyState}`);
    socket.close();
    t.log(`closing ${socket.readyState}`);
    await once(socket, "close");
    t.log(`closed ${socket.readyState}, protocol and extensions stay: ${socket.protocol}, ${socket.extensions}`);
  },

  "send before it is open": async (t) => {
    const { socket, closed } = t.open(t.url("slow"));
    t.attempt("text", () => socket.send("x"));
    t.attempt("bytes", () => socket.send(new Uint8Array(2)));
    t.attempt("what cannot be converted", () => socket.send(Symbol("x")));
    t.attempt("nothing", () => socket.send());
    t.log(`buffered ${socket.bufferedAmount}`);
    socket.addEventListener("open", () => socket.close());
    await closed;
  },

  "close before it is open": async (t) => {
    const { socket, closed } = t.open(t.url("slow"));
    socket.close();
    t.log(`state ${socket.readyState}`);
    t.attempt("send", () => socket.send("x"));
    t.log(`buffered ${socket.bufferedAmount}`);
    await closed;
  },

  "close with a code before it is open": async (t) => {
    const { socket, closed } = t.open(t.url("slow"));
    socket.close(3000, "why");
    socket.close(1000);
    await closed;
  },

  "close while the server is silent": async (t) => {
    const { socket, closed } = t.open(t.url("never"));
    await pause(50);
    socket.close();
    t.log(`state ${socket.readyState}`);
    await closed;
  },

  "close before it is open, and no one is there": async (t) => {
    const { socket, closed } = t.open("ws://127.0.0.1:9/");
    socket.close();
    await closed;
  },

  "binaryType and handlers may be set at once": async (t) => {
    const socket = new t.WebSocket(t.url("binary"));
    socket.binaryType = "arraybuffer";
    const got = [];
    socket.onmessage = (event) => got.push(event.data.byteLength);
    await once(socket, "close");
    t.log(got.join());
  },
};

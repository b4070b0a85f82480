// What the constructor takes and refuses, and what the class looks like.

/** A URL of nobody: these cases are over before anything is connected. */
const NOBODY = "ws://127.0.0.1:9/";

/** Constructs, and closes at once what could be constructed. */
const construct = (...lists) => (t) => {
  for (const args of lists) {
    t.attempt(args.map((arg) => label(arg)).join(", "), () => {
      const socket = new t.WebSocket(...args);
      socket.close();
      return `${socket.url} ${socket.readyState}`;
    });
  }
};

const label = (value) => {
  if (Array.isArray(value)) return `[${value.map(label).join(", ")}]`;
  if (typeof value === "symbol") return "a symbol";
  if (typeof value === "function") return "a function";
  return typeof value === "object" && value !== null ? `a ${value.constructor.name}` : JSON.stringify(value) ?? String(value);
};

export const cases = {
  "the constructor needs new and a URL": (t) => {
    t.attempt("without new", () => t.WebSocket(NOBODY));
    t.attempt("without arguments", () => new t.WebSocket());
    t.attempt("through Reflect", () => {
      const socket = Reflect.construct(t.WebSocket, [NOBODY]);
      socket.close();
      return socket;
    });
  },

  "what is no URL is a SyntaxError": construct(
    ["ws://"],
    ["ws:///"],
    ["ws://[::1"],
    ["ws://a b/"],
    ["ws://127.0.0.1:65536/"],
    ["ws://127.0.0.1:x/"],
    ["ws://1.2.3.4.5/"],
    ["ws://%00/"],
    ["ws://a<b/"],
  ),

  "other schemes are a SyntaxError, and http means ws": construct(
    ["ftp://127.0.0.1:9/"],
    ["mailto:a@127.0.0.1"],
    ["about:blank"],
    ["data:,ws"],
    ["file:///ws"],
    ["javascript:0"],
    ["http://127.0.0.1:9/"],
    ["https://127.0.0.1:9/"],
    ["HTTP://127.0.0.1:80/"],
    ["https://127.0.0.1:443/"],
    ["WSS://127.0.0.1:443/"],
  ),

  "a fragment is a SyntaxError, even an empty one": construct(
    [`${NOBODY}#`],
    [`${NOBODY}#part`],
    [`${NOBODY}?a#b`],
    [`${NOBODY}%23part`],
  ),

  "the URL is normalised": construct(
    ["WS://LOCALHOST:80/a b?c d"],
    ["ws://127.0.0.1:9"],
    ["ws://127.0.0.1:09/./a/../b"],
    ["ws://127.1:9/%7e"],
    ["  ws://127.0.0.1:9/\n"],
    ["ws://127.0.0.1:9/\u00e9?\u00e9"],
    ["ws://127.0.0.1:9/\ud800"],
    ["ws://user:secret@127.0.0.1:9/"],
    ["ws:\\\\127.0.0.1:9\\x"],
    ["ws://[::1]:9/"],
    ["ws://127.0.0.1:9/?a'b\"c<d>"],
  ),

  "the URL is converted to a string": (t) => {
    construct([new URL(NOBODY)], [{ toString: () => NOBODY }], [Symbol("url")])(t);
    t.attempt("a throwing toString", () => new t.WebSocket({ toString() { throw new RangeError("no"); } }));
  },

  "protocols are tokens": construct(
    [NOBODY, "chat"],
    [NOBODY, ""],
    [NOBODY, " "],
    [NOBODY, "a b"],
    [NOBODY, "a,b"],
    [NOBODY, "a;b"],
    [NOBODY, "a/b"],
    [NOBODY, "a@b"],
    [NOBODY, "a\\b"],
    [NOBODY, '"a"'],
    [NOBODY, "{a}"],
    [NOBODY, "a\tb"],
    [NOBODY, "a\u0000"],
    [NOBODY, "a\u007f"],
    [NOBODY, "caf\u00e9"],
    [NOBODY, "a.b-c_d!#$%&'*+^`|~1"],
  ),

  "lists of protocols": construct(
    [NOBODY, []],
    [NOBODY, ["a", "b"]],
    [NOBODY, ["a", "a"]],
    [NOBODY, ["a", "b", "a"]],
    [NOBODY, ["a", "A"]],
    [NOBODY, ["a", ""]],
    [NOBODY, [""]],
    [NOBODY, ["a b"]],
    [NOBODY, [1, 2]],
    [NOBODY, [null]],
    [NOBODY, [["a"]]],
    [NOBODY, [["a", "b"]]],
    [NOBODY, [Symbol("a")]],
    [NOBODY, new Set(["a", "b"])],
  ),

  "a protocol that is no string becomes one": construct(
    [NOBODY, undefined],
    [NOBODY, null],
    [NOBODY, 7],
    [NOBODY, true],
    [NOBODY, Symbol("a")],
  ),

  "a wrong URL is found before a wrong protocol": construct(["ws://", "a b"], ["ftp://x", ["a", "a"]]),

  "the constants": (t) => {
    for (const name of ["CONNECTING", "OPEN", "CLOSING", "CLOSED"]) {
      for (const [where, object] of [["class", t.WebSocket], ["prototype", t.WebSocket.prototype]]) {
        const { value, writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(object, name);
        t.log(`${name} of the ${where}: ${value} ${writable} ${enumerable} ${configurable}`);
      }
    }
  },

  "the class and its prototype": (t) => {
    const { WebSocket } = t;
    t.log(`${WebSocket.name} ${WebSocket.length} ${typeof WebSocket}`);
    t.log(String(WebSocket.prototype));
    t.log(`${Object.getPrototypeOf(WebSocket).name} ${Object.getPrototypeOf(WebSocket.prototype) === EventTarget.prototype}`);
    const { writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(WebSocket, "prototype");
    t.log(`prototype ${writable} ${enumerable} ${configurable}`);
    for (const name of ["url", "readyState", "bufferedAmount", "extensions", "protocol", "binaryType", "onopen", "onmessage", "onerror", "onclose"]) {
      const { get, set, enumerable, configurable } = Object.getOwnPropertyDescriptor(WebSocket.prototype, name);
      t.log(`${name}: ${get.name}, ${set?.name}, ${enumerable} ${configurable}`);
    }
    for (const name of ["send", "close"]) {
      const { value, writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(WebSocket.prototype, name);
      t.log(`${name}: ${value.name} ${value.length}, ${writable} ${enumerable} ${configurable}`);
    }
    const { value } = Object.getOwnPropertyDescriptor(WebSocket.prototype, Symbol.toStringTag);
    t.log(`tag ${value}`);
  },

  "a new socket": (t) => {
    const socket = new t.WebSocket(NOBODY, "chat");
    t.log(`own keys ${Reflect.ownKeys(socket).filter((key) => typeof key === "string").join()}`);
    t.log(String(socket));
    t.log(`${socket instanceof EventTarget} ${socket.constructor === t.WebSocket}`);
    for (const name of ["url", "readyState", "bufferedAmount", "extensions", "protocol", "binaryType", "onopen", "onmessage", "onerror", "onclose"]) {
      t.attempt(name, () => socket[name]);
    }
    socket.close();
  },

  "attributes that cannot be written": (t) => {
    const socket = new t.WebSocket(NOBODY);
    for (const name of ["url", "readyState", "bufferedAmount", "extensions", "protocol", "OPEN"]) {
      t.attempt(name, () => {
        socket[name] = 7;
      });
      t.log(String(socket[name]));
    }
    socket.close();
  },

  "members want a socket as this": (t) => {
    const { prototype } = t.WebSocket;
    for (const name of ["url", "readyState", "bufferedAmount", "extensions", "protocol", "binaryType", "onopen"]) {
      t.attempt(name, () => prototype[name]);
      t.attempt(`${name} of an object`, () => Reflect.get(prototype, name, {}));
    }
    t.attempt("send", () => prototype.send.call({}, "x"));
    t.attempt("close", () => prototype.close.call(new EventTarget()));
    t.attempt("set binaryType", () => Reflect.set(prototype, "binaryType", "blob", {}));
    t.attempt("set onopen", () => Reflect.set(prototype, "onopen", null, {}));
  },

  "a subclass": (t) => {
    class Chat extends t.WebSocket {
      say() {
        return `said to ${this.url}`;
      }
    }
    const chat = new Chat(NOBODY);
    t.log(`${chat.say()} ${chat instanceof t.WebSocket} ${chat.constructor.name}`);
    chat.close();
  },

  "binaryType takes its two values and ignores others": (t) => {
    const socket = new t.WebSocket(NOBODY);
    for (const value of ["arraybuffer", "text", "BLOB", "", null, undefined, 1, "blob", "ArrayBuffer", "nodebuffer"]) {
      t.attempt(String(value), () => {
        socket.binaryType = value;
        return socket.binaryType;
      });
    }
    socket.close();
  },

  "handler attributes keep functions and objects": (t) => {
    const socket = new t.WebSocket(NOBODY);
    for (const value of [() => {}, {}, null, 1, "x", undefined, { handleEvent() {} }, Symbol("x"), class {}]) {
      t.attempt(`set ${label(value)}`, () => {
        socket.onmessage = value;
        return socket.onmessage === value;
      });
      t.attempt("read", () => socket.onmessage);
    }
    socket.close();
  },
};

// What a case of the browser's classes gets: the class, a server, and a trace
// of what happens. The same file runs in pages and in every runtime.

/** Runs a case and gives its trace. */
export async function trace(run, { WebSocket, WebSocketStream, WebSocketError, base, id }) {
  const lines = [];
  const log = (line) => lines.push(line);
  const t = {
    WebSocket,
    WebSocketStream,
    WebSocketError,
    log,
    base,

    /** The URL of a script of the server; a case that opens several tells them apart. */
    url: (script, argument = "", part = "") =>
      `${base}/${encodeURIComponent(script)}/${id}${part}${argument && `?${encodeURIComponent(argument)}`}`,

    /** Logs what comes of a call: its value, or the exception that it throws. */
    attempt(label, call) {
      try {
        log(`${label}: ${show(call())}`);
      } catch (error) {
        log(`${label}: throws ${nameOf(error)}`);
      }
    },

    /** A socket with every event in the trace; `closed` resolves after the close event. */
    open(...args) {
      return t.watch(new WebSocket(...args));
    },

    watch(socket) {
      const target = (event) => (event.target === socket ? "" : " of another target");
      socket.addEventListener("open", (event) => {
        log(`open${target(event)}, state ${socket.readyState}, protocol ${show(socket.protocol)}, extensions ${show(socket.extensions)}`);
      });
      socket.addEventListener("message", (event) => {
        log(`message${target(event)} ${show(event.data)}, state ${socket.readyState}`);
      });
      socket.addEventListener("error", (event) => {
        log(`error${target(event)}, state ${socket.readyState}`);
      });
      const closed = new Promise((resolve) => {
        socket.addEventListener("close", (event) => {
          log(`close${target(event)} ${event.code} ${show(event.reason)}, clean ${event.wasClean}, state ${socket.readyState}`);
          // Whatever comes after it would be in the trace too.
          setTimeout(resolve, 10);
        });
      });
      return { socket, closed, on: (type) => once(socket, type) };
    },
  };
  try {
    await within(8000, run(t));
  } catch (error) {
    log(`failed: ${nameOf(error)} ${error?.message ?? error}`);
  }
  return lines;
}

/** The next event of a type. */
export function once(target, type) {
  return new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A value, as a trace shows it. */
export function show(value) {
  if (typeof value === "string") {
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}.. (${value.length})` : value);
  }
  if (value instanceof ArrayBuffer) return `ArrayBuffer ${hex(new Uint8Array(value))}`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} ${hex(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))}`;
  if (typeof Blob !== "undefined" && value instanceof Blob) return `Blob(${value.size}) of type ${show(value.type)}`;
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return String(value);
  if (value !== null && typeof value === "object") return `a ${value.constructor?.name ?? "null object"}`;
  return String(value);
}

function hex(bytes) {
  if (bytes.length > 20) return `of ${bytes.length} bytes`;
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** Exceptions are compared by class and name; the words are everyone's own. */
export function nameOf(error) {
  if (typeof DOMException !== "undefined" && error instanceof DOMException) return `DOMException ${error.name}`;
  return error?.name ?? String(error);
}

async function within(ms, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing within ${ms} ms`)), ms);
  });
  try {
    await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

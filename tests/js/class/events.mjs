// The events: what they are, in which order listeners hear them.

import { once, pause, show } from "./trace.mjs";

// Not the phase: Node forgets it behind the first listener.
const describe = (event) =>
  `${event.type} ${event.bubbles} ${event.cancelable} ${event.composed} ${event instanceof Event}`;

export const cases = {
  "an open event": async (t) => {
    const { socket, closed } = t.open(t.url("echo"));
    socket.addEventListener("open", (event) => {
      t.log(`${describe(event)} ${event.constructor.name} ${event.target === socket}`);
      socket.close();
    });
    await closed;
  },

  "a message event": async (t) => {
    const { socket, closed } = t.open(t.url("text"));
    socket.addEventListener("message", (event) => {
      t.log(`${describe(event)} ${event.constructor.name} ${event instanceof MessageEvent}`);
      t.log(`origin ${event.origin === t.base} ${show(event.lastEventId)} ${show(event.source)} ${event.ports.length}`);
    });
    await closed;
  },

  "a close event": async (t) => {
    const { socket, closed } = t.open(t.url("close", "1001,gone"));
    socket.addEventListener("close", (event) => {
      t.log(`${describe(event)} ${event.constructor.name} ${event.code} ${event.reason} ${event.wasClean}`);
    });
    await closed;
  },

  "an error event": async (t) => {
    const { socket, closed } = t.open(t.url("page", "404 Not Found"));
    socket.addEventListener("error", (event) => t.log(`${describe(event)} ${event.target === socket}`));
    await closed;
  },

  "handlers are called with the socket as this, in the order of their first setting": async (t) => {
    const socket = new t.WebSocket(t.url("text"));
    const call = (name) =>
      function (event) {
        t.log(`${name} ${event.type} ${this === socket}`);
      };
    socket.addEventListener("message", call("first"));
    socket.onmessage = call("handler");
    socket.addEventListener("message", call("second"));
    socket.onmessage = call("handler, changed");
    socket.onopen = call("open");
    socket.onclose = call("close");
    await once(socket, "close");
  },

  "a handler that is taken away and set again comes last": async (t) => {
    const socket = new t.WebSocket(t.url("text"));
    const call = (name) => () => t.log(name);
    socket.onmessage = call("handler");
    socket.addEventListener("message", call("listener"));
    socket.onmessage = null;
    socket.onmessage = call("handler again");
    await once(socket, "close");
  },

  "a handler that is no function is not called": async (t) => {
    const socket = new t.WebSocket(t.url("text"));
    socket.onmessage = { handleEvent: () => t.log("called") };
    socket.onopen = {};
    socket.addEventListener("message", { handleEvent: () => t.log("a listener object is") });
    await once(socket, "close");
  },

  "a handler changed by a handler": async (t) => {
    const socket = new t.WebSocket(t.url("with text"));
    socket.onmessage = (event) => {
      t.log(`one ${event.data}`);
      socket.onmessage = (event) => t.log(`two ${event.data}`);
    };
    await once(socket, "message");
    await pause(20);
    socket.close();
    await once(socket, "close");
  },

  "no event before the constructor returns, microtasks run between events": async (t) => {
    const { socket, closed } = t.open(t.url("all at once"));
    t.log("constructed");
    let tasks = 0;
    for (const type of ["open", "message", "close"]) {
      socket.addEventListener(type, () => {
        const task = ++tasks;
        queueMicrotask(() => t.log(`microtask after event ${task}, ${tasks} so far`));
      });
    }
    await closed;
  },

  "a listener may stop the others": async (t) => {
    const socket = new t.WebSocket(t.url("text"));
    socket.addEventListener("message", (event) => event.stopImmediatePropagation());
    socket.addEventListener("message", () => t.log("not stopped"));
    await once(socket, "close");
    t.log("closed");
  },

  "events of one's own can be dispatched": async (t) => {
    // It does not open meanwhile, which somebody would have to say good-bye to.
    const { socket, closed } = t.open(t.url("never"));
    socket.onmessage = (event) => t.log(`handler ${event.data}`);
    socket.dispatchEvent(new MessageEvent("message", { data: "of our own" }));
    t.log(`state ${socket.readyState}`);
    socket.close();
    await closed;
  },
};

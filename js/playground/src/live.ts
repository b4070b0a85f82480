/**
 * A live server, through the browser's own WebSocket: messages only, since a page sees no frames.
 *
 * @module
 */

import { h, seconds } from "./dom.ts";

/** Builds the view. */
export function live(place: HTMLElement): void {
  const here = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host || "localhost:8765"}/`;
  const url = h("input", { type: "url", value: here, "aria-label": "URL", spellcheck: "false" });
  const button = h("button", { class: "primary" }, "Connect");
  const state = h("span", { class: "state closed" }, "not connected");
  const input = h("textarea", { rows: 2, "aria-label": "Message", spellcheck: "false" }, "hello");
  const send = h("button", { class: "primary", disabled: true }, "Send");
  const log = h("ol", { class: "log", "aria-live": "polite", "aria-label": "The conversation" });
  let socket: WebSocket | undefined;
  let begin = 0;

  const note = (kind: string, text: string): void => {
    log.append(h("li", { class: kind }, h("time", {}, seconds(performance.now() - begin)), h("span", {}, text)));
    log.scrollTop = log.scrollHeight;
  };
  const show = (name: string): void => {
    state.textContent = name;
    state.className = `state ${name}`;
    send.disabled = name !== "open";
    button.textContent = name === "closed" ? "Connect" : "Close";
  };

  const connect = (): void => {
    begin = performance.now();
    log.replaceChildren();
    try {
      socket = new WebSocket(url.value);
    } catch (error) {
      note("fault", (error as Error).message);
      return;
    }
    socket.binaryType = "arraybuffer";
    show("connecting");
    socket.onopen = () => {
      show("open");
      note("event", `open${socket!.extensions === "" ? "" : `: ${socket!.extensions}`}`);
    };
    socket.onmessage = ({ data }) => note("in", typeof data === "string" ? data : `${(data as ArrayBuffer).byteLength} bytes`);
    socket.onerror = () => note("fault", "failed: a page is not told why");
    socket.onclose = ({ code, reason, wasClean }) => {
      show("closed");
      note("event", `closed: ${code} ${reason}${wasClean ? "" : ", not clean"}`);
    };
  };

  const write = (event: globalThis.Event): void => {
    event.preventDefault();
    if (socket?.readyState !== WebSocket.OPEN) return;
    socket.send(input.value);
    note("out", input.value);
  };
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) write(event);
  });

  place.replaceChildren(
    h(
      "section",
      { class: "end live" },
      h("header", {}, h("h2", {}, "A live server"), state),
      h("p", { class: "quiet" }, "Through the browser's own WebSocket. A page sees messages, not frames: for those, let both ends be here."),
      h("form", {
        class: "inline",
        submit: (event: globalThis.Event) => {
          event.preventDefault();
          if (socket === undefined || socket.readyState === WebSocket.CLOSED) connect();
          else socket.close(1000);
        },
      }, url, button),
      h("form", { submit: write }, input, h("div", { class: "buttons" }, send)),
    ),
    log,
  );
}

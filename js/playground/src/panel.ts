/**
 * The card of an end: its state, its timers, and what it can be told.
 *
 * @module
 */

import type { Role } from "../../src/types.ts";
import { h } from "./dom.ts";
import type { End } from "./end.ts";
import { FAULTS, TIMERS } from "./words.ts";

/** What an end can be told. */
export interface Wishes {
  send(role: Role, text: string): string | undefined;
  parts(role: Role, text: string): string | undefined;
  ping(role: Role): string | undefined;
  close(role: Role, code: number, reason: string): string | undefined;
  fault(role: Role, bytes: Uint8Array): string | undefined;
}

/** A card. */
export class Panel {
  readonly #state: HTMLElement;
  readonly #timers: HTMLElement;
  readonly #stats: HTMLElement;
  readonly #wrong: HTMLElement;
  readonly #bars = new Map<string, { row: HTMLElement; bar: HTMLElement; left: HTMLElement }>();

  constructor(place: HTMLElement, role: Role, wishes: Wishes, sample: string) {
    const tell = (call: () => string | undefined) => (event?: globalThis.Event): void => {
      event?.preventDefault();
      this.#wrong.textContent = call() ?? "";
    };
    const input = h("textarea", { rows: 2, "aria-label": `Message of the ${role}`, spellcheck: "false" }, sample);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) tell(() => wishes.send(role, input.value))(event);
    });
    const code = h("input", { type: "number", value: 1000, min: 1000, max: 4999, "aria-label": "Close code" });
    const reason = h("input", { type: "text", value: role === "client" ? "done" : "bye", "aria-label": "Close reason", maxlength: 123 });
    const fault = h("select", { "aria-label": "A fault" }, ...FAULTS.flatMap(([from, what], index) => (from === role ? [h("option", { value: index }, what)] : [])));
    this.#state = h("span", { class: "state closed" }, "not connected");
    this.#timers = h("ul", { class: "timers", "aria-label": "Timers" });
    this.#stats = h("p", { class: "stats quiet" });
    this.#wrong = h("p", { class: "wrong", role: "status" });
    place.replaceChildren(
      h("header", {}, h("h2", {}, role === "client" ? "Client" : "Server"), this.#state),
      h(
        "form",
        { submit: tell(() => wishes.send(role, input.value)) },
        input,
        h("div", { class: "buttons" }, h("button", { class: "primary" }, "Send"), h("button", { type: "button", click: tell(() => wishes.parts(role, input.value)), title: "Each word in a frame of its own" }, "Fragments"), h("button", { type: "button", click: tell(() => wishes.ping(role)) }, "Ping")),
      ),
      h("form", { class: "inline", submit: tell(() => wishes.close(role, Number(code.value), reason.value)) }, code, reason, h("button", {}, "Close")),
      h("form", { class: "inline", submit: tell(() => wishes.fault(role, new Uint8Array(FAULTS[Number(fault.value)]![2]))) }, fault, h("button", { class: "danger" }, "Break it")),
      this.#wrong,
      this.#timers,
      this.#stats,
    );
  }

  /** Shows how the end is now. */
  show(end: End | undefined, now: number): void {
    if (end === undefined) return;
    const { state, stats, timers } = end;
    if (this.#state.textContent !== state) {
      this.#state.textContent = state;
      this.#state.className = `state ${state}`;
    }
    const counts = `messages: ${stats.messagesSent} out, ${stats.messagesReceived} in · bytes: ${stats.bytesSent} out, ${stats.bytesReceived} in`;
    if (this.#stats.textContent !== counts) this.#stats.textContent = counts;
    const names = new Set(timers.map(({ name }) => name));
    for (const [name, { row }] of this.#bars) {
      if (names.has(name)) continue;
      row.remove();
      this.#bars.delete(name);
    }
    for (const { name, at, since } of timers) {
      const { bar, left } = this.#bars.get(name) ?? this.#bar(name);
      bar.style.setProperty("--p", String(Math.min(Math.max((now - since) / (at - since || 1), 0), 1)));
      const text = `${(Math.max(at - now, 0) / 1000).toFixed(1)} s`;
      if (left.textContent !== text) left.textContent = text;
    }
  }

  #bar(name: string): { row: HTMLElement; bar: HTMLElement; left: HTMLElement } {
    const bar = h("span", { class: "bar-fill" });
    const left = h("span", { class: "left" });
    const row = h("li", {}, h("span", { class: "timer-name" }, TIMERS[name]?.[0] ?? name), left, bar);
    this.#timers.append(row);
    const parts = { row, bar, left };
    this.#bars.set(name, parts);
    return parts;
  }
}

/**
 * The wire, from the first byte down: what went over it, and what happened at its ends.
 *
 * @module
 */

import type { Role } from "../../src/types.ts";
import { h, seconds, short } from "./dom.ts";
import type { Pipe } from "./pipe.ts";
import type { Unit } from "./units.ts";
import { CODES, OPCODES } from "./words.ts";

/** Rows that are kept. */
const MOST = 400;

interface Row {
  readonly unit: Unit;
  readonly text: string | undefined;
  readonly item: HTMLLIElement;
  readonly button: HTMLButtonElement;
  readonly pipe: Pipe;
  done: boolean;
}

/** The list of rows. */
export class Timeline {
  readonly #list: HTMLElement;
  readonly #choose: (unit: Unit, text: string | undefined) => void;
  #rows: Row[] = [];
  #follow = true;

  constructor(list: HTMLElement, choose: (unit: Unit, text: string | undefined) => void) {
    this.#list = list;
    this.#choose = choose;
    list.addEventListener("keydown", (event) => this.#key(event));
    list.addEventListener("scroll", () => {
      this.#follow = list.scrollTop + list.clientHeight > list.scrollHeight - 40;
    });
  }

  /** Something was put on the wire. */
  send(unit: Unit, text: string | undefined, pipe: Pipe, lost: boolean): void {
    const kind = unit.head !== undefined ? "head" : unit.frame?.opcode ?? "fault";
    const button = h(
      "button",
      { type: "button", class: `unit ${unit.from} ${kind}${lost ? " lost" : ""}`, tabindex: this.#rows.length === 0 ? 0 : -1 },
      h("span", { class: "track" }, h("span", { class: "dot" })),
      h("span", { class: "pill" }, ...labelOf(unit, text, lost)),
    );
    const item = h("li", {}, h("time", {}, seconds(unit.sent)), button);
    const row: Row = { unit, text, item, button, pipe, done: lost };
    button.addEventListener("click", () => this.#select(row));
    button.addEventListener("focus", () => this.#select(row));
    this.#rows.push(row);
    this.#add(item);
  }

  /** Something happened at an end. */
  note(role: Role, kind: string, text: string, now: number): void {
    this.#add(h("li", { class: `note ${role} ${kind}` }, h("time", {}, seconds(now)), h("span", { class: "said" }, text)));
  }

  /** A new connection begins. */
  divide(text: string): void {
    this.#rows = [];
    this.#list.replaceChildren();
    this.#add(h("li", { class: "divider" }, text));
  }

  /** Moves what is on its way. */
  move(now: number): void {
    for (const row of this.#rows) {
      if (row.done) continue;
      const part = progress(row.unit, row.pipe, now);
      row.button.style.setProperty("--p", part.toFixed(3));
      row.done = row.pipe.arrived >= row.unit.end;
      row.button.classList.toggle("arrived", row.done);
    }
  }

  #add(item: HTMLLIElement): void {
    this.#list.append(item);
    while (this.#list.childElementCount > MOST) this.#list.firstElementChild!.remove();
    if (this.#follow) this.#list.scrollTop = this.#list.scrollHeight;
  }

  #select(row: Row): void {
    for (const { button } of this.#rows) {
      button.classList.toggle("chosen", button === row.button);
      button.tabIndex = button === row.button ? 0 : -1;
    }
    this.#choose(row.unit, row.text);
  }

  #key(event: KeyboardEvent): void {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    const index = this.#rows.findIndex(({ button }) => button === document.activeElement);
    const next = this.#rows[index + step];
    if (next === undefined) return;
    event.preventDefault();
    next.button.focus();
  }
}

/** How far the last byte of it has come: 0 to 1. */
function progress(unit: Unit, pipe: Pipe, now: number): number {
  if (pipe.arrived >= unit.end) return 1;
  const last = pipe.flying.find(({ to }) => to >= unit.end) ?? pipe.flying.at(-1);
  if (last === undefined) return 0;
  const [from, to] = [unit.sent, last.arrives];
  return to <= from ? 1 : Math.min(Math.max((now - from) / (to - from), 0), 1);
}

function labelOf({ head, frame, fault, from }: Unit, text: string | undefined, lost: boolean): (Node | string)[] {
  const tail = lost ? [h("em", {}, "lost")] : [];
  if (head !== undefined) return [h("b", {}, from === "client" ? "Request" : "Response"), ` ${short(head[0]!, 40)}`, ...tail];
  if (frame === undefined) return [h("b", {}, "Fault"), ` ${fault ?? ""}`, ...tail];
  const { close, payload, length, mask, rsv, fin } = frame;
  const content = close !== undefined
    ? payload.length === 0 ? "without a code" : `${close.code} ${close.reason || (CODES[close.code] ?? "")}`
    : text !== undefined
    ? `“${short(text, 30)}”`
    : frame.opcode === "text" && (rsv & 4) === 0
    ? `“${short(new TextDecoder().decode(payload), 30)}”`
    : `${length} bytes`;
  const marks = [fin ? "" : "more follows", (rsv & 4) === 0 ? "" : "compressed", mask === undefined ? "" : "masked"].filter(Boolean);
  return [
    h("b", {}, OPCODES[frame.opcode][0]),
    ` ${content} `,
    ...marks.map((mark) => h("i", {}, mark)),
    ...tail,
  ];
}

/**
 * Shows the bytes of what is chosen on the wire, and what each is for.
 *
 * @module
 */

import { h, seconds } from "./dom.ts";
import { type Range, rangesOf } from "./ranges.ts";
import type { Unit } from "./units.ts";
import { OPCODES } from "./words.ts";

/** Bytes that are shown; longer ones are cut. */
const MOST = 384;

/** Shows a unit, with the text that was sent in it if that is known. */
export function inspect(place: HTMLElement, unit: Unit | undefined, text: string | undefined): void {
  if (unit === undefined) {
    place.replaceChildren(h("p", { class: "empty" }, "Connect, then choose something on the wire: its bytes are explained here."));
    return;
  }
  const ranges = rangesOf(unit);
  const body = h("div", { class: "body" }, dump(unit, ranges), legend(ranges));
  light(body);
  place.replaceChildren(
    h("header", {}, h("h2", {}, titleOf(unit)), h("p", { class: "quiet" }, `${unit.from} → ${unit.from === "client" ? "server" : "client"}, ${unit.bytes.length} bytes from ${unit.start} on, sent at ${seconds(unit.sent)}`)),
    ...(unit.frame === undefined ? [] : [bits(unit)]),
    ...(text === undefined ? [] : [h("p", { class: "carried" }, h("b", {}, "The message: "), h("q", {}, text.length > 300 ? `${text.slice(0, 300)}…` : text), saving(unit, text))]),
    body,
  );
}

/** What a unit is called. */
export function titleOf({ head, frame, fault, from }: Unit): string {
  if (head !== undefined) return from === "client" ? "The opening handshake: request" : "The opening handshake: response";
  if (frame === undefined) return `No frame: ${fault}`;
  return `${OPCODES[frame.opcode][0]} frame`;
}

function saving({ frame }: Unit, text: string): string {
  if (frame?.block === undefined) return "";
  const whole = new TextEncoder().encode(text).length;
  return ` ${whole} bytes, compressed to ${frame.length}`;
}

/** The first two bytes, bit by bit. */
function bits({ bytes }: Unit): HTMLElement {
  const names = ["FIN", "RSV1", "RSV2", "RSV3", "opcode", "", "", "", "MASK", "length", "", "", "", "", "", ""];
  const cells = names.map((_, bit) => {
    const value = (bytes[bit >> 3]! >> (7 - (bit & 7))) & 1;
    const kind = bit < 8 ? "flags" : "length";
    return h("td", { class: `bit ${kind} ${value === 1 ? "on" : ""}` }, String(value));
  });
  const spans: readonly (readonly [name: string, span: number])[] = [["FIN", 1], ["RSV1", 1], ["RSV2", 1], ["RSV3", 1], ["opcode", 4], ["MASK", 1], ["length", 7]];
  return h(
    "table",
    { class: "bits", "aria-label": "The first two bytes, bit by bit" },
    h("tr", {}, ...spans.map(([name, span]) => h("th", { colspan: span, scope: "colgroup" }, name))),
    h("tr", {}, ...cells),
  );
}

function dump({ bytes }: Unit, ranges: readonly Range[]): HTMLElement {
  const rows: HTMLElement[] = [];
  for (let at = 0; at < Math.min(bytes.length, MOST); at += 16) {
    const row = bytes.subarray(at, Math.min(at + 16, MOST));
    const cells = Array.from(row, (byte, i) => {
      const range = ranges.findIndex(({ from, to }) => from <= at + i && at + i < to);
      return h("span", { class: `byte ${ranges[range]?.kind ?? ""}`, "data-range": range }, byte.toString(16).padStart(2, "0"));
    });
    const ascii = Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join("");
    rows.push(h("div", { class: "row" }, h("span", { class: "offset" }, at.toString(16).padStart(4, "0")), h("span", { class: "bytes" }, ...cells), h("span", { class: "ascii", "aria-hidden": "true" }, ascii)));
  }
  if (bytes.length > MOST) rows.push(h("div", { class: "quiet" }, `and ${bytes.length - MOST} bytes more`));
  return h("div", { class: "dump", "aria-label": "The bytes in hexadecimal" }, ...rows);
}

function legend(ranges: readonly Range[]): HTMLElement {
  const rows = ranges.map(({ from, to, kind, name, value, what }, index) =>
    h(
      "li",
      { "data-range": index, tabindex: 0 },
      h("span", { class: `swatch ${kind}`, "aria-hidden": "true" }),
      h("span", { class: "where" }, to - from === 1 ? `byte ${from}` : `${from}–${to - 1}`),
      h("span", { class: "name" }, h("b", {}, name), " ", h("code", {}, value)),
      h("span", { class: "what" }, what),
    ));
  return h("ol", { class: "legend" }, ...rows);
}

/** A range and its explanation light up together. */
function light(body: HTMLElement): void {
  const mark = (event: globalThis.Event, on: boolean): void => {
    const range = (event.target as HTMLElement).closest<HTMLElement>("[data-range]")?.dataset["range"];
    if (range === undefined) return;
    for (const element of body.querySelectorAll(`[data-range="${range}"]`)) element.classList.toggle("lit", on);
  };
  for (const type of ["pointerover", "focusin"]) body.addEventListener(type, (event) => mark(event, true));
  for (const type of ["pointerout", "focusout"]) body.addEventListener(type, (event) => mark(event, false));
}

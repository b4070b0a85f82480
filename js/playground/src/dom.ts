/**
 * Elements, made briefly.
 *
 * @module
 */

type Properties = Readonly<Record<string, string | number | boolean | ((event: never) => void) | undefined>>;

/** Makes an element: attributes, listeners where a value is a function, and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Properties = {},
  ...children: readonly (Node | string | undefined)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(key, value as (event: globalThis.Event) => void);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== undefined && value !== false) element.setAttribute(key, String(value));
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** An element of the page. */
export function get<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

/** Milliseconds as a text. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(3)} s`;
}

/** Bytes in hexadecimal. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** A text, no longer than this. */
export function short(text: string, most: number): string {
  const points = Array.from(text.replaceAll(/\s/g, " "));
  return points.length > most ? `${points.slice(0, most - 1).join("")}…` : points.join("");
}

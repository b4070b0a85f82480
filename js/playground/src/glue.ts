/**
 * The core as wasm-bindgen made it for the playground, with what explains frames and timers.
 *
 * @module
 */

import * as bindings from "#bindings";

import type { Glue } from "../../src/boundary.ts";
import type { Instance } from "../../src/core.ts";
import { read } from "../../src/values.ts";

/** A frame, taken apart: the core's `Anatomy`. */
export interface Anatomy {
  readonly fin: boolean;
  readonly rsv: number;
  readonly opcode: "continuation" | "text" | "binary" | "close" | "ping" | "pong";
  readonly mask?: Uint8Array;
  /** Bytes of the header. */
  readonly header: number;
  /** Bytes of the payload. */
  readonly length: number;
  /** The payload without its mask. */
  readonly payload: Uint8Array;
  readonly close?: { readonly code: number; readonly reason: string };
  readonly block?: { readonly last: boolean; readonly kind: "stored" | "fixed" | "dynamic" | "reserved" };
}

/** Makes the one instance of this page. */
export function instantiate(module: WebAssembly.Module): Glue {
  const { memory } = bindings.initSync({ module });
  return { ...bindings, memory } as unknown as Glue;
}

/** Takes the frame apart that these bytes begin with; nothing if more is needed. */
export function anatomy(core: Instance, bytes: Uint8Array): Anatomy | { readonly error: string } | undefined {
  return read(core, bindings.anatomy(core.put(bytes)));
}

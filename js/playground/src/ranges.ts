/**
 * The bytes of a unit in ranges, each with a name, a value and what it is for.
 *
 * @module
 */

import { hex } from "./dom.ts";
import type { Unit } from "./units.ts";
import { BLOCKS, CODES, HEADERS, OPCODES } from "./words.ts";

/** Bytes that belong together. */
export interface Range {
  readonly from: number;
  readonly to: number;
  /** How it is coloured. */
  readonly kind: "line" | "other" | "flags" | "length" | "mask" | "code" | "payload" | "fault" | "deflate";
  readonly name: string;
  readonly value: string;
  readonly what: string;
}

/** Ranges that cover all bytes of a unit. */
export function rangesOf(unit: Unit): Range[] {
  if (unit.head !== undefined) return head(unit);
  if (unit.frame === undefined) return fault(unit);
  return frame(unit, unit.frame);
}

function head({ head, bytes, from }: Unit): Range[] {
  const ranges: Range[] = [];
  let at = 0;
  for (const [index, line] of head!.entries()) {
    const to = at + line.length + 2;
    const colon = line.indexOf(":");
    if (index === 0) {
      const what = from === "client" ? "asks for this path, in HTTP/1.1" : "the server's answer: 101 goes on with another protocol";
      ranges.push({ from: at, to, kind: "line", name: from === "client" ? "Request line" : "Status line", value: line, what });
    } else {
      const name = line.slice(0, colon);
      // Every other line looks different, so that one sees where they end.
      const kind = index % 2 === 1 ? "other" : "line";
      ranges.push({ from: at, to, kind, name, value: line.slice(colon + 1).trim(), what: HEADERS[name.toLowerCase()] ?? "" });
    }
    at = to;
  }
  ranges.push({ from: at, to: bytes.length, kind: "line", name: "Empty line", value: "↵", what: "the end of the head: frames follow" });
  return ranges;
}

function fault({ bytes, fault }: Unit): Range[] {
  return [{ from: 0, to: bytes.length, kind: "fault", name: "No frame", value: fault ?? "", what: "the other end closes with the code for it" }];
}

function frame({ bytes, from }: Unit, frame: NonNullable<Unit["frame"]>): Range[] {
  const { header, mask, length, payload, close, block } = frame;
  const maskAt = header - (mask === undefined ? 0 : mask.length);
  const [name, what] = OPCODES[frame.opcode];
  const ranges: Range[] = [{
    from: 0,
    to: 1,
    kind: "flags",
    name: "FIN, RSV, opcode",
    value: `${frame.fin ? "final" : "more follows"}, ${name.toLowerCase()}${(frame.rsv & 4) === 0 ? "" : ", RSV1: compressed"}`,
    what,
  }, {
    from: 1,
    to: maskAt,
    kind: "length",
    name: "MASK, length",
    value: `${mask === undefined ? "not masked" : "masked"}, ${length} bytes`,
    what: maskAt === 2 ? "up to 125 bytes the length fits into 7 bits" : `${maskAt === 4 ? "126: two" : "127: eight"} more bytes have the length`,
  }];
  if (mask !== undefined) {
    ranges.push({ from: maskAt, to: header, kind: "mask", name: "Masking key", value: hex(mask), what: "fresh for each frame, so that no page decides what stands on the wire (RFC 6455 §10.3)" });
  } else if (from === "client") {
    ranges[1] = { ...ranges[1]!, what: "a client must mask: RFC 6455 §5.1" };
  }
  const text = new TextDecoder().decode(payload);
  let at = header;
  if (close !== undefined && payload.length >= 2) {
    ranges.push({ from: at, to: at + 2, kind: "code", name: "Close code", value: String(close.code), what: CODES[close.code] ?? "the application's own" });
    at += 2;
    if (payload.length > 2) ranges.push({ from: at, to: bytes.length, kind: "payload", name: "Reason", value: close.reason, what: "at most 123 bytes of UTF-8" });
    return ranges;
  }
  if (payload.length === 0) return ranges;
  if (block !== undefined) {
    ranges.push({
      from: at,
      to: bytes.length,
      kind: "deflate",
      name: "DEFLATE",
      value: `${BLOCKS[block.kind]}${block.last ? ", the last" : ""}`,
      what: "its end, 00 00 ff ff, is left out: every message has it (RFC 7692 §7.2.1)",
    });
    return ranges;
  }
  const control = frame.opcode === "ping" || frame.opcode === "pong";
  const value = frame.opcode === "text" ? text : control || frame.opcode === "binary" ? hex(payload.subarray(0, 32)) : text;
  ranges.push({
    from: at,
    to: bytes.length,
    kind: "payload",
    name: "Payload",
    value,
    what: mask === undefined ? "as it is" : "each byte on the wire is this one XOR a byte of the key",
  });
  return ranges;
}

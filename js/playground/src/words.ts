/**
 * What things are called, and what they are for.
 *
 * @module
 */

import type { Anatomy } from "./glue.ts";

/** Lines of the opening handshake, by the name in front of the colon. */
export const HEADERS: Readonly<Record<string, string>> = {
  host: "whom the client wants; RFC 9112 §3.2",
  upgrade: "the protocol to go on with; RFC 6455 §4.1",
  connection: "says that Upgrade is for the next hop; RFC 9110 §7.6.1",
  "sec-websocket-key": "16 random bytes in base64: the answer must show that it was read; RFC 6455 §4.1",
  "sec-websocket-version": "the only version there is; RFC 6455 §4.1",
  "sec-websocket-accept": "SHA-1 of the key and a constant: only a WebSocket server answers so; RFC 6455 §4.2.2",
  "sec-websocket-extensions": "compression: what the client offers, or what the server takes; RFC 7692 §7.1",
  "sec-websocket-protocol": "what the messages mean: offered by the client, chosen by the server; RFC 6455 §1.9",
  origin: "the page that asks: browsers tell it, and servers may refuse it; RFC 6454",
  "user-agent": "what the client is",
  server: "what the server is",
  date: "the server's time",
};

/** What a frame is. */
export const OPCODES: Readonly<Record<Anatomy["opcode"], readonly [name: string, what: string]>> = {
  continuation: ["Continuation", "a further frame of the message"],
  text: ["Text", "UTF-8"],
  binary: ["Binary", "any bytes"],
  close: ["Close", "nothing comes behind it; the other end answers with one of its own"],
  ping: ["Ping", "asks whether the other end is there"],
  pong: ["Pong", "answers a ping with the same payload"],
};

/** The numbers of the opcodes, as four bits show them. */
export const BLOCKS = {
  stored: "a block that is stored as it is",
  fixed: "a block in the standard's Huffman codes",
  dynamic: "a block that brings Huffman codes of its own",
  reserved: "a block of a kind that does not exist",
} as const;

/** What close codes mean. */
export const CODES: Readonly<Record<number, string>> = {
  1000: "normal: the purpose is fulfilled",
  1001: "going away",
  1002: "protocol error",
  1003: "data of a kind that is not accepted",
  1005: "no code",
  1006: "no close frame",
  1007: "text that is not UTF-8",
  1008: "against the policy",
  1009: "too big",
  1011: "an internal error",
};

/** What the core's timers wait for. */
export const TIMERS: Readonly<Record<string, readonly [name: string, over: string]>> = {
  open: ["opening handshake", "the opening handshake took too long"],
  close: ["closing handshake", "the closing handshake took too long"],
  ping: ["next ping", "time for a ping"],
  pong: ["pong", "no pong came"],
  idle: ["idle", "nothing came for too long"],
  lifetime: ["lifetime", "the connection is old enough"],
  message: ["rest of the message", "the rest of a message did not come"],
  answer: ["answer of the application", "the application did not answer"],
};

/** Bytes that no good end sends. */
export const FAULTS: readonly (readonly [from: "client" | "server", what: string, bytes: readonly number[]])[] = [
  ["server", "a masked frame", [0x81, 0x82, 1, 2, 3, 4, 0x69, 0x6b]],
  ["server", "a reserved bit", [0x91, 0x02, 0x68, 0x69]],
  ["server", "an unknown opcode", [0x83, 0x02, 0x68, 0x69]],
  ["server", "text that is not UTF-8", [0x81, 0x03, 0x68, 0x69, 0xff]],
  ["server", "a length of three bytes for 2", [0x81, 0x7e, 0x00, 0x02, 0x68, 0x69]],
  ["server", "a ping in fragments", [0x09, 0x02, 0x68, 0x69]],
  ["server", "close code 1005", [0x88, 0x02, 0x03, 0xed]],
  ["client", "a frame without mask", [0x81, 0x02, 0x68, 0x69]],
  ["client", "a frame out of turn", [0x80, 0x82, 1, 2, 3, 4, 0x69, 0x6b]],
];

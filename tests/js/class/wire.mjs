// Frames for the scripted server: written as asked, right or wrong, and read
// without a judgement. It shares nothing with what it tests.

export const CONTINUATION = 0;
export const TEXT = 1;
export const BINARY = 2;
export const CLOSE = 8;
export const PING = 9;
export const PONG = 10;

/**
 * A frame.
 * @param {number} opcode
 * @param {Buffer | string} payload
 * @param {{ fin?: boolean, rsv?: number, masked?: boolean, wide?: 2 | 8, length?: bigint }} [options]
 *   wide: bytes of an extended length, needed or not; length: another than the payload's
 */
export function frame(opcode, payload = "", options = {}) {
  const { fin = true, rsv = 0, masked = false } = options;
  const body = Buffer.from(payload);
  const length = options.length ?? BigInt(body.length);
  const wide = options.wide ?? (length < 126n ? 0 : length < 65536n ? 2 : 8);
  const head = Buffer.alloc(2 + wide);
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  head[1] = (masked ? 0x80 : 0) | (wide === 0 ? Number(length) : wide === 2 ? 126 : 127);
  if (wide === 2) head.writeUInt16BE(Number(length), 2);
  if (wide === 8) head.writeBigUInt64BE(length, 2);
  // A mask of zeros leaves the payload as it is.
  return Buffer.concat([head, Buffer.alloc(masked ? 4 : 0), body]);
}

/** A close frame. */
export function close(code, reason = "") {
  const body = Buffer.alloc(2 + Buffer.byteLength(reason));
  body.writeUInt16BE(code);
  body.write(reason, 2);
  return frame(CLOSE, body);
}

/** The frames of a client, out of its bytes as they come. */
export class FrameReader {
  #bytes = Buffer.alloc(0);

  /** Takes bytes, and gives the frames that are complete. */
  *push(bytes) {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (;;) {
      const got = this.#bytes;
      if (got.length < 2) return;
      const short = got[1] & 0x7f;
      const wide = short === 126 ? 2 : short === 127 ? 8 : 0;
      if (got.length < 2 + wide) return;
      const length =
        wide === 2 ? got.readUInt16BE(2) : wide === 8 ? Number(got.readBigUInt64BE(2)) : short;
      const masked = got[1] >= 0x80;
      const start = 2 + wide + (masked ? 4 : 0);
      if (got.length < start + length) return;
      const payload = Buffer.from(got.subarray(start, start + length));
      if (masked) for (let i = 0; i < length; i++) payload[i] ^= got[2 + wide + (i & 3)];
      this.#bytes = got.subarray(start + length);
      yield { fin: got[0] >= 0x80, rsv: (got[0] >> 4) & 7, opcode: got[0] & 15, masked, payload };
    }
  }
}

// A message that is larger than what may wait for the peer.

import { connect } from "witsocket";

import { equal, test } from "../suite.mjs";

test("a large message waits for what is before it, and is not refused", async (t) => {
  const socket = await connect((await t.server("ws", { maxMessage: 8 << 20 })).url, { limits: { maxMessage: 8 << 20 } }).catch(async (error) => {
    // A page cannot limit what comes.
    if (error.code !== "unsupported") throw error;
    return connect((await t.server("ws", { maxMessage: 8 << 20 })).url);
  });
  const sizes = [20_000, 2 << 20, 5, 3 << 20, 30_000];
  const sent = Promise.all(sizes.map((size, i) => socket.send(new Uint8Array(size).fill(i))));
  for (const [i, size] of sizes.entries()) {
    const message = await socket.receive();
    equal([message.length, message[0], message.at(-1)], [size, i, i]);
  }
  await sent;
  await socket.close();
});

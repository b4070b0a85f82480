// What the collector may take: a socket that nobody has and nobody listens to, and no other.
//
// usage: node --expose-gc collect.mjs PACKAGE BASE; prints what went wrong

import process from "node:process";

import { once, pause } from "./trace.mjs";

const [entry, base] = process.argv.slice(2);
const { WebSocket } = await import(entry);
const faults = [];
const expect = (what, holds) => void (holds || faults.push(what));

/** Collects until this holds, or for a while. What was looked at stays for the rest of a task. */
async function collect(holds) {
  for (let i = 0; i < 20; i++) {
    await pause(20);
    globalThis.gc();
    await pause(20);
    if (holds()) return true;
  }
  return false;
}

{
  // Open, without a listener: it is closed without a code, as the server tells.
  const gone = new WeakRef(new WebSocket(`${base}/quiet/collected`));
  await pause(200);
  expect("a socket that nobody has is not collected", await collect(() => gone.deref() === undefined));
}
{
  // With a listener it stays, and hears.
  let heard;
  const kept = new WeakRef(
    (() => {
      const socket = new WebSocket(`${base}/many/kept?3`);
      socket.addEventListener("close", ({ code }) => (heard = code));
      return socket;
    })(),
  );
  globalThis.gc();
  for (let i = 0; i < 50 && heard === undefined; i++) {
    globalThis.gc();
    await pause(10);
  }
  expect("a socket that somebody listens to was collected", heard === 1000);
  expect("a socket that is closed is not collected", await collect(() => kept.deref() === undefined));
}
{
  // A handler counts as a listener.
  let message;
  const socket = new WebSocket(`${base}/text/handler`);
  socket.onmessage = ({ data }) => (message = data);
  await once(socket, "close");
  expect("a handler does not hear", message === "hello");
}
for (const fault of faults) console.log(fault);
process.exit(faults.length === 0 ? 0 : 1);

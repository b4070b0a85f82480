// What the scripts for Node share.

import { createRequire } from "node:module";
import { join } from "node:path";

/** Loads an npm package from where the test runner has installed it. */
export const load = createRequire(join(process.env.WITSOCKET_NODE_DIR, "package.json"));

/** Compares strings, numbers or bytes, and prints what was seen, shortened. */
export function check(what, seen, expected) {
  const equal = Buffer.isBuffer(expected) ? Buffer.isBuffer(seen) && seen.equals(expected) : seen === expected;
  if (!equal) fail(`${what}: saw ${show(seen)}, expected ${show(expected)}`);
  console.log(`ok ${what}: ${show(seen).slice(0, 60)}`);
}

export function fail(why) {
  console.error(`FAILED ${why}`);
  process.exit(1);
}

/** Fails unless the promise is fulfilled in so many seconds. */
export async function within(seconds, promise) {
  const timer = setTimeout(() => fail(`nothing more came within ${seconds} seconds`), seconds * 1000);
  try {
    return await promise;
  } catch (error) {
    fail(error.stack);
  } finally {
    clearTimeout(timer);
  }
}

function show(value) {
  return (Buffer.isBuffer(value) ? `<${value.toString("hex")}>` : JSON.stringify(value) ?? "undefined").slice(0, 200);
}

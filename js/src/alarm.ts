/**
 * One timer of the runtime for all connections: each of its own would take more memory than all
 * else that an idle connection needs a timer for.
 *
 * @module
 */

import { now } from "./core.ts";

/** Who wants to be woken. */
export interface Sleeper {
  /** When; for the clock alone to change. */
  wakeAt: number;
  /** Where it stands in the clock; -1: nowhere. */
  bed: number;
  /** The time has come. */
  wake(): void;
}

/** Those who sleep, as a heap: the first is woken first. */
const beds: Sleeper[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
let timerAt = Infinity;

/** Has this one woken at this time of `now()`, in place of any before. */
export function wakeAt(sleeper: Sleeper, at: number): void {
  if (sleeper.bed < 0) sleeper.bed = beds.push(sleeper) - 1;
  const later = at > sleeper.wakeAt;
  sleeper.wakeAt = at;
  if (later) sink(sleeper);
  else rise(sleeper);
  if (at < timerAt) wind();
}

/** Lets this one sleep on. */
export function sleepOn(sleeper: Sleeper): void {
  const at = sleeper.bed;
  if (at < 0) return;
  sleeper.bed = -1;
  sleeper.wakeAt = Infinity;
  const last = beds.pop()!;
  if (last !== sleeper) {
    put(last, at);
    sink(last);
    rise(last);
  }
  // With nobody to wake, the process may end.
  if (beds.length === 0) {
    clearTimeout(timer);
    timerAt = Infinity;
  }
}

/** Wakes all whose time has come. */
function ring(): void {
  timerAt = Infinity;
  const time = now();
  const due: Sleeper[] = [];
  for (let first = beds[0]; first !== undefined && first.wakeAt <= time; first = beds[0]) {
    sleepOn(first);
    due.push(first);
  }
  due.reverse();
  try {
    while (due.length > 0) due.pop()!.wake();
  } finally {
    // A logger has thrown, who is the application's: the others have their time.
    for (const sleeper of due) wakeAt(sleeper, time);
    if (beds.length > 0 && beds[0]!.wakeAt < timerAt) wind();
  }
}

function wind(): void {
  clearTimeout(timer);
  timerAt = beds[0]!.wakeAt;
  // Longer ones than this would fire at once.
  timer = setTimeout(ring, Math.min(Math.max(Math.ceil(timerAt - now()), 0), 0x7fff_ffff));
}

function rise(sleeper: Sleeper): void {
  for (let at = sleeper.bed; at > 0;) {
    const above = beds[at = (at - 1) >>> 1]!;
    if (above.wakeAt <= sleeper.wakeAt) return;
    put(above, sleeper.bed);
    put(sleeper, at);
  }
}

function sink(sleeper: Sleeper): void {
  for (;;) {
    const left = 2 * sleeper.bed + 1;
    let first = beds[left];
    if (first === undefined) return;
    const right = beds[left + 1];
    if (right !== undefined && right.wakeAt < first.wakeAt) first = right;
    if (sleeper.wakeAt <= first.wakeAt) return;
    const at = first.bed;
    put(first, sleeper.bed);
    put(sleeper, at);
  }
}

function put(sleeper: Sleeper, at: number): void {
  beds[at] = sleeper;
  sleeper.bed = at;
}

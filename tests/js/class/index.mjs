// All cases of the browser's classes, in the order in which they run.

import { cases as closing } from "./closing.mjs";
import { cases as constructing } from "./arguments.mjs";
import { cases as events } from "./events.mjs";
import { cases as messages } from "./messages.mjs";
import { cases as opening } from "./opening.mjs";
import { cases as stream } from "./stream.mjs";
import { cases as violations } from "./violations.mjs";
import { trace } from "./trace.mjs";

// The constructor's cases come last: a browser waits longer and longer after
// connections that failed.
const groups = { events, opening, messages, closing, violations, stream, arguments: constructing };

/** Runs the cases whose name contains the filter, and tells their traces. */
export async function runAll(classes, base, who, filter, tell) {
  for (const [group, cases] of Object.entries(groups)) {
    for (const [name, run] of Object.entries(cases)) {
      const title = `${group}: ${name}`;
      if (!title.includes(filter)) continue;
      const id = `${who}-${group}-${Object.keys(cases).indexOf(name)}`;
      await tell({ title, id, lines: await trace(run, { ...classes, base, id }) });
    }
  }
}

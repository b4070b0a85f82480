/**
 * The page: what is on it, and who does what.
 *
 * @module
 */

import type { Role } from "../../src/types.ts";
import { get, seconds } from "./dom.ts";
import { inspect } from "./inspector.ts";
import { live } from "./live.ts";
import { Panel, type Wishes } from "./panel.ts";
import { Simulation } from "./simulation.ts";
import { Timeline } from "./timeline.ts";
import { TIMERS } from "./words.ts";

const inspector = get("inspector");
const timeline = new Timeline(get("timeline"), (unit, text) => inspect(inspector, unit, text));
/** What is being sent just now, for frames whose payload does not show it. */
let saying: string | undefined;

const simulation = await Simulation.load({
  sent(unit) {
    const text = unit.frame?.opcode === "text" || unit.frame?.opcode === "binary" ? saying : undefined;
    timeline.send(unit, unit.frame?.fin === true ? text : undefined, simulation.pipe(unit.from)!, simulation.conditions.unplugged);
  },
  noted(role, kind, text) {
    const { now } = simulation.clock;
    if (kind === "message") timeline.note(role, kind, `got “${text}”`, now);
    else if (kind === "timer") timeline.note(role, kind, TIMERS[text]?.[1] ?? text, now);
    else timeline.note(role, kind, text, now);
  },
});
const { clock, conditions } = simulation;

const NOT_CONNECTED = "connect first";
const wishes: Wishes = {
  send(role, text) {
    saying = text;
    const wrong = connected(role, (end) => end.send(text));
    saying = undefined;
    return wrong;
  },
  parts: (role, text) => connected(role, (end) => end.sendParts(text.split(/(?<=\s)/))),
  ping: (role) => connected(role, (end) => end.ping()),
  close: (role, code, reason) => connected(role, (end) => end.close(code, reason)),
  fault(role, bytes) {
    return connected(role, (end) => {
      if (end.state !== "open") return "connect first, and wait until it is open";
      simulation.inject(role, bytes);
      return undefined;
    });
  },
};

function connected(role: Role, call: (end: NonNullable<ReturnType<Simulation["end"]>>) => string | undefined): string | undefined {
  const end = simulation.end(role);
  return end === undefined ? NOT_CONNECTED : call(end);
}

const panels: Record<Role, Panel> = {
  client: new Panel(get("client"), "client", wishes, "hello, hello, hello"),
  server: new Panel(get("server"), "server", wishes, "hello yourself"),
};
inspect(inspector, undefined, undefined);
live(get("view-live"));
controls();
tabs();
requestAnimationFrame(frame);

function frame(time: number): void {
  clock.follow(time);
  timeline.move(clock.now);
  for (const role of ["client", "server"] as const) panels[role].show(simulation.end(role), clock.now);
  const shown = seconds(clock.now);
  const output = get<HTMLOutputElement>("clock");
  if (output.value !== shown) output.value = shown;
  requestAnimationFrame(frame);
}

function connect(): void {
  timeline.divide(simulation.compression ? "a new connection, which offers compression" : "a new connection");
  inspect(inspector, undefined, undefined);
  simulation.connect();
  get("connect").textContent = "Connect anew";
}

function controls(): void {
  const pause = get<HTMLButtonElement>("pause");
  const hold = (paused: boolean): void => {
    clock.paused = paused;
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? "Go on" : "Pause";
    document.body.classList.toggle("paused", paused);
  };
  const step = (): void => {
    hold(true);
    clock.step();
  };
  get("connect").addEventListener("click", connect);
  pause.addEventListener("click", () => hold(!clock.paused));
  get("step").addEventListener("click", step);
  get("bar").addEventListener("submit", (event) => event.preventDefault());
  get<HTMLSelectElement>("speed").addEventListener("change", (event) => {
    clock.speed = Number((event.target as HTMLSelectElement).value);
  });
  get<HTMLSelectElement>("cut").addEventListener("change", (event) => {
    conditions.cut = Number((event.target as HTMLSelectElement).value);
  });
  get<HTMLInputElement>("delay").addEventListener("input", (event) => {
    conditions.delay = Number((event.target as HTMLInputElement).value);
    get<HTMLOutputElement>("delay-shown").value = `${conditions.delay} ms`;
  });
  get<HTMLInputElement>("compression").addEventListener("change", (event) => {
    simulation.compression = (event.target as HTMLInputElement).checked;
    if (simulation.end("client") !== undefined) connect();
  });
  get<HTMLInputElement>("unplugged").addEventListener("change", (event) => {
    conditions.unplugged = (event.target as HTMLInputElement).checked;
  });
  document.addEventListener("keydown", (event) => {
    if ((event.target as HTMLElement).closest("input, textarea, select, button")) {
      if (!(event.target as HTMLElement).closest("#timeline") || event.key !== ".") return;
    }
    if (event.key === " ") hold(!clock.paused);
    else if (event.key === ".") step();
    else return;
    event.preventDefault();
  });
}

function tabs(): void {
  const names = ["both", "live"] as const;
  const choose = (chosen: (typeof names)[number]): void => {
    for (const name of names) {
      const tab = get(`tab-${name}`);
      tab.setAttribute("aria-selected", String(name === chosen));
      tab.tabIndex = name === chosen ? 0 : -1;
      get(`view-${name}`).hidden = name !== chosen;
    }
  };
  for (const [index, name] of names.entries()) {
    const tab = get(`tab-${name}`);
    tab.addEventListener("click", () => choose(name));
    tab.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      const other = names[1 - index]!;
      choose(other);
      get(`tab-${other}`).focus();
    });
  }
}

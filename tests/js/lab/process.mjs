// Processes of the lab. None outlives it.

import { spawn } from "node:child_process";

const running = new Set();

export class Process {
  output = "";
  status = undefined;
  #watchers = new Set();

  constructor(command, args, environment = {}, cwd = undefined) {
    this.command = `${command} ${args.join(" ")}`;
    this.child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(this.child);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        this.output += text;
        for (const watch of this.#watchers) watch();
      });
    }
    this.ended = new Promise((resolve) => {
      this.child.on("error", (error) => {
        this.output += String(error);
        resolve(this.#end(-1));
      });
      this.child.on("close", (code, signal) => resolve(this.#end(code ?? signal)));
    });
  }

  #end(status) {
    running.delete(this.child);
    this.status ??= status;
    for (const watch of this.#watchers) watch();
    return this.status;
  }

  /** Waits for something in the output that matches, and returns the match. */
  async prints(pattern, seconds = 60) {
    const match = () => (typeof pattern === "string" ? this.output.includes(pattern) : this.output.match(pattern));
    if (match()) return match();
    let watch;
    let timer;
    try {
      return await new Promise((resolve, reject) => {
        watch = () => {
          if (match()) resolve(match());
          else if (this.status !== undefined) reject(new Error(`${this.command} ended with ${this.status}:\n${this.output}`));
        };
        timer = setTimeout(
          () => reject(new Error(`${this.command} did not print ${pattern} within ${seconds} s, but:\n${this.output}`)),
          seconds * 1000,
        );
        this.#watchers.add(watch);
        watch();
      });
    } finally {
      clearTimeout(timer);
      this.#watchers.delete(watch);
    }
  }

  /** Asks it to end, insists after a while, and returns its status. */
  async stop(signal = "SIGTERM") {
    if (this.status !== undefined) return this.status;
    this.child.kill(signal);
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 3000);
    const status = await this.ended;
    clearTimeout(timer);
    return status;
  }
}

process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

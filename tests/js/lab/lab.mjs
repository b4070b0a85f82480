// The lab: starts what the cases talk to, and hears how they end. Runtimes reach it by HTTP, which
// all of them have.

import { mkdirSync, readFileSync } from "node:fs";
import http from "node:http";
import { join, normalize } from "node:path";

import { certify, clients, folder, kinds } from "./peers.mjs";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };

export class Lab {
  #peers = new Map();
  #shared = new Map();
  #runs = new Map();
  #paths = 0;
  #complaints = [];

  /** Starts it; `filter` is in the name of each case to run. */
  static async start(filter) {
    const lab = new Lab();
    lab.filter = filter;
    lab.authority = await certify("authority", ["localhost", "127.0.0.1"]);
    lab.server = http.createServer((request, response) => lab.#serve(request, response));
    await new Promise((resolve) => lab.server.listen(0, "127.0.0.1", resolve));
    lab.url = `http://127.0.0.1:${lab.server.address().port}`;
    return lab;
  }

  /** Expects a runtime to come: what it lacks, and the folder that it may get files from. */
  expect(runtime, lacks, files) {
    const run = { runtime, lacks, files, cases: [], results: new Map(), finished: undefined };
    run.end = new Promise((resolve) => (run.finished = resolve));
    this.#runs.set(runtime, run);
    return run;
  }

  /** Ends everything. Returns what peers complain of. */
  async stop() {
    for (const id of this.#peers.keys()) await this.#end(id);
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    return this.#complaints;
  }

  path() {
    return join(folder, `${++this.#paths}.sock`);
  }

  async #serve(request, response) {
    try {
      if (request.method === "GET") return this.#file(request, response);
      let body = "";
      for await (const part of request.setEncoding("utf8")) body += part;
      const what = request.url.slice(1);
      const answer = await this.#answers[what](JSON.parse(body));
      this.#json(response, 200, answer ?? {});
    } catch (error) {
      this.#json(response, 500, { error: String(error?.stack ?? error) });
    }
  }

  #json(response, status, value) {
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
  }

  /** For pages: `/RUNTIME/path` out of the runtime's folder. */
  #file(request, response) {
    const [, runtime, ...rest] = normalize(new URL(request.url, this.url).pathname).split("/");
    const path = join(this.#runs.get(runtime)?.files ?? "/nonexistent", ...rest);
    try {
      const content = readFileSync(path);
      const type = TYPES[path.slice(path.lastIndexOf("."))] ?? "application/octet-stream";
      response.writeHead(200, { "Content-Type": type }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  }

  #answers = {
    plan: ({ runtime }) => ({ lacks: this.#runs.get(runtime).lacks, filter: this.filter }),
    cases: ({ runtime, cases }) => void (this.#runs.get(runtime).cases = cases),
    result: ({ runtime, name, ...result }) => void this.#runs.get(runtime).results.set(name, result),
    end: ({ runtime }) => this.#runs.get(runtime).finished(),

    start: async ({ kind, options, shared }) => {
      if (!shared) return this.#start(kind, options);
      const key = `${kind} ${JSON.stringify(options)}`;
      if (!this.#shared.has(key)) this.#shared.set(key, this.#start(kind, options));
      return this.#shared.get(key);
    },
    stop: async ({ id }) => ({ status: await this.#end(id) }),
    output: ({ id }) => this.#peers.get(id)?.process?.output ?? this.#peers.get(id)?.said ?? "",
    prints: async ({ id, text }) => void (await this.#peers.get(id).process.prints(text, 20)),
    run: async ({ kind, args }) => {
      const process = clients[kind](args.map(String));
      const timer = setTimeout(() => process.stop("SIGKILL"), 60_000);
      const status = await process.ended;
      clearTimeout(timer);
      return { status, output: process.output };
    },
    certificates: () => {
      const [ca, cert, key] = ["client.pem", "server.pem", "server.key"].map((file) =>
        readFileSync(join(this.authority, file), "utf8"),
      );
      return { ca, cert, key, folder: this.authority };
    },
    path: () => ({ path: this.path() }),
  };

  async #start(kind, options) {
    const start = kinds[kind];
    if (start === undefined) throw new Error(`there is no peer "${kind}"`);
    const peer = await start(options, this);
    const id = `${kind} ${this.#peers.size}`;
    this.#peers.set(id, peer);
    const { process: _process, stop: _stop, ...told } = peer;
    return { id, ...told };
  }

  async #end(id) {
    const peer = this.#peers.get(id);
    if (peer === undefined) return undefined;
    if (peer.ended) return peer.ended;
    // They check what comes, and end at the first thing that may not be.
    const early = peer.process?.status !== undefined;
    peer.ended = peer.process ? peer.process.stop() : peer.stop();
    const status = await peer.ended;
    if (early || !(status === 0 || status === "SIGTERM")) {
      this.#complaints.push(`${id} ended with ${status}:\n${peer.process?.output}`);
    }
    return status;
  }
}

mkdirSync(folder, { recursive: true });

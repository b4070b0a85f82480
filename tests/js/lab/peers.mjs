// What the cases talk to: other people's servers, proxies and clients, and streams that misbehave.
// Each kind starts one thing, and returns `{ url, port, .. }` with `stop` and perhaps `process`.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { Process } from "./process.mjs";
import { streams } from "./streams.mjs";
import { tools } from "./tools.mjs";

const own = fileURLToPath(new URL("../peers/", import.meta.url));
export const folder = mkdtempSync(join(tmpdir(), "witsocket-js-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** The user and the password of proxies that want them. */
const LOGIN = ["user", "password"];

/** Makes an authority with a certificate for this machine; the folder with its files. */
export async function certify(name, identities, more = []) {
  const directory = join(folder, name);
  const made = new Process("mkdir", ["-p", directory]);
  await made.ended;
  const maker = new Process(tools.python, ["-m", "trustme", "-q", "-d", directory, ...more, "-i", ...identities]);
  if ((await maker.ended) !== 0) throw new Error(`no certificates: ${maker.output}`);
  return directory;
}

/** Kinds of peers, by name. */
export const kinds = {
  ...streams,

  /** tests/interop/peers/server.py: the Python library websockets. */
  python: ({ tls = false, maxMessage = 2 << 20 }, lab) =>
    listening(tools.python, [peer("server.py"), "--max-message", String(maxMessage), ...certificates(tls, lab)]),

  /** tests/interop/peers/server.mjs: the npm package ws. */
  ws: ({ maxMessage = 2 << 20 }) =>
    listening(tools.node20, [peer("server.mjs"), "--max-message", String(maxMessage)], { WITSOCKET_NODE_DIR: tools.npm }),

  /** tests/interop/peers/gate.py: what says something else before it lets a WebSocket in. */
  gate: ({ tls = false, args = [] }, lab) => listening(tools.python, [peer("gate.py"), ...certificates(tls, lab), ...args]),

  /** Deno's own server. */
  deno: () => listening(tools.deno, ["run", "--quiet", "--no-config", "--allow-net", join(own, "deno-server.mjs")]),

  /** Bun's own server. */
  bun: () => listening(tools.bun, [join(own, "bun-server.mjs")]),

  /** Our own server in workerd, which gets its connections by TCP. */
  async worker() {
    const port = await freePort();
    const file = join(folder, `worker-${port}.capnp`);
    const modules = [
      ["worker.mjs", "esModule", join(own, "worker-server.mjs")],
      ["witsocket", "esModule", join(tools.dist, "workerd.js")],
      ["witsocket.wasm", "wasm", join(tools.dist, "witsocket.wasm")],
    ].map(([name, kind, path]) => `(name = "${name}", ${kind} = embed "${relative(folder, path)}")`);
    writeFileSync(file, `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (modules = [${modules}], compatibilityDate = "2026-04-01", compatibilityFlags = ["experimental"]))],
  sockets = [(name = "tcp", address = "127.0.0.1:${port}", tcp = (), service = "main")],
);
`);
    const process = new Process(tools.workerd, ["serve", file, "--experimental", "--control-fd=1"]);
    await process.prints('"event":"listen"');
    return { url: `ws://127.0.0.1:${port}`, port, process };
  },

  /** An address that never answers: the queue of a socket that does not accept is full. */
  blackhole: () => listening(tools.python, [join(own, "blackhole.py")]),

  /** Tinyproxy: an HTTP proxy. */
  async tinyproxy({ login = false, ports }) {
    const port = await freePort();
    const file = join(folder, `tinyproxy-${port}.conf`);
    const lines = [`Port ${port}`, "Listen 127.0.0.1", "Allow 127.0.0.1", "MaxClients 20", "LogLevel Connect"];
    for (const to of ports) lines.push(`ConnectPort ${to}`);
    if (login) lines.push(`BasicAuth ${LOGIN.join(" ")}`);
    writeFileSync(file, lines.join("\n") + "\n");
    return proxy("http", port, login, new Process(tools.tinyproxy, ["-d", "-c", file]));
  },

  /** Microsocks: SOCKS5. */
  async microsocks({ login = false }) {
    const port = await freePort();
    const args = ["-i", "127.0.0.1", "-p", String(port), ...(login ? ["-u", LOGIN[0], "-P", LOGIN[1]] : [])];
    return proxy("socks5", port, login, new Process(tools.microsocks, args));
  },

  /** The Python program pproxy, as `http`, `socks4` or `socks5`, or `https` that is reached by TLS. */
  async pproxy({ scheme, login = false }, lab) {
    const port = await freePort();
    const listen = `${scheme === "https" ? "http+ssl" : scheme}://127.0.0.1:${port}${login ? `#${LOGIN.join(":")}` : ""}`;
    const args = ["-m", "pproxy", "-v", "--auth", "0", "-l", listen];
    if (scheme === "https") args.push("--ssl", ["server.pem", "server.key"].map((file) => join(lab.authority, file)).join(","));
    return proxy(scheme, port, login, new Process(tools.python, args));
  },
};

/** Clients that run to their end. */
export const clients = {
  /** tests/interop/peers/client.py: the Python library websockets. URL, case, arguments. */
  "client.py": (args) => new Process(tools.python, [peer("client.py"), ...args]),
  /** tests/interop/peers/client.mjs: the npm package ws. URL, case, arguments. */
  "client.mjs": (args) => new Process(tools.node20, [peer("client.mjs"), ...args], { WITSOCKET_NODE_DIR: tools.npm }),
  /** tests/interop/peers/logins.py: URL, digest | basic | replay, user, password. */
  "logins.py": (args) => new Process(tools.python, [peer("logins.py"), ...args]),
  /** The WebSocket class of undici. URL, subprotocols. */
  undici: (args) => new Process(tools.node20, [join(own, "standard-client.mjs"), ...args], { WITSOCKET_UNDICI: tools.npm }),
  /** The WebSocket class of Deno. URL, subprotocols. */
  deno: (args) => new Process(tools.deno, ["run", "--quiet", "--no-config", "-A", join(own, "standard-client.mjs"), ...args]),
  /** The WebSocket class of Bun. URL, subprotocols. */
  bun: (args) => new Process(tools.bun, [join(own, "standard-client.mjs"), ...args]),
  /** The WebSocket class of Node. URL, subprotocols. */
  node24: (args) => new Process(tools.node24, [join(own, "standard-client.mjs"), ...args]),
};

function peer(name) {
  return join(tools.peers, name);
}

function certificates(tls, lab) {
  return tls ? ["--tls", lab.authority] : [];
}

/** A process that prints where it listens. */
async function listening(command, args, environment) {
  const process = new Process(command, args, environment);
  const [, url] = await process.prints(/listening on (\S+)/);
  return { url, port: Number(url.match(/:(\d+)\/?$/)?.[1]), process };
}

async function proxy(scheme, port, login, process) {
  for (let n = 0; n < 500; n++) {
    if (await accepts(port)) {
      const url = `${scheme}://127.0.0.1:${port}`;
      return { url: login ? url.replace("://", `://${LOGIN.join(":")}@`) : url, port, process };
    }
    if (process.status !== undefined) break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await process.stop();
  throw new Error(`${process.command} does not listen:\n${process.output}`);
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}

/** A port at which nobody listens, for programs that cannot choose one. */
export function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

// The runtimes of the suite: what each lacks and why, and how it is started in its folder.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tools } from "./lab/tools.mjs";

const NO_DENO = "Deno alone has permissions";
const PAGE = "this is a page, which has the browser's own WebSocket and no sockets";

/** What all pages lack. */
const page = {
  permissions: NO_DENO,
  sockets: PAGE,
  transport: PAGE,
  unix: PAGE,
  listen: PAGE,
  ca: PAGE,
  "tls-in-tls": PAGE,
  environment: "a page has no environment",
  "node-http": "a page has no node:http",
  reset: "a page is not told of resets",
};

const NO_PAGE = "this is no page: WebSocket is ours";

/** What both ways to run workerd lack. */
const worker = {
  permissions: NO_DENO,
  page: NO_PAGE,
  unix: "workerd has no Unix sockets",
  listen: "workerd has no sockets that listen",
  ca: "a Worker cannot choose whom to trust: that is said in workerd's configuration",
  "tls-in-tls": "workerd starts TLS on plain sockets only",
  environment: "a Worker has bindings in place of an environment",
  "node-http": "a Worker has no node:http server with upgrades",
  reset: "workerd tells of a reset as of an end",
  why: "workerd says the same of whatever went wrong",
  addresses: "workerd does not tell the address of this end",
  unverified: "workerd says why TLS failed in its log only",
};

const program = { permissions: NO_DENO, page: NO_PAGE, "own-authorities": "programs are told whom to trust by the option `tls`" };

function except(name, { [name]: _, ...rest }) {
  return rest;
}

/** Each with its entry of package.json's `exports` for the transports alone, and how it runs. */
export const runtimes = {
  node20: { platform: "node", lacks: program, start: (run) => run(tools.node20, ["process.mjs"]) },
  node24: { platform: "node", lacks: program, start: (run) => run(tools.node24, ["process.mjs"]) },
  deno: {
    platform: "deno",
    lacks: {
      ...except("permissions", program),
      "tls-end": "Deno keeps the socket of a TLS handshake that was given up, until the peer ends it",
    },
    start: (run) => run(tools.deno, ["run", "--quiet", "--allow-all", "--node-modules-dir=manual", "process.mjs"]),
  },
  bun: { platform: "bun", lacks: program, start: (run) => run(tools.bun, ["run", "process.mjs"]) },
  workerd: {
    platform: "workerd",
    lacks: worker,
    start(run, { folder, lab, name }) {
      writeFileSync(join(folder, "config.capnp"), capnp(folder, lab.authority));
      return visit(run(tools.workerd, ["serve", "config.capnp", "--verbose", "--control-fd=1"]), lab, name);
    },
  },
  miniflare: {
    platform: "workerd",
    lacks: worker,
    start(run, { folder, lab, name }) {
      const server = run(tools.node20, ["miniflare.mjs", tools.npm], { NODE_EXTRA_CA_CERTS: join(lab.authority, "client.pem") });
      return visit(server, lab, name);
    },
  },
  chromium: {
    platform: "browser",
    lacks: page,
    start: (run, { folder, url }) => run(tools.chromium, [...CHROMIUM, `--user-data-dir=${join(folder, "profile")}`, url]),
  },
  firefox: {
    platform: "browser",
    lacks: {
      ...page,
      tls: "Firefox trusts the authorities of its profile only",
      "end-behind-close": "to Firefox it is a broken connection if the stream ends right behind a close frame",
      "instant-end": "Firefox does not tell a page of a connection that ends as soon as it opens",
    },
    start(run, { folder, url }) {
      const profile = join(folder, "profile");
      mkdirSync(profile, { recursive: true });
      writeFileSync(join(profile, "user.js"), FIREFOX.map((pref) => `user_pref(${pref});\n`).join(""));
      return run(tools.firefox, ["--headless", "--no-remote", "--profile", profile, url]);
    },
  },
};

/** Opens the Worker once it listens: it runs the cases before it answers. */
function visit(server, lab, name) {
  const address = server.prints(/listening on http:\/\/127\.0\.0\.1:(\d+)|"port":(\d+)/);
  address
    .then(([, one, other]) => fetch(`http://127.0.0.1:${one ?? other}/?lab=${lab.url}&runtime=${name}`))
    .then(async (response) => (server.output += await response.text()))
    .catch((error) => (server.output += String(error)));
  return server;
}

/** The configuration of workerd, with each file of the folder as a module, as it is. */
function capnp(folder, authority) {
  const modules = files(folder).map((path) => {
    const kind = path.endsWith(".wasm") ? "wasm" : "esModule";
    const name = path.replace("node_modules/witsocket/workerd.js", "witsocket").replace("node_modules/witsocket/", "");
    return `(name = "${name}", ${kind} = embed "${path}")`;
  });
  // A name without a path is looked for in the folder of the module that says it.
  modules.push(`(name = "cases/witsocket", esModule = "export * from \\"../witsocket\\";")`);
  const ca = JSON.stringify(readFileSync(join(authority, "client.pem"), "utf8"));
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (modules = [${modules.join(",\n      ")}], compatibilityDate = "2026-04-01", globalOutbound = "net")),
    (name = "net", network = (allow = ["private", "local", "public"], tlsOptions = (trustBrowserCas = false, trustedCertificates = [${ca}]))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;
}

/** What a Worker consists of; its entry first. */
function files(folder) {
  const cases = readdirSync(join(folder, "cases")).map((name) => `cases/${name}`);
  const dist = readdirSync(join(folder, "node_modules/witsocket")).filter((name) => /^workerd.*\.js$|\.wasm$/.test(name));
  return ["worker.mjs", "suite.mjs", "platform.mjs", ...cases, ...dist.map((name) => `node_modules/witsocket/${name}`)];
}

const CHROMIUM = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--ignore-certificate-errors",
];

const FIREFOX = [
  '"browser.shell.checkDefaultBrowser", false',
  '"browser.aboutwelcome.enabled", false',
  '"datareporting.policy.dataSubmissionEnabled", false',
  '"app.update.enabled", false',
  '"extensions.update.enabled", false',
  '"network.captive-portal-service.enabled", false',
  '"network.connectivity-service.enabled", false',
  '"network.websocket.delay-failed-reconnects", false',
];

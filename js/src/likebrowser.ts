/**
 * How the classes of browsers connect, where that is not as `connect()` does.
 *
 * @module
 */

import type { ConnectOptions } from "./connect.ts";

/**
 * Options with a browser's defaults: redirects are errors, messages may be large and take long, and
 * no send is refused.
 *
 * The core reads them when it is there, which a constructor cannot wait for: the types are looked
 * at here, as those of a dictionary are on the web.
 *
 * @throws {TypeError} for a wrong type
 */
export function likeBrowser<T extends Pick<ConnectOptions, "maxRedirects" | "limits" | "timeouts">>(options: T): T {
  checkTypes(options);
  return {
    ...options,
    maxRedirects: options.maxRedirects ?? 0,
    limits: { ...LIMITS, ...options.limits },
    timeouts: { message: null, ...options.timeouts },
  };
}

const LIMITS = { maxMessage: 100 << 20, maxFragments: 1 << 20, maxBuffered: 0x7fff_ffff } as const;

/**
 * What is there must be of one of the types by its name, or of these. `connect()` and servers look at
 * `tls` so, which the core does not see.
 *
 * @throws {TypeError} for a wrong type
 */
export function checkTypes(options: object, each?: string): void {
  for (const [name, value] of Object.entries(options)) {
    // Names that nobody knows are ignored, and `null` is the core's to judge.
    const types = each ?? TYPES[name];
    if (value === undefined || value === null || types === undefined) continue;
    if (!types.includes(typeof value)) throw new TypeError(`${name}: ${types} expected`);
    if (typeof value !== "object") continue;
    if (INNER[name] !== undefined) checkTypes(value, INNER[name]);
    else if (name === "sensitive" || name === "alpn") checkTypes([...value], STRING);
    else if (name === "offers") [...value].forEach((offer) => checkTypes(offer));
    else if (NESTED.includes(name)) checkTypes(value);
  }
}

const NUMBER = "number";
const STRING = "string";
const BOOLEAN = "boolean";
const OBJECT = "object";
const FUNCTION = "function";

/** `typeof` of the options, and of those in `NESTED`, as far as that tells. */
const TYPES: Readonly<Record<string, string | undefined>> = {
  maxRedirects: NUMBER,
  maxFragment: NUMBER,
  origin: STRING,
  schemes: STRING,
  product: STRING,
  gate: BOOLEAN,
  trace: BOOLEAN,
  autoPong: BOOLEAN,
  headers: OBJECT,
  sensitive: OBJECT,
  credentials: OBJECT,
  limits: OBJECT,
  timeouts: OBJECT,
  to: OBJECT,
  tls: OBJECT,
  alpn: OBJECT,
  logger: OBJECT,
  onRequest: FUNCTION,
  onFailure: FUNCTION,
  proxy: `${STRING} or ${OBJECT}`,
  deflate: `${BOOLEAN} or ${OBJECT}`,
  reconnect: `${BOOLEAN} or ${OBJECT}`,
  host: STRING,
  port: NUMBER,
  path: STRING,
  insecure: BOOLEAN,
  serverName: STRING,
  passphrase: STRING,
  offers: OBJECT,
  terms: OBJECT,
  level: NUMBER,
  memLevel: NUMBER,
  threshold: NUMBER,
  strategy: STRING,
  requireClientMaxWindowBits: BOOLEAN,
  serverNoContextTakeover: BOOLEAN,
  clientNoContextTakeover: BOOLEAN,
  serverMaxWindowBits: NUMBER,
  clientMaxWindowBits: `${NUMBER} or ${BOOLEAN}`,
};

/** Options that have options. */
const NESTED: readonly string[] = ["to", "tls", "deflate", "terms"];

/** Options of which all that is in them is of one type. */
const INNER: Readonly<Record<string, string | undefined>> = {
  limits: NUMBER,
  timeouts: NUMBER,
  reconnect: NUMBER,
  credentials: STRING,
};

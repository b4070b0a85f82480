/**
 * Obeys a dial of the core: sockets, TLS, look-up and permits are here, and nothing that decides.
 *
 * @module
 */

import { platform } from "#platform";

import type { ConnectOptions } from "./connect.ts";
import type {
  Action,
  DialFailure,
  DialStep,
  GlueConnection,
  GlueDial,
  GlueDialOptions,
  Happening,
} from "./boundary.ts";
import { instance, type Instance, now, type Resident, seed, Settings } from "./core.ts";
import { Driver } from "./driver.ts";
import { type MisuseCode, SocketError, unsupported } from "./errors.ts";
import { Permit } from "./gate.ts";
import { logTrace, newId, numbered } from "./log.ts";
import { asciiUrl, headerList } from "./options.ts";
import type { Owner } from "./owner.ts";
import { type Sink, type Transport, TransportFailure } from "./platform.ts";
import type { ClientRequest } from "./types.ts";
import { read, write } from "./values.ts";

/** A dial that succeeded has a driver, whose owner must be known at once. */
export type Opened = (driver: Driver) => Owner;

/** How to dial, besides the caller's options. */
export interface Circumstances {
  /** To be used in place of what would be connected. */
  readonly given?: Transport | undefined;
  /** How long the connection was open that this one replaces. */
  readonly held?: number | undefined;
}

/**
 * Opens a connection. The driver is started with the owner that `opened` gives.
 *
 * @throws as `connect()`
 */
export async function dial(
  url: string | URL,
  options: ConnectOptions,
  opened: Opened,
  circumstances: Circumstances = {},
): Promise<Driver> {
  options.signal?.throwIfAborted();
  const here = await instance();
  const { logger } = options;
  const id = newId();
  const target = asciiUrl(url);
  // Here, as what it throws is no failure of the core.
  const plan = dialOptions(here, options, circumstances);
  const trace = logger?.trace !== undefined || logger?.debug !== undefined;
  const settings = new Settings({ trace, ...options }).of(here);
  let started: GlueDial;
  let given: Parameters<typeof here.glue.Dial.start>[0] | undefined;
  try {
    given = write(here, { ...plan, target, seed: seed() });
    started = here.glue.Dial.start(given, settings, now());
  } catch (thrown) {
    // What a getter of it throws is no failure of the core.
    throw given === undefined ? thrown : refusal(here, target, thrown);
  } finally {
    settings.free();
  }
  return await new Promise((resolve, reject) => {
    options.signal?.throwIfAborted();
    const numberedOptions = logger === undefined ? options : { ...options, logger: numbered(logger, id) };
    new Dialling(here, started, numberedOptions, circumstances, (result) => {
      if (!("connection" in result)) return reject(result.error);
      const driver = new Driver(here, result.connection, result.transport, logger, id);
      resolve(driver);
      driver.start(opened(driver));
    });
  });
}

function dialOptions(here: Instance, options: ConnectOptions, { given, held }: Circumstances): Omit<GlueDialOptions, "target"> {
  const { reconnect, proxy, onRequest } = options;
  const shared = {
    origin: options.origin,
    headers: headerList(options.headers),
    sensitive: options.sensitive,
    credentials: options.credentials,
    schemes: options.schemes,
    serverName: options.tls?.serverName,
    review: onRequest !== undefined,
  };
  // Over what is there already there is one attempt, to where it goes.
  if (given !== undefined) return { ...shared, route: { path: "" }, maxRedirects: 0, gate: false };
  return {
    ...shared,
    proxy: proxy === null || proxy === undefined ? undefined : String(proxy),
    environment: proxy === undefined ? environment(here) : undefined,
    route: options.to,
    maxRedirects: options.maxRedirects,
    reconnect: reconnect === true ? {} : reconnect || undefined,
    gate: options.gate,
    held,
    byName: platform.resolve === undefined,
  };
}

function environment(here: Instance): [string, string][] {
  const variable = (name: string): [string, string][] => {
    const value = platform.environment?.(name);
    return value === undefined ? [] : [[name, value]];
  };
  return platform.environment === undefined ? [] : read<string[]>(here, here.glue.proxyVariables()).flatMap(variable);
}

/** Why a dial could not begin. */
function refusal(here: Instance, url: string, thrown: unknown): unknown {
  if (!Array.isArray(thrown)) return here.poison(thrown);
  const [kind, code, message] = thrown as string[];
  if (thrown.length === 2) return new TypeError(`${kind}: ${code}`);
  if (kind === "misuse") return new SocketError(code as MisuseCode, message!);
  return new DOMException(kind === "proxy" ? `proxy: ${message}` : `${JSON.stringify(url)}: ${message}`, "SyntaxError");
}

/** What came of a dial. */
type Result =
  | { readonly connection: GlueConnection; readonly transport: Transport }
  | { readonly error: unknown };

/** A connection that is being made. */
class Dialling implements Sink, Resident {
  readonly #instance: Instance;
  readonly #dial: GlueDial;
  readonly #options: ConnectOptions;
  readonly #done: (result: Result) => void;
  #given: Transport | undefined;
  readonly #permits = new Map<number, Permit>();
  /** Transports that are being connected or secured. */
  readonly #begun = new Map<number, AbortController>();
  /** Those that are there: one, but for an instant. */
  readonly #transports = new Map<number, Transport>();
  /** Why a transport failed last, as the runtime says it. */
  #cause: unknown;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;
  readonly #abort = (): void => this.#end({ error: this.#options.signal!.reason });

  constructor(
    here: Instance,
    dial: GlueDial,
    options: ConnectOptions,
    { given }: Circumstances,
    done: (result: Result) => void,
  ) {
    this.#instance = here;
    this.#dial = dial;
    this.#options = options;
    this.#given = given;
    this.#done = done;
    here.residents.add(this);
    options.signal?.addEventListener("abort", this.#abort);
    this.#tell({ type: "nothing" });
  }

  data(chunk: Uint8Array): void {
    this.#tell({ type: "received", data: chunk });
  }

  eof(): void {
    this.#tell({ type: "eof" });
  }

  failed(error: unknown): void {
    const [number] = this.#transports.keys();
    if (number !== undefined) this.#lose(number, error);
  }

  drained(): void {
    // What is written here is little.
  }

  evicted(error: SocketError): void {
    this.#end({ error });
  }

  #tell(happening: Happening): void {
    if (this.#over) return;
    let step: DialStep;
    try {
      const here = this.#instance;
      step = read(here, this.#dial.handle(write(here, happening), now()));
    } catch (thrown) {
      const error = Array.isArray(thrown)
        ? new SocketError(thrown[0] as MisuseCode, thrown[1] as string)
        : this.#instance.poison(thrown);
      this.#end({ error });
      return;
    }
    clearTimeout(this.#timer);
    if (step.timeout !== undefined) {
      const wait = Math.ceil(step.timeout - now());
      this.#timer = setTimeout(() => this.#tell({ type: "timeout" }), Math.min(Math.max(wait, 0), 0x7fff_ffff));
    }
    for (const action of step.actions) {
      if (!this.#over) this.#carryOut(action);
    }
    // A step that followed from an action said later what to do.
    if (this.#over) return;
    for (const transport of this.#transports.values()) {
      if (step.wantsRead) transport.resume();
    }
  }

  #carryOut(action: Action): void {
    switch (action.type) {
      case "acquire": {
        const { number, key, limit } = action;
        this.#permits.set(number, new Permit(key, limit, () => this.#tell({ type: "acquired", number })));
        break;
      }
      case "release":
        this.#permits.get(action.number)?.release();
        this.#permits.delete(action.number);
        break;
      case "resolve":
        void this.#resolve(action.host, action.port);
        break;
      case "connect":
        void this.#connect(action.number, action.endpoint);
        break;
      case "disconnect":
        this.#begun.get(action.number)?.abort();
        this.#begun.delete(action.number);
        this.#transports.get(action.number)?.close();
        this.#transports.delete(action.number);
        break;
      case "secure":
        void this.#secure(action.serverName, action.received);
        break;
      case "transmit":
        for (const transport of this.#transports.values()) transport.write(action.data);
        break;
      case "request":
        this.#review(action.request);
        break;
      case "trace":
        if (this.#options.logger !== undefined) logTrace(this.#options.logger, action.trace);
        break;
      case "open": {
        const [transport] = this.#transports.values();
        this.#transports.clear();
        this.#end({ connection: this.#dial.opened(), transport: transport! });
        break;
      }
      case "failed":
        this.#fail(action.failure, action.retry);
        break;
    }
  }

  async #resolve(host: string, port: number): Promise<void> {
    const task = new AbortController();
    try {
      const addresses = await platform.resolve!(host, task.signal);
      this.#tell({ type: "resolved", port, addresses });
    } catch (error) {
      this.#cause = reason(error);
      this.#tell({ type: "unresolved", error: error instanceof TransportFailure ? error.kind : "not-found" });
    }
  }

  async #connect(number: number, endpoint: Parameters<NonNullable<typeof platform.connect>>[0]): Promise<void> {
    const given = this.#given;
    this.#given = undefined;
    const task = new AbortController();
    this.#begun.set(number, task);
    try {
      if (given === undefined && platform.connect === undefined) {
        throw unsupported(`${platform.name} has no sockets`, "use over() with a stream");
      }
      // TLS may follow, and some runtimes must know that when they connect.
      const transport = given ?? await platform.connect!(endpoint, { signal: task.signal, tls: this.#options.tls ?? {} });
      if (given !== undefined) await undefined;
      if (!this.#take(number, task, transport)) return;
      this.#tell({ type: "connected", number });
      this.#listen(number);
    } catch (error) {
      if (this.#begun.delete(number)) this.#lose(number, error);
    }
  }

  async #secure(serverName: string, received: Uint8Array): Promise<void> {
    const [found] = this.#transports;
    if (found === undefined) return;
    const [number, below] = found;
    this.#transports.delete(number);
    const task = new AbortController();
    this.#begun.set(number, task);
    try {
      if (platform.secure === undefined) {
        throw unsupported(`${platform.name} has no TLS of its own`, "use a stream that has TLS already, and a ws: URL");
      }
      const tls = this.#options.tls ?? {};
      const transport = await platform.secure(below, { serverName, tls, received, signal: task.signal });
      if (!this.#take(number, task, transport)) return;
      this.#tell({ type: "secured" });
      this.#listen(number);
    } catch (error) {
      if (this.#begun.delete(number)) this.#lose(number, error, "tls");
    }
  }

  /** Takes what came, unless it is not wanted any more. */
  #take(number: number, task: AbortController, transport: Transport): boolean {
    if (this.#over || this.#begun.get(number) !== task) {
      transport.close();
      return false;
    }
    this.#begun.delete(number);
    this.#transports.set(number, transport);
    return true;
  }

  /** Reads from a transport, if it was not secured at once, or handed over. */
  #listen(number: number): void {
    if (!this.#over) this.#transports.get(number)?.start(this);
  }

  #lose(number: number, error: unknown, otherwise: "other" | "tls" = "other"): void {
    this.#cause = reason(error);
    if (error instanceof SocketError) return this.#end({ error });
    this.#transports.get(number)?.close();
    this.#transports.delete(number);
    this.#tell({ type: "failed", number, error: error instanceof TransportFailure ? error.kind : otherwise });
  }

  #review(request: ClientRequest): void {
    try {
      const headers = this.#options.onRequest!(request);
      this.#tell({ type: "request", request: headers ? { ...request, headers: headerList(headers) } : request });
    } catch (error) {
      this.#end({ error });
    }
  }

  #fail(failure: DialFailure, retry: number | undefined): void {
    const { kind, message, ...details } = failure;
    const cause = this.#cause;
    this.#cause = undefined;
    const text = cause instanceof Error && kind === "transport" ? `${message} (${cause.message})` : message;
    const error = new SocketError(kind, text, { ...details, cause });
    let verdict: "retry" | "give-up" | void;
    try {
      verdict = this.#options.onFailure?.(error, retry);
    } catch (thrown) {
      return this.#end({ error: thrown });
    }
    if (verdict === "give-up" || (retry === undefined && verdict !== "retry")) return this.#end({ error });
    if (retry === undefined) this.#tell({ type: "retry" });
    else this.#options.logger?.info?.(`connecting again in ${(retry / 1000).toFixed(1)} s: ${text}`);
  }

  /** Lets go of all that is left. */
  #end(result: Result): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#options.signal?.removeEventListener("abort", this.#abort);
    for (const task of this.#begun.values()) task.abort();
    for (const transport of this.#transports.values()) transport.close();
    for (const permit of this.#permits.values()) permit.release();
    this.#given?.close();
    this.#instance.residents.delete(this);
    // The core's part may be at work on what brought us here.
    if (this.#instance.trapped === undefined) queueMicrotask(() => this.#dial.free());
    this.#done(result);
  }
}

function reason(error: unknown): unknown {
  return error instanceof TransportFailure ? error.cause : error;
}

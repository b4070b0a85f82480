/**
 * Which handler has which path.
 *
 * @module
 */

import { SocketError } from "./errors.ts";
import type { Decision, Policy, Reply } from "./policy.ts";
import type { Socket } from "./socket.ts";
import type { Request } from "./types.ts";

/** What a route left open, without its percent-encoding. */
export type Parameters = Readonly<Record<string, string>>;

/** What is done with a connection of a route; see `serve()`. */
export type RouteHandler = (socket: Socket, parameters: Parameters, request: Request) => unknown;

/** What a request is answered with that opens no connection. */
export type RouteAnswer = (request: Request, parameters: Parameters) => Reply | Promise<Reply>;

/**
 * Gives connections to handlers by the path of their request.
 *
 * A path is fixed, as `/chat`, or has parameters, as `/rooms/{room}`, of which the last may take
 * the rest with its slashes, as `/files/{*path}`. What is fixed goes before what is not. A path
 * that no route has is answered with 404.
 *
 * ```ts
 * const router = new Router()
 *   .route("/rooms/{room}", (socket, { room }) => socket.send(`welcome to ${room}`))
 *   .answer("/health", () => ({ status: 200, body: "fine\n" }));
 * const server = await serve(router, { port: 8765 });
 * ```
 */
export class Router {
  readonly #root = new Branch();

  /**
   * Has connections to this path handled so.
   *
   * @throws {TypeError} if the path is none, or another route has it
   */
  route(path: string, handle: RouteHandler): this {
    return this.#insert(path, { handle });
  }

  /**
   * Answers requests for this path so, whether they would open a connection or not: health
   * checks, pages.
   *
   * @throws {TypeError} if the path is none, or another route has it
   */
  answer(path: string, answer: RouteAnswer): this {
    return this.#insert(path, { answer });
  }

  /** @ignore The route for a request. */
  find(request: Request): Found | undefined {
    const [path = ""] = request.target.split("?", 1);
    return path.startsWith("/") ? this.#root.find(path.slice(1).split("/"), 0, []) : undefined;
  }

  #insert(path: string, action: Action): this {
    if (typeof path !== "string" || !path.startsWith("/")) throw new TypeError("a route begins with a slash");
    const names: string[] = [];
    let branch = this.#root;
    for (const part of path.slice(1).split("/")) {
      if (branch.isRest) throw new TypeError(`only the last parameter takes the rest: ${path}`);
      const [, star, name] = /^\{(\*?)([^{}*]+)\}$/.exec(part) ?? [];
      if (name === undefined) {
        if (/[{}]/.test(part)) throw new TypeError(`a parameter is a whole part of a path: ${path}`);
        branch = branch.fixed(part);
      } else {
        if (names.includes(name)) throw new TypeError(`a parameter stands there twice: ${path}`);
        names.push(name);
        branch = star === "" ? branch.open ??= new Branch() : branch.rest ??= new Branch(true);
      }
    }
    if (branch.leaf !== undefined) throw new TypeError(`another route has this path: ${path}`);
    branch.leaf = { action, names };
    return this;
  }
}

/** What a route is for. */
export type Action = { readonly handle: RouteHandler } | { readonly answer: RouteAnswer };

/** The route of a path, and what it left open. */
export interface Found {
  readonly action: Action;
  readonly parameters: Parameters;
}

/** What can follow the beginning of a path. */
class Branch {
  /** Takes all that is left. */
  readonly isRest: boolean;
  open: Branch | undefined;
  rest: Branch | undefined;
  leaf: { readonly action: Action; readonly names: readonly string[] } | undefined;
  readonly #fixed = new Map<string, Branch>();

  constructor(isRest = false) {
    this.isRest = isRest;
  }

  fixed(part: string): Branch {
    let branch = this.#fixed.get(part);
    if (branch === undefined) this.#fixed.set(part, branch = new Branch());
    return branch;
  }

  /** Looks at no branch twice, since each knows how many parts are before it. */
  find(parts: readonly string[], at: number, values: readonly string[]): Found | undefined {
    const part = parts[at];
    if (part === undefined) return this.#found(values);
    const fixed = this.#fixed.get(part)?.find(parts, at + 1, values);
    if (fixed !== undefined) return fixed;
    const open = part === "" ? undefined : this.open?.find(parts, at + 1, [...values, part]);
    if (open !== undefined || this.rest === undefined) return open;
    const rest = parts.slice(at).join("/");
    return rest === "" ? undefined : this.rest.#found([...values, rest]);
  }

  #found(values: readonly string[]): Found | undefined {
    if (this.leaf === undefined) return undefined;
    // Names are the application's, and `__proto__` is as good as any.
    const parameters: Record<string, string> = Object.create(null);
    this.leaf.names.forEach((name, i) => parameters[name] = decoded(values[i]!));
    return { action: this.leaf.action, parameters };
  }
}

/** What a server does with a connection that a router has a route for. */
export function handlerOf(router: Router): (socket: Socket, request: Request) => unknown {
  return (socket, request) => {
    const found = router.find(request);
    if (found !== undefined && "handle" in found.action) {
      return found.action.handle(socket, found.parameters, request);
    }
    throw new SocketError("closed", "no route has this path any more");
  };
}

/** What a server with a router says to requests: what the application rejects does not get that far. */
export function policyOf(router: Router, policy: Policy): Policy {
  return {
    ...policy,
    async onRequest(request, offer): Promise<Decision> {
      const decision = await policy.onRequest?.(request, offer);
      if (decision && "reject" in decision) return decision;
      const found = router.find(request);
      if (found === undefined) return { reject: { status: 404, body: "Not Found\n" } };
      const { action, parameters } = found;
      return "answer" in action ? { reject: await action.answer(request, parameters) } : decision;
    },
  };
}

/** What is not properly encoded stays as far as that goes: no path is an error. */
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    const bytes = run.slice(1).split("%").map((byte) => Number.parseInt(byte, 16));
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes));
  });
}

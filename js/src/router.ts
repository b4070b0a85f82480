import type { Socket } from "./socket.js";
import type { Request, Response } from "./types.js";

/** What a route left open, without its percent-encoding. */
export type Parameters = Readonly<Record<string, string>>;

/** What is done with a connection of a route; see `serve`. */
export type RouteHandler = (socket: Socket, parameters: Parameters, request: Request) => unknown;

/** What a request is answered with that opens no connection. */
export type RouteAnswer = (
  request: Request,
  parameters: Parameters,
) => Response | Promise<Response>;

/**
 * Gives connections to handlers by the path of their request.
 *
 * A path is fixed, as `/chat`, or has parameters, as `/rooms/{room}`, of which the last may take
 * the rest with its slashes, as `/files/{*path}`. What is fixed goes before what is not. A path
 * that no route has is answered with 404.
 *
 * ```js
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
   * @throws {TypeError} The path is none, or another route has the same.
   */
  route(path: string, handle: RouteHandler): this {
    return this.#insert(path, { handle });
  }

  /**
   * Answers requests for this path so, whether they would open a connection or not: health
   * checks, pages.
   *
   * @throws {TypeError} The path is none, or another route has the same.
   */
  answer(path: string, answer: RouteAnswer): this {
    return this.#insert(path, { answer });
  }

  /** The route of a path, which still has its percent-encoding and no query. */
  find(path: string): Found | undefined {
    if (!path.startsWith("/")) return undefined;
    const parts = path.slice(1).split("/");
    return this.#root.find(parts, 0);
  }

  #insert(path: string, action: Action): this {
    if (typeof path !== "string" || !path.startsWith("/")) {
      throw new TypeError(`a route begins with a slash: ${path}`);
    }
    const names: string[] = [];
    let branch = this.#root;
    const parts = path.slice(1).split("/");
    for (const [index, part] of parts.entries()) {
      const parameter = /^\{(\*?)([^{}*]+)\}$/.exec(part);
      if (!parameter) {
        if (/[{}]/.test(part)) throw new TypeError(`a parameter is a whole part of a path: ${path}`);
        branch = branch.fixedOf(part);
        continue;
      }
      const [, star, name] = parameter;
      if (names.includes(name!)) throw new TypeError(`a parameter stands there twice: ${path}`);
      names.push(name!);
      if (star && index < parts.length - 1) {
        throw new TypeError(`only the last parameter takes the rest: ${path}`);
      }
      branch = star ? (branch.rest ??= new Branch()) : (branch.open ??= new Branch());
    }
    if (branch.leaf) throw new TypeError(`another route has this path: ${path}`);
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

interface Leaf {
  readonly action: Action;
  readonly names: readonly string[];
}

/** What can follow a beginning of a path. */
class Branch {
  fixed: Map<string, Branch> | undefined;
  open: Branch | undefined;
  rest: Branch | undefined;
  leaf: Leaf | undefined;

  fixedOf(part: string): Branch {
    this.fixed ??= new Map();
    let branch = this.fixed.get(part);
    if (!branch) this.fixed.set(part, (branch = new Branch()));
    return branch;
  }

  /**
   * Looks at each branch once at most, since a branch knows how many parts are before it. Open
   * parts are not empty.
   */
  find(parts: readonly string[], depth: number, values: readonly string[] = []): Found | undefined {
    const part = parts[depth];
    if (part === undefined) return this.leaf && found(this.leaf, values);
    const fixed = this.fixed?.get(part)?.find(parts, depth + 1, values);
    if (fixed) return fixed;
    const open = part ? this.open?.find(parts, depth + 1, [...values, part]) : undefined;
    if (open) return open;
    const rest = this.rest ? parts.slice(depth).join("/") : "";
    return rest && this.rest?.leaf ? found(this.rest.leaf, [...values, rest]) : undefined;
  }
}

function found({ action, names }: Leaf, values: readonly string[]): Found {
  // Names are the application's, and `__proto__` is as good as any.
  const parameters: Record<string, string> = Object.create(null);
  for (const [index, name] of names.entries()) parameters[name] = decoded(values[index]!);
  return { action, parameters };
}

/** What is no proper encoding stays, so that no path is an error. */
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    const bytes = run.slice(1).split("%").map((byte) => Number.parseInt(byte, 16));
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes));
  });
}

import type { Socket } from "./socket.js";

/**
 * Who wants to hear of what: the topics of a server, and the connections that subscribed to each.
 *
 * A topic is there as long as it has a subscriber.
 */
export class Topics {
  readonly #subscribers = new Map<string, Set<Socket>>();
  /** The topics of each connection that has any. */
  readonly #topics = new Map<Socket, Set<string>>();

  /** Adds a subscriber, and says whether it is a new one. */
  subscribe(topic: string, socket: Socket): boolean {
    let topics = this.#topics.get(socket);
    if (topics?.has(topic)) return false;
    if (!topics) this.#topics.set(socket, (topics = new Set()));
    topics.add(topic);
    let subscribers = this.#subscribers.get(topic);
    if (!subscribers) this.#subscribers.set(topic, (subscribers = new Set()));
    subscribers.add(socket);
    return true;
  }

  /** Removes a subscriber, and says whether it was one. */
  unsubscribe(topic: string, socket: Socket): boolean {
    const topics = this.#topics.get(socket);
    if (!topics?.delete(topic)) return false;
    if (topics.size === 0) this.#topics.delete(socket);
    this.#forget(topic, socket);
    return true;
  }

  /** Removes a connection that has ended. */
  leave(socket: Socket): void {
    const topics = this.#topics.get(socket);
    if (!topics) return;
    this.#topics.delete(socket);
    for (const topic of topics) this.#forget(topic, socket);
  }

  /** The topics of a connection, in alphabetical order. */
  of(socket: Socket): string[] {
    return [...(this.#topics.get(socket) ?? [])].sort();
  }

  /** The subscribers of a topic. */
  subscribers(topic: string): ReadonlySet<Socket> {
    return this.#subscribers.get(topic) ?? NOBODY;
  }

  #forget(topic: string, socket: Socket): void {
    const subscribers = this.#subscribers.get(topic);
    subscribers?.delete(socket);
    if (subscribers?.size === 0) this.#subscribers.delete(topic);
  }
}

const NOBODY: ReadonlySet<Socket> = new Set();

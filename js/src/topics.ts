/**
 * Who wants to hear of what: the topics of a server, and the sockets that subscribed to each.
 *
 * @module
 */

import { broadcast, type BroadcastOptions, type Delivered } from "./broadcast.ts";
import type { Membership, Socket } from "./socket.ts";
import type { SendData } from "./types.ts";

/** A topic is there as long as it has a subscriber. */
export class Topics implements Membership {
  readonly #subscribers = new Map<string, Set<Socket>>();
  /** The topics of each socket that has any. */
  readonly #topics = new Map<Socket, Set<string>>();

  /** Adds a subscriber, and says whether it is a new one. */
  subscribe(socket: Socket, topic: string): boolean {
    if (typeof topic !== "string") throw new TypeError("a topic is a text");
    // Nothing would end it any more.
    if (socket.state === "closed") return false;
    let topics = this.#topics.get(socket);
    if (topics?.has(topic)) return false;
    if (topics === undefined) this.#topics.set(socket, topics = new Set());
    topics.add(topic);
    const subscribers = this.#subscribers.get(topic);
    if (subscribers === undefined) this.#subscribers.set(topic, new Set([socket]));
    else subscribers.add(socket);
    return true;
  }

  /** Removes a subscriber, and says whether it was one. */
  unsubscribe(socket: Socket, topic: string): boolean {
    const topics = this.#topics.get(socket);
    if (topics === undefined || !topics.delete(topic)) return false;
    if (topics.size === 0) this.#topics.delete(socket);
    this.#forget(socket, topic);
    return true;
  }

  /** Removes a socket that has ended. */
  leave(socket: Socket): void {
    const topics = this.#topics.get(socket);
    if (topics === undefined) return;
    this.#topics.delete(socket);
    for (const topic of topics) this.#forget(socket, topic);
  }

  /** The topics of a socket, in alphabetical order. */
  subscriptions(socket: Socket): string[] {
    return [...this.#topics.get(socket) ?? []].sort();
  }

  /** Sends a message on all other sockets that subscribed to a topic. */
  publish(socket: Socket, topic: string, message: SendData, options?: BroadcastOptions): Promise<Delivered> {
    return broadcast(this.subscribers(topic).filter((other) => other !== socket), message, options);
  }

  /** The subscribers of a topic, the longest standing first. */
  subscribers(topic: string): Socket[] {
    return [...this.#subscribers.get(topic) ?? []];
  }

  /** How many they are. */
  count(topic: string): number {
    return this.#subscribers.get(topic)?.size ?? 0;
  }

  #forget(socket: Socket, topic: string): void {
    const subscribers = this.#subscribers.get(topic);
    subscribers?.delete(socket);
    if (subscribers?.size === 0) this.#subscribers.delete(topic);
  }
}

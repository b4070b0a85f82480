/**
 * The loop of one connection: bytes of the transport into the core, steps out of it, one timer.
 *
 * @module
 */

import { sleepOn, type Sleeper, wakeAt } from "./alarm.ts";
import { Commands } from "./commands.ts";
import {
  ASCII,
  AT_EVENTS,
  AT_FLAGS,
  AT_PIECES,
  AT_SHARED,
  AT_SHARED_BYTES,
  AT_SHARED_LENGTH,
  AT_TAPE,
  AT_TRANSMIT,
  BINARY,
  DETACHES,
  ENDING,
  EVENT_WORDS,
  FULL,
  type GlueConnection,
  type GluePrepared,
  MORE,
  OBJECT,
  type Outcome,
  SHUTDOWN,
  STEP_FULL,
  WANTS_READ,
} from "./boundary.ts";
import { type Instance, now, type Resident } from "./core.ts";
import { author, discard, draft, finish } from "./draft.ts";
import { SocketError } from "./errors.ts";
import { log, newId, numbered } from "./log.ts";
import { copy, decode, DESK, free, join, message, spare, spareNone } from "./memory.ts";
import type { Owner } from "./owner.ts";
import type { Sink, Transport } from "./platform.ts";
import type { Logger } from "./settings.ts";
import { soon } from "./soon.ts";
import { NO_STATS } from "./stats.ts";
import type { Closed, Event, Message, Stats } from "./types.ts";
import { read } from "./values.ts";

/** One connection: the core's state machine on a transport. */
export class Driver extends Commands implements Sink, Resident, Sleeper {
  /** As its lines in a log have it. */
  readonly id: number;
  /** What carries the bytes. */
  readonly transport: Transport;
  readonly #logger: Logger | undefined;
  #owner: Owner | undefined;

  /** What the owner has not heard yet: the first of it, and what is behind that from `#head` on. */
  #next: Message | Event | undefined;
  #news: (Message | Event)[] | undefined;
  #head = 0;
  /** Of the last step. */
  #flags = WANTS_READ;
  #deadline = Infinity;
  /** Commands wait in the core for `poll`. */
  #queued = false;
  /** The transport takes no bytes for now. */
  #blocked = false;
  /** No more will come than what the core has: the owner gets it, wanted or not. */
  #ends = false;
  #reading = true;
  /** Our side of the transport is ended. */
  #shut = false;
  /** Why the transport is no more. */
  #failure: SocketError | undefined;
  /** The owner heard the last event. */
  #closed: Closed | undefined;
  #remembered: { stats: Stats } | undefined;
  wakeAt = Infinity;
  bed = -1;

  /**
   * @param instance where the connection lives
   * @param connection the core's part
   * @param transport what carries its bytes
   * @param logger who wants to know
   * @param id the number that the lines for the logger begin with
   */
  constructor(instance: Instance, connection: GlueConnection, transport: Transport, logger?: Logger, id = newId()) {
    super(instance, connection);
    this.id = id;
    this.transport = transport;
    this.#logger = logger && numbered(logger, id);
    instance.residents.add(this);
  }

  /** Begins. The owner hears all from here on, some of it at once. */
  start(owner: Owner): void {
    this.#owner = owner;
    this.transport.start(this);
    this.#step(this.connection.resume);
  }

  // From the transport.

  /** Bytes came. */
  data(chunk: Uint8Array): void {
    if (this.gone) return;
    this.emit();
    const { instance } = this;
    const { length } = chunk;
    try {
      const at = instance.reserve(length);
      instance.bytes.set(chunk, at);
      this.connection.receive(length, this.time());
    } catch (error) {
      instance.poison(error);
      return;
    }
    if (this.transport.gives === true) spare(chunk);
    this.#absorb();
    spareNone();
    this.#run();
  }

  /** The peer ended its side. */
  eof(): void {
    this.#ends = true;
    this.#step(this.connection.eof);
  }

  /** The transport broke. */
  failed(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.abort(new SocketError("transport", message, { cause: error }));
  }

  /** The transport takes bytes again. */
  drained(): void {
    if (!this.#blocked) return;
    this.#blocked = false;
    this.#step(this.connection.unblock);
  }

  // From the owner.

  override send(data: string | Uint8Array, compress = 0): boolean {
    const fresh = author === undefined;
    // What is queued in the core, or cannot be written now, stands in front of it.
    const detaches = (this.#flags & DETACHES) !== 0 && !this.#queued && !this.#blocked && !this.gone;
    const length = detaches ? draft(this, this.instance, data) : 0;
    if (length === 0) return super.send(data, compress);
    if (length >= DESK / 2) this.emit();
    else if (fresh && !this.running) soon(this);
    return true;
  }

  /** The owner took what came, see {@linkcode Owner}. */
  proceed(): void {
    if (this.gone || this.running) return;
    if (this.#mayResume()) this.#step(this.connection.resume);
    else this.#settle();
  }

  /**
   * Sends a message that others get as well.
   *
   * @param prepared the message, of the same instance
   * @param encodings the bytes of its encodings, as far as they are known; more are added
   * @throws {SocketError} as `send`
   */
  sendPrepared(prepared: GluePrepared, encodings: Uint8Array[]): boolean {
    this.check();
    this.emit();
    if (this.#queued) this.#flush();
    const { instance } = this;
    let outcome: Outcome;
    try {
      outcome = prepared.send(this.connection, this.time());
    } catch (error) {
      throw instance.poison(error);
    }
    if ((outcome & 0xffff) !== 0) throw this.misuse(outcome);
    instance.look();
    const { bytes, step, words } = instance;
    const shared = words[step + AT_SHARED]!;
    let behind: Uint8Array | undefined;
    if (shared > 0) {
      const at = words[step + AT_SHARED_BYTES]!;
      behind = encodings[shared] ??= copy(bytes, at, at + words[step + AT_SHARED_LENGTH]!);
    }
    this.#absorb(behind);
    this.#run();
    return (this.#flags & STEP_FULL) === 0;
  }

  /** Drops the transport; the connection ends without a closing handshake. */
  abort(reason: SocketError = new SocketError("transport", "the connection was dropped")): void {
    if (this.gone || this.#failure !== undefined) return;
    this.instance.check();
    this.#failure = reason;
    this.transport.close();
    this.eof();
  }

  /** Writes at once what was sent. */
  flush(): void {
    if (this.gone) return;
    this.emit();
    if (this.#queued) {
      this.#flush();
      this.#run();
    }
  }

  /** How it ended, once it has. */
  get closed(): Closed | undefined {
    return this.#closed;
  }

  /** Whether so much waits that nothing should be sent before `writable`. */
  get full(): boolean {
    return (this.#flags & STEP_FULL) !== 0;
  }

  /** Bytes that are not with the system yet. */
  get buffered(): number {
    const buffered = this.gone ? 0 : this.call(this.connection.buffered);
    return buffered + (this.transport.pending ?? 0);
  }

  /** Counters since the connection was made. */
  stats(): Stats {
    return this.#remembered?.stats ?? read(this.instance, this.call(this.connection.stats));
  }

  /** The instance trapped. */
  evicted(error: SocketError): void {
    if (this.gone) return;
    this.gone = true;
    discard(this);
    this.#failure ??= error;
    this.#remembered = { stats: NO_STATS };
    sleepOn(this);
    this.transport.close();
    if (this.#closed === undefined) {
      const cause = { type: "trap", message: error.message } as const;
      this.#note({ type: "closed", closed: { clean: false, cause, error } });
    }
    this.#run();
  }

  /** Calls the core with the time, and carries out the step that this leaves. */
  #step(call: (this: GlueConnection, now: number) => void): void {
    if (this.gone) return;
    this.#call(call, now());
    this.#run();
  }

  #call(call: (this: GlueConnection, now: number) => void, now: number): void {
    this.instance.check();
    this.emit();
    try {
      call.call(this.connection, now);
    } catch (error) {
      this.instance.poison(error);
      return;
    }
    this.#absorb();
  }

  /** What a command came to: its bytes wait for more of their kind, unless they are many. */
  protected sent(outcome: Outcome): boolean {
    if ((outcome & 0xffff) !== 0) throw this.misuse(outcome);
    if (!this.#queued) {
      this.#queued = true;
      if (!this.running) soon(this);
    }
    if (outcome < FULL) return true;
    this.#flush();
    // The step may have brought what the owner has not heard.
    this.#run();
    return (this.#flags & STEP_FULL) === 0;
  }

  protected override emit(): void {
    if (author !== this) return;
    try {
      this.#write(finish(this.connection, this.time()));
    } catch (error) {
      this.instance.poison(error);
    }
  }

  #flush(): void {
    this.#queued = false;
    this.#call(this.connection.poll, this.time());
  }

  /** Takes over all of the step that the last call left in the core's memory. */
  #absorb(behind?: Uint8Array): void {
    const { instance } = this;
    instance.look();
    const { step, words } = instance;
    const flags = words[step + AT_FLAGS]!;
    const pieces = words[step + AT_PIECES]!;
    this.#flags = flags;
    this.#deadline = instance.times[instance.deadline]!;
    if (words[step + AT_EVENTS]! > 0) this.#read();
    if (pieces > 0) this.#write(join(instance.bytes, words, words[step + AT_TRANSMIT]! >>> 2, pieces));
    if (behind !== undefined) this.#write(behind);
    if ((flags & SHUTDOWN) !== 0) {
      this.#shut = true;
      this.transport.end();
    }
  }

  #read(): void {
    const { instance } = this;
    const { bytes, step, view, words } = instance;
    const events = words[step + AT_EVENTS]!;
    let at = words[step + AT_TAPE]! >>> 2;
    for (let i = 0; i < events; i++, at += EVENT_WORDS) {
      const kind = words[at]!;
      const from = words[at + 1]!;
      const to = from + words[at + 2]!;
      if (kind === BINARY) this.#note(message(bytes, from, to));
      else if (kind === OBJECT) this.#note(read<Event>(instance, from));
      else this.#note(decode(view, from, to, kind === ASCII));
    }
  }

  #write(data: Uint8Array): void {
    if (this.#failure !== undefined) return;
    const { transport } = this;
    if (!transport.write(data) && !this.#blocked) {
      this.#blocked = true;
      this.call(this.connection.block);
    }
    if (transport.prompt === true && transport.pending === 0) free(data);
  }

  /** Tells the owner what there is, and asks for more as long as the owner wants it. */
  #run(): void {
    if (this.running || this.#owner === undefined) return;
    this.running = true;
    try {
      do {
        for (let news = this.#take(); news !== undefined; news = this.#take()) this.#tell(news);
      } while (this.#advance());
    } finally {
      this.running = false;
    }
    this.#settle();
  }

  #note(news: Message | Event): void {
    if (this.#next === undefined) this.#next = news;
    else (this.#news ??= []).push(news);
  }

  #take(): Message | Event | undefined {
    const next = this.#next;
    const news = this.#news;
    this.#next = news?.[this.#head];
    if (news !== undefined && ++this.#head >= news.length) {
      this.#news = undefined;
      this.#head = 0;
    }
    return next;
  }

  #tell(news: Message | Event): void {
    const owner = this.#owner!;
    if (typeof news === "string" || ArrayBuffer.isView(news)) {
      owner.message(news);
      return;
    }
    if (this.#logger !== undefined) log(this.#logger, news);
    owner.event(news.type === "closed" ? this.#ended(news.closed) : news);
  }

  #ended(closed: Closed): Event {
    const error = this.#failure;
    if (error !== undefined && closed.cause?.type === "eof") {
      const cause = { type: "transport", message: error.message } as const;
      closed = { ...closed, cause, error };
    }
    if (closed.cause?.type === "protocol" && closed.cause.error === "extension") {
      const { thrown } = this.instance.kept;
      closed = { ...closed, error: new SocketError("closed", closed.cause.message, { cause: thrown, closed }) };
    }
    this.#closed = closed;
    return { type: "closed", closed };
  }

  /** Goes on in the core, if there is anything to do. */
  #advance(): boolean {
    if (this.gone) return this.#next !== undefined;
    this.emit();
    if (this.#queued) {
      this.#flush();
      return true;
    }
    if (!this.#mayResume()) return false;
    this.#call(this.connection.resume, this.time());
    return true;
  }

  #mayResume(): boolean {
    const flags = this.#flags;
    if ((flags & MORE) === 0) return false;
    return (flags & ENDING) === 0 ? this.#ends || this.#owner!.ready() : this.#owner!.done();
  }

  /** Sets the timer, reads or not, and lets go of what has ended. */
  #settle(): void {
    if (this.gone) return;
    const wantsRead = (this.#flags & WANTS_READ) !== 0;
    if (this.#closed !== undefined && !wantsRead && (this.#shut || this.#blocked || this.#failure)) {
      this.#release();
      return;
    }
    if (this.#deadline < this.wakeAt) wakeAt(this, this.#deadline);
    const reading = wantsRead && (this.#closed !== undefined || this.#owner!.ready());
    if (reading !== this.#reading) {
      this.#reading = reading;
      if (reading) this.transport.resume();
      else this.transport.pause();
    }
  }

  #release(): void {
    this.#remembered = { stats: this.stats() };
    this.gone = true;
    sleepOn(this);
    this.transport.close();
    this.instance.residents.delete(this);
    this.connection.free();
  }

  /** The time has come: perhaps too early, since nobody sets the clock anew for each message. */
  wake(): void {
    if (this.gone) return;
    if (this.#deadline <= now()) {
      // What the peer said may wait in the transport.
      if (!this.#reading) this.connection.hold();
      // The end of a closing handshake that takes too long waits for no reader.
      this.#ends ||= this.state === "closing";
      this.#step(this.connection.tick);
    } else if (this.#deadline < Infinity) wakeAt(this, this.#deadline);
  }
}

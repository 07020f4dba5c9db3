/** One game on the page: its worker, and the last that came from it. In compare mode there are two. */
import { type Remote, wrap } from "comlink";
import type { Moment } from "#inner";
import type { Frame, Lab, Opened, Opening, Reading, Wish } from "../worker/protocol.ts";
import { createHistory } from "./history.ts";
import { sentenceOf } from "./sentence.ts";

/** A reading may take this share of the time. */
const SHARE = 0.1;
const LEAST_BETWEEN = 800;
/** Curves are drawn anew so often at most (ms): nobody reads them faster, and the processor is for training. */
const CURVES = 120;

export class Side {
  readonly lab: Remote<Lab>;
  readonly history = createHistory();
  opened = $state.raw<Opened | null>(null);
  frame = $state.raw<Frame | null>(null);
  reading = $state.raw<Reading | null>(null);
  /** The line of Algorithm 1 that was carried out last; `null` while whole rounds are played. */
  moment = $state.raw<Moment | null>(null);
  /** Changes with the history. */
  version = $state(0);
  /** What went wrong last, as a sentence. */
  problem = $state("");
  readonly #worker: Worker;
  #nextReading = 0;
  #last: Promise<unknown> = Promise.resolve();
  #due: ReturnType<typeof setTimeout> | undefined;
  /** When the curves were drawn last. */
  #shown = 0;

  constructor() {
    this.#worker = new Worker(new URL("../worker/worker.ts", import.meta.url), { type: "module" });
    this.lab = wrap<Lab>(this.#worker);
    this.#worker.addEventListener("error", (event) => {
      this.problem = event.message || "The worker could not be started.";
    });
  }

  /** An error becomes a sentence and `undefined`. The worker does one task after the other, in the order they were asked for. */
  call<T>(task: (lab: Remote<Lab>) => Promise<T>): Promise<T | undefined> {
    const done = task(this.lab).catch((error: unknown) => {
      this.problem = sentenceOf(error);
      return undefined;
    });
    this.#last = done;
    return done;
  }

  /** The metrics, once what was asked for is in them. */
  async metrics(): Promise<string> {
    await this.#last;
    return this.history.csv();
  }

  async open(opening: Opening, wish: Wish): Promise<boolean> {
    // On a first visit the engine is still on its way: until it is there, the data are looked at. What fails is told by `open`.
    const early = this.opened ? null : this.lab.preview(opening).catch(() => null);
    const coming = this.call((lab) => lab.open(opening));
    const seen = await early;
    if (seen) this.opened ??= seen;
    const opened = await coming;
    if (!opened) return false;
    this.problem = "";
    this.history.cutAfter(-1);
    this.reading = null;
    this.moment = null;
    this.frame = null;
    this.opened = opened;
    await this.look(wish);
    await this.read(true);
    return true;
  }

  async look(wish: Wish): Promise<void> {
    this.#take(await this.call((lab) => lab.look(wish)), false);
  }

  async advance(limit: { rounds: number; milliseconds: number }, wish: Wish): Promise<boolean> {
    const frame = await this.call((lab) => lab.advance(limit, wish));
    this.moment = null;
    return this.#take(frame);
  }

  async line(wish: Wish): Promise<Moment | undefined> {
    const done = await this.call((lab) => lab.line(wish));
    if (!done) return undefined;
    this.moment = done.moment;
    this.#take(done.frame, done.moment.did === "round");
    return done.moment;
  }

  /** How many steps were made; 0 if none could be. */
  async move(player: "G" | "D", limit: { times: number; milliseconds: number }, wish: Wish): Promise<number> {
    this.moment = null;
    const done = await this.call((lab) => lab.move(player, limit, wish));
    return done && this.#take(done.frame) ? done.made : 0;
  }

  /** `true` while there is more to gain. */
  async trainDiscriminator(milliseconds: number, wish: Wish): Promise<boolean> {
    this.moment = null;
    const done = await this.call((lab) => lab.trainDiscriminator(milliseconds, wish));
    return done ? this.#take(done.frame) && !done.settled : false;
  }

  async goBack(step: number, wish: Wish): Promise<void> {
    this.moment = null;
    const frame = await this.call((lab) => lab.goBack(step, wish));
    if (!frame) return;
    this.history.cutAfter(frame.step);
    this.#take(frame, false);
    await this.read(true);
  }

  /** The instruments that take longer, if it is time for them. */
  async read(now = false): Promise<void> {
    if (!now && performance.now() < this.#nextReading) return;
    const began = performance.now();
    const reading = await this.call((lab) => lab.read());
    const took = performance.now() - began;
    this.#nextReading = performance.now() + Math.max(LEAST_BETWEEN, took / SHARE);
    if (!reading) return;
    this.reading = reading;
    this.history.addReading(reading);
    this.#changed();
  }

  #take(frame: Frame | undefined, record = true): boolean {
    if (!frame) return false;
    this.frame = frame;
    if (record) {
      this.history.add(frame);
      this.#changed();
    }
    return true;
  }

  #changed(): void {
    if (this.#due !== undefined) return;
    const wait = Math.max(0, this.#shown + CURVES - performance.now());
    this.#due = setTimeout(() => {
      this.#due = undefined;
      this.#shown = performance.now();
      this.version++;
    }, wait);
  }

  close(): void {
    clearTimeout(this.#due);
    this.#worker.terminate();
  }
}

/** One game on the page: its worker, and the last that came from it. In compare mode there are two. */
import type { Remote } from "comlink";
import type { Device, GivenOptions, Moment } from "#inner";
import { inForceAt } from "../worker/changes.ts";
import type { Change, Frame, Lab, Opened, Opening, Reading, Settled, Wish } from "../worker/protocol.ts";
import { createHistory, type History } from "./history.ts";
import { sentenceOf } from "./sentence.ts";
import { startLab } from "./worker-lab.ts";

/** A reading may take this share of the time. */
const SHARE = 0.1;
const LEAST_BETWEEN = 800;
/** Curves are drawn anew so often at most (ms): nobody reads them faster, and the processor is for training. */
const CURVES = 120;
/** So much later they are drawn where no picture comes in whose turn they could be. */
const LATE = 60;

/** What is shown of a game. */
interface Shown {
  readonly opened: Opened | null;
  readonly changes: readonly Change[];
  readonly frame: Frame | null;
  readonly reading: Reading | null;
  readonly history: History;
  readonly zoom: number;
}

export class Side {
  readonly lab: Remote<Lab>;
  history = $state.raw(createHistory());
  opened = $state.raw<Opened | null>(null);
  /** What is changed while the game is played, and what was to be changed later when it went back. */
  changes = $state.raw<readonly Change[]>([]);
  frame = $state.raw<Frame | null>(null);
  reading = $state.raw<Reading | null>(null);
  /** So many times the box of the data is shown. */
  zoom = $state(1);
  /** The line of Algorithm 1 that was carried out last; `null` while whole rounds are played. */
  moment = $state.raw<Moment | null>(null);
  /** Changes with the history. */
  version = $state(0);
  /** What went wrong last, as a sentence. */
  problem = $state("");
  readonly #worker: Worker;
  /** The worker has a game: until then what is shown is looked at beforehand. */
  #playable = false;
  /**
   * So many of the changes the page knows to be in force. A state of its own and not derived from the frame: every setting of the
   * page follows from it, and would be looked at again with every picture.
   */
  inForce = $state(0);
  /** The game before, which the worker keeps too. */
  #earlier: Shown | undefined;
  #nextReading = 0;
  #last: Promise<unknown> = Promise.resolve();
  #due: ReturnType<typeof setTimeout> | undefined;
  /** When the curves were drawn last. */
  #shown = 0;

  constructor() {
    const { worker, lab } = startLab();
    this.#worker = worker;
    this.lab = lab;
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

  /** The game is no longer at its start. */
  get begun(): boolean {
    const { frame } = this;
    return frame !== null && frame.step + frame.moves.G + frame.moves.D > 0;
  }

  /** What computes the game at present. */
  get device(): Device {
    return this.frame?.device ?? (this.opened?.config.run.device === "webgpu" ? "webgpu" : "cpu");
  }

  /** The instruments have read another state than the one that is shown. */
  get unread(): boolean {
    const { frame, reading } = this;
    return (
      frame !== null && reading !== null && (frame.moves.G !== reading.moves.G || frame.moves.D !== reading.moves.D)
    );
  }

  /** What fails changes nothing: the game before goes on. */
  async open(opening: Opening, wish: Wish): Promise<boolean> {
    // On a first visit the engine is still on its way: until it is there, the data are looked at. What fails is told by `open`.
    const early = this.opened ? null : this.lab.preview(opening).catch(() => null);
    const coming = this.call((lab) => lab.open(opening));
    const seen = await early;
    if (seen) this.opened ??= seen;
    const opened = await coming;
    if (!opened) {
      if (this.opened === seen) this.opened = null;
      return false;
    }
    this.#playable = true;
    if (opening.keepBefore) {
      const { opened: before, changes, frame, reading, history, zoom } = this;
      this.#earlier = { opened: before, changes, frame, reading, history, zoom };
    }
    this.#show({
      opened,
      changes: opening.changes ?? [],
      frame: null,
      reading: null,
      history: createHistory(),
      zoom: 1,
    });
    await this.look(wish);
    await this.read(true);
    return true;
  }

  /** The game before, as it was. */
  async undo(): Promise<boolean> {
    const earlier = this.#earlier;
    const undone = earlier && (await this.call((lab) => lab.undo().then(() => true)));
    if (!undone) return false;
    this.#earlier = undefined;
    this.#show(earlier);
    return true;
  }

  #show({ opened, changes, frame, reading, history, zoom }: Shown): void {
    this.problem = "";
    this.moment = null;
    this.opened = opened;
    this.changes = changes;
    this.inForce = inForceAt(changes, frame?.step ?? opened?.step ?? 0);
    this.frame = frame;
    this.reading = reading;
    this.history = history;
    this.zoom = zoom;
    this.#changed();
  }

  /** Whether the game can go on under these options; `undefined` where there is no such game. */
  canChange(options: GivenOptions): Promise<boolean | undefined> {
    return this.call((lab) => lab.canChange(options));
  }

  /** Other options from the next round on. */
  async change(options: GivenOptions): Promise<void> {
    await this.call((lab) => lab.change(options));
    await this.#learnRules();
  }

  async #learnRules(): Promise<void> {
    const rules = await this.call((lab) => lab.rules());
    if (!rules || !this.opened) return;
    const { changes, ...inForce } = rules;
    this.changes = changes;
    this.inForce = inForceAt(changes, this.frame?.step ?? 0);
    this.opened = { ...this.opened, ...inForce };
  }

  /** The game goes on from where it stands, here. */
  async goOnBy(device: Device, wish: Wish): Promise<boolean> {
    const went = await this.call((lab) => lab.goOnBy(device).then(() => true));
    if (!went) return false;
    await this.#learnRules();
    await this.look(wish);
    await this.read(true);
    return true;
  }

  async zoomTo(times: number, wish: Wish): Promise<void> {
    const box = await this.call((lab) => lab.zoom(times));
    if (!box || !this.opened) return;
    this.zoom = times;
    this.opened = { ...this.opened, ...box };
    await this.look(wish);
  }

  async look(wish: Wish): Promise<void> {
    if (!this.#playable) return;
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
    this.#take(done.frame, done.moment?.did === "round");
    return done.moment ?? undefined;
  }

  /** How many steps were made; 0 if none could be. */
  async move(player: "G" | "D", limit: { times: number; milliseconds: number }, wish: Wish): Promise<number> {
    this.moment = null;
    const done = await this.call((lab) => lab.move(player, limit, wish));
    return done && this.#take(done.frame) ? done.made : 0;
  }

  /** Why it is over, where it is, and how many steps it were; `undefined` if none could be made. */
  async trainDiscriminator(
    milliseconds: number,
    wish: Wish,
  ): Promise<{ readonly ended: Settled | null; readonly moves: number } | undefined> {
    this.moment = null;
    const done = await this.call((lab) => lab.trainDiscriminator(milliseconds, wish));
    return done && this.#take(done.frame) ? done : undefined;
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
    // Of what is no number nothing can be read.
    if (this.frame?.broken) return;
    const began = performance.now();
    const reading = await this.call((lab) => lab.read());
    const took = performance.now() - began;
    this.#nextReading = performance.now() + Math.max(LEAST_BETWEEN, took / SHARE);
    if (!reading) return;
    this.reading = reading;
    this.history.addReading(reading);
    this.#changed();
  }

  /** `false` where there is no frame, or numbers in it are no longer finite. */
  #take(frame: Frame | undefined, record = true): boolean {
    if (!frame) return false;
    this.frame = frame;
    if (inForceAt(this.changes, frame.step) !== this.inForce) void this.#learnRules();
    if (frame.lost !== null) {
      // It stands where it was before.
      this.history.cutAfter(frame.step);
      this.#changed();
      return false;
    }
    if (frame.broken) return false;
    if (record) {
      this.history.add(frame);
      this.#changed();
    }
    return true;
  }

  /** Curves are drawn in the turn of the picture that has come, if it is time for them: a turn of their own costs the page as much again. */
  #changed(): void {
    if (performance.now() - this.#shown >= CURVES) this.#showCurves();
    else this.#due ??= setTimeout(() => this.#showCurves(), CURVES + LATE);
  }

  #showCurves(): void {
    clearTimeout(this.#due);
    this.#due = undefined;
    this.#shown = performance.now();
    this.version++;
  }

  close(): void {
    clearTimeout(this.#due);
    this.#worker.terminate();
  }
}

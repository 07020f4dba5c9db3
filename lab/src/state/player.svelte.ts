/** Plays the games of the page: one side, or two in step. Whatever the user asks for ends what was going on before. */
import type { Moment } from "#inner";
import type { Phase } from "../words/messages.ts";
import type { Settled, Wish } from "../worker/protocol.ts";
import { phasesOf } from "./phases.ts";
import type { Side } from "./side.svelte.ts";

export type Doing = "nothing" | "playing" | "slow" | "training D";
export type Mover = "G" | "D";

/** Who has made a step by hand; another object each time. */
export interface Moved {
  readonly players: readonly Mover[];
}

/** So long the worker plays between two pictures, in milliseconds: with what a picture takes it is every second turn of a screen of 60 Hz. */
const FRAME = 32;
/** How long a phase of slow motion is shown. */
const PHASE = 1200;
/** With two sides, the rounds per picture follow the slower one. */
const FIRST_ROUNDS = 4;

export class Player {
  doing = $state<Doing>("nothing");
  phase = $state.raw<Phase | null>(null);
  /** Why training of D alone is over, and how many steps it took so far. */
  settled = $state<Settled | null>(null);
  dSteps = $state(0);
  /** The round that is played to. */
  towards = $state<number | null>(null);
  /** The last step by hand, unless something else has begun or was ended since. */
  moved = $state.raw<Moved | null>(null);
  /** Phases of the line carried out last that are still to be shown. */
  #waiting: Phase[] = [];
  /** Changes when something else is asked for. */
  #turn = 0;
  /** Changes when something is begun, not when it is stopped. */
  #begun = 0;
  readonly #sides: () => readonly Side[];
  readonly #wish: () => Wish;

  constructor(sides: () => readonly Side[], wish: () => Wish) {
    this.#sides = sides;
    this.#wish = wish;
  }

  /** Ends what is going on; the last call to the worker still comes to its end, and is read. */
  stop(): void {
    this.#turn++;
    this.doing = "nothing";
    this.phase = null;
    this.towards = null;
    this.moved = null;
    this.#waiting = [];
  }

  #begin(doing: Doing): () => boolean {
    const { moved } = this;
    this.stop();
    // One step by hand after the other is one movement.
    if (doing === "nothing") this.moved = moved;
    this.settled = null;
    this.dSteps = 0;
    this.#begun++;
    this.doing = doing;
    const turn = this.#turn;
    return () => turn === this.#turn;
  }

  /** Until stopped, or for so many rounds. */
  async play(rounds = Number.POSITIVE_INFINITY): Promise<void> {
    const goingOn = this.#begin("playing");
    const begun = this.#begun;
    const [side, ...others] = this.#sides();
    if (side && others.length === 0 && rounds === Number.POSITIVE_INFINITY) await this.#playOn(side, goingOn);
    else await this.#playTogether(rounds, goingOn);
    await this.#finish(begun);
  }

  /** Up to a round, which is told. */
  async playTo(round: number): Promise<void> {
    const left = round - (this.#sides()[0]?.frame?.step ?? 0);
    if (left <= 0) return;
    const playing = this.play(left);
    this.towards = round;
    await playing;
  }

  /** One side, until stopped. The worker always has the next rounds to play, so that it need not wait while the page draws. */
  async #playOn(side: Side, goingOn: () => boolean): Promise<void> {
    const advance = (): Promise<boolean> => side.advance({ rounds: 1e6, milliseconds: FRAME }, this.#wish());
    let coming = advance();
    while (goingOn()) {
      const next = advance();
      if (!(await coming)) break;
      coming = next;
      await side.read();
    }
    await coming;
  }

  /** For so many rounds, and both sides in step. */
  async #playTogether(rounds: number, goingOn: () => boolean): Promise<void> {
    let left = rounds;
    let perFrame = FIRST_ROUNDS;
    while (goingOn() && left > 0) {
      const sides = this.#sides();
      const before = sides[0]?.frame?.step ?? 0;
      const began = performance.now();
      const limit =
        sides.length === 1
          ? { rounds: Math.min(left, 1e6), milliseconds: FRAME }
          : { rounds: Math.min(left, perFrame), milliseconds: Number.POSITIVE_INFINITY };
      const went = await Promise.all(sides.map((side) => side.advance(limit, this.#wish())));
      if (!went.every(Boolean)) break;
      const took = performance.now() - began;
      perFrame = Math.max(1, Math.min(2 * perFrame, Math.round((perFrame * FRAME) / Math.max(1, took))));
      left -= (sides[0]?.frame?.step ?? before) - before;
      // One after the other: a reading of one side must not hold up the rounds of both for long.
      for (const side of sides) await side.read();
    }
  }

  async trainDiscriminator(): Promise<void> {
    const goingOn = this.#begin("training D");
    const begun = this.#begun;
    // A side that has nothing more to gain waits for the other.
    let training = [...this.#sides()];
    let settled: Settled | null = "settled";
    while (goingOn() && training.length > 0) {
      const results = await Promise.all(training.map((side) => side.trainDiscriminator(FRAME, this.#wish())));
      if (goingOn()) this.dSteps = Math.max(...results.map((result) => result?.moves ?? 0));
      if (results.includes(undefined)) settled = null;
      else if (settled && results.some((result) => result?.ended === "cap")) settled = "cap";
      training = training.filter((_, i) => results[i]?.ended === null);
      for (const side of this.#sides()) await side.read();
    }
    const result = goingOn() ? settled : null;
    await this.#finish(begun);
    if (begun === this.#begun) this.settled = result;
  }

  async move(player: Mover, times = 1): Promise<void> {
    const goingOn = this.#begin("nothing");
    // Two sides make the same number of steps.
    const most = this.#sides().length === 1 ? times : FIRST_ROUNDS;
    for (let left = times; left > 0 && goingOn(); ) {
      const limit = { times: Math.min(left, most), milliseconds: most === times ? FRAME : Number.POSITIVE_INFINITY };
      const [made = 0] = await Promise.all(this.#sides().map((side) => side.move(player, limit, this.#wish())));
      if (made === 0) break;
      if (goingOn()) this.moved = { players: [player] };
      left -= made;
    }
    await this.#read();
  }

  async round(): Promise<void> {
    const goingOn = this.#begin("nothing");
    const went = await Promise.all(
      this.#sides().map((side) => side.advance({ rounds: 1, milliseconds: 0 }, this.#wish())),
    );
    if (went.every(Boolean) && goingOn()) this.moved = { players: ["D", "G"] };
    await this.#read();
  }

  async slow(): Promise<void> {
    const goingOn = this.#begin("slow");
    while (goingOn()) {
      await this.#nextPhase(goingOn);
      await new Promise((done) => setTimeout(done, PHASE));
    }
  }

  /** The next phase, by hand. */
  async next(): Promise<void> {
    if (this.doing !== "nothing") this.stop();
    const turn = this.#turn;
    await this.#nextPhase(() => turn === this.#turn);
  }

  async #nextPhase(goingOn: () => boolean): Promise<void> {
    while (this.#waiting.length === 0 && goingOn()) {
      const moments = await Promise.all(this.#sides().map((side) => side.line(this.#wish())));
      const [moment] = moments as readonly (Moment | undefined)[];
      if (!moment) {
        this.stop();
        return;
      }
      this.#waiting = [...phasesOf(moment)];
      if (moment.did === "update") await this.#read();
    }
    const [phase, ...rest] = this.#waiting;
    if (!goingOn() || !phase) return;
    this.#waiting = rest;
    this.phase = phase;
  }

  async goBack(step: number): Promise<void> {
    this.#begin("nothing");
    this.moved = null;
    for (const side of this.#sides()) {
      const kept = side.frame?.kept ?? [];
      const nearest = kept.includes(step) ? step : kept.findLast((other) => other <= step);
      if (nearest !== undefined) await side.goBack(nearest, this.#wish());
    }
  }

  async #read(): Promise<void> {
    for (const side of this.#sides()) await side.read(true);
  }

  /** The instruments say where it ended, unless something else has begun, which says so itself. */
  async #finish(begun: number): Promise<void> {
    if (begun !== this.#begun) return;
    this.doing = "nothing";
    this.towards = null;
    await this.#read();
  }
}

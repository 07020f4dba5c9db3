/**
 * The state of the whole page: what was chosen, the games on it, and the link that says it. It is long because all that a user does ends
 * here, and each of these things may begin another game.
 */
import { type Device, type GivenOptions, isBuiltIn } from "#inner";
import { defaultLayers, type Layers, layersWith, shownOf } from "../draw/layers.ts";
import type { TourStep } from "../tour/steps.ts";
import { isTrained, trainedState } from "../trained/trained.ts";
import { language } from "../words/language.svelte.ts";
import { withChange } from "../worker/changes.ts";
import type { Change, OpenedGenerator, Source, TableReading, Wish } from "../worker/protocol.ts";
import {
  type Before,
  type Beginning,
  choiceOf,
  deviceIn,
  type Game,
  inForceOn,
  tenthOf,
  versusOptions,
} from "./game.ts";
import { samplesOutside } from "./outside.ts";
import { Player } from "./player.svelte.ts";
import { refused } from "./refused.svelte.ts";
import { sentenceOf } from "./sentence.ts";
import { Side } from "./side.svelte.ts";
import { type LabState, type Nonsense, optionEntries, plainState, readUrl, writeUrl } from "./url.ts";
import { roundsPerSecond } from "./worker-lab.ts";

const RING: Source = { kind: "built-in", name: "ring" };

export class App {
  readonly first = new Side();
  second = $state.raw<Side | null>(null);
  #game = $state.raw<Game>({ source: RING, options: {}, versus: null, trained: false });
  /** Settings that the user has chosen, while they are on their way into force; and the end of that way. */
  #wanted = $state.raw<Pick<Game, "options" | "versus"> | null>(null);
  #altered: Promise<void> = Promise.resolve();
  /** The options that are in force or about to be, and what of them is different on the second side. */
  readonly options = $derived(this.#wanted?.options ?? inForceOn(this.first, this.#game.options));
  readonly versus = $derived(
    this.#wanted ? this.#wanted.versus : this.#game.versus && inForceOn(this.second, this.#game.versus, this.options),
  );
  readonly source = $derived(this.#game.source);
  /** The game that can be taken up again. */
  before = $state.raw<Before | null>(null);
  tour = $state<number | null>(null);
  /** The page is shown to others, without its controls. */
  hidden = $state(false);
  layers = $state<Layers>(defaultLayers("plane"));
  /** Whose step the picture of the networks shows; `null` while it is closed. */
  flow = $state<"G" | "D" | null>(null);
  nonsense = $state.raw<readonly Nonsense[]>([]);
  /** A link was about a file that has to be given again. */
  fileNeeded = $state("");
  /** That file, how it was read, and what was played on it. */
  #asked: { readonly name: string; readonly reading?: TableReading; readonly link: LabState } | undefined;
  /** A sentence about a file that could not be used, in the language of the page. */
  problem = $state("");
  /** What the library said of something else that failed: in English, whatever the page speaks. */
  failure = $state("");
  busy = $state(true);
  /** The link that was made last does not lead to this round: players were moved alone on the way. */
  linkStaysBehind = $state(false);
  generator = $state.raw<{ readonly opened: OpenedGenerator; readonly bytes: Uint8Array } | null>(null);
  #entering = 0;
  readonly player = new Player(
    () => this.sides,
    () => this.wish,
  );

  get sides(): readonly Side[] {
    return this.second ? [this.first, this.second] : [this.first];
  }

  get wish(): Wish {
    const { layers, flow } = this;
    return {
      field: layers.discriminator || layers.boundary,
      manifold: layers.manifold,
      // The model shows them too, while there is time for them.
      pulls: layers.pulls || this.player.doing === "nothing" || this.player.doing === "slow",
      ...(flow ? { flow, units: true } : {}),
      bothLosses: true,
    };
  }

  get failures(): string {
    return this.failure || this.sides.map(({ problem }) => problem).find((says) => says !== "") || "";
  }

  dismiss(): void {
    this.problem = "";
    this.failure = "";
    this.nonsense = [];
    this.fileNeeded = "";
    for (const side of this.sides) side.problem = "";
  }

  async start(search: string): Promise<void> {
    const { state, nonsense } = readUrl(search);
    this.nonsense = nonsense;
    language.now = state.language;
    this.tour = state.tour;
    this.hidden = state.hidden;
    const { data } = state;
    this.fileNeeded = data.kind === "file" ? data.name : "";
    if (data.kind === "file") {
      this.#asked = { name: data.name, link: state, ...(data.reading ? { reading: data.reading } : {}) };
    }
    // A step of the tour sets up its own state.
    if (this.tour === null) await this.#follow(state);
  }

  /** Sets up what a link speaks of, and plays to its round. A link that leads to no game leads to the plain one. */
  async #follow(state: LabState): Promise<void> {
    const { data, options, versus, changes, versusChanges } = state;
    const source = data.kind === "file" ? RING : data;
    const name = data.kind === "built-in" ? data.name : "";
    const trained = state.trained && isTrained(name);
    if (state.trained) {
      // The trained state has options of its own.
      const { device: _, ...own } = options;
      const vain = trained ? optionEntries(own) : [["trained", "1"] as const];
      this.nonsense = [...this.nonsense, ...vain.map(([key, value]) => ({ key, value, expected: null }))];
    }
    const opened = trained
      ? await this.openTrained(name, changes, deviceIn(options))
      : await this.#setUp({ source, options, versus, trained }, { changes, versusChanges });
    if (!opened) {
      this.failure = this.failures;
      const { device: _, ...here } = options;
      const byProcessor = versus && { ...versus, device: "cpu" as const };
      // A page without a graphics card has what the link shows, by the processor.
      if (
        options.device === "webgpu" &&
        (await this.#setUp({ source, options: here, versus: byProcessor, trained: false }, { changes, versusChanges }))
      ) {
        return;
      }
      const plain = { source, options: {}, versus: null, trained: false };
      if (!(await this.#setUp(plain))) await this.#setUp({ ...plain, source: RING });
      return;
    }
    if (state.layers) this.layers = layersWith(state.layers);
    if (data.kind !== "file") void this.player.playTo(state.round);
  }

  /** Back to the start of the game, under the settings that are in force. */
  async open(): Promise<void> {
    const { options, versus, source } = this;
    await this.#setUp({ source, options, versus, trained: false }, { instead: "reset" });
  }

  /** Sets up games. What fails changes nothing: the games before go on. */
  async #setUp(game: Game, beginning: Beginning = {}): Promise<boolean> {
    const { instead, checkpoint, fit } = beginning;
    this.player.stop();
    this.busy = true;
    const { first, second: secondBefore } = this;
    const view = first.opened?.view;
    const kept = instead !== undefined && first.begun;
    const { options, versus } = game;
    const second = versus ? (secondBefore ?? new Side()) : null;
    // Where one of two sides cannot be set up, the other goes back as well.
    const keepBefore = kept || second !== null;
    const [opened, openedToo] = await this.#openSides(game, second, { ...beginning, keepBefore });
    if (!opened || !openedToo) {
      await this.#setBack(opened && view !== undefined, openedToo, second, secondBefore);
      refused.count++;
      this.busy = false;
      return false;
    }
    const layersBefore = this.layers;
    if (kept) {
      this.#forget(second);
      this.before = { game: this.#game, layers: layersBefore, second: secondBefore, because: instead };
    } else {
      if (keepBefore || instead === undefined) this.#forget(second);
      if (secondBefore && secondBefore !== second) secondBefore.close();
    }
    this.second = second;
    this.#game = checkpoint || fit ? { ...game, options: first.opened?.options ?? options } : game;
    const now = first.opened?.view;
    if (now && now !== view) {
      this.layers = defaultLayers(now);
      await this.look();
    }
    this.writeLink();
    this.busy = false;
    return true;
  }

  /** Whether each side could be set up. */
  async #openSides(
    { source, options, versus }: Game,
    second: Side | null,
    { keepBefore, changes, versusChanges = [], checkpoint, fit }: Beginning & { readonly keepBefore: boolean },
  ): Promise<readonly [boolean, boolean]> {
    const { first, wish } = this;
    const openingOfFirst = first.open(
      {
        ...{ source, options, keepBefore },
        ...(changes ? { changes } : {}),
        ...(checkpoint ? { checkpoint } : {}),
        ...(fit ? { fit } : {}),
      },
      wish,
    );
    if (!second || !versus) return [await openingOfFirst, true];
    // The second side differs from what suits the data.
    if (fit && !(await openingOfFirst)) return [false, false];
    const ofFirst = (fit && first.opened?.options) || options;
    const given = { source, options: versusOptions(ofFirst, versus), changes: versusChanges, keepBefore };
    return Promise.all([openingOfFirst, second.open(given, wish)]);
  }

  /** One of two sides could not be set up. */
  async #setBack(first: boolean, other: boolean, second: Side | null, secondBefore: Side | null): Promise<void> {
    const says = second?.problem || this.first.problem;
    if (first) await this.first.undo();
    if (second && second !== secondBefore) second.close();
    else if (second && other) await second.undo();
    this.before = null;
    this.failure = says;
    for (const side of this.sides) side.problem = "";
  }

  /** The game before can no longer be taken up. */
  #forget(second: Side | null): void {
    const { before } = this;
    if (before?.second && before.second !== this.second && before.second !== second) before.second.close();
    this.before = null;
  }

  /** Takes up the game that was given up last, as it was. */
  async undo(): Promise<void> {
    const { before, second } = this;
    if (!before) return;
    this.player.stop();
    this.busy = true;
    await this.first.undo();
    if (before.second && before.second === second) await second.undo();
    else second?.close();
    this.second = before.second;
    this.#game = before.game;
    this.layers = before.layers;
    this.before = null;
    this.writeLink();
    await this.look();
    this.busy = false;
  }

  /** The state as a link, in the address; `withRound`: it leads to the present round, if whole rounds do. */
  writeLink(withRound = false): void {
    const { first, second, layers, tour, hidden } = this;
    const { source, options, versus, trained } = this.#game;
    const byHand = this.sides.some(({ frame }) => frame?.byHand);
    const step = first.frame?.step ?? 0;
    const usual = first.opened && shownOf(defaultLayers(first.opened.view)).join();
    this.linkStaysBehind = withRound && byHand;
    const query = writeUrl({
      ...plainState,
      data: choiceOf(source),
      options: trained ? deviceIn(options) : options,
      versus,
      changes: first.changes,
      versusChanges: second?.changes ?? [],
      trained,
      round: withRound && !byHand && step > (first.opened?.step ?? 0) ? step : 0,
      layers: usual === null || shownOf(layers).join() === usual ? null : shownOf(layers),
      hidden,
      language: language.now,
      tour,
    });
    const served = new URLSearchParams(location.search).has("run") ? "&run" : "";
    history.replaceState(null, "", `?${query}${served}`);
  }

  /** What is shown has changed. */
  async look(): Promise<void> {
    if (this.player.doing !== "nothing") return;
    for (const side of this.sides) if (side.opened) await side.look(this.wish);
  }

  async choose(given: Source): Promise<void> {
    const asked =
      given.kind !== "built-in" && "name" in given && given.name === this.#asked?.name ? this.#asked : undefined;
    const source = asked?.reading && given.kind === "table" ? { ...given, reading: asked.reading } : given;
    this.problem = "";
    this.failure = "";
    const { changes, versusChanges, versus } = asked?.link ?? { versus: this.versus };
    const game = { source, options: asked?.link.options ?? this.options, versus, trained: false };
    const opened = await this.#setUp(game, {
      instead: "data",
      // A link has said all that it differs in.
      fit: !asked,
      ...(changes ? { changes } : {}),
      ...(versusChanges ? { versusChanges } : {}),
    });
    if (!opened) return;
    this.fileNeeded = "";
    this.#asked = undefined;
    if (asked) void this.player.playTo(asked.link.round);
  }

  /** Other settings: from the next round on where they can change while the game is played, else for a new game. */
  async set(options: GivenOptions): Promise<void> {
    await this.#alter(options, this.versus);
  }

  async compare(versus: GivenOptions | null): Promise<void> {
    if (versus && this.versus) return this.#alter(this.options, versus);
    const { options, source } = this;
    await this.#setUp({ source, options, versus, trained: false }, { instead: "compare" });
  }

  /** One after the other: a setting may be chosen while the one before is on its way. */
  #alter(options: GivenOptions, versus: GivenOptions | null): Promise<void> {
    const wanted = { options, versus };
    this.#wanted = wanted;
    this.busy = true;
    this.#altered = this.#altered.then(async () => {
      await this.#bring(options, versus);
      if (this.#wanted !== wanted) return;
      this.#wanted = null;
      this.busy = false;
    });
    return this.#altered;
  }

  async #bring(options: GivenOptions, versus: GivenOptions | null): Promise<void> {
    this.failure = "";
    for (const side of this.sides) side.problem = "";
    const { sides, source } = this;
    if (this.first.begun) {
      const wanted = [options, versusOptions(options, versus ?? {})];
      const can = await Promise.all(sides.map((side, i) => side.canChange(wanted[i] ?? options)));
      if (can.includes(undefined)) {
        refused.count++;
        return;
      }
      if (can.every(Boolean)) {
        await Promise.all(sides.map((side, i) => side.change(wanted[i] ?? options)));
        await this.look();
        this.writeLink();
        return;
      }
    }
    await this.#setUp({ source, options, versus, trained: false }, { instead: "settings" });
  }

  /** A new game with a tenth of the learning rates, where numbers have grown beyond all bounds. */
  async calmer(): Promise<void> {
    const { first, second, options, versus, source } = this;
    const lower = (side: Side | null, given: GivenOptions): GivenOptions =>
      side?.frame?.broken && side.opened ? withChange(given, tenthOf(side.opened.config)) : given;
    const lowered = { options: lower(first, options), versus: versus && lower(second, versus) };
    await this.#setUp({ source, ...lowered, trained: false }, { instead: "reset" });
  }

  /** A graphics card went away: the game goes on from the state that is known, by the processor or by the card once more. */
  async goOnBy(device: Device): Promise<void> {
    this.busy = true;
    let all = true;
    for (const side of this.sides) {
      if (side.frame?.lost) all = (await side.goOnBy(device, this.wish)) && all;
    }
    this.busy = false;
    if (all) await this.player.play();
  }

  /** Rounds a second of the present settings on both, measured one after the other. */
  async measureDevices(): Promise<Readonly<Record<Device, number>> | null> {
    this.player.stop();
    const { source, options } = this;
    const on = (device: Device): Promise<number> => roundsPerSecond({ source, options: { ...options, device } });
    try {
      return { cpu: await on("cpu"), webgpu: await on("webgpu") };
    } catch (error) {
      this.failure = sentenceOf(error);
      return null;
    }
  }

  /** The plot so far out that all samples are on it, or as it was. */
  async zoom(out: boolean): Promise<void> {
    for (const side of this.sides) {
      const { opened, frame } = side;
      if (!opened || !frame) continue;
      const { reach } = samplesOutside(frame.generated, opened.grid);
      await side.zoomTo(out ? side.zoom * reach * 1.05 : 1, this.wish);
    }
  }

  /** The state that a step of the tour speaks of. */
  async enter(step: TourStep): Promise<void> {
    const entering = ++this.#entering;
    const { state } = readUrl(step.url);
    const { options, versus, data } = state;
    await this.#setUp({ source: data.kind === "file" ? RING : data, options, versus, trained: false });
    for (const action of step.actions) {
      // The reader has gone on to another step.
      if (entering !== this.#entering) return;
      switch (action.do) {
        case "pause":
          this.player.stop();
          break;
        case "play":
          await this.player.play(action.rounds);
          break;
        case "move":
          await this.player.move(action.player, action.times);
          break;
        case "train-d":
          await this.player.trainDiscriminator();
          break;
        case "compare":
          await this.compare(readUrl(action.options).state.options);
          break;
      }
    }
  }

  /** A checkpoint or an ONNX file: a generator to draw from. */
  async openGenerator(name: string, bytes: Uint8Array): Promise<void> {
    this.player.stop();
    const opened = await this.first.call((lab) => lab.openGenerator(name, bytes));
    if (opened) this.generator = { opened, bytes };
  }

  /** Goes on with the game of the checkpoint that the generator is from. */
  async resume(): Promise<void> {
    const { generator } = this;
    if (!generator?.opened.config) return;
    const { name } = generator.opened.config.data;
    // The data in use are tried where the checkpoint's are no built-in ones: the library compares fingerprints.
    const source: Source = isBuiltIn(name) ? { kind: "built-in", name } : this.source;
    const game = { source, options: deviceIn(this.options), versus: null, trained: false };
    await this.#setUp(game, { instead: "file", checkpoint: generator.bytes });
  }

  /** Goes on from the trained state of built-in data that comes with the lab. */
  async openTrained(
    name: string,
    changes: readonly Change[] = [],
    options: GivenOptions = deviceIn(this.options),
  ): Promise<boolean> {
    try {
      const checkpoint = await trainedState(name);
      const game: Game = { source: { kind: "built-in", name }, options, versus: null, trained: true };
      return await this.#setUp(game, { instead: "file", changes, checkpoint });
    } catch (error) {
      this.failure = sentenceOf(error);
      return false;
    }
  }
}

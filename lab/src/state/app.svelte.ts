/** The state of the whole page: what was chosen, the games on it, and the link that says it. */
import { type GivenOptions, isBuiltIn } from "#inner";
import { defaultLayers, type Layers } from "../draw/layers.ts";
import type { TourStep } from "../tour/steps.ts";
import { trainedState } from "../trained/trained.ts";
import { language } from "../words/language.svelte.ts";
import type { OpenedGenerator, Source, TableReading, Wish } from "../worker/protocol.ts";
import { Player } from "./player.svelte.ts";
import { sentenceOf } from "./sentence.ts";
import { Side } from "./side.svelte.ts";
import { type DataChoice, type Nonsense, plainState, readUrl, writeUrl } from "./url.ts";

/** Pictures by convolutions are for the command line: here a small perceptron plays, and the link says so. */
const FOR_PICTURES: GivenOptions = { network: "mlp", widths: [128], batch: 64, latent: 16 };

const RING: Source = { kind: "built-in", name: "ring" };

const choiceOf = (source: Source): DataChoice => {
  switch (source.kind) {
    case "built-in":
      return { kind: "built-in", name: source.name };
    case "drawn":
      return { kind: "drawn", points: source.points };
    case "table":
      return { kind: "file", name: source.name, ...(source.reading ? { reading: source.reading } : {}) };
    case "images":
      return { kind: "file", name: source.name };
  }
};

const picturesIn = (source: Source): boolean =>
  source.kind === "images" || (source.kind === "built-in" && source.name === "glyphs");

/** The second side's options: those of the first, but for what was said of it. */
const versusOptions = (options: GivenOptions, versus: GivenOptions): GivenOptions => ({
  ...options,
  ...versus,
  generator: { ...options.generator, ...versus.generator },
  discriminator: { ...options.discriminator, ...versus.discriminator },
});

export class App {
  readonly first = new Side();
  second = $state.raw<Side | null>(null);
  source = $state.raw<Source>(RING);
  options = $state.raw<GivenOptions>({});
  versus = $state.raw<GivenOptions | null>(null);
  tour = $state<number | null>(null);
  /** The page is shown to others, without its controls. */
  hidden = $state(false);
  layers = $state<Layers>(defaultLayers("plane"));
  /** Whose step the picture of the networks shows; `null` while it is closed. */
  flow = $state<"G" | "D" | null>(null);
  nonsense = $state.raw<readonly Nonsense[]>([]);
  /** A link was about a file that has to be given again. */
  fileNeeded = $state("");
  /** That file, and how it was read. */
  #asked: { readonly name: string; readonly reading: TableReading } | undefined;
  /** A sentence about a file that could not be used, in the language of the page. */
  problem = $state("");
  /** What the library said of something else that failed: in English, whatever the page speaks. */
  failure = $state("");
  busy = $state(true);
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
    this.options = state.options;
    this.tour = state.tour;
    this.hidden = state.hidden;
    this.versus = state.versus;
    const { data } = state;
    this.fileNeeded = data.kind === "file" ? data.name : "";
    this.#asked = data.kind === "file" && data.reading ? { name: data.name, reading: data.reading } : undefined;
    this.source = data.kind === "file" ? RING : data;
    // A step of the tour sets up its own state.
    if (this.tour === null) await this.open();
  }

  /** Sets up the games that the page is about, from their start. */
  async open(): Promise<void> {
    this.player.stop();
    this.busy = true;
    if (this.versus && !this.second) this.second = new Side();
    if (!this.versus && this.second) {
      this.second.close();
      this.second = null;
    }
    this.writeLink();
    const { source, options } = this;
    const before = this.first.opened?.view;
    const opened = await this.first.open({ source, options }, this.wish);
    if (this.second && this.versus) {
      await this.second.open({ source, options: versusOptions(options, this.versus) }, this.wish);
    }
    const view = this.first.opened?.view;
    if (opened && view && view !== before) {
      this.layers = defaultLayers(view);
      await this.look();
    }
    this.busy = false;
  }

  writeLink(): void {
    const { options, versus, tour, hidden } = this;
    const data = choiceOf(this.source);
    const query = writeUrl({ ...plainState, data, options, versus, hidden, language: language.now, tour });
    const served = new URLSearchParams(location.search).has("run") ? "&run" : "";
    history.replaceState(null, "", `?${query}${served}`);
  }

  /** What is shown has changed. */
  async look(): Promise<void> {
    if (this.player.doing !== "nothing") return;
    for (const side of this.sides) if (side.opened) await side.look(this.wish);
  }

  async choose(given: Source): Promise<void> {
    const asked = given.kind === "table" && given.name === this.#asked?.name ? this.#asked : undefined;
    this.#asked = undefined;
    const source = asked ? { ...given, reading: asked.reading } : given;
    this.fileNeeded = "";
    this.problem = "";
    this.failure = "";
    this.options = picturesIn(source) ? { ...this.options, ...FOR_PICTURES } : withoutPictures(this.options);
    this.source = source;
    await this.open();
  }

  async set(options: GivenOptions): Promise<void> {
    this.options = options;
    await this.open();
  }

  async compare(versus: GivenOptions | null): Promise<void> {
    this.versus = versus;
    await this.open();
  }

  /** The state that a step of the tour speaks of. */
  async enter(step: TourStep): Promise<void> {
    const entering = ++this.#entering;
    const { state } = readUrl(step.url);
    this.options = state.options;
    this.versus = state.versus;
    this.source = state.data.kind === "file" ? RING : state.data;
    await this.open();
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
    await this.#goOn(isBuiltIn(name) ? { kind: "built-in", name } : this.source, generator.bytes);
  }

  /** Goes on from the trained state of built-in data that comes with the lab. */
  async openTrained(name: string): Promise<void> {
    try {
      await this.#goOn({ kind: "built-in", name }, await trainedState(name));
    } catch (error) {
      this.failure = sentenceOf(error);
    }
  }

  async #goOn(source: Source, checkpoint: Uint8Array): Promise<void> {
    this.player.stop();
    if (this.versus) await this.compare(null);
    this.busy = true;
    const went = await this.first.open({ source, options: {}, checkpoint }, this.wish);
    if (went && this.first.opened) {
      const { options, view } = this.first.opened;
      this.source = source;
      this.options = options;
      this.layers = defaultLayers(view);
      this.writeLink();
      await this.look();
    }
    this.busy = false;
  }
}

/** The settings for pictures mean nothing to other data. */
function withoutPictures(options: GivenOptions): GivenOptions {
  const rest: Record<string, unknown> = { ...options };
  if (rest.network !== undefined) for (const key of Object.keys(FOR_PICTURES)) delete rest[key];
  return rest;
}

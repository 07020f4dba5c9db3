/**
 * Everything that Algorithm 1 moves: both players, the vectors of a minibatch, and the two steps that work on them.
 * Its methods are the words in which the algorithm is written.
 */
import type { DataSet, Minibatch, Reader } from "../data/dataset.ts";
import { drawNoise } from "../data/prior.ts";
import { P_INPUT } from "../game/augmentation/augment.ts";
import {
  conditionOf,
  discriminatorStep,
  type Game,
  generatorStep,
  hasPenalties,
  isConditional,
  PENALTY_SCALE,
  type Step,
} from "../game/step.ts";
import type { Vector } from "../kernels/kernels.ts";
import { LEAD, type Selection, type Stream, type StreamName } from "../kernels/streams.ts";
import type { NotFinite } from "../learning/not-finite.ts";
import { createPlayer, initialisePlayer, type Learning, type Player } from "../learning/player.ts";
import { type Schedule, valueAt } from "../learning/schedules.ts";
import type { Store } from "../learning/store.ts";
import { storeOn } from "../learning/store-on.ts";
import type { Device } from "../onnx/device.ts";
import { problem } from "../problem.ts";
import { formatShape, type Shape, sameShape, sizeOf } from "../tensor/shape.ts";
import type { Ranks } from "./reduction.ts";
import { checkShare, rowsOf, type Share, selectionOf } from "./rows-of-rank.ts";
import { createRunningStep, type Ground, type RunningStep } from "./running-step.ts";
import { createStrength, type FeedbackState, type Following } from "./strength.ts";

export interface MachineOptions {
  /** With several ranks, `batch` is that of all of them together. */
  readonly game: Game;
  /** What the probability of augmentation follows, where the game has any. */
  readonly augmenting?: Following;
  /** Steps after which G's loss changes from non-saturating to minimax; `Infinity` for never. */
  readonly switchAt: number;
  readonly data: DataSet;
  readonly seed: number;
  readonly generator: Learning;
  readonly discriminator: Learning;
  /** What penalties are multiplied by, where the game scales them. */
  readonly penaltyScale?: Schedule;
  /** β of G's moving average; 0 for none. */
  readonly average: number;
  /** The average's half-life is at most this share of the updates so far; 0 for an early forgetting that passes sooner. */
  readonly averageRamp?: number;
  /** The share of rows in which several columns are given (see `ReaderOptions`). */
  readonly subsets?: number;
  /** Minibatches whose gradients are averaged for one update; 1 if left out. */
  readonly accumulate?: number;
  /** G's gradient is taken with the dropout masks that D's was taken with last. */
  readonly sharedMasks?: boolean;
  readonly threads: number;
  /** Where the players live and the steps are computed; the processor if left out. */
  readonly device?: Device;
  /** Makes the error for a loss or gradient that is not finite. */
  readonly diverged: (step: number, played: Step, first: NotFinite | undefined) => Error;
  /** The ranks that the game is played on together; absent where it is one. */
  readonly ranks?: Ranks;
  /** Writes other values over those that a tensor starts with, or leaves them. `average`: of G's moving average. */
  readonly start?: (name: string, values: Float32Array, average?: "average") => void;
}

export interface Machine {
  readonly store: Store;
  readonly generator: Player;
  readonly discriminator: Player;
  /** Moving average of G's parameters, with its present state, if there is one. */
  readonly average: Vector | undefined;
  /** The examples and the noise that this rank computes with; where several minibatches make an update, of the first of them. */
  readonly x: Vector;
  readonly z: Vector;
  /** y of the examples, where a player looks at it. */
  readonly y: Vector | undefined;
  /** How strongly what D sees was augmented last, where it is. */
  readonly augmentation: (() => number) | undefined;
  /** The class of each example, where classes were found in the data. */
  readonly classes: ArrayLike<number> | undefined;
  /** Streams whose positions are part of the state. */
  readonly streams: Streams;
  /** The D step that is in force at a step of the run: where penalties are not taken at every one, there are two. */
  readonly discriminatorStep: (step: number) => RunningStep;
  /** The G step that is in force at a step of the run: with mixed losses there are two. */
  readonly generatorStep: (step: number) => RunningStep;
  /** Fresh z from the prior. */
  readonly drawNoise: () => void;
  /** Fresh x from the data, and y with it. */
  readonly drawExamples: () => void | Promise<void>;
  /** G's loss compares with real examples, or G is asked for what they are. */
  readonly generatorNeedsExamples: boolean;
  /** The gradient of D's loss at the present parameters, G frozen. */
  readonly discriminatorGradient: (step: number) => Promise<void>;
  /** The gradient of G's loss at the present parameters, D frozen. */
  readonly generatorGradient: (step: number) => Promise<void>;
  /** Moves the average of G towards its present parameters. */
  readonly updateAverage: () => void | Promise<void>;
  /** Brings what lies on a device into `data` of all vectors: without it they have what was there when it was last asked for. */
  readonly settle: () => void | Promise<void>;
  /** Where the data and the streams are. */
  readonly state: () => MachineState;
  /** Goes to another place of them, so that what is drawn next is what was drawn there. */
  readonly seek: (state: MachineState) => Promise<void>;
  readonly release: () => Promise<void>;
}

/** Streams of every run. */
const ALWAYS = ["prior", "dropout", "penalty"] as const;
type Always = (typeof ALWAYS)[number];

/** Those of every run, and those that a step of this one draws from. */
export type Streams = Readonly<Record<Always, Stream> & Partial<Record<StreamName, Stream>>>;

/** Minibatches of data read, and blocks of random numbers used of each stream. */
export type MachineState = { readonly data: number } & Readonly<Record<Always, number>> &
  Readonly<Partial<Record<StreamName, number>>> & { readonly feedback?: FeedbackState | undefined };

const atStart: MachineState = { data: 0, prior: 0, dropout: 0, penalty: 0 };

/** Makes room for the machine, compiles its steps and begins: at the start, or in a saved state of its streams. */
export async function createMachine(options: MachineOptions, state: MachineState = atStart): Promise<Machine> {
  const { data, seed, ranks } = options;
  const whole = options.game;
  const share = ranks?.collective ?? { rank: 0, size: 1 };
  checkShare(share, whole.batch, whole.pack, whole.discriminator.group);
  const rows = rowsOf(share, whole.batch);
  const { store, streams, stream, ground, minibatches, average, noiseShape, changing } = layOut(options, rows, state);
  const { game, generator, discriminator } = ground;
  const { x, y, z } = ground.inputs;
  const allInputs = [ground.inputs, ...ground.further];
  const { steps, discriminatorAt, generatorAt } = createSteps(ground, whole, options);

  await store.open();
  await beginPlayers(store, [generator, discriminator], average, options);
  const reads = minibatches.map(({ whole: all }) => all());
  for (const name of [...ALWAYS, ...steps.flatMap(({ step }) => step.draws.map((draw) => draw.stream))]) stream(name);
  const openAt = (position: number): Promise<Reader> =>
    data.open({ seed, batch: whole.batch, position, subsets: options.subsets ?? 0, ...(ranks ? { rows } : {}) });
  let reader = await openAt(state.data);
  for (const { compile } of steps) await compile();

  const ofNoise = ranks && noiseSelection(share, whole, noiseShape);
  return {
    store,
    generator,
    discriminator,
    average: average?.vector,
    x,
    z,
    y,
    augmentation: changing.augmenting?.now,
    classes: data.y?.numbers,
    streams: streams as Streams,
    discriminatorStep: discriminatorAt,
    generatorStep: generatorAt,
    drawNoise: () => {
      for (const one of allInputs) drawNoise(game.prior, stream("prior"), one.z, ofNoise);
    },
    drawExamples: () => nextOf(reader, reads),
    generatorNeedsExamples: isConditional(game) || generatorAt(1).real.length > 0,
    ...gradientsOf(discriminatorAt, generatorAt, changing),
    updateAverage: () => average?.move(),
    settle: () => settle(ground, average, steps),
    state: () => ({
      data: reader.position,
      ...(Object.fromEntries(
        Object.entries(streams).map(([name, { position }]) => [name, position]),
      ) as unknown as Record<Always, number>),
      ...changing.augmenting?.state(),
    }),
    seek: async (to) => {
      if (to.data !== reader.position) reader = await openAt(to.data);
      for (const [name, opened] of Object.entries(streams)) opened.position = to[name as StreamName] ?? 0;
      changing.augmenting?.seek(to.feedback);
    },
    release: async () => {
      for (const one of [...steps.map(({ learner }) => learner), generator, discriminator, store]) await one.release();
    },
  };
}

/** Reads all that learns, and what it learned by. */
async function settle(
  { store, generator, discriminator }: Ground,
  average: ReturnType<typeof createAverage> | undefined,
  steps: readonly RunningStep[],
): Promise<void> {
  if (store.device === "cpu") return;
  const learned = vectorsOf({ generator, discriminator, average: average?.vector });
  for (const vector of [...learned, ...steps.map(({ gradient }) => gradient)]) await store.read(vector);
}

/** Gives both players their start values, and the average those of G. */
async function beginPlayers(
  store: Store,
  [generator, discriminator]: readonly [Player, Player],
  average: ReturnType<typeof createAverage> | undefined,
  { seed, start }: MachineOptions,
): Promise<void> {
  initialisePlayer(store, generator, seed, 0);
  initialisePlayer(store, discriminator, seed, 1 << 16);
  if (start) for (const player of [generator, discriminator]) await startFrom(store, player, player.parameters, start);
  for (const player of [generator, discriminator]) await player.begin();
  average?.begin();
  if (!start || !average) return;
  await startFrom(store, generator, average.vector, (name, values) => start(name, values, "average"));
}

/** Writes other start values into a vector that is laid out like a player's parameters. */
async function startFrom(
  store: Store,
  { layout }: Player,
  vector: Vector,
  start: (name: string, values: Float32Array) => void,
): Promise<void> {
  for (const { name, shape, offset } of layout.entries) {
    const place = store.part(vector, offset, sizeOf(shape));
    const values = Float32Array.from(await store.read(place));
    start(name, values);
    store.write(place, values);
  }
}

/** Gives players, minibatch and noise their places in a store, which is still to be opened. */
function layOut(options: MachineOptions, rows: Rows, state: MachineState) {
  const { data, seed, threads, ranks } = options;
  const whole = options.game;
  /** What this rank plays: the same game on its part of each minibatch. */
  const game: Game = { ...whole, batch: rows.count };
  const store = storeOn(options.device ?? "cpu", threads);
  const generator = createPlayer(store, game.generator, options.generator, threads);
  const discriminator = createPlayer(store, game.discriminator, options.discriminator, threads);
  const average =
    options.average > 0 ? createAverage(store, generator, options.average, options.averageRamp) : undefined;
  const noiseShape = [game.batch, game.prior.latent];
  const minibatches = Array.from({ length: options.accumulate ?? 1 }, () => ({
    ...allocateMinibatch(store, whole, data, rows),
    z: store.allocate(sizeOf(noiseShape), ranks ? LEAD : 0),
  }));
  const streams: Partial<Record<StreamName, Stream>> = {};
  const stream = (name: StreamName): Stream => {
    streams[name] ??= store.stream(seed, name, 0, state[name]);
    return streams[name];
  };
  const augmenting =
    options.augmenting && game.augmentation && createAugmenting(store, options.augmenting, state.feedback);
  const penaltyScale = game.scaledPenalties ? store.allocate(1) : undefined;
  const [inputs, ...further] = minibatches.map(({ own: { x, y }, z }) => ({
    x,
    z,
    ...(y ? { y } : {}),
    ...augmenting?.input,
    ...(penaltyScale ? { [PENALTY_SCALE]: penaltyScale } : {}),
  })) as [Inputs, ...Inputs[]];
  const { diverged } = options;
  const batch = whole.batch;
  const ground = { store, game, batch, generator, discriminator, inputs, further, stream, threads, diverged, ranks };
  const scale = (step: number): void => {
    if (penaltyScale && options.penaltyScale) store.write(penaltyScale, [valueAt(options.penaltyScale, step)]);
  };
  return { store, streams, stream, ground, minibatches, average, noiseShape, changing: { augmenting, scale } };
}

/** What the steps are given of a minibatch. */
type Inputs = Readonly<Record<string, Vector>> & { readonly x: Vector; readonly z: Vector; readonly y?: Vector };

/** Reads minibatches, one after the other; without a promise where nothing need be waited for, which costs small networks a percent. */
function nextOf(reader: Reader, [first, ...others]: readonly Minibatch[]): void | Promise<void> {
  const read = first && reader.next(first);
  return others.length === 0 ? read : Promise.resolve(read).then(() => nextOf(reader, others));
}

/** Both players' steps. With mixed losses there are two of G's, with lazy penalties two of D's, of which one is in force. */
function createSteps(ground: Ground, whole: Game, { switchAt, sharedMasks = false }: MachineOptions) {
  const { game, ranks } = ground;
  const played = (make: (rules: Game) => Step): { readonly step: Step; readonly onWhole: Step } => {
    const step = make(game);
    return { step, onWhole: ranks ? make(whole) : step };
  };
  const dRunning = createRunningStep(ground, played(discriminatorStep));
  const { penaltyEvery = 1 } = game;
  const between =
    penaltyEvery > 1 && hasPenalties(game)
      ? createRunningStep(ground, {
          ...played((rules) => discriminatorStep(rules, { penalised: false })),
          instead: dRunning,
        })
      : undefined;
  const twins = sharedMasks ? dRunning.learner.drawn : [];
  const gRunning = createRunningStep(ground, { ...played(generatorStep), twins });
  // The second of mixed losses shares the vectors of the first.
  const minimax = (rules: Game): Step => generatorStep({ ...rules, loss: "minimax" });
  const late =
    switchAt < Number.POSITIVE_INFINITY
      ? createRunningStep(ground, { ...played(minimax), twins, instead: gRunning })
      : undefined;
  return {
    steps: [dRunning, gRunning, ...(between ? [between] : []), ...(late ? [late] : [])],
    discriminatorAt: (step: number): RunningStep => (between && (step - 1) % penaltyEvery !== 0 ? between : dRunning),
    generatorAt: (step: number): RunningStep => (late && step > switchAt ? late : gRunning),
  };
}

/** The examples of a minibatch that a rank computes with. */
type Rows = ReturnType<typeof rowsOf>;

/** Memory for whole minibatches, of which a rank computes with its own rows. */
function allocateMinibatch(store: Store, whole: Game, data: DataSet, rows: Rows) {
  const part = (size: number) => {
    const all = store.allocate(whole.batch * size);
    return { all, own: store.part(all, rows.from * size, rows.count * size) };
  };
  const x = part(sizeOf(whole.generator.output));
  const y = isConditional(whole) ? part(sizeOf(partShape(data, whole))) : undefined;
  return {
    own: { x: x.own, y: y?.own },
    whole: () => ({ x: x.all.data, ...(y ? { y: y.all.data } : {}) }),
  };
}

/** The shape of y, where a player asks for it: the data must have it. */
function partShape({ name, y }: DataSet, game: Game): Shape {
  const wanted = conditionOf(game) ?? [];
  if (y && sameShape(y.shape, wanted)) return wanted;
  throw problem({
    doing: "setting up the game",
    expected: `data whose examples have a y of shape ${formatShape(wanted)}, which the networks ask for`,
    came: `${name}, ${y ? `whose y is ${formatShape(y.shape)}` : "which has none"}`,
  });
}

const noiseSelection = (share: Share, { batch, prior }: Game, own: Shape): Selection =>
  selectionOf(share, batch, [batch, prior.latent], own);

/** The moving average of a player's parameters, from `begin` on, with its present state. */
function createAverage(store: Store, player: Player, most: number, ramp = 0) {
  const { layout, parameters } = player;
  const vector = store.allocate(layout.length);
  const stateOf = (of: Vector): Vector => store.part(of, layout.learned, layout.length - layout.learned);
  const [state, averaged] = [stateOf(parameters), stateOf(vector)];
  return {
    vector,
    begin: () => store.copy(parameters, vector),
    move: () => {
      // Early on the average forgets faster: the start values must not linger in it.
      const { updates } = player;
      const early = ramp > 0 ? 0.5 ** (1 / (ramp * updates)) : (1 + updates) / (10 + updates);
      const beta = Math.min(most, early);
      const moved = store.blend(vector, parameters, layout.learned, 1 - beta);
      store.copy(state, averaged);
      return moved;
    },
  };
}

/** Both players' gradients, at the probability of augmentation that is in force. */
const gradientsOf = (
  discriminatorAt: Machine["discriminatorStep"],
  generatorAt: Machine["generatorStep"],
  { augmenting, scale }: { readonly augmenting: Augmenting | undefined; readonly scale: (step: number) => void },
): Pick<Machine, "discriminatorGradient" | "generatorGradient"> => ({
  discriminatorGradient: async (step) => {
    augmenting?.begin(step);
    scale(step);
    await discriminatorAt(step).run(step);
    augmenting?.watch(discriminatorAt(step));
  },
  generatorGradient: (step) => {
    augmenting?.begin(step);
    return generatorAt(step).run(step);
  },
});

type Augmenting = ReturnType<typeof createAugmenting>;

/** The probability of augmentation, an input of the steps that changes as they are made. */
function createAugmenting(store: Store, following: Following, state: FeedbackState | undefined) {
  const vector = store.allocate(1);
  const strength = createStrength(following, state);
  return {
    input: { [P_INPUT]: vector },
    now: (): number => vector.data[0] ?? 0,
    begin: (step: number): void => store.write(vector, [strength.at(step)]),
    watch: ({ learner }: RunningStep): void => {
      const [meanSign] = learner.output("signs");
      if (meanSign !== undefined) strength.watch(meanSign);
    },
    state: (): Pick<MachineState, "feedback"> => {
      const feedback = strength.state();
      return feedback ? { feedback } : {};
    },
    seek: strength.seek,
  };
}

/** All vectors that the steps of a machine change. */
export const vectorsOf = ({
  generator,
  average,
  discriminator,
}: Pick<Machine, "generator" | "average" | "discriminator">): readonly Vector[] => [
  generator.parameters,
  ...generator.moments.values(),
  ...(average ? [average] : []),
  discriminator.parameters,
  ...discriminator.moments.values(),
];

/**
 * One learner for whoever learns: both players of the game, a fresh D, a classifier. To run it is to draw what its objective needs,
 * to compute, to average where there are several ranks, and to check; then it moves.
 */
import { type Draw, nextName, type Objective } from "../game/objective.ts";
import { draw } from "../kernels/distributions.ts";
import type { Vector } from "../kernels/kernels.ts";
import { LEAD, type Selection, type Stream, type StreamName } from "../kernels/streams.ts";
import { type BoundProgram, compile, type Program } from "../onnx/runtime.ts";
import { internal } from "../problem.ts";
import { type Entry, type Layout, viewOf } from "../tensor/layout.ts";
import { sizeOf } from "../tensor/shape.ts";
import { findNotFinite, type NotFinite, notFiniteProblem } from "./not-finite.ts";
import { gradientLayout, type Player } from "./player.ts";
import type { Store } from "./store.ts";

/** Random numbers kept in memory for an objective. */
export interface Drawn extends Draw {
  readonly vector: Vector;
}

/** What several processes that learn together add to each run. */
export interface Together {
  /** Which of the numbers of the whole minibatch's `index`-th draw are this process's. */
  readonly selection: (draw: Draw, index: number) => Selection;
  /** Averages what the run has left in the results. */
  readonly average: () => Promise<void>;
  /** What the first process to have found a bad number found. */
  readonly firstOfAny: (mine: NotFinite | undefined) => Promise<NotFinite | undefined>;
}

/** Further minibatches of a run, one after the other through the same graph: what it puts out is averaged over all of them. */
interface Accumulated {
  /** What the objective is given of each, as `inputs` has it of the first. */
  readonly inputs: readonly Readonly<Record<string, Vector>>[];
  /** So many of the results, from the first on, are averaged; the others stay those of the last minibatch. */
  readonly averaged: number;
  /** Is called when the results are those of one minibatch. */
  readonly took: () => void;
}

export interface LearnerOptions {
  readonly store: Store;
  /** Whose parameters learn. */
  readonly player: Player;
  readonly objective: Objective;
  /** Other networks that the objective applies. */
  readonly others?: readonly Player[];
  /** What the objective is given besides: x, y, z, by name. */
  readonly inputs: Readonly<Record<string, Vector>>;
  readonly accumulated?: Accumulated;
  /** Where draws come from; asked for once the store is open. */
  readonly stream?: (name: StreamName) => Stream;
  /** Draws that another objective has made, for those that are their twins. */
  readonly twins?: readonly Drawn[];
  /** Where the outputs lie; the gradient is first. */
  readonly results?: Layout;
  /** The results of another learner, of the same layout, to share. */
  readonly resultVector?: Vector;
  readonly together?: Together;
  readonly threads?: number;
  /** Makes the error for a loss or gradient that is not finite, at a step. */
  readonly diverged?: (step: number, first: NotFinite | undefined) => Error;
}

export interface Learner {
  readonly player: Player;
  readonly objective: Objective;
  /** The compiled graph. */
  readonly program: () => Program;
  /** Everything that a run puts out. */
  readonly results: Vector;
  /** ∇ of the loss, laid out like the player's parameters. */
  readonly gradient: Vector;
  /** Random numbers of its own. */
  readonly drawn: readonly Drawn[];
  /** Numbers that the last run put out under a name; none if there is no such output. */
  readonly output: (name: string) => Float32Array;
  readonly loss: () => number;
  /** ‖∇‖ of the last run. */
  readonly gradientNorm: () => number;
  /** Compiles; once, when the store is open. */
  readonly compile: () => Promise<void>;
  /** Draws and computes. Throws if loss or gradient are not finite, before they reach the parameters. */
  readonly run: (step: number) => Promise<void>;
  /** Moves the parameters by the gradient, and state to what the last run made of it. */
  readonly update: (step: number) => void | Promise<void>;
  readonly release: () => Promise<void>;
}

/** Outputs of an objective in one vector: the gradient first, so that it begins at a cache line, then the others as they come. */
export function resultLayout(name: string, objective: Objective, player: Player): Layout {
  const gradients = gradientLayout(player.layout).entries;
  const others = objective.graph.outputs
    .filter((output) => !gradients.some((entry) => entry.name === output.name))
    .map((output) => ({ name: output.name, shape: output.tensor.shape }));
  return layBehind(name, gradients, player.layout.learned, others);
}

/** A layout of entries, and others behind them. */
export function layBehind(
  name: string,
  entries: readonly Entry[],
  from: number,
  others: readonly Omit<Entry, "offset">[],
): Layout {
  let length = from;
  const behind = others.map(({ name: title, shape }) => {
    const entry = { name: title, shape, offset: length };
    length += sizeOf(shape);
    return entry;
  });
  return { name, length, entries: [...entries, ...behind], held: from };
}

/** A learner whose vectors have their place in the store. Compile it when the store is open. */
export function createLearner(options: LearnerOptions): Learner {
  const { store, player, objective, others = [], together, threads = 1, twins = [] } = options;
  const { graph } = objective;
  const { diverged = divergedIn(graph.name), results = resultLayout(`${graph.name} results`, objective, player) } =
    options;
  const { resultVector: vector = store.allocate(results.length) } = options;
  const gradient = store.part(vector, 0, player.layout.learned);
  const players = [player, ...others];
  const { drawn, given } = allocateDraws(objective.draws, store, twins, together !== undefined);
  const places = new Map(results.entries.map((entry) => [entry.name, entry]));
  const output = (name: string): Float32Array => partIn(vector, places.get(name));
  const states = statesOf(store, player, vector, places);
  const { mean, minibatches } = accumulating(store, vector, options);

  let compiled: Compiled | undefined;
  const ready = (): Compiled => readyOr(compiled, graph.name);
  let lossAt = new Float32Array();
  let norm = Number.NaN;
  const loss = (): number => lossAt[0] ?? Number.NaN;
  const selections = together && objective.draws.map((one, i) => together.selection(one, i));
  const drawOwn = drawing(drawn, streamsOf(graph.name, options.stream), selections);

  return {
    player,
    objective,
    program: () => ready().program,
    results: vector,
    gradient,
    drawn,
    output,
    loss,
    gradientNorm: () => norm,
    compile: async () => {
      const program = await compileOn(store, objective, players, results, threads);
      const vectors = { ...parametersOf(players), ...given, [results.name]: vector };
      compiled = { program, bound: minibatches.map((one) => store.bind(program, { ...vectors, ...one })) };
      // What was not computed yet is no number.
      vector.data.fill(Number.NaN);
      lossAt = output("loss") as Float32Array<ArrayBuffer>;
    },
    run: async (step) => {
      await runEach(ready().bound, drawOwn, mean);
      // To wait for what is there already costs small networks a percent.
      if (together) await together.average();
      const squares = store.sumOfSquares(vector, player.layout.learned);
      norm = Math.sqrt(typeof squares === "number" ? squares : await squares);
      if (Number.isFinite(norm) && Number.isFinite(loss())) return;
      const own = await findFirst(minibatches, async (one) =>
        findNotFinite(graph, await inputsOfRun(store, players, { ...one, ...given })),
      );
      throw diverged(step, together ? await together.firstOfAny(own) : own);
    },
    update: (step) => {
      for (const [from, to] of states) store.copy(from, to);
      return player.update(gradient, step);
    },
    release: async () => compiled?.program.release(),
  };
}

/** The graph of an objective, where the store has its numbers. */
function compileOn(
  { device }: Store,
  { graph }: Objective,
  players: readonly Player[],
  results: Layout,
  threads: number,
): Promise<Program> {
  const inputs = players.map(({ layout }) => layout);
  const held = [...inputs, results].map(({ name }) => name);
  return compile(graph, { threads, inputs, outputs: [results], device, held });
}

const partIn = ({ data }: Vector, entry: Entry | undefined): Float32Array =>
  entry ? viewOf(data, entry) : new Float32Array();

interface Compiled {
  readonly program: Program;
  /** To each minibatch of a run. */
  readonly bound: readonly BoundProgram[];
}

/** Draws afresh what an objective is given of random numbers. */
const drawing =
  (
    drawn: readonly (Drawn & { readonly index: number })[],
    streamOf: (name: StreamName) => Stream,
    selections: readonly Selection[] | undefined,
  ) =>
  (): void => {
    for (const one of drawn) draw(one.distribution, streamOf(one.stream), one.vector, selections?.[one.index]);
  };

/** Computes each minibatch with random numbers of its own; in the end the mean of them all is there. */
async function runEach(
  minibatches: readonly BoundProgram[],
  drawOwn: () => void,
  mean: ReturnType<typeof createMean> | undefined,
): Promise<void> {
  for (const bound of minibatches) {
    drawOwn();
    await bound.run();
    await mean?.take();
  }
  mean?.finish();
}

/** What is found first in one of several, one after the other. */
async function findFirst<T, R>(all: readonly T[], find: (one: T) => Promise<R | undefined>): Promise<R | undefined> {
  for (const one of all) {
    const found = await find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a run is given, one minibatch after the other, and the mean over them where there are several. */
const accumulating = (store: Store, results: Vector, { inputs, accumulated }: LearnerOptions) => ({
  mean: accumulated && createMean(store, results, accumulated),
  minibatches: [inputs, ...(accumulated?.inputs ?? [])],
});

/** The running mean of the first results of several runs; in the end it takes their place. */
function createMean(store: Store, results: Vector, { averaged, took }: Accumulated) {
  const sum = store.allocate(averaged);
  const part = store.part(results, 0, averaged);
  let count = 0;
  return {
    take: (): void | Promise<void> => {
      took();
      count++;
      // The first as it is: blended with what was there before, a bad number would stay for ever.
      if (count === 1) store.copy(part, sum);
      else return store.blend(sum, part, averaged, 1 / count);
    },
    finish: (): void => {
      store.copy(sum, part);
      count = 0;
    },
  };
}

function readyOr(compiled: Compiled | undefined, name: string): Compiled {
  if (!compiled) throw internal(`${name} was used before it was compiled`);
  return compiled;
}

/** New state as a run puts it out, and where it belongs. */
function statesOf(
  store: Store,
  { network, layout, parameters }: Player,
  results: Vector,
  places: ReadonlyMap<string, Entry>,
): readonly (readonly [from: Vector, to: Vector])[] {
  return network.state.flatMap(({ name }) => {
    const [from, to] = [places.get(nextName(name)), layout.entries.find((entry) => entry.name === name)];
    return from && to ? [[partOf(store, results, from), partOf(store, parameters, to)] as const] : [];
  });
}

/** Streams by name, each asked for once. */
function streamsOf(doing: string, open: LearnerOptions["stream"]): (name: StreamName) => Stream {
  const streams = new Map<StreamName, Stream>();
  return (name) => {
    const stream = streams.get(name) ?? open?.(name);
    if (!stream) throw internal(`${doing} draws from ${name}, which it was not given`);
    streams.set(name, stream);
    return stream;
  };
}

/** Vectors of parameters by name of their layout. */
const parametersOf = (players: readonly Player[]): Record<string, Vector> =>
  Object.fromEntries(players.map(({ layout, parameters }) => [layout.name, parameters]));

const partOf = (store: Store, vector: Vector, { offset, shape }: Entry): Vector =>
  store.part(vector, offset, sizeOf(shape));

/** Memory for draws, but for those whose twins have it; `given` has all by name. */
function allocateDraws(draws: readonly Draw[], store: Store, twins: readonly Drawn[], together: boolean) {
  const drawn: (Drawn & { readonly index: number })[] = [];
  const given: Record<string, Vector> = {};
  for (const [index, one] of draws.entries()) {
    const length = sizeOf(one.shape);
    const twin = one.twin && twins.find(({ name }) => name === one.twin?.name);
    const vector = twin
      ? store.part(twin.vector, one.twin?.at ?? 0, length)
      : store.allocate(length, together ? LEAD : 0);
    given[one.name] = vector;
    if (!twin) drawn.push({ ...one, vector, index });
  }
  return { drawn, given };
}

/** What a graph was run on, by name of its inputs. */
async function inputsOfRun(
  store: Store,
  players: readonly Player[],
  vectors: Readonly<Record<string, Vector>>,
): Promise<Record<string, Float32Array>> {
  for (const { parameters } of players) await store.read(parameters);
  const values = Object.entries(vectors).map(([name, { data }]) => [name, data] as const);
  const parameters = players.flatMap(({ layout, parameters: all }) =>
    layout.entries.map((entry) => [entry.name, viewOf(all.data, entry)] as const),
  );
  return Object.fromEntries([...parameters, ...values]);
}

const divergedIn =
  (name: string) =>
  (step: number, first: NotFinite | undefined): Error =>
    notFiniteProblem(`training, ${name} of step ${step}`, first);

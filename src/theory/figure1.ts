/**
 * The four panels of Figure 1 (Goodfellow et al. 2014) as states of one run: (a) D partly trained, (b) D trained to the end
 * with G frozen, (c) G moved by the gradient of that D, (d) the end of the run.
 */
import { densityData } from "../data/built-in.ts";
import type { DataSet } from "../data/dataset.ts";
import type { Density } from "../data/density.ts";
import type { Network } from "../networks/network.ts";
import type { Device } from "../onnx/device.ts";
import { internal, problem } from "../problem.ts";
import { assemble } from "../training/assemble.ts";
import { type Checkpoint, decodeCheckpoint, parametersOf } from "../training/checkpoint.ts";
import { type Config, resolveConfig } from "../training/config.ts";
import { gameOf } from "../training/game-of-config.ts";
import type { GivenOptions } from "../training/recipes.ts";
import { createJudge, createSampler, noise } from "../training/sampler.ts";
import { dataSetOf, train } from "../training/train.ts";
import { createDensityReader, type DensityReading } from "./density-reading.ts";
import { trainFresh } from "./fresh-discriminator.ts";
import { piecesOf } from "./push-forward.ts";
import { commonCells, commonJsd } from "./push-forward-reading.ts";

/** One stage: p_data, p_g and D on a line, and where G sends z. */
export interface FigurePanel {
  readonly letter: "a" | "b" | "c" | "d";
  /** What the state is, in a few words. */
  readonly caption: string;
  /** Step of the run whose G it shows. */
  readonly step: number;
  readonly reading: DensityReading;
}

/** Which data the figure is of, and how long each of its stages is trained. */
export interface Figure1Options {
  /** A 1-D distribution whose density is known. */
  readonly data?: string | DataSet;
  readonly seed?: number;
  /** Steps of the whole run, and the step of panels (a) and (b). */
  readonly steps?: number;
  readonly early?: number;
  /** Steps of G alone between (b) and (c), at most. */
  readonly moves?: number;
  /** Where both players are computed; the processor if left out. */
  readonly device?: Device;
  readonly signal?: AbortSignal;
  readonly progress?: (what: string, done: number, of: number) => void;
}

/** The four stages, and the game that was played for them. */
export interface Figure1 {
  readonly config: Config;
  readonly panels: readonly FigurePanel[];
}

/** The game of the figure: z on a line, smooth networks (a D* with jumps would be out of reach for D), no moving average, so that every state is one of Algorithm 1. */
const GAME = {
  latent: 1,
  prior: "normal",
  activation: "tanh",
  generator: { activation: "tanh" },
  average: 0,
  init: "glorot",
} satisfies GivenOptions;

const FRESH_EXAMPLES = 30_000;
const PIECES = 1024;

/**
 * Plays the four stages of figure 1 of Goodfellow et al. (2014) on 1-D data, and gives what is to be drawn of each. Throws where
 * the density of the data is not known.
 */
export async function figure1(options: Figure1Options = {}): Promise<Figure1> {
  const { seed = 1, steps = 15_000, early = 400, moves = 60, device = "cpu" } = options;
  const data = dataSetOf(options.data ?? "normal");
  const density = lineDensityOf(data);
  if (!(early < steps)) {
    const expected = `more steps than the ${early} of panel (a)`;
    throw problem({ doing: "drawing Figure 1", expected, came: String(steps) });
  }
  const { config: whole, first, last } = await playRun(data, { ...options, seed, steps, early, device });
  const { generator, discriminator, prior, batch } = gameOf(whole);

  const sampler = await createSampler({ generator, prior, seed, batch, threads: 1, device });
  const judge = await createJudge(discriminator, batch, 1, device);
  const draw = (ofG: Float32Array, z: Float32Array): Promise<Float32Array> =>
    sampler.sample(ofG, new Float32Array(), z);
  try {
    const reader = await createDensityReader({ data, config: whole });
    const read = (ofG: Float32Array, ofD: Float32Array): Promise<DensityReading> =>
      reader.read({ draw: (z) => draw(ofG, z), answers: (x) => judge.answers(ofD, x) });
    const [earlyG, earlyD] = [parametersOf(first, generator), parametersOf(first, discriminator)];
    const bestD = await trainAgainst(discriminator, {
      real: await examples(densityData(data.name, density), seed, FRESH_EXAMPLES * 3),
      generated: await draw(earlyG, await noise(prior, seed, FRESH_EXAMPLES * 3, "evaluation")),
      options: { ...options, seed },
    });
    const pieces = piecesOf(prior, PIECES);
    const jsdOf = async (ofG: Float32Array): Promise<number> =>
      commonJsd(commonCells(density, pieces, await draw(ofG, pieces.z)));
    options.progress?.("G with D frozen", 0, 1);
    const moved = await moveGenerator(whole, data, { ofG: earlyG, ofD: bestD, moves, device }, jsdOf);
    const alongGradient =
      moved.made > 0
        ? `G after ${moved.made} steps along D's gradient, D frozen`
        : "no step of G along D's gradient comes nearer";
    const stages = [
      ["a", "D partly trained", early, earlyG, earlyD],
      ["b", "D trained to convergence, G frozen", early, earlyG, bestD],
      ["c", alongGradient, early, moved.parameters, bestD],
      ["d", "the end of the run", steps, parametersOf(last, generator), parametersOf(last, discriminator)],
    ] as const;
    const panels: FigurePanel[] = [];
    for (const [letter, caption, step, ofG, ofD] of stages) {
      panels.push({ letter, caption, step, reading: await read(ofG, ofD) });
    }
    return { config: whole, panels };
  } finally {
    await judge.release();
    await sampler.release();
  }
}

/** The density of data on a line. */
function lineDensityOf({ density, name }: DataSet): Density {
  if (density?.dimension === 1) return density;
  throw problem({
    doing: "drawing Figure 1",
    expected: "data in one dimension whose density is known",
    came: name,
    next: "Use normal, two-normals or uniform.",
  });
}

/** The game that the figure of some data is a run of, to ask what it costs. */
export const figure1Config = (data: DataSet): Config => resolveConfig(data, GAME);

/** The run of the figure, with its states of panels (a) and (d). */
async function playRun(
  data: DataSet,
  {
    seed,
    steps,
    early,
    device,
    signal,
    progress,
  }: Figure1Options & Required<Pick<Figure1Options, "seed" | "steps" | "early" | "device">>,
): Promise<{ readonly config: Config; readonly first: Checkpoint; readonly last: Checkpoint }> {
  let config: Config | undefined;
  const checkpoints = new Map<number, Checkpoint>();
  const run = train({
    data,
    ...GAME,
    seed,
    steps,
    device,
    checkpointEvery: early,
    sampleEvery: steps,
    samples: 1,
    ...(signal ? { signal } : {}),
  });
  for await (const event of run) {
    if (event.type === "start") config = event.config;
    if (event.type === "progress") progress?.("the run", event.step, steps);
    if (event.type !== "checkpoint" || (event.step !== early && event.step !== steps)) continue;
    checkpoints.set(event.step, await decodeCheckpoint("figure 1", event.bytes));
  }
  const [first, last] = [checkpoints.get(early), checkpoints.get(steps)];
  if (signal?.aborted) throw problem({ doing: "drawing Figure 1", expected: "to reach the end", came: "an interrupt" });
  if (!config || !first || !last) throw internal("a run without its checkpoints");
  return { config, first, last };
}

/** D trained to the end against a G that stands still: what was best on examples that it did not see. */
async function trainAgainst(
  discriminator: Network,
  {
    real,
    generated,
    options: { seed, device = "cpu", signal, progress },
  }: {
    readonly real: Float32Array;
    readonly generated: Float32Array;
    readonly options: Figure1Options & { readonly seed: number };
  },
): Promise<Float32Array> {
  const parts = (values: Float32Array) => ({
    heldIn: values.subarray(0, 2 * FRESH_EXAMPLES),
    heldOut: values.subarray(2 * FRESH_EXAMPLES, 2.5 * FRESH_EXAMPLES),
    test: values.subarray(2.5 * FRESH_EXAMPLES),
  });
  const { parameters } = await trainFresh({
    discriminator,
    real: parts(real),
    generated: parts(generated),
    seed,
    device,
    ...(signal ? { signal } : {}),
    progress: (step) => progress?.("D with G frozen", step, 4000),
  });
  return parameters;
}

/**
 * Steps of G alone against a frozen D, at the run's own rate at its start, as long as they bring p_g nearer to p_data: further
 * on G runs past it, since only D's answer would hold it back.
 */
async function moveGenerator(
  config: Config,
  data: DataSet,
  {
    ofG,
    ofD,
    moves,
    device,
  }: { readonly ofG: Float32Array; readonly ofD: Float32Array; readonly moves: number; readonly device: Device },
  jsdOf: (ofG: Float32Array) => Promise<number>,
): Promise<{ parameters: Float32Array; made: number }> {
  const machine = await assemble(config, data, undefined, { device });
  const { store, generator, discriminator } = machine;
  try {
    store.write(generator.parameters, ofG);
    store.write(discriminator.parameters, ofD);
    let best = { parameters: ofG, made: 0, jsd: await jsdOf(ofG) };
    for (let made = 1; made <= moves; made++) {
      machine.drawNoise();
      await machine.generatorGradient(made);
      await machine.generatorStep(made).update(made);
      const moved = await store.read(generator.parameters);
      const jsd = await jsdOf(moved);
      if (jsd < best.jsd) best = { parameters: moved.slice(), made, jsd };
    }
    return best;
  } finally {
    await machine.release();
  }
}

async function examples(data: DataSet, seed: number, count: number): Promise<Float32Array> {
  const reader = await data.open({ seed: seed + 2 ** 32, batch: count });
  const values = new Float32Array(count);
  await reader.next({ x: values });
  return values;
}

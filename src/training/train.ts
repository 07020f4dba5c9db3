import { builtIn, builtInData, isBuiltIn } from "../data/built-in.ts";
import type { DataSet } from "../data/dataset.ts";
import { nearest } from "../data/nearest.ts";
import { summarize } from "../networks/network.ts";
import { problem } from "../problem.ts";
import { algorithm1 } from "./algorithm.ts";
import { assemble, flopsPerStep } from "./assemble.ts";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint, restore } from "./checkpoint.ts";
import { type Config, checkConfig, gameOf, mathematics, resolveConfig } from "./config.ts";
import type { CheckpointWritten, Samples, TrainingEvent } from "./events.ts";
import { createMeter, createPace } from "./meter.ts";
import type { OwnParts } from "./own.ts";
import { presetOf } from "./presets.ts";
import type { GivenOptions } from "./recipes.ts";
import { createSampler, noise } from "./sampler.ts";

/** What training wants to be told; everything but the data (or a preset) has a default. */
export interface TrainOptions extends GivenOptions {
  /** A built-in distribution by name, or any data set. It can be left out where a preset is meant for a built-in one. */
  readonly data?: string | DataSet;
  /** The name of one of {@link presets}, whose options take the place of defaults. */
  readonly preset?: string;
  /** Networks or a loss of one's own, in place of those that the options name. */
  readonly own?: OwnParts;
  /** Stops after the step in progress, with a checkpoint. */
  readonly signal?: AbortSignal;
}

/** Data given by name. */
export function dataSetOf(data: string | DataSet): DataSet {
  if (typeof data !== "string") return data;
  if (isBuiltIn(data)) return builtIn(data);
  const names = builtInData.map(({ name }) => name);
  const close = nearest(data, names);
  throw problem({
    doing: `looking for data ${data}`,
    expected: `one of ${names.join(", ")}`,
    came: data === "" ? "an empty name" : data,
    ...(close ? { next: `Did you mean ${close}?` } : {}),
  });
}

/** The data that a preset is meant for, if they need no file. */
function dataOfPreset(preset: string | undefined): string {
  const data = preset === undefined ? undefined : presetOf(preset).data;
  if (data !== undefined && isBuiltIn(data)) return data;
  throw problem({
    doing: preset === undefined ? "training" : `training as preset ${preset}`,
    expected: data === undefined ? "data, or a preset" : `the data it is meant for, ${data}`,
    came: "no data",
    ...(data === undefined ? {} : { next: "Read the file by idxImages and give the result as data." }),
  });
}

/**
 * Trains a GAN and tells what happens. The run goes on as far as events are taken: to pause is not to pull.
 *
 * @example
 * for await (const event of train({ data: "ring", steps: 5000 })) {
 *   if (event.type === "report") console.log(event.step, event.meanDReal, event.meanDFake);
 * }
 */
export async function* train({ data, own, signal, ...given }: TrainOptions): AsyncGenerator<TrainingEvent> {
  const dataSet = dataSetOf(data ?? dataOfPreset(given.preset));
  yield* play(resolveConfig(dataSet, given, undefined, own), { data: dataSet, own, signal });
}

/** What resuming wants to be told. */
export interface ResumeOptions {
  /** A file that a run wrote. */
  readonly checkpoint: Uint8Array;
  readonly config: Config;
  readonly data: string | DataSet;
  /** The parts of one's own that the run was begun with. */
  readonly own?: OwnParts;
  readonly signal?: AbortSignal;
}

/**
 * Goes on from a checkpoint, to `config.run.steps`: bit for bit the run that was never stopped (same machine, same runtime).
 * The configuration must be the checkpoint's, but for `run`.
 */
export async function* resume({
  checkpoint,
  config: given,
  data,
  own,
  signal,
}: ResumeOptions): AsyncGenerator<TrainingEvent> {
  const config = checkConfig(given, "resuming from the checkpoint");
  const dataSet = dataSetOf(data);
  const saved = await decodeCheckpoint("the checkpoint", checkpoint);
  if (saved.mathematics !== mathematics(config)) {
    throw problem({
      doing: "resuming from the checkpoint",
      expected: "the configuration it was written with",
      came: "another one",
      next: "Only the options under run may change.",
    });
  }
  if (dataSet.fingerprint !== config.data.fingerprint) {
    throw problem({
      doing: "resuming from the checkpoint",
      expected: `the data it was trained on (${config.data.name}, ${config.data.fingerprint})`,
      came: `${dataSet.name}, ${dataSet.fingerprint}`,
    });
  }
  if (saved.step > config.run.steps) {
    throw problem({
      doing: "resuming from the checkpoint",
      expected: `a number of steps from ${saved.step} on, as that is how far it is`,
      came: String(config.run.steps),
      next: "Raise the number of steps.",
    });
  }
  yield* play(config, { data: dataSet, own, signal }, saved);
}

interface Given {
  readonly data: DataSet;
  readonly own: OwnParts | undefined;
  readonly signal: AbortSignal | undefined;
}

async function* play(config: Config, { data, own, signal }: Given, saved?: Checkpoint): AsyncGenerator<TrainingEvent> {
  const game = gameOf(config, own);
  const { run } = config;
  const machine = await assemble(config, data, own, saved?.state);
  if (saved) restore(machine, saved);
  const first = saved?.step ?? 0;
  const sampler = await createSampler({
    generator: game.generator,
    prior: game.prior,
    seed: config.seed,
    batch: config.batch,
    threads: run.threads,
  });
  const z = await noise(game.prior, config.seed, run.samples);
  const samples = async (step: number): Promise<Samples> => {
    const parameters = machine.average?.data ?? machine.generator.parameters.data;
    const statistics = await sampler.calibrate(parameters);
    return { type: "samples", step, shape: data.shape, values: await sampler.sample(parameters, statistics, z) };
  };
  const checkpoint = async (step: number): Promise<CheckpointWritten> => ({
    type: "checkpoint",
    step,
    bytes: await encodeCheckpoint(config, machine, step),
  });

  try {
    yield {
      type: "start",
      config,
      step: first,
      networks: { generator: summarize(game.generator), discriminator: summarize(game.discriminator) },
      flopsPerStep: flopsPerStep(machine, config, first + 1),
    };
    if (first === 0) {
      yield await samples(0);
      yield await checkpoint(0);
    }

    const began = performance.now();
    const secondsSoFar = (): number => (performance.now() - began) / 1000;
    const meter = createMeter(config, game, machine);
    const pace = createPace();
    let step = first;
    let written = first === 0 ? 0 : -1;
    const rounds = { first: first + 1, last: run.steps, dSteps: config.dSteps, updates: config.updates };
    if (!signal?.aborted) {
      for await (const moment of algorithm1(machine, rounds)) {
        if (moment.did !== "round") continue;
        step = moment.step;
        const last = step === run.steps;
        const due = (every: number): boolean => step % every === 0 || last;
        meter.watch(step);
        const rate = pace(step);
        if (rate !== undefined) yield { type: "progress", step, stepsPerSecond: rate, ...meter.now(step) };
        if (due(run.reportEvery)) {
          const seconds = secondsSoFar();
          yield { type: "report", step, seconds, stepsPerSecond: (step - first) / seconds, ...meter.report(step) };
        }
        if (due(run.sampleEvery)) yield await samples(step);
        if (due(run.checkpointEvery)) {
          yield await checkpoint(step);
          written = step;
        }
        if (signal?.aborted) break;
      }
    }
    const aborted = (signal?.aborted ?? false) && step < run.steps;
    if (aborted && written !== step && step > first) yield await checkpoint(step);
    yield { type: "end", step, reason: aborted ? "aborted" : "finished", seconds: secondsSoFar() };
  } finally {
    await sampler.release();
    await machine.release();
  }
}

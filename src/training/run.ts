/**
 * A run as a stream of events: Algorithm 1, measured, with samples and checkpoints when they are due; on one rank or on several
 * that move together.
 */
import { codesOf } from "../data/classes/class-code.ts";
import { classesOnSheet } from "../data/classes/classes-on-sheet.ts";
import type { DataSet } from "../data/dataset.ts";
import { someConditions } from "../data/some-conditions.ts";
import type { Game } from "../game/step.ts";
import { summarize } from "../networks/network.ts";
import type { Device } from "../onnx/device.ts";
import { algorithm1 } from "./algorithm.ts";
import { assemble, flopsPerStep } from "./assemble.ts";
import { type Checkpoint, encodeCheckpoint, restore } from "./checkpoint.ts";
import { chooseDevice } from "./choose-device.ts";
import type { Collective } from "./collective.ts";
import type { Config } from "./config.ts";
import type { CheckpointWritten, Samples, TrainingEvent } from "./events.ts";
import { gameOf } from "./game-of-config.ts";
import { createFieldReader, spreadAt } from "./inside.ts";
import type { Machine } from "./machine.ts";
import { createMeter, createPace } from "./meter.ts";
import type { OwnParts } from "./own-parts.ts";
import { COMPARE_EVERY, createRanksClock, describeRanks, type RanksClock, requireSameParameters } from "./ranks.ts";
import { createSampler, noise } from "./sampler.ts";
import { createSignsOfLife, type SignsOfLife } from "./signs-of-life.ts";
import type { Transfer } from "./transfer/transfer.ts";

export interface Given {
  readonly data: DataSet;
  readonly own: OwnParts | undefined;
  readonly signal: AbortSignal | undefined;
  readonly collective: Collective;
  /** The weights of another run, for one that begins with them. */
  readonly transfer?: Transfer;
}

/** The events of a run that was found to be possible, from its start or from a checkpoint. */
export async function* play(config: Config, given: Given, saved?: Checkpoint): AsyncGenerator<TrainingEvent> {
  const alive = createSignsOfLife(given.collective);
  try {
    yield* events(config, given, saved, alive);
  } finally {
    alive.cancel();
  }
}

/** A run that is ready to be played: what its events are made of. */
type Prepared = Awaited<ReturnType<typeof prepare>>;

async function prepare(
  config: Config,
  { data, own, signal, collective, transfer }: Given,
  saved: Checkpoint | undefined,
  device: Device,
) {
  const game = gameOf(config, own);
  const first = saved?.step ?? 0;
  const together = collective.size > 1;
  const clocks = [0, 1].map(() => createRanksClock(collective.size, config, first));
  const ranks = {
    collective,
    stopping: () => signal?.aborted ?? false,
    took: (milliseconds: number) => {
      for (const clock of clocks) clock.took(milliseconds);
    },
  };
  const beginning = { state: saved?.state, transfer, device };
  const machine = await assemble(config, data, own, beginning, together ? ranks : undefined);
  if (saved) restore(machine, saved);
  const sheets = await createSheets(config, { data, game, machine, rank: collective.rank });
  const [whole, recent] = clocks as [RanksClock, RanksClock];
  return {
    game,
    first,
    together,
    machine,
    whole,
    recent,
    // Both are rank 0's alone: the others would make the same.
    samples: sheets.samples,
    async *checkpoint(step: number): AsyncGenerator<CheckpointWritten> {
      if (collective.rank > 0) return;
      yield { type: "checkpoint", step, bytes: await encodeCheckpoint(config, machine, step) };
    },
    release: async () => {
      await sheets.release();
      await machine.release();
    },
  };
}

/** Draws samples, and looks at both players, whenever they are due. */
async function createSheets(
  config: Config,
  { data, game, machine, rank }: { data: DataSet; game: Game; machine: Machine; rank: number },
) {
  const { run } = config;
  const conditions = game.generator.condition && (await someConditions(data, config.seed, run.samples));
  const asked = conditions ? { conditions } : {};
  const sampler = await createSampler({
    generator: game.generator,
    prior: game.prior,
    seed: config.seed,
    batch: config.batch,
    threads: run.threads,
    device: machine.store.device,
    ...asked,
  });
  const sheet = await sheetOf(data, config, conditions);
  const z = await noise(game.prior, config.seed, sheet.count);
  const latent = z.length / sheet.count;
  /** Noise for samples that are asked for beside the sheet: as many as were asked for before. */
  let more: Float32Array | undefined;
  const field =
    rank > 0 ? undefined : await createFieldReader(game, data, machine.discriminator.parameters, run.threads);
  return {
    async *samples(step: number): AsyncGenerator<Samples> {
      if (rank > 0) return;
      await machine.settle();
      const parameters = machine.average?.data ?? machine.generator.parameters.data;
      const statistics = await sampler.calibrate(parameters);
      const values = await sampler.sample(parameters, statistics, z, sheet.told.conditions);
      const around = field ? { field: await field.read() } : {};
      const event: Samples = {
        type: "samples",
        step,
        shape: data.shape,
        values,
        ...sheet.told,
        spread: spreadAt(machine, step),
        ...around,
      };
      const draw = async (count: number): Promise<Float32Array> => {
        if (more?.length !== count * latent) more = await noise(game.prior, config.seed, count, "evaluation");
        return sampler.sample(parameters, statistics, more);
      };
      yield conditions ? event : Object.defineProperty(event, "draw", { value: draw });
    },
    release: async () => {
      await sampler.release();
      await field?.release();
    },
  };
}

/** How many samples a sheet has, and what G is told of them: of classes one after the other, of other data as minibatches have it. */
async function sheetOf(
  { y }: DataSet,
  { seed, run }: Config,
  conditions: Float32Array | undefined,
): Promise<{ readonly count: number; readonly told: Pick<Samples, "conditions" | "inRow"> }> {
  if (!conditions) return { count: run.samples, told: {} };
  if (!y?.code) return { count: run.samples, told: { conditions } };
  const { numbers, ...row } = await classesOnSheet(y.code, seed, run.samples);
  return { count: numbers.length, told: { conditions: codesOf(y.code, numbers), ...row } };
}

async function* events(
  asked: Config,
  given: Given,
  saved: Checkpoint | undefined,
  alive: SignsOfLife,
): AsyncGenerator<TrainingEvent> {
  // Compiling, and what rank 0 does with the first events, may take long.
  alive.begin();
  const { device } = await chooseDevice(asked, given.data, { own: given.own, ranks: given.collective.size });
  const config: Config = { ...asked, run: { ...asked.run, device } };
  const prepared = await prepare(config, given, saved, device);
  const { game, first, together, machine, samples, checkpoint } = prepared;
  try {
    yield {
      type: "start",
      config,
      step: first,
      networks: { generator: summarize(game.generator), discriminator: summarize(game.discriminator) },
      // Of all ranks together.
      flopsPerStep: given.collective.size * flopsPerStep(machine, config, first + 1),
      ...(together ? { ranks: describeRanks(given.collective, game) } : {}),
    };
    if (first === 0) {
      yield* samples(0);
      yield* checkpoint(0);
    }
    await alive.end();
    yield* rounds(config, given, prepared, alive);
  } finally {
    await prepared.release();
  }
}

/** The rounds of Algorithm 1 with what is due after each, up to the last event. */
async function* rounds(
  config: Config,
  { signal, collective }: Given,
  { game, first, together, machine, whole, recent, samples, checkpoint }: Prepared,
  alive: SignsOfLife,
): AsyncGenerator<TrainingEvent> {
  const { run, dSteps, gSteps, updates } = config;
  const began = performance.now();
  const secondsSoFar = (): number => (performance.now() - began) / 1000;
  const meter = createMeter(config, game, machine);
  const pace = createPace();
  for (const clock of [whole, recent]) clock.since(first);
  let step = first;
  let written = first === 0 ? 0 : -1;
  // Ranks that are asked to stop agree on it in a step.
  let stopped = !together && (signal?.aborted ?? false);
  const moments = stopped ? [] : algorithm1(machine, { first: first + 1, last: run.steps, dSteps, gSteps, updates });
  for await (const moment of moments) {
    if (moment.did !== "round") continue;
    step = moment.step;
    const last = step === run.steps;
    const due = (every: number): boolean => step % every === 0 || last;
    if (together && (step === first + 1 || due(COMPARE_EVERY) || due(run.checkpointEvery))) {
      await requireSameParameters(collective, machine, step);
    }
    meter.watch(step);
    const rate = pace(step);
    if (rate !== undefined) {
      const atWork = together ? { ranks: recent.since(step) } : {};
      yield { type: "progress", step, stepsPerSecond: rate, ...meter.now(step), ...atWork };
    }
    if (due(run.reportEvery) || due(run.sampleEvery) || due(run.checkpointEvery)) alive.begin();
    if (due(run.reportEvery)) {
      const seconds = secondsSoFar();
      yield { type: "report", step, seconds, stepsPerSecond: (step - first) / seconds, ...meter.report(step) };
    }
    if (due(run.sampleEvery)) yield* samples(step);
    if (due(run.checkpointEvery)) {
      yield* checkpoint(step);
      written = step;
    }
    await alive.end();
    stopped = together ? machine.generatorStep(step).stopAsked() : (signal?.aborted ?? false);
    if (stopped) break;
  }
  const aborted = stopped && step < run.steps;
  if (aborted && written !== step && step > first) {
    alive.begin();
    yield* checkpoint(step);
    await alive.end();
  }
  const atWork = together ? { ranks: whole.since(step) } : {};
  yield { type: "end", step, reason: aborted ? "aborted" : "finished", seconds: secondsSoFar(), ...atWork };
}

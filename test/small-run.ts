/** Runs small enough to be tried many times over, for the tests of training. */
import { builtIn } from "../src/data/built-in.ts";
import { byteImages } from "../src/data/images.ts";
import { type Config, resolveConfig } from "../src/training/config.ts";
import type { Samples, TrainingEvent } from "../src/training/events.ts";
import { gameOf, learningOf } from "../src/training/game-of-config.ts";
import { createMachine, type Machine } from "../src/training/machine.ts";
import type { GivenOptions } from "../src/training/recipes.ts";
import type { TrainOptions } from "../src/training/train.ts";

export const small = {
  batch: 16,
  widths: [8],
  samples: 4,
  sampleEvery: 1000,
  checkpointEvery: 1000,
  reportEvery: 4,
  decaySteps: 100,
} satisfies GivenOptions;

const bytes = Uint8Array.from({ length: 40 * 64 }, (_, i) => (i * 37) % 256);
export const pictures = byteImages("pictures", bytes, [1, 8, 8], "pictures", 40);
export const heldOutPictures = byteImages("pictures", bytes, [1, 8, 8], "pictures", 40, { holdout: 9 });
const { widths: _, decaySteps: __, ...smallRun } = small;
export const smallImages = {
  ...smallRun,
  data: pictures,
  network: "dcgan",
  channels: 2,
  latent: 3,
  batch: 8,
} satisfies TrainOptions;

export async function collect(stream: AsyncIterable<TrainingEvent>): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

/** What a run was begun with and came to: its states by step, its last samples and all reports. */
export async function play(stream: AsyncIterable<TrainingEvent>) {
  const events = await collect(stream);
  return {
    config: events.find((event) => event.type === "start")?.config as Config,
    checkpoints: new Map(
      events.flatMap((event) => (event.type === "checkpoint" ? [[event.step, event.bytes] as const] : [])),
    ),
    samples: events.filter((event) => event.type === "samples").at(-1) as Samples,
    reports: events.filter((event) => event.type === "report"),
  };
}
export type Played = Awaited<ReturnType<typeof play>>;

export const lastCheckpoint = (events: readonly TrainingEvent[]): Uint8Array =>
  events.filter((event) => event.type === "checkpoint").at(-1)?.bytes as Uint8Array;

export const machineOf = (config: Config, data = builtIn("ring")): Promise<Machine> =>
  createMachine({
    game: gameOf(config),
    switchAt: config.loss === "mixed" ? config.mixedSteps : Number.POSITIVE_INFINITY,
    data,
    seed: config.seed,
    generator: learningOf(config.generator),
    discriminator: learningOf(config.discriminator),
    average: config.average,
    threads: 1,
    diverged: (step) => new Error(`diverged at ${step}`),
  });

export const ringConfig = (given: GivenOptions = {}): Config => resolveConfig(builtIn("ring"), { ...small, ...given });

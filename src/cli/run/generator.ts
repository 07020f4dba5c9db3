/** The generator of a run on disk, ready to draw. */
import {
  type Config,
  createSampler,
  frequentConditions,
  gameOf,
  latent,
  type Network,
  noise,
  parametersOf,
  priorOf,
  problem,
  shellWord,
} from "../../inner.ts";
import { type LoadedCheckpoint, loadCheckpoint } from "./folder.ts";
import { type RunRecord, readRecord } from "./record.ts";

type Directions = latent.Directions;

export interface RunGenerator {
  readonly record: RunRecord;
  readonly config: Config;
  readonly loaded: LoadedCheckpoint;
  readonly network: Network;
  /** z from the run's prior, count × latent. */
  readonly noise: (seed: number, count: number) => Promise<Float32Array>;
  /**
   * G(z), from the moving average if there is one; `y` is what each is asked to be, where G is told. Rows of a table of cells have the
   * shares of the data without it.
   */
  readonly draw: (z: Float32Array, y?: Float32Array) => Promise<Float32Array>;
  /** y of some examples, one after the other, where G is told something: what `draw` takes without `y`. */
  readonly conditions?: Float32Array;
  /** Principal components of G's first layer. */
  readonly directions: () => Promise<Directions>;
  readonly release: () => Promise<void>;
}

/** Where there is no checkpoint to open. `step`: the one that was asked for. */
export const checkpointMissing = (doing: string, folder: string, step?: number): Error =>
  problem({
    doing,
    expected: step === undefined ? "a checkpoint that is whole" : `a checkpoint of step ${step}`,
    came: "none",
    next:
      step === undefined
        ? `Go on with the run first: saddlepoint resume ${shellWord(folder)}.`
        : "The folder checkpoints lists those that are kept.",
  });

/**
 * @param doing for error texts, e.g. `sampling from runs/ring`. `step`: a kept checkpoint; the newest by default. `psi`: how far w goes
 * from its mean, where there is a mapping network; all the way by default.
 */
export async function openGenerator(
  folder: string,
  doing: string,
  say: (line: string) => void,
  step?: number,
  psi = 1,
): Promise<RunGenerator> {
  const record = await readRecord(folder);
  const { config } = record;
  const loaded = await loadCheckpoint(folder, config, say, step);
  if (!loaded) throw checkpointMissing(doing, folder, step);
  const { generator: whole, prior, batch } = gameOf(config);
  const parameters = parametersOf(loaded.checkpoint, whole, config.average > 0 ? "average" : undefined);
  const generator = await truncated(whole, { config, parameters, psi, say });
  const conditions = await frequentConditions(config, generator);
  const sampler = await createSampler({
    generator,
    prior,
    seed: config.seed,
    batch,
    threads: config.run.threads,
    ...(conditions ? { conditions } : {}),
  });
  const statistics = await sampler.calibrate(parameters);
  return {
    record,
    config,
    loaded,
    network: generator,
    noise: (seed, count) => noise(prior, seed, count),
    draw: (z, y) => sampler.sample(parameters, statistics, z, y),
    ...(conditions ? { conditions } : {}),
    directions: () => latent.principalDirections(generator, parameters, statistics),
    release: sampler.release,
  };
}

/** G with its w nearer to their mean, which is said; as it is where w goes all the way, and where there is none. */
async function truncated(
  generator: Network,
  given: {
    readonly config: Config;
    readonly parameters: Float32Array;
    readonly psi: number;
    readonly say: (line: string) => void;
  },
): Promise<Network> {
  const { config, parameters, psi, say } = given;
  const { seed, run } = config;
  const taken = { psi, seed, threads: run.threads };
  const found = await latent.truncateLatent(generator, priorOf(config), parameters, taken);
  if (found !== generator) say(`w goes ${psi} of its way from the mean w, which is taken over 10,000 z.`);
  return found;
}

/** The generator of a run on disk, ready to draw. */
import {
  type Config,
  createSampler,
  type DeviceChoice,
  frequentConditions,
  gameOf,
  latent,
  mappingOf,
  type Network,
  noise,
  type Prior,
  parametersOf,
  problem,
  shellWord,
} from "../../inner.ts";
import { deviceToDraw } from "../terminal/device-flag.ts";
import { type LoadedCheckpoint, loadCheckpoint } from "./folder.ts";
import { type RunRecord, readRecord } from "./record.ts";

type Directions = latent.Directions;

export interface RunGenerator {
  readonly record: RunRecord;
  readonly config: Config;
  readonly loaded: LoadedCheckpoint;
  readonly network: Network;
  /** What `noise` gives and `draw` takes: z, or w where one moves in the space of a mapping network. */
  readonly space: "z" | "w";
  /** z from the run's prior, count × latent, or the w of these. */
  readonly noise: (seed: number, count: number) => Promise<Float32Array>;
  /** The w of some z, or these z. */
  readonly from: (z: Float32Array) => Promise<Float32Array>;
  /** How one goes from point to point: w goes straight, as a uniform z does. */
  readonly pathPrior: Prior;
  /**
   * G(z) or what G makes of w, from the moving average if there is one; `y` is what each is asked to be, where G is told. Rows of a table of cells have the
   * shares of the data without it.
   */
  readonly draw: (z: Float32Array, y?: Float32Array) => Promise<Float32Array>;
  /** y of some examples, one after the other, where G is told something: what `draw` takes without `y`. */
  readonly conditions?: Float32Array;
  /** Principal components of G's first layer, or of w. */
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

/** How a generator is opened. */
export interface Opening {
  /** A kept checkpoint; the newest by default. */
  readonly step?: number | undefined;
  /** How far w goes from its mean, where there is a mapping network; all the way by default. */
  readonly psi?: number | undefined;
  /** Whether points are moved: where there is a mapping network they are then w. */
  readonly moving?: boolean;
  /** Where G is computed; the processor by default. `auto` is the faster one, which is measured and said. */
  readonly device?: DeviceChoice;
}

/** @param doing for error texts, e.g. `sampling from runs/ring`. */
export async function openGenerator(
  folder: string,
  doing: string,
  say: (line: string) => void,
  { step, psi = 1, moving = false, device: asked = "cpu" }: Opening = {},
): Promise<RunGenerator> {
  const record = await readRecord(folder);
  const { config } = record;
  const loaded = await loadCheckpoint(folder, config, say, step);
  if (!loaded) throw checkpointMissing(doing, folder, step);
  const { generator: whole, prior, batch } = gameOf(config);
  const { seed } = config;
  const { threads } = config.run;
  const device = await deviceToDraw(asked, config, say);
  const place = { seed, threads, device };
  const parameters = parametersOf(loaded.checkpoint, whole, config.average > 0 ? "average" : undefined);
  if (psi < 1 && mappingOf(whole)) say(`w goes ${psi} of its way from the mean w, which is taken over 10,000 z.`);
  const conditions = await frequentConditions(config, whole);
  const space = moving ? await latent.openLatentSpace(whole, prior, parameters, { ...place, psi }) : undefined;
  const inW = space?.name === "w";
  const generator = inW ? space.generator : await latent.truncateLatent(whole, prior, parameters, { ...place, psi });
  const sampler = await createSampler({
    ...{ generator, prior, batch, ...place },
    ...(conditions ? { conditions } : {}),
  });
  const statistics = await sampler.calibrate(parameters);
  const from = async (z: Float32Array): Promise<Float32Array> => (inW ? space.from(z) : z);
  return {
    record,
    config,
    loaded,
    network: whole,
    space: inW ? "w" : "z",
    noise: async (seed, count) => from(await noise(prior, seed, count)),
    from,
    pathPrior: inW ? { ...prior, kind: "uniform" } : prior,
    draw: (points, y) => sampler.sample(parameters, statistics, points, y),
    ...(conditions ? { conditions } : {}),
    directions: () =>
      space ? space.directions(statistics) : latent.principalDirections(whole, prior, parameters, statistics),
    release: async () => {
      await Promise.all([sampler.release(), space?.release()]);
    },
  };
}

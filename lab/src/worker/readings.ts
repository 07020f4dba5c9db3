/** The instruments that take longer: JSD, how far D is from D*, modes, energy distance. */
import {
  createDensityReader,
  type DataSet,
  type DensityReader,
  energyDistance,
  lossOf,
  modeScores,
  noise,
  type Play,
  realExamples,
  sizeOf,
} from "#inner";
import type { Reading } from "./protocol.ts";
import type { RowReadings } from "./row-readings.ts";
import type { Views } from "./views.ts";

/** Samples that p_g of two dimensions is read from, and cells per smallest length on which p_data changes. */
const SAMPLES = 20_000;
const FINENESS = { 1: 10, 2: 1 } as const;
/** Samples for counting modes, as the protocol of PacGAN has it. */
const MODE_SAMPLES = 2500;
/** Examples that distances are taken between. */
const COMPARED = 400;

export interface Readings {
  readonly read: () => Promise<Omit<Reading, "moves">>;
}

/** @param rows of mixed tables, which have no other readings. */
export async function createReadings(
  play: Play,
  data: DataSet,
  views: Views,
  rows: RowReadings | null,
): Promise<Readings> {
  return rows ? ofRows(play, views, rows) : ofExamples(play, data, views);
}

const ofRows = (play: Play, views: Views, rows: RowReadings): Readings => ({
  read: async () => ({
    step: play.step,
    jsd: null,
    distance: null,
    modes: null,
    grid: null,
    generated: null,
    optimal: null,
    rows: await rows.read(views.draw),
    sampleDistance: Number.NaN,
    noiseDistance: Number.NaN,
    realDistance: Number.NaN,
  }),
});

async function ofExamples(play: Play, data: DataSet, views: Views): Promise<Readings> {
  const { config, game } = play;
  const { density } = data;
  const probability = lossOf(game.loss).output === "logit";
  const size = sizeOf(data.shape);
  const compared = Math.min(COMPARED, Number.isFinite(data.count) ? Math.floor(data.count / 2) : COMPARED);
  const both = await realExamples(data, config.seed, 2 * compared);
  const [real, others] = [both.subarray(0, compared * size), both.subarray(compared * size)];
  const realDistance = energyDistance(others, real, size)?.value ?? Number.NaN;
  const noiseDistance = data.shape.length === 3 ? await distanceOfNoise(real, size, config.seed) : Number.NaN;
  const z = await noise(game.prior, config.seed, density?.modes ? MODE_SAMPLES : compared, "evaluation");
  let reader: DensityReader | undefined;
  return {
    read: async () => {
      const generated = await views.draw(z);
      const scores = density?.modes ? modeScores(density.modes, generated) : undefined;
      if (density) {
        reader ??= await createDensityReader({
          data,
          config,
          samples: SAMPLES,
          fineness: FINENESS[density.dimension],
        });
      }
      // G that makes one point only has no density to be read.
      const varied = generated.some((value, i) => value !== generated[i % size]);
      const reading =
        reader && varied
          ? await reader.read({ draw: views.draw, answers: probability ? views.answers : undefined })
          : undefined;
      return {
        step: play.step,
        jsd: reading?.jsd ?? null,
        distance: reading?.distance ?? null,
        modes: scores ? { found: scores.modes, of: scores.of, highQuality: scores.highQuality } : null,
        grid: reading?.grid ?? null,
        generated: reading ? Float32Array.from(reading.generated) : null,
        optimal: reading ? Float32Array.from(reading.optimal) : null,
        rows: null,
        sampleDistance: energyDistance(generated.subarray(0, compared * size), real, size)?.value ?? Number.NaN,
        noiseDistance,
        realDistance,
      };
    },
  };
}

/** Images whose pixels are drawn by themselves, evenly between black and white, against real ones. */
async function distanceOfNoise(real: Float32Array, size: number, seed: number): Promise<number> {
  const pixels = { kind: "uniform", latent: size, halfWidth: 1 } as const;
  const images = await noise(pixels, seed, real.length / size, "evaluation");
  return energyDistance(images, real, size)?.value ?? Number.NaN;
}

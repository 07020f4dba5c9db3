/** G of a game that is played: what it draws at present. */
import { createSampler, frequentConditions, type Play, type Sampler } from "#inner";

export interface Samples {
  /** G(z) of the G that samples are drawn from; of rows that G is asked for, in the shares of the data. */
  readonly draw: (z: Float32Array, statistics?: Float32Array) => Promise<Float32Array>;
  /** Statistics of batch normalisation at present. */
  readonly statistics: () => Promise<Float32Array>;
  readonly release: () => Promise<void>;
}

export async function createSamples({ config, game, machine }: Play): Promise<Samples> {
  const { generator, prior } = game;
  const { seed, batch } = config;
  const conditions = await frequentConditions(config, generator);
  const asked = conditions ? { conditions } : {};
  // Pictures come many a second: statistics of batch normalisation that are a little rougher must do.
  const sampler: Sampler = await createSampler({ generator, prior, seed, batch, threads: 1, error: 0.03, ...asked });
  const parameters = (): Float32Array => machine.average?.data ?? machine.generator.parameters.data;
  const statistics = (): Promise<Float32Array> => sampler.calibrate(parameters());
  return {
    draw: async (z, fixed) => sampler.sample(parameters(), fixed ?? (await statistics()), z),
    statistics,
    release: sampler.release,
  };
}

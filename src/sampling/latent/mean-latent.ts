/** w, which a mapping network makes of z: its mean, and a G whose w lies nearer to it. */
import type { Prior } from "../../data/prior.ts";
import { mappingOf } from "../../networks/mapping.ts";
import type { Network } from "../../networks/network.ts";
import { problem } from "../../problem.ts";
import { add, mul, sub } from "../../tensor/operations.ts";
import { constant } from "../../tensor/tensor.ts";
import { createSampler, noise } from "../../training/sampler.ts";

/** z that the mean is taken over. */
const DRAWS = 10_000;

/**
 * The mean w [latent] over 10,000 z of a stream of the seed's own.
 *
 * @param parameters parameters and state of G, as `parametersOf` gives them.
 * @throws where G has no mapping network.
 */
export async function meanLatent(
  generator: Network,
  prior: Prior,
  parameters: Float32Array,
  { seed, threads = 1 }: { readonly seed: number; readonly threads?: number },
): Promise<Float32Array> {
  const last = mappingOf(generator);
  if (!last) {
    throw problem({
      doing: "taking the mean of w",
      expected: "a G with a mapping network",
      came: "one that takes z itself",
    });
  }
  const layers = generator.layers.slice(0, generator.layers.indexOf(last) + 1);
  const start: Network = {
    ...generator,
    output: last.output,
    statistics: [],
    condition: undefined,
    apply: (x, pass) => layers.reduce((value, layer) => layer.apply(value, pass), x),
  };
  const sampler = await createSampler({ generator: start, prior, seed, batch: 256, threads });
  const w = await sampler
    .sample(parameters, new Float32Array(), await noise(prior, seed, DRAWS, "calibration"))
    .finally(sampler.release);
  const width = w.length / DRAWS;
  const sums = new Float64Array(width);
  w.forEach((value, i) => (sums[i % width]! += value)); // i % width < width
  return Float32Array.from(sums, (sum) => sum / DRAWS);
}

/** The same G, but w goes only ψ of its way from the mean: 1 changes nothing, 0 gives one picture (Karras et al. 2019). */
export function towardsMean(generator: Network, mean: Float32Array, psi: number): Network {
  const middle = constant(mean, [1, mean.length]);
  const layers = generator.layers.map((layer) =>
    layer.givesLatent
      ? {
          ...layer,
          apply: (...given: Parameters<typeof layer.apply>) =>
            add(middle, mul(psi, sub(layer.apply(...given), middle))),
        }
      : layer,
  );
  return { ...generator, layers, apply: (x, pass) => layers.reduce((value, layer) => layer.apply(value, pass), x) };
}

/** What truncation needs to know of a run. */
interface Truncation {
  /** How far w goes from its mean, from 0 to 1, which changes nothing. */
  readonly psi: number;
  readonly seed: number;
  readonly threads?: number;
}

/** G with its w truncated by ψ; as it is where ψ is 1, and where z has no mapping network. */
export async function truncateLatent(
  generator: Network,
  prior: Prior,
  parameters: Float32Array,
  { psi, ...taken }: Truncation,
): Promise<Network> {
  if (psi === 1 || !mappingOf(generator)) return generator;
  return towardsMean(generator, await meanLatent(generator, prior, parameters, taken), psi);
}

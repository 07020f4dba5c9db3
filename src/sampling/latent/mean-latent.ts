/** w, which a mapping network makes of z: its mean, and a G whose w lies nearer to it. */
import type { Prior } from "../../data/prior.ts";
import { mappingOf } from "../../networks/mapping.ts";
import type { Layer, Network } from "../../networks/network.ts";
import type { Device } from "../../onnx/device.ts";
import { problem } from "../../problem.ts";
import { add, mul, sub } from "../../tensor/operations.ts";
import { constant } from "../../tensor/tensor.ts";
import { createSampler, noise, type Sampler } from "../../training/sampler.ts";

/** z that the mean is taken over. */
const DRAWS = 10_000;

/** w that were drawn [n × latent], and their mean. */
export interface DrawnLatents {
  readonly values: Float32Array;
  readonly mean: Float32Array;
}

/** How w are drawn. */
export interface LatentDrawing {
  readonly seed: number;
  readonly threads?: number;
  /** Where the mapping network is computed; the processor if left out. */
  readonly device?: Device;
}

/** z to w: the layers of G up to its mapping network. Parameters are those of the whole G. */
function mappingAlone(generator: Network): Network {
  const last = requireMapping(generator);
  const layers = generator.layers.slice(0, generator.layers.indexOf(last) + 1);
  return {
    ...generator,
    output: last.output,
    statistics: [],
    condition: undefined,
    apply: (x, pass) => layers.reduce((value, layer) => layer.apply(value, pass), x),
  };
}

/** w to a sample: the layers of G after its mapping network. Parameters are those of the whole G. */
export function afterMapping(generator: Network): Network {
  const last = requireMapping(generator);
  const layers = generator.layers.slice(generator.layers.indexOf(last) + 1);
  return {
    ...generator,
    input: last.output,
    layers,
    apply: (w, pass) => layers.reduce((value, layer) => layer.apply(value, pass), w),
  };
}

function requireMapping(generator: Network): Layer {
  const last = mappingOf(generator);
  if (last) return last;
  throw problem({ doing: "looking at w", expected: "a G with a mapping network", came: "one that takes z itself" });
}

/** What makes w of z. Throws where G has no mapping network. Call `release` when done. */
export const openMapping = (
  generator: Network,
  prior: Prior,
  { seed, threads = 1, device = "cpu" }: LatentDrawing,
): Promise<Sampler> => createSampler({ generator: mappingAlone(generator), prior, seed, batch: 256, threads, device });

/**
 * 10,000 w of z of a stream of the seed's own.
 *
 * @param parameters parameters and state of G, as `parametersOf` gives them.
 */
export async function drawLatents(
  mapping: Sampler,
  prior: Prior,
  parameters: Float32Array,
  seed: number,
): Promise<DrawnLatents> {
  const z = await noise(prior, seed, DRAWS, "calibration");
  const values = await mapping.sample(parameters, new Float32Array(), z);
  const width = values.length / DRAWS;
  const sums = new Float64Array(width);
  values.forEach((value, i) => (sums[i % width]! += value)); // i % width < width
  return { values, mean: Float32Array.from(sums, (sum) => sum / DRAWS) };
}

/** The mean w [latent] over 10,000 z. Throws where G has no mapping network. */
export async function meanLatent(
  generator: Network,
  prior: Prior,
  parameters: Float32Array,
  drawing: LatentDrawing,
): Promise<Float32Array> {
  const mapping = await openMapping(generator, prior, drawing);
  return (await drawLatents(mapping, prior, parameters, drawing.seed).finally(mapping.release)).mean;
}

/** w [n × latent] that go only ψ of their way from their mean. */
export const truncateLatents = (w: Float32Array, mean: Float32Array, psi: number): Float32Array =>
  psi === 1 ? w : w.map((value, i) => mean[i % mean.length]! + psi * (value - mean[i % mean.length]!)); // within

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
export interface Truncation extends LatentDrawing {
  /** How far w goes from its mean, from 0 to 1, which changes nothing. */
  readonly psi: number;
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

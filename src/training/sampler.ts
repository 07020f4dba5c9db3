/**
 * The generator and the discriminator outside of training: G(z) for any number of z, D's answers on any number of examples.
 */
import { drawNoise, type Prior } from "../data/prior.ts";
import { bytesFor, createKernels } from "../kernels/kernels.ts";
import { openStream, type StreamName } from "../kernels/streams.ts";
import type { Network, Pass } from "../networks/network.ts";
import { compile } from "../onnx/runtime.ts";
import { internal } from "../problem.ts";
import { graph } from "../tensor/graph.ts";
import { type Layout, layout } from "../tensor/layout.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import { input, type Tensor } from "../tensor/tensor.ts";
import { parameterLayout } from "./player.ts";

/** Minibatches from which batch normalisation's statistics are taken before G is used outside of training. */
const CALIBRATION_BATCHES = 16;

const meanName = (name: string): string => `${name}/mean`;
const varianceName = (name: string): string => `${name}/variance`;

/** Where the statistics of a network's batch normalisations lie in one vector. */
const statisticsLayout = (network: Network): Layout =>
  layout(
    `${network.name} statistics`,
    network.statistics.flatMap(({ name, shape }) => [
      { name: meanName(name), shape },
      { name: varianceName(name), shape },
    ]),
  );

/** A graph input for every parameter, by name. */
export const inputsOf = (network: Network): Map<string, Tensor> =>
  new Map(network.parameters.map(({ name, shape }) => [name, input(name, shape)]));

const parameterOf =
  (parameters: ReadonlyMap<string, Tensor>): Pass["parameter"] =>
  (name) => {
    const parameter = parameters.get(name);
    if (!parameter) throw internal(`unknown parameter ${name}`);
    return parameter;
  };

/**
 * G as used for samples: normalised with fixed statistics, without dropout, so that samples do not depend on each other.
 * `value` gives parameters and statistics by name.
 */
export function samplingGraph(network: Network, z: Tensor, value: (name: string, shape: Shape) => Tensor): Tensor {
  const shapes = new Map(network.parameters.map(({ name, shape }) => [name, shape]));
  return network.apply(z, {
    parameter: (name) => value(name, shapes.get(name) ?? []),
    mask: () => undefined,
    statistics: (name, { mean, variance }) => ({
      mean: value(meanName(name), mean.shape),
      variance: value(varianceName(name), variance.shape),
    }),
  });
}

/** Draws z for samples: from a stream of its own, so that the same seed shows the same z at every stage of training. */
export async function noise(
  prior: Prior,
  seed: number,
  count: number,
  stream: StreamName = "samples",
): Promise<Float32Array> {
  const length = count * prior.latent;
  const kernels = await createKernels(bytesFor([length]));
  const z = kernels.allocate(length);
  drawNoise(prior, openStream(kernels, seed, stream), z);
  return z.data;
}

export interface Sampler {
  /** Where each mean and variance lies in what {@link calibrate} returns. */
  readonly statistics: Layout;
  /**
   * Statistics for batch normalisation with these parameters: the mean over some minibatches of a noise stream of their own
   * ("standing statistics", Brock et al. 2019). Empty for networks without batch normalisation.
   */
  readonly calibrate: (parameters: Float32Array) => Promise<Float32Array>;
  /** G(z) for z [count×latent], example after example. */
  readonly sample: (parameters: Float32Array, statistics: Float32Array, z: Float32Array) => Promise<Float32Array>;
  readonly release: () => Promise<void>;
}

export interface SamplerOptions {
  readonly generator: Network;
  readonly prior: Prior;
  readonly seed: number;
  /** Minibatch size of the training, which calibration uses too. */
  readonly batch: number;
  readonly threads: number;
}

export async function createSampler(options: SamplerOptions): Promise<Sampler> {
  const { generator, prior, threads } = options;
  const parameters = parameterLayout(generator);
  const statistics = statisticsLayout(generator);
  const chunk = Math.min(Math.max(options.batch, 16), 256);
  const x = samplingGraph(generator, input("z", [chunk, ...generator.input]), input);
  const drawing = await compile(graph("G for samples", { x }), {
    threads,
    inputs: [parameters, statistics],
  });
  const outputSize = sizeOf(generator.output);
  let calibrator: Promise<Calibrator> | undefined;

  return {
    statistics,
    calibrate: async (values) => {
      if (statistics.length === 0) return new Float32Array();
      calibrator ??= createCalibrator(options, parameters, statistics);
      return (await calibrator).calibrate(values);
    },
    sample: async (values, fixed, z) => {
      const count = z.length / prior.latent;
      const result = new Float32Array(count * outputSize);
      const part = new Float32Array(chunk * prior.latent);
      const x = new Float32Array(chunk * outputSize);
      const bound = drawing.bind({ [parameters.name]: values, [statistics.name]: fixed, z: part, x });
      for (let from = 0; from < count; from += chunk) {
        const length = Math.min(chunk, count - from);
        part.set(z.subarray(from * prior.latent, (from + length) * prior.latent));
        await bound.run();
        result.set(x.subarray(0, length * outputSize), from * outputSize);
      }
      return result;
    },
    release: async () => {
      await drawing.release();
      await (await calibrator)?.release();
    },
  };
}

interface Calibrator {
  readonly calibrate: (values: Float32Array) => Promise<Float32Array>;
  readonly release: () => Promise<void>;
}

async function createCalibrator(
  { generator, prior, seed, batch, threads }: SamplerOptions,
  parameters: Layout,
  statistics: Layout,
): Promise<Calibrator> {
  const outputs: Record<string, Tensor> = {};
  const pass: Pass = {
    parameter: parameterOf(inputsOf(generator)),
    mask: () => undefined,
    statistics: (name, ofBatch) => {
      outputs[meanName(name)] = ofBatch.mean;
      outputs[varianceName(name)] = ofBatch.variance;
      return ofBatch;
    },
  };
  generator.apply(input("z", [batch, ...generator.input]), pass);
  const program = await compile(graph("statistics of G", outputs), {
    threads,
    inputs: [parameters],
    outputs: [statistics],
  });
  const kernels = await createKernels(bytesFor([batch * prior.latent]));
  const z = kernels.allocate(batch * prior.latent);
  const ofBatch = new Float32Array(statistics.length);
  const calibrate = async (values: Float32Array): Promise<Float32Array> => {
    const result = new Float32Array(statistics.length);
    const bound = program.bind({ [parameters.name]: values, z: z.data, [statistics.name]: ofBatch });
    const stream = openStream(kernels, seed, "calibration");
    const squares = new Float64Array(statistics.length);
    const means = new Float64Array(statistics.length);
    for (let i = 0; i < CALIBRATION_BATCHES; i++) {
      drawNoise(prior, stream, z);
      await bound.run();
      ofBatch.forEach((value, at) => {
        means[at] = (means[at] ?? 0) + value / CALIBRATION_BATCHES;
        squares[at] = (squares[at] ?? 0) + (value * value) / CALIBRATION_BATCHES;
      });
    }
    for (const { name } of generator.statistics) {
      const entry = (wanted: string) => statistics.entries.find((candidate) => candidate.name === wanted);
      const [mean, variance] = [entry(meanName(name)), entry(varianceName(name))];
      if (!mean || !variance) throw internal(`no place for the statistics of ${name}`);
      for (let i = 0; i < sizeOf(mean.shape); i++) {
        const [atMean, atVariance] = [mean.offset + i, variance.offset + i];
        const center = means[atMean] ?? 0;
        result[atMean] = center;
        // Pooled: the mean of the variances plus the variance of the means.
        result[atVariance] = (means[atVariance] ?? 0) + Math.max(0, (squares[atMean] ?? 0) - center * center);
      }
    }
    return result;
  };
  return { calibrate, release: program.release };
}

/** How D is applied to judge: without dropout, batch normalisation by the minibatch at hand. */
export const judging = (parameters: ReadonlyMap<string, Tensor>): Pass => ({
  parameter: parameterOf(parameters),
  mask: () => undefined,
  statistics: (_, ofBatch) => ofBatch,
});

export interface Judge {
  /**
   * D's logits (or scores) for examples, m at a time as in training (batch normalisation sees such minibatches), without
   * dropout. The last minibatch is filled up with examples from the front.
   */
  readonly answers: (parameters: Float32Array, examples: Float32Array) => Promise<Float32Array>;
  readonly release: () => Promise<void>;
}

export async function createJudge(discriminator: Network, batch: number, threads: number): Promise<Judge> {
  const parameters = parameterLayout(discriminator);
  const logits = discriminator.apply(input("x", [batch, ...discriminator.input]), judging(inputsOf(discriminator)));
  const program = await compile(graph("D for examples", { logits }), { threads, inputs: [parameters] });
  const size = batch * sizeOf(discriminator.input);
  const x = new Float32Array(size);
  const answer = new Float32Array(batch);
  return {
    answers: async (values, examples) => {
      const result = new Float32Array((examples.length * batch) / size);
      const bound = program.bind({ [parameters.name]: values, x, logits: answer });
      for (let from = 0; from < result.length; from += batch) {
        let filled = 0;
        while (filled < size) {
          const at = filled === 0 ? (from * size) / batch : 0;
          const part = examples.subarray(at, at + size - filled);
          x.set(part, filled);
          filled += part.length;
        }
        await bound.run();
        result.set(answer.subarray(0, result.length - from), from);
      }
      return result;
    },
    release: program.release,
  };
}

/**
 * The generator and the discriminator outside of training: G(z) for any number of z, D's answers on any number of examples.
 */
import { drawNoise, type Prior } from "../data/prior.ts";
import { bytesFor, createKernels } from "../kernels/kernels.ts";
import { openStream, type StreamName } from "../kernels/streams.ts";
import { parameterLayout } from "../learning/player.ts";
import { VARIANCE_FLOOR } from "../networks/layers.ts";
import { type Network, outsideTraining, type Pass } from "../networks/network.ts";
import { compile } from "../onnx/runtime.ts";
import { internal, problem } from "../problem.ts";
import { graph } from "../tensor/graph.ts";
import { type Entry, type Layout, layout } from "../tensor/layout.ts";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.ts";
import { input, type Tensor } from "../tensor/tensor.ts";

/** Minibatches from which batch normalisation's statistics are taken before G is used outside of training: at least … */
const FEWEST_BATCHES = 16;
/** … and at most. In between their number is doubled until the error is what was asked for. */
const MOST_BATCHES = 4096;
/** Error of the statistics, in deviations of what they normalise. */
const CALIBRATION_ERROR = 0.01;

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

/** A graph input for every parameter and state, by name. */
export const inputsOf = (network: Network): Map<string, Tensor> =>
  new Map([...network.parameters, ...network.state].map(({ name, shape }) => [name, input(name, shape)]));

const byName =
  (values: ReadonlyMap<string, Tensor>): Pass["parameter"] =>
  (name) => {
    const value = values.get(name);
    if (!value) throw internal(`unknown parameter or state ${name}`);
    return value;
  };

/**
 * G as used for samples: normalised with fixed statistics, without dropout, so that samples do not depend on each other.
 * `value` gives parameters, state and statistics by name; `condition` is y of each sample, where G asks for it.
 */
export function samplingGraph(
  network: Network,
  z: Tensor,
  value: (name: string, shape: Shape) => Tensor,
  condition?: Tensor,
): Tensor {
  const shapes = new Map([...network.parameters, ...network.state].map(({ name, shape }) => [name, shape]));
  return network.apply(z, {
    ...outsideTraining((name) => value(name, shapes.get(name) ?? []), condition),
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

/** Draws samples of one generator from whatever parameters it is given. */
export interface Sampler {
  /** Where each mean and variance lies in what {@link calibrate} returns. */
  readonly statistics: Layout;
  /**
   * Statistics for batch normalisation with these parameters: the mean over some minibatches of a noise stream of their own
   * ("standing statistics", Brock et al. 2019), as many as the error asked for needs; the same for the same seed. Empty for networks
   * without batch normalisation.
   */
  readonly calibrate: (parameters: Float32Array) => Promise<Float32Array>;
  /** What the last {@link calibrate} took; `undefined` before it, and for networks without batch normalisation. */
  readonly standing: () => Standing | undefined;
  /** G(z) for z [count×latent], example after example; `y` of each where G asks for it. */
  readonly sample: (
    parameters: Float32Array,
    statistics: Float32Array,
    z: Float32Array,
    y?: Float32Array,
  ) => Promise<Float32Array>;
  readonly release: () => Promise<void>;
}

/** What standing statistics are taken from. */
export interface Standing {
  readonly minibatches: number;
  /**
   * Standard error of a mean and of a deviation, in deviations of what is normalised: their root mean square over the channels of
   * the layer where it is largest, from how the minibatches differ.
   */
  readonly error: number;
}

/** What a sampler is made of: G, the prior of its z, and the seed of what it takes batch statistics from. */
export interface SamplerOptions {
  readonly generator: Network;
  readonly prior: Prior;
  readonly seed: number;
  /** Minibatch size of the training, which calibration uses too. */
  readonly batch: number;
  readonly threads: number;
  /** y of some examples, where G asks for it: calibration goes through them, and samples that are given none. */
  readonly conditions?: Float32Array;
  /** The error of standing statistics at most, in deviations of what they normalise; 0.01 unless given. */
  readonly error?: number;
}

/** Prepares G for drawing: it is compiled once, for minibatches of one length. Call `release` when done. */
export async function createSampler(options: SamplerOptions): Promise<Sampler> {
  const { generator, prior, threads } = options;
  const parameters = parameterLayout(generator);
  const statistics = statisticsLayout(generator);
  const chunk = Math.min(Math.max(options.batch, 16), 256);
  const y = conditionInput(generator, chunk);
  const x = samplingGraph(generator, input("z", [chunk, ...generator.input]), input, y);
  const drawing = await compile(graph("G for samples", { x }), {
    threads,
    inputs: [parameters, statistics],
  });
  const outputSize = sizeOf(generator.output);
  let calibrator: Promise<Calibrator> | undefined;
  let standing: Standing | undefined;

  return {
    statistics,
    calibrate: async (values) => {
      if (statistics.length === 0) return new Float32Array();
      calibrator ??= createCalibrator(options, parameters, statistics);
      const taken = await (await calibrator).calibrate(values);
      standing = taken.standing;
      return taken.statistics;
    },
    standing: () => standing,
    sample: async (values, fixed, z, conditions = options.conditions) => {
      const count = z.length / prior.latent;
      const result = new Float32Array(count * outputSize);
      const part = new Float32Array(chunk * prior.latent);
      const x = new Float32Array(chunk * outputSize);
      const asked = conditionsFor(generator, chunk, conditions);
      const bound = drawing.bind({ [parameters.name]: values, [statistics.name]: fixed, z: part, x, ...asked.vectors });
      for (let from = 0; from < count; from += chunk) {
        const length = Math.min(chunk, count - from);
        part.set(z.subarray(from * prior.latent, (from + length) * prior.latent));
        asked.take(from);
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

const conditionInput = ({ condition }: Network, batch: number): Tensor | undefined =>
  condition && input("y", [batch, ...condition]);

/** Memory for y of a batch, and what fills it with those of examples from one on, over and over. */
function conditionsFor({ name, condition }: Network, batch: number, values: Float32Array | undefined) {
  if (!condition) return { vectors: {}, take: () => undefined };
  if (!values || values.length === 0) {
    throw problem({
      doing: `sampling from ${name}`,
      expected: `a condition of shape ${formatShape(condition)} for each sample, as the network asks for one`,
      came: "none",
    });
  }
  const size = sizeOf(condition);
  const count = Math.floor(values.length / size);
  const y = new Float32Array(batch * size);
  return {
    vectors: { y },
    take: (from: number) => {
      for (let i = 0; i < batch; i++) {
        const at = ((from + i) % count) * size;
        y.set(values.subarray(at, at + size), i * size);
      }
    },
  };
}

interface Calibrator {
  readonly calibrate: (values: Float32Array) => Promise<{ statistics: Float32Array; standing: Standing }>;
  readonly release: () => Promise<void>;
}

async function createCalibrator(
  { generator, prior, seed, batch, threads, conditions, error: wanted = CALIBRATION_ERROR }: SamplerOptions,
  parameters: Layout,
  statistics: Layout,
): Promise<Calibrator> {
  const outputs: Record<string, Tensor> = {};
  const pass: Pass = {
    ...outsideTraining(byName(inputsOf(generator)), conditionInput(generator, batch)),
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
  const entry = (wanted: string): Entry => {
    const found = statistics.entries.find(({ name }) => name === wanted);
    if (!found) throw internal(`no place for ${wanted}`);
    return found;
  };
  const places = generator.statistics.map(({ name }) => {
    const mean = entry(meanName(name));
    return { mean: mean.offset, variance: entry(varianceName(name)).offset, channels: sizeOf(mean.shape) };
  });
  const calibrate: Calibrator["calibrate"] = async (values) => {
    const asked = conditionsFor(generator, batch, conditions);
    const bound = program.bind({
      [parameters.name]: values,
      z: z.data,
      [statistics.name]: ofBatch,
      ...asked.vectors,
    });
    const stream = openStream(kernels, seed, "calibration");
    const sums = new Float64Array(statistics.length);
    const squares = new Float64Array(statistics.length);
    let minibatches = 0;
    const mean = (at: number): number => sums[at]! / minibatches; // at < statistics.length
    const scatter = (at: number): number => Math.max(0, squares[at]! / minibatches - mean(at) ** 2);
    // Pooled: the mean of the variances plus the variance of the means.
    const pooled = ({ mean: ofMean, variance }: (typeof places)[number], channel: number): number =>
      mean(variance + channel) + scatter(ofMean + channel);
    const errorOf = (layer: (typeof places)[number]): number => {
      let sum = 0;
      for (let i = 0; i < layer.channels; i++) {
        const variance = pooled(layer, i) + VARIANCE_FLOOR;
        // A deviation is off by half of what its square is.
        const off = scatter(layer.mean + i) / variance + scatter(layer.variance + i) / (2 * variance) ** 2;
        sum += off / (minibatches - 1);
      }
      return Math.sqrt(sum / layer.channels);
    };
    let error = Number.POSITIVE_INFINITY;
    for (let until = FEWEST_BATCHES; until <= MOST_BATCHES && error > wanted; until *= 2) {
      for (; minibatches < until; minibatches++) {
        drawNoise(prior, stream, z);
        asked.take(minibatches * batch);
        await bound.run();
        ofBatch.forEach((value, at) => {
          sums[at]! += value; // at < statistics.length
          squares[at]! += value * value;
        });
      }
      error = Math.max(...places.map(errorOf));
    }
    const result = new Float32Array(statistics.length);
    for (const layer of places) {
      for (let i = 0; i < layer.channels; i++) {
        result[layer.mean + i] = mean(layer.mean + i);
        result[layer.variance + i] = pooled(layer, i);
      }
    }
    return { statistics: result, standing: { minibatches, error } };
  };
  return { calibrate, release: program.release };
}

/** How D is applied to judge: without dropout, batch normalisation by the minibatch at hand. `values`: parameters and state. */
export const judging = (values: ReadonlyMap<string, Tensor>, condition?: Tensor): Pass =>
  outsideTraining(byName(values), condition);

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

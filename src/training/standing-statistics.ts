/**
 * Fixed statistics for G's batch normalisation outside of training: means over many minibatches of a noise stream of their own
 * ("standing statistics", Brock et al. 2019).
 */
import { drawNoise, type Prior } from "../data/prior.ts";
import { bytesFor, createKernels } from "../kernels/kernels.ts";
import { openStream } from "../kernels/streams.ts";
import { apply } from "../learning/applied.ts";
import { VARIANCE_FLOOR } from "../networks/layers.ts";
import { byName, type Network, outsideTraining, type Pass } from "../networks/network.ts";
import type { Device } from "../onnx/device.ts";
import { internal } from "../problem.ts";
import { graph } from "../tensor/graph.ts";
import { type Entry, type Layout, layout } from "../tensor/layout.ts";
import { sizeOf } from "../tensor/shape.ts";
import { input, type Tensor } from "../tensor/tensor.ts";
import { conditionInput, conditionsFor, inputsOf } from "./network-inputs.ts";

/** Minibatches from which batch normalisation's statistics are taken before G is used outside of training: at least … */
const FEWEST_BATCHES = 16;
/** … and at most. In between their number is doubled until the error is what was asked for. */
const MOST_BATCHES = 4096;
/** Error of the statistics, in deviations of what they normalise. */
const CALIBRATION_ERROR = 0.01;

export const meanName = (name: string): string => `${name}/mean`;
export const varianceName = (name: string): string => `${name}/variance`;

/** Where the statistics of a network's batch normalisations lie in one vector. */
export const statisticsLayout = (network: Network): Layout =>
  layout(
    `${network.name} statistics`,
    network.statistics.flatMap(({ name, shape }) => [
      { name: meanName(name), shape },
      { name: varianceName(name), shape },
    ]),
  );

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
  /** Where G is computed; the processor if left out. */
  readonly device?: Device;
}

export interface Calibrator {
  readonly calibrate: (values: Float32Array) => Promise<{ statistics: Float32Array; standing: Standing }>;
  readonly release: () => Promise<void>;
}

/** G's batch statistics as a graph, to be taken with any parameters. */
export async function createCalibrator(
  { generator, prior, seed, batch, conditions, error: wanted = CALIBRATION_ERROR, ...place }: SamplerOptions,
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
  const { threads, device = "cpu" } = place;
  const program = await apply(graph("statistics of G", outputs), {
    parameters: [parameters],
    outputs: [statistics],
    threads,
    device,
  });
  const kernels = await createKernels(bytesFor([batch * prior.latent]));
  const z = kernels.allocate(batch * prior.latent);
  const ofBatch = new Float32Array(statistics.length);
  const calibrate: Calibrator["calibrate"] = async (values) => {
    const asked = conditionsFor(generator, batch, conditions);
    const bound = program.bind({
      [parameters.name]: values,
      z: z.data,
      [statistics.name]: ofBatch,
      ...asked.vectors,
    });
    const stream = openStream(kernels, seed, "calibration");
    const pooled = new PooledStatistics(generator, statistics);
    let error = Number.POSITIVE_INFINITY;
    for (let until = FEWEST_BATCHES; until <= MOST_BATCHES && error > wanted; until *= 2) {
      while (pooled.minibatches < until) {
        drawNoise(prior, stream, z);
        asked.take(pooled.minibatches * batch);
        await bound.run();
        pooled.add(ofBatch);
      }
      error = pooled.error();
    }
    return { statistics: pooled.values(), standing: { minibatches: pooled.minibatches, error } };
  };
  return { calibrate, release: program.release };
}

/** Where a layer's mean and variance begin. */
interface Place {
  readonly mean: number;
  readonly variance: number;
  readonly channels: number;
}

/** Means and variances of minibatches, put together: as if all their examples had been one. */
class PooledStatistics {
  minibatches = 0;
  readonly #places: readonly Place[];
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;

  constructor({ statistics }: Network, { entries, length }: Layout) {
    const entry = (wanted: string): Entry => {
      const found = entries.find(({ name }) => name === wanted);
      if (!found) throw internal(`no place for ${wanted}`);
      return found;
    };
    this.#places = statistics.map(({ name }) => {
      const mean = entry(meanName(name));
      return { mean: mean.offset, variance: entry(varianceName(name)).offset, channels: sizeOf(mean.shape) };
    });
    this.#sums = new Float64Array(length);
    this.#squares = new Float64Array(length);
  }

  add(ofBatch: Float32Array): void {
    ofBatch.forEach((value, at) => {
      this.#sums[at]! += value; // both have this length
      this.#squares[at]! += value * value;
    });
    this.minibatches++;
  }

  #mean(at: number): number {
    return this.#sums[at]! / this.minibatches; // at < length
  }

  #scatter(at: number): number {
    return Math.max(0, this.#squares[at]! / this.minibatches - this.#mean(at) ** 2); // at < length
  }

  /** The mean of the variances plus the variance of the means. */
  #variance({ mean, variance }: Place, channel: number): number {
    return this.#mean(variance + channel) + this.#scatter(mean + channel);
  }

  /** Of the layer where it is largest; see {@link Standing}. */
  error(): number {
    return Math.max(...this.#places.map((place) => this.#errorOf(place)));
  }

  #errorOf(layer: Place): number {
    let sum = 0;
    for (let i = 0; i < layer.channels; i++) {
      const variance = this.#variance(layer, i) + VARIANCE_FLOOR;
      // A deviation is off by half of what its square is.
      const off = this.#scatter(layer.mean + i) / variance + this.#scatter(layer.variance + i) / (2 * variance) ** 2;
      sum += off / (this.minibatches - 1);
    }
    return Math.sqrt(sum / layer.channels);
  }

  values(): Float32Array {
    const result = new Float32Array(this.#sums.length);
    for (const layer of this.#places) {
      for (let i = 0; i < layer.channels; i++) {
        result[layer.mean + i] = this.#mean(layer.mean + i);
        result[layer.variance + i] = this.#variance(layer, i);
      }
    }
    return result;
  }
}

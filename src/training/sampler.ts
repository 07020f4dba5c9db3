/**
 * The generator and the discriminator outside of training: G(z) for any number of z, D's answers on any number of examples.
 */
import { drawNoise, type Prior } from "../data/prior.ts";
import { bytesFor, createKernels } from "../kernels/kernels.ts";
import { openStream, type StreamName } from "../kernels/streams.ts";
import { apply } from "../learning/applied.ts";
import { parameterLayout } from "../learning/player.ts";
import { type Network, outsideTraining } from "../networks/network.ts";
import type { Device } from "../onnx/device.ts";
import { graph } from "../tensor/graph.ts";
import type { Layout } from "../tensor/layout.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import { input, type Tensor } from "../tensor/tensor.ts";
import { conditionInput, conditionsFor, inputsOf, judging } from "./network-inputs.ts";
import {
  type Calibrator,
  createCalibrator,
  meanName,
  type SamplerOptions,
  type Standing,
  statisticsLayout,
  varianceName,
} from "./standing-statistics.ts";

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

/** Prepares G for drawing: it is compiled once, for minibatches of one length. Call `release` when done. */
export async function createSampler(options: SamplerOptions): Promise<Sampler> {
  const { generator, prior, threads, device = "cpu" } = options;
  const parameters = parameterLayout(generator);
  const statistics = statisticsLayout(generator);
  const chunk = Math.min(Math.max(options.batch, 16), 256);
  const y = conditionInput(generator, chunk);
  const x = samplingGraph(generator, input("z", [chunk, ...generator.input]), input, y);
  const drawing = await apply(graph("G for samples", { x }), {
    parameters: [parameters, statistics],
    threads,
    device,
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

/** D outside of training, compiled for its answers. */
export interface Judge {
  /**
   * D's logits (or scores) for examples, m at a time as in training (batch normalisation sees such minibatches), without
   * dropout. The last minibatch is filled up with examples from the front. `y` of each, where D asks for it.
   */
  readonly answers: (parameters: Float32Array, examples: Float32Array, y?: Float32Array) => Promise<Float32Array>;
  readonly release: () => Promise<void>;
}

/** Prepares D for answers: it is compiled once, for minibatches of `batch` examples. Call `release` when done. */
export async function createJudge(
  discriminator: Network,
  batch: number,
  threads: number,
  device: Device = "cpu",
): Promise<Judge> {
  const parameters = parameterLayout(discriminator);
  const condition = conditionInput(discriminator, batch);
  const x = input("x", [batch, ...discriminator.input]);
  const logits = discriminator.apply(x, judging(inputsOf(discriminator), condition));
  const program = await apply(graph("D for examples", { logits }), { parameters: [parameters], threads, device });
  const size = batch * sizeOf(discriminator.input);
  const part = new Float32Array(size);
  const answer = new Float32Array(batch);
  return {
    answers: async (values, examples, conditions) => {
      const result = new Float32Array((examples.length * batch) / size);
      const asked = conditionsFor(discriminator, batch, conditions);
      const bound = program.bind({ [parameters.name]: values, x: part, logits: answer, ...asked.vectors });
      for (let from = 0; from < result.length; from += batch) {
        let filled = 0;
        while (filled < size) {
          const at = filled === 0 ? (from * size) / batch : 0;
          const some = examples.subarray(at, at + size - filled);
          part.set(some, filled);
          filled += some.length;
        }
        asked.take(from);
        await bound.run();
        result.set(answer.subarray(0, result.length - from), from);
      }
      return result;
    },
    release: program.release,
  };
}

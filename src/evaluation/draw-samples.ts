/** Samples of a run's states. */
import type { DataSet } from "../data/dataset.ts";
import { kindOf } from "../data/kinds.ts";
import { someConditions } from "../data/some-conditions.ts";
import { mappingOf } from "../networks/mapping.ts";
import type { Device } from "../onnx/device.ts";
import { truncateLatent } from "../sampling/latent/mean-latent.ts";
import { truncateNoise } from "../sampling/latent/truncate.ts";
import { sizeOf } from "../tensor/shape.ts";
import { type Checkpoint, parametersOf } from "../training/checkpoint.ts";
import type { Config } from "../training/config.ts";
import { gameOf } from "../training/game-of-config.ts";
import type { OwnParts } from "../training/own-parts.ts";
import { createSampler, noise, type Sampler } from "../training/sampler.ts";
import type { SamplerOptions } from "../training/standing-statistics.ts";
import { drawAgain } from "./draw-again.ts";
import type { Watch } from "./exact-distances.ts";

export interface Drawer {
  /**
   * G(z) for the first `count` z of the stream for evaluation, from the moving average of G, if there is one. Rows of a table that
   * break a rule of their run are drawn again, as they are wherever rows are sampled. `given`: y of each, in place of y in the shares
   * of the data.
   */
  readonly draw: (checkpoint: Checkpoint, count: number, watch?: Watch, given?: Float32Array) => Promise<Float32Array>;
  /** y of the first `count` of them, where G asks for it. */
  readonly asked: (count: number) => Float32Array | undefined;
  readonly release: () => Promise<void>;
}

/** Real examples whose y is asked for. */
const CONDITIONS = 10_000;
/** Samples between two looks at the watch. */
const PART = 1024;

export async function createDrawer(
  config: Config,
  data: DataSet | undefined,
  { threads = 1, device = "cpu", own, truncation: psi = 1 }: DrawerOptions = {},
): Promise<Drawer> {
  const { generator, prior, batch } = gameOf(config, own);
  const { seed } = config;
  const { rules } = config.data;
  // G is asked for what real examples are, in the shares in which they are it: of a mixed table and of classes the description tells
  // them. Never the y of the very examples that samples are compared with, which would flatter them.
  const told = config.data.y?.code !== undefined || kindOf(config.data) === "mixed";
  const source = told ? config.data : data;
  const conditions = generator.condition && source ? await someConditions(source, seed, CONDITIONS) : undefined;
  const ofSampler = { generator, prior, seed, batch, threads, device, ...(conditions ? { conditions } : {}) };
  const samplers = await createSamplers(ofSampler, psi);
  const size = sizeOf(config.data.shape);
  const sizeOfY = sizeOf(generator.condition ?? []);
  const askedOf = (rows: readonly number[]): Float32Array | undefined =>
    conditions && repeated(conditions, rows, sizeOfY);
  const askedFrom = (from: number, to: number): Float32Array | undefined =>
    askedOf(Array.from({ length: to - from }, (_, i) => from + i));
  return {
    release: samplers.release,
    asked: (count) => askedFrom(0, count),
    draw: async (checkpoint, count, { progress, signal } = {}, given) => {
      const parameters = parametersOf(checkpoint, generator, config.average > 0 ? "average" : undefined);
      const drawn = await noise(prior, config.seed, count, "evaluation");
      const z = samplers.truncate(drawn);
      const sampler = await samplers.open(parameters);
      try {
        const statistics = await sampler.calibrate(parameters);
        const samples = new Float32Array(count * size);
        for (let from = 0; from < count; from += PART) {
          signal?.throwIfAborted();
          const to = Math.min(count, from + PART);
          const part = z.subarray(from * prior.latent, to * prior.latent);
          const y = given?.subarray(from * sizeOfY, to * sizeOfY) ?? askedFrom(from, to);
          samples.set(await sampler.sample(parameters, statistics, part, y), from * size);
          progress?.(to, count);
        }
        if (rules) {
          await drawAgain(samples, {
            data: config.data,
            rules,
            prior,
            seed,
            draw: (z, y) => sampler.sample(parameters, statistics, z, y),
            asked: askedOf,
            signal,
          });
        }
        return samples;
      } finally {
        await samplers.close(sampler);
      }
    },
  };
}

/** The y of some examples, which come over and over. */
function repeated(conditions: Float32Array, rows: readonly number[], sizeOfY: number): Float32Array {
  const y = new Float32Array(rows.length * sizeOfY);
  rows.forEach((row, i) => {
    const from = (row * sizeOfY) % conditions.length;
    y.set(conditions.subarray(from, from + sizeOfY), i * sizeOfY);
  });
  return y;
}

interface Samplers {
  /** z as they are drawn with ψ. */
  readonly truncate: (z: Float32Array) => Float32Array;
  /** What draws with these parameters of G. */
  readonly open: (parameters: Float32Array) => Promise<Sampler>;
  readonly close: (sampler: Sampler) => Promise<void>;
  readonly release: () => Promise<void>;
}

/** Samplers of a run's states: one for all, but where w goes towards its mean, which is that of a state and part of the graph. */
async function createSamplers(options: SamplerOptions, psi: number): Promise<Samplers> {
  const { generator, prior, seed, threads, device = "cpu" } = options;
  const shared = await createSampler(options);
  const ofState = psi < 1 && mappingOf(generator) !== undefined;
  return {
    truncate: (z) => (ofState ? z : truncateNoise(z, psi)),
    open: async (parameters) => {
      if (!ofState) return shared;
      const truncated = await truncateLatent(generator, prior, parameters, { psi, seed, threads, device });
      return createSampler({ ...options, generator: truncated });
    },
    close: async (sampler) => (sampler === shared ? undefined : sampler.release()),
    release: shared.release,
  };
}

export interface DrawerOptions {
  readonly threads?: number;
  /** Where G is computed; the processor if left out. */
  readonly device?: Device;
  /** The parts of one's own that the run was made with. */
  readonly own?: OwnParts;
  /** ψ from 0 to 1, which changes nothing: z, or w where a mapping network makes it, nearer to its middle. Not of tables. */
  readonly truncation?: number;
}

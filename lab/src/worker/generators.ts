/** A generator that was opened from a file, to draw from: a checkpoint or an ONNX model. */
import {
  areCells,
  type Computed,
  type Config,
  codesOf,
  createSampler,
  type DataDescription,
  decodeCheckpoint,
  describeColumn,
  frequentConditions,
  gameOf,
  interpolateNoise,
  noise,
  parametersOf,
  problem,
  rowSamplerOf,
  type WrittenTable,
} from "#inner";
import { askedColumns } from "./asked-columns.ts";
import type { DrawingGenerator, FileGenerator } from "./file-generator.ts";
import { openOnnx } from "./onnx-generator.ts";
import { resolvedHere } from "./resolved.ts";
import { drawTable } from "./rows.ts";

/** The configuration in a checkpoint, with usual run options. */
export function configOf(mathematics: string): Config {
  const computed = JSON.parse(mathematics) as Computed;
  return { ...computed, run: resolvedHere(computed.data, {}).run };
}

/** By what is in the file: a safetensors file begins with the length of its header, an ONNX model does not. */
export async function openGenerator(name: string, bytes: Uint8Array): Promise<DrawingGenerator> {
  const { table, ...file } = await (name.toLowerCase().endsWith(".onnx")
    ? openOnnx(name, bytes)
    : openCheckpoint(name, bytes));
  return {
    ...file,
    rows: async (wish) => {
      if (table) return drawTable(table, wish);
      throw problem({ doing: `drawing rows from ${name}`, expected: "a mixed table", came: "other data" });
    },
  };
}

async function openCheckpoint(name: string, bytes: Uint8Array): Promise<FileGenerator> {
  const checkpoint = await decodeCheckpoint(name, bytes);
  const config = configOf(checkpoint.mathematics);
  const { generator, prior, batch } = gameOf(config);
  const { data, seed } = config;
  const parameters = parametersOf(checkpoint, generator, config.average > 0 ? "average" : undefined);
  const conditions = await frequentConditions(config, generator);
  const asked = conditions ? { conditions } : {};
  const sampler = await createSampler({ generator, prior, seed, batch, threads: 1, ...asked });
  const statistics = await sampler.calibrate(parameters);
  const draw = (z: Float32Array, y?: Float32Array): Promise<Float32Array> =>
    sampler.sample(parameters, statistics, z, y);
  const { columns = [], rules } = data;
  const code = data.y?.code;
  const { run: _, ...computed } = config;
  return {
    opened: {
      kind: "checkpoint",
      shape: data.shape,
      range: "symmetric",
      prior,
      data: data.name,
      step: checkpoint.step,
      columns: data.columns ?? null,
      table: writtenOf(data),
      cells: areCells(columns) ? askedColumns(columns.map(describeColumn), rules) : null,
      classes: code ? { counts: code.counts, names: data.y?.classes ?? null } : null,
      config: computed,
    },
    prior,
    draw: (z, ofClass) => draw(z, code && ofClass !== undefined ? codesOf(code, [ofClass]) : undefined),
    ...(areCells(columns)
      ? {
          table: rowSamplerOf({
            generator: { columns, conditional: conditions !== undefined, draw, ...(rules ? { rules } : {}) },
            prior,
            seed,
            data,
            release: sampler.release,
          }),
        }
      : {}),
    release: sampler.release,
  };
}

const writtenOf = ({ columns, constants }: DataDescription): WrittenTable | null =>
  columns ? { columns, ...(constants ? { constants } : {}) } : null;

export const noiseFor = (generator: DrawingGenerator, seed: number, count: number): Promise<Float32Array> =>
  noise(generator.prior, seed, count);

export const between = (generator: DrawingGenerator, a: Float32Array, b: Float32Array, t: number): Float32Array =>
  interpolateNoise(generator.prior, a, b, t);

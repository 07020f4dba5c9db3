/** A generator that was opened from a file, to draw from: a checkpoint or an ONNX model. */
import {
  type Computed,
  type Config,
  createSampler,
  type DataDescription,
  decodeCheckpoint,
  gameOf,
  interpolateNoise,
  noise,
  onnxMetadata,
  openModel,
  type Prior,
  parametersOf,
  problem,
  resolveConfig,
  sizeOf,
  type WrittenTable,
} from "#inner";
import type { OpenedGenerator, Values } from "./protocol.ts";

export interface DrawingGenerator {
  readonly opened: OpenedGenerator;
  readonly prior: Prior;
  readonly draw: (z: Float32Array) => Promise<Values>;
  readonly release: () => Promise<void>;
}

/** The configuration in a checkpoint, with usual run options. */
export function configOf(mathematics: string): Config {
  const computed = JSON.parse(mathematics) as Computed;
  return { ...computed, run: resolveConfig(computed.data, {}).run };
}

/** By what is in the file: a safetensors file begins with the length of its header, an ONNX model does not. */
export async function openGenerator(name: string, bytes: Uint8Array): Promise<DrawingGenerator> {
  return name.toLowerCase().endsWith(".onnx") ? openOnnx(name, bytes) : openCheckpoint(name, bytes);
}

async function openCheckpoint(name: string, bytes: Uint8Array): Promise<DrawingGenerator> {
  const checkpoint = await decodeCheckpoint(name, bytes);
  const config = configOf(checkpoint.mathematics);
  const { generator, prior, batch } = gameOf(config);
  const parameters = parametersOf(checkpoint, generator, config.average > 0 ? "average" : undefined);
  const sampler = await createSampler({ generator, prior, seed: config.seed, batch, threads: 1 });
  const statistics = await sampler.calibrate(parameters);
  const { run: _, ...computed } = config;
  return {
    opened: {
      kind: "checkpoint",
      shape: config.data.shape,
      range: "symmetric",
      prior,
      data: config.data.name,
      step: checkpoint.step,
      columns: config.data.columns ?? null,
      table: writtenOf(config.data),
      config: computed,
    },
    prior,
    draw: (z) => sampler.sample(parameters, statistics, z),
    release: sampler.release,
  };
}

/** One example at a time would be slow, all at once large. */
const CHUNK = 64;

const writtenOf = ({ columns, constants }: DataDescription): WrittenTable | null =>
  columns ? { columns, ...(constants ? { constants } : {}) } : null;

/** What an exported model says of its rows; others' files say nothing. Its numbers are not rounded. */
function writtenIn({ columns = "null" }: Readonly<Record<string, string>>, size: number): WrittenTable | null {
  try {
    const said: unknown = JSON.parse(columns);
    if (!Array.isArray(said) || said.length !== size) return null;
    const known = (said as { readonly name?: unknown; readonly scale?: unknown }[]).flatMap(({ name, scale }) =>
      typeof name === "string" && typeof scale === "number" && scale > 0 ? [{ name, scale }] : [],
    );
    return known.length === size ? { columns: known } : null;
  } catch {
    return null;
  }
}

async function openOnnx(name: string, bytes: Uint8Array): Promise<DrawingGenerator> {
  const doing = `opening ${name} as a generator`;
  const model = await openModel(bytes).catch((cause: unknown) => {
    throw problem({
      doing,
      expected: "an ONNX model that the runtime understands",
      came: cause instanceof Error ? cause.message.slice(0, 160) : String(cause),
      next: "Make one by: saddlepoint export RUN --out generator.onnx.",
      cause,
    });
  });
  const [input, ...others] = model.signature;
  const latent = input?.shape.at(-1);
  const fits = input?.dtype === "float32" && input.shape.length === 2 && typeof latent === "number";
  if (!input || others.length > 0 || !fits) {
    await model.release();
    throw problem({
      doing,
      expected: "one input z [N×latent] of float32",
      came: model.signature.map((one) => `${one.name} [${one.shape.join("×")}] ${one.dtype}`).join(", ") || "no input",
      next: "Export a generator by: saddlepoint export RUN --out generator.onnx.",
    });
  }
  const output = model.outputs[0] as string;
  // The file says which noise it wants; others' files are taken to want normal noise.
  const metadata = onnxMetadata(name, bytes);
  const unit = metadata.z === "U(0, 1)";
  const prior: Prior = {
    kind: metadata.z?.startsWith("U") ? "uniform" : "normal",
    latent,
    halfWidth: unit ? 0.5 : Number(metadata.prior_half_width ?? 1),
  };
  const drawSome = (z: Float32Array, count: number) => {
    // U(0, 1) is U(−1/2, 1/2), moved.
    const values = unit ? z.map((value) => value + 0.5) : z;
    return model.run({ [input.name]: { values, shape: [count, latent] } });
  };
  const trial = (await drawSome(new Float32Array(latent), 1))[output];
  if (!trial || trial.shape.length < 2 || trial.shape[0] !== 1) {
    await model.release();
    throw problem({ doing, expected: "an output [N×…], one example per z", came: `[${trial?.shape.join("×")}]` });
  }
  const shape = trial.shape.slice(1);
  const size = sizeOf(shape);
  return {
    opened: {
      kind: "onnx",
      shape,
      range: trial.values instanceof Uint8Array ? "bytes" : "symmetric",
      prior,
      data: metadata.data ?? name,
      step: metadata.step === undefined ? null : Number(metadata.step),
      columns: null,
      table: writtenIn(metadata, size),
      config: null,
    },
    prior,
    draw: async (z) => {
      const count = z.length / latent;
      const result =
        trial.values instanceof Float64Array ? new Float64Array(count * size) : new Float32Array(count * size);
      for (let from = 0; from < count; from += CHUNK) {
        const some = Math.min(CHUNK, count - from);
        const drawn = (await drawSome(z.slice(from * latent, (from + some) * latent), some))[output];
        result.set(drawn?.values ?? [], from * size);
      }
      return result;
    },
    release: model.release,
  };
}

export const noiseFor = (generator: DrawingGenerator, seed: number, count: number): Promise<Float32Array> =>
  noise(generator.prior, seed, count);

export const between = (generator: DrawingGenerator, a: Float32Array, b: Float32Array, t: number): Float32Array =>
  interpolateNoise(generator.prior, a, b, t);

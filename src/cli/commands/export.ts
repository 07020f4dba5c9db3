import { rm } from "node:fs/promises";
import {
  type Config,
  type ExportNoise,
  exportGenerator,
  exportNoises,
  formatNumber,
  inUnits,
  normalMass,
  openModel,
  problem,
  sizeOf,
} from "../../index.ts";
import { readBytes, writeWhole } from "../files.ts";
import type { Flags } from "../flags.ts";
import { openGenerator, type RunGenerator } from "../generator.ts";
import type { Output } from "../output.ts";
import { toByte } from "../pictures.ts";
import { integerFlag } from "./integer-flag.ts";

/** Examples on which a written file is compared with the run's own generator, and how many at a time. */
const COMPARED = 128;
const BATCHES = [1, 7, 64] as const;

/** `export <run> --out generator.onnx` */
export async function exportCommand(folder: string, flags: Flags, output: Output): Promise<void> {
  const { out } = flags;
  const doing = `exporting the generator of ${folder}`;
  if (typeof out !== "string" || !out.toLowerCase().endsWith(".onnx")) {
    throw problem({ doing, expected: "--out with a name that ends in .onnx", came: String(out) });
  }
  const noise = (flags.noise ?? "prior") as ExportNoise;
  if (!exportNoises.includes(noise)) {
    throw problem({ doing: "reading option --noise", expected: `one of ${exportNoises.join(", ")}`, came: noise });
  }
  const generator = await openGenerator(folder, doing, output.say, integerFlag(flags, "step", 0, 1e9));
  const { config, loaded } = generator;
  const { bytes, metadata } = await exportGenerator({
    config,
    checkpoint: loaded.checkpoint,
    noise,
    float: flags.float === true,
  });
  await writeWhole(out, bytes);
  const { difference, tolerance } = await compare(out, generator, noise).finally(generator.release);
  if (!(difference <= tolerance)) {
    await rm(out, { force: true });
    throw new Error(`internal: ${out} differed from the run's generator by ${difference}, and was removed`);
  }
  const unit = tolerance === 1 ? "of 255" : "in numbers of training";
  output.result(
    { run: folder, step: loaded.checkpoint.step, out, bytes: bytes.length, difference, metadata },
    [
      `The generator of ${folder} at step ${loaded.checkpoint.step} is in ${out} (${formatNumber(bytes.length)} bytes).`,
      `  z: N×${config.latent}, ${metadata.z}`,
      `  x: ${["N", ...config.data.shape].join("×")}, ${metadata.x}`,
      `Run and compared with the run's own generator on ${COMPARED} examples: largest difference ${difference.toPrecision(2)} ${unit}.`,
    ].join("\n"),
  );
}

/** Reads the file back, runs it, and compares. */
async function compare(
  path: string,
  { config, noise: draw, draw: sample }: RunGenerator,
  noise: ExportNoise,
): Promise<{ difference: number; tolerance: number }> {
  const z = await draw(config.seed, COMPARED);
  const own = await sample(z);
  const model = await openModel(await readBytes(path));
  const size = sizeOf(config.data.shape);
  let difference = 0;
  let tolerance = 1e-5;
  for (let from = 0, i = 0; from < COMPARED; i++) {
    const count = Math.min(BATCHES[i % BATCHES.length] ?? 1, COMPARED - from);
    const part = z.subarray(from * config.latent, (from + count) * config.latent);
    const values = toNoise(part, noise, config);
    const results = await model.run({ z: { values, shape: [count, config.latent] } });
    const { values: x = new Float32Array(), shape = [] } = results.x ?? {};
    if (shape.join() !== [count, ...config.data.shape].join()) {
      throw new Error(`internal: ${path} returned ${shape.join("×")} for ${count} examples`);
    }
    const expected = own.subarray(from * size, (from + count) * size);
    const bytes = x instanceof Uint8Array;
    if (bytes) tolerance = 1;
    const wanted = bytes ? expected.map(toByte) : inUnits(config.data.columns, expected);
    x.forEach((value, at) => {
      // Rows are compared in units of their deviation, as they were trained.
      const scale = config.data.columns?.[at % size]?.scale ?? 1;
      difference = Math.max(difference, Math.abs(value - (wanted[at] ?? Number.NaN)) / scale);
    });
    from += count;
  }
  await model.release();
  return { difference, tolerance };
}

/** The noise that the file turns into this z. */
function toNoise(z: Float32Array, noise: ExportNoise, { prior, halfWidth }: Config): Float32Array {
  if (noise === "prior" || prior === "normal") return z;
  return noise === "unit"
    ? z.map((value) => (value / halfWidth + 1) / 2)
    : z.map((value) => normalQuantile((value / halfWidth + 1) / 2));
}

/** Φ⁻¹ by bisection: slow and certain, for some thousand numbers. */
function normalQuantile(probability: number): number {
  let [low, high] = [-8, 8];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normalMass(Number.NEGATIVE_INFINITY, middle, 0, 1) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

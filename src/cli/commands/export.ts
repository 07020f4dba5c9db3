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
  unitsOf,
} from "../../inner.ts";
import { toByte } from "../data/pixels.ts";
import { readBytes, readText } from "../data/reading.ts";
import { writeWhole } from "../files/writing.ts";
import { generatorPage, modelIn } from "../generator-page/write.ts";
import { openGenerator, type RunGenerator } from "../run/generator.ts";
import { fileFlag } from "../terminal/file-flag.ts";
import type { Flags } from "../terminal/flags.ts";
import { integerFlag } from "../terminal/integer-flag.ts";
import type { Output } from "../terminal/output.ts";

/** Examples on which a written file is compared with the run's own generator, and how many at a time. */
const COMPARED = 128;
const BATCHES = [1, 7, 64] as const;

/** Samples that say which range the charts of a page must show. */
const SHOWN = 2500;

interface Written extends Compared {
  readonly path: string;
  readonly bytes: number;
}

interface Compared {
  /** The largest difference to the run's own generator, in `unit`. */
  readonly difference: number;
  readonly unit: string;
  /** The largest difference against what rounding explains: a file above 1 is wrong. */
  readonly excess: number;
}

/** How far two ways to compute G may differ, in numbers of training, and in units of the last place of what is handed over. */
const TOLERANCE = 1e-5;
const LAST_PLACES = 2;

/** `export <run> --out generator.onnx`, `export <run> --html page.html`, or both. */
export async function exportCommand(folder: string, flags: Flags, output: Output): Promise<void> {
  const doing = `exporting the generator of ${folder}`;
  const out = fileFlag(flags, "out", ".onnx", doing);
  const html = fileFlag(flags, "html", ".html", doing);
  const noise = (flags.noise ?? "prior") as ExportNoise;
  checkWish(doing, out, html, noise, flags.float === true);
  const generator = await openGenerator(folder, doing, output.say, integerFlag(flags, "step", 0, 1e9));
  try {
    const { checkpoint } = generator.loaded;
    const given = { config: generator.config, checkpoint };
    const lines: string[] = [];
    let result: object = { run: folder, step: checkpoint.step };
    if (out !== undefined) {
      const { bytes, metadata } = await exportGenerator({ ...given, noise, float: flags.float === true });
      const { difference, ...file } = await write(out, bytes, (path) => readBytes(path, "model"), generator, noise);
      result = { ...result, out, bytes: file.bytes, difference, metadata };
      lines.push(
        `The generator of ${folder} at step ${checkpoint.step} is in ${out} (${formatNumber(file.bytes)} bytes).`,
        `  z: N×${given.config.latent}, ${metadata.z}`,
        `  x: ${["N", ...given.config.data.shape].join("×")}, ${metadata.x}`,
        ...(metadata.batch_normalisation ? [`  batch normalisation: ${metadata.batch_normalisation}`] : []),
        comparison({ difference, ...file }),
      );
    }
    if (html !== undefined) {
      const { bytes: model } = await exportGenerator(given);
      const samples = await generator.draw(await generator.noise(given.config.seed, SHOWN));
      const page = await generatorPage({ ...given, step: checkpoint.step, model, samples });
      const modelOf = async (path: string): Promise<Uint8Array> => modelIn(await readText(path, "page"));
      const file = await write(html, page, modelOf, generator, "prior");
      result = { ...result, html, htmlBytes: file.bytes, htmlDifference: file.difference };
      lines.push(
        `${html} (${formatNumber(file.bytes)} bytes) draws new samples of it in a browser, without a network.`,
        comparison(file),
      );
    }
    output.result(result, lines.join("\n"));
  } finally {
    await generator.release();
  }
}

function checkWish(
  doing: string,
  out: string | undefined,
  html: string | undefined,
  noise: ExportNoise,
  float: boolean,
): void {
  if (out === undefined && html === undefined) {
    throw problem({
      doing,
      expected: "--out with a .onnx file, --html with a .html file, or both",
      came: "neither",
      next: "Add --out generator.onnx or --html page.html.",
    });
  }
  if (!exportNoises.includes(noise)) {
    throw problem({ doing: "reading option --noise", expected: `one of ${exportNoises.join(", ")}`, came: noise });
  }
  if (out === undefined && (float || noise !== "prior")) {
    throw problem({
      doing,
      expected: `--out with ${float ? "--float" : "--noise"}, which is about the .onnx file`,
      came: "--html alone",
      next: "The page draws the noise itself: leave the option out.",
    });
  }
}

const comparison = ({ difference, unit }: Written): string =>
  `Run and compared with the run's own generator on ${COMPARED} examples: largest difference ${difference.toPrecision(2)} ${unit}.`;

/** Writes a file, reads the model back from it, runs it and compares; a file that differs does not stay. */
async function write(
  path: string,
  content: string | Uint8Array,
  modelOf: (path: string) => Promise<Uint8Array>,
  generator: RunGenerator,
  noise: ExportNoise,
): Promise<Written> {
  await writeWhole(path, content);
  const compared = await compare(path, await modelOf(path), generator, noise);
  if (!(compared.excess <= 1)) {
    await rm(path, { force: true });
    throw new Error(
      `internal: ${path} differed from the run's generator by ${compared.difference} ${compared.unit}, and was removed`,
    );
  }
  const bytes = typeof content === "string" ? Buffer.byteLength(content) : content.length;
  return { path, bytes, ...compared };
}

async function compare(
  path: string,
  bytes: Uint8Array,
  { config, noise: draw, draw: sample }: RunGenerator,
  noise: ExportNoise,
): Promise<Compared> {
  const z = await draw(config.seed, COMPARED);
  const own = await sample(z);
  const model = await openModel(bytes);
  const size = sizeOf(config.data.shape);
  let [difference, excess] = [0, 0];
  let unit = "in numbers of training";
  const units = config.data.columns && unitsOf(config.data.columns);
  for (let from = 0, i = 0; from < COMPARED; i++) {
    const count = Math.min(BATCHES[i % BATCHES.length] ?? 1, COMPARED - from);
    const part = z.subarray(from * config.latent, (from + count) * config.latent);
    const values = toNoise(part, noise, config);
    const results = await model.run({ z: { values, shape: [count, config.latent] } });
    const { values: x = new Float32Array(), shape = [] } = results.x ?? {};
    if (shape.join() !== [count, ...(units ? [units.scale.length] : config.data.shape)].join()) {
      throw new Error(`internal: ${path} returned ${shape.join("×")} for ${count} examples`);
    }
    const expected = own.subarray(from * size, (from + count) * size);
    const ofBytes = x instanceof Uint8Array;
    if (ofBytes) unit = "of 255";
    const wanted = ofBytes ? expected.map(toByte) : inUnits(config.data.columns, expected, { round: false });
    // Float32 has 24 bits, float64 53.
    const epsilon = ofBytes ? 0 : x instanceof Float64Array ? 2 ** -52 : 2 ** -23;
    x.forEach((value, at) => {
      const target = wanted[at] ?? Number.NaN;
      // Rows are compared in units of their deviation, as they were trained, but for the rounding of what lies far from 0.
      const column = units ? at % units.scale.length : 0;
      const [scale, shift] = [units?.scale[column] ?? 1, units?.shift[column] ?? 0];
      const apart = Math.abs(value - target) / scale;
      const allowed = ofBytes
        ? 1
        : TOLERANCE * Math.max(1, Math.abs(target - shift) / scale) +
          (LAST_PLACES * epsilon * Math.abs(target)) / scale;
      difference = Math.max(difference, apart);
      // Not by Math.max alone: NaN must not pass.
      excess = Number.isNaN(apart) ? Number.NaN : Math.max(excess, apart / allowed);
    });
    from += count;
  }
  await model.release();
  return { difference, unit, excess };
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

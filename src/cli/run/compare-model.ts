/** Whether an exported model makes what the run's own generator makes. */
import {
  areCells,
  areNumbers,
  askedCells,
  type CellsColumn,
  type Config,
  codesOf,
  drawClasses,
  drawConditions,
  type ExportNoise,
  gameOf,
  givenOf,
  inUnits,
  normalMass,
  openModel,
  rangeOfCells,
  resolutionOf,
  unitsOf,
} from "../../inner.ts";
import { toByte } from "../data/pixels.ts";
import type { RunGenerator } from "./generator.ts";

/** Examples on which a written file is compared with the run's own generator, and how many at a time. */
export const COMPARED = 128;
const BATCHES = [1, 7, 64] as const;

export interface Compared {
  /** The largest difference to the run's own generator, in `unit`. */
  readonly difference: number;
  readonly unit: string;
  /** The largest difference against what rounding explains: a file above 1 is wrong. */
  readonly excess: number;
}

/** How far two ways to compute G may differ, in numbers of training, and in units of the last place of what is handed over. */
const TOLERANCE = 1e-5;
const LAST_PLACES = 2;

/** Of a table of cells: which share of its values differs, and may. */
export const OF_VALUES = "of all values";
const MOST_APART = 0.01;

/** Runs the model on {@link COMPARED} examples, as many at a time as people might, and the run's own generator on the same z. */
export async function compareModel(
  path: string,
  bytes: Uint8Array,
  { config, noise: draw, draw: sample }: RunGenerator,
  noise: ExportNoise,
): Promise<Compared> {
  const z = await draw(config.seed, COMPARED);
  const { y, given } = await conditionsOf(config);
  const own = await sample(z, y);
  const x = await drawnBy(path, bytes, config, { z: toNoise(z, noise, config), ...given });
  if (x instanceof Uint8Array) return compareBytes(x, own);
  const { columns } = config.data;
  return columns && areCells(columns) ? compareCells(columns, x, own) : compareNumbers(config, x, own);
}

/** What the generator is asked for, and the same as the file takes it. */
async function conditionsOf(
  config: Config,
): Promise<{ readonly y?: Float32Array; readonly given: Readonly<Record<string, Float32Array>> }> {
  const { generator } = gameOf(config);
  const code = config.data.y?.code;
  if (code && generator.condition) {
    const numbers = await drawClasses(code, config.seed, COMPARED);
    const weights = new Float32Array(COMPARED * code.counts.length);
    numbers.forEach((number, i) => {
      weights[i * code.counts.length + number] = 1;
    });
    // A file has one of the two.
    return { y: codesOf(code, numbers), given: { class: Float32Array.from(numbers), weights } };
  }
  const layout = askedCells(config.data, generator);
  if (!layout) return { given: {} };
  const y = await drawConditions(layout.columns, config.seed, COMPARED);
  return { y, given: { given: givenOf(layout, y) } };
}

type Drawn = Uint8Array | Float32Array | Float64Array;

/** What the model makes of inputs for {@link COMPARED} examples. */
async function drawnBy(
  path: string,
  bytes: Uint8Array,
  { data }: Config,
  inputs: Readonly<Record<string, Float32Array>>,
): Promise<Drawn> {
  const model = await openModel(bytes);
  const parts: Drawn[] = [];
  for (let from = 0, i = 0; from < COMPARED; i++) {
    const count = Math.min(BATCHES[i % BATCHES.length] ?? 1, COMPARED - from);
    const wanted = Object.entries(inputs).filter(([name]) => model.inputs.includes(name));
    const feeds = wanted.map(([name, all]) => {
      const size = all.length / COMPARED;
      return [name, { values: all.subarray(from * size, (from + count) * size), shape: [count, size] }] as const;
    });
    const { values = new Float32Array(), shape = [] } = (await model.run(Object.fromEntries(feeds))).x ?? {};
    if (shape.join() !== [count, ...(data.columns ? [data.columns.length] : data.shape)].join()) {
      throw new Error(`internal: ${path} returned ${shape.join("×")} for ${count} examples`);
    }
    parts.push(values);
    from += count;
  }
  await model.release();
  const [first = new Float32Array()] = parts;
  const x = new (first.constructor as Float32ArrayConstructor)(parts.reduce((sum, { length }) => sum + length, 0));
  let next = 0;
  for (const part of parts) {
    x.set(part, next);
    next += part.length;
  }
  return x;
}

function compareBytes(x: Uint8Array, own: Float32Array): Compared {
  const difference = x.reduce((most, value, at) => Math.max(most, Math.abs(value - toByte(own[at] ?? 0))), 0);
  return { difference, unit: "of 255", excess: difference };
}

function compareNumbers({ data }: Config, x: Float32Array | Float64Array, own: Float32Array): Compared {
  const units = data.columns && areNumbers(data.columns) ? unitsOf(data.columns) : undefined;
  const wanted = inUnits(data.columns, own, { round: false });
  // Float32 has 24 bits, float64 53.
  const epsilon = x instanceof Float64Array ? 2 ** -52 : 2 ** -23;
  let [difference, excess] = [0, 0];
  x.forEach((value, at) => {
    const target = wanted[at] ?? Number.NaN;
    // Rows are compared in units of their deviation, as they were trained, but for the rounding of what lies far from 0.
    const column = units ? at % units.scale.length : 0;
    const [scale, shift] = [units?.scale[column] ?? 1, units?.shift[column] ?? 0];
    const apart = Math.abs(value - target) / scale;
    const allowed =
      TOLERANCE * Math.max(1, Math.abs(target - shift) / scale) + (LAST_PLACES * epsilon * Math.abs(target)) / scale;
    difference = Math.max(difference, apart);
    // Not by Math.max alone: NaN must not pass.
    excess = Number.isNaN(apart) ? Number.NaN : Math.max(excess, apart / allowed);
  });
  return { difference, unit: "in numbers of training", excess };
}

/** Values of cells differ or do not; where two cells are all but equally likely, rounding may choose another. */
function compareCells(columns: readonly CellsColumn[], x: Float32Array | Float64Array, own: Float32Array): Compared {
  const wanted = inUnits(columns, own);
  const near = columns.map((column) => {
    const { low, high } = rangeOfCells(column);
    return column.kind === "category" || column.kind === "boolean"
      ? 0
      : resolutionOf(column) + TOLERANCE * (high - low);
  });
  const apart = [...x].filter((value, at) => {
    const target = wanted[at] ?? 0;
    return Number.isNaN(value) !== Number.isNaN(target) || Math.abs(value - target) > (near[at % near.length] ?? 0);
  });
  const difference = apart.length / x.length;
  return { difference, unit: OF_VALUES, excess: difference / MOST_APART };
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

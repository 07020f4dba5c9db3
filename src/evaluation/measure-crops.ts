/** Texture: how far apart small windows of real and of generated images are. */
import { Matrix } from "ml-matrix";
import { problem } from "../problem.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import { normalInterval } from "../theory/intervals.ts";
import type { StateFigure } from "./figure.ts";
import { distanceOfMoments } from "./frechet.ts";
import { drawHalves, HALVES, varianceOver, WORDS } from "./half-samples.ts";
import type { MeasuredState } from "./measured-state.ts";
import type { Moments } from "./moments.ts";
import { asBytes } from "./pixel-features.ts";
import { type Components, evenRows, principalComponents } from "./principal-components.ts";

/** Pixels along a side of a window, and from one to the next. */
const [SIDE, STRIDE] = [8, 4];
/** Directions in which windows are compared. */
const DIRECTIONS = 48;
/** Windows that the directions are found in, about; and images that are looked at together. */
const [LOOKED_AT, BLOCK] = [100_000, 200];

/**
 * The Fréchet distance between windows of 8×8 pixels, every fourth along each side, along the 48 directions in which those of real
 * images vary most, in units of pixels from −1 to 1. The interval is that of images drawn afresh: windows of one image belong together.
 */
export async function measureCrops(state: MeasuredState): Promise<StateFigure> {
  const { count, shape, seed, threads, watch } = state;
  requireRoom(state);
  const [real, samples] = [await state.real(count), await state.samples(count)];
  const each = placesAlong(shape[1] ?? 0).length * placesAlong(shape[2] ?? 0).length;
  const some = evenRows(real, state.size, Math.ceil(LOOKED_AT / each));
  const components = await principalComponents(windowsOf(some, shape), (shape[0] ?? 1) * SIDE * SIDE, {
    count: DIRECTIONS,
    seed,
    threads,
    ...watch("directions of windows"),
  });
  const [ofReal, ofGenerated] = [
    await sumsOf(real, each, state, components),
    await sumsOf(samples, each, state, components),
  ];
  const [halvesOfReal, halvesOfGenerated] = [
    await momentsOfHalves(ofReal, seed, CROPS),
    await momentsOfHalves(ofGenerated, seed, CROPS + 1),
  ];
  const value = distanceOfMoments(momentsOf(ofReal), momentsOf(ofGenerated));
  const halves = Float64Array.from(halvesOfReal, ({ inside }, i) =>
    distanceOfMoments(inside, halvesOfGenerated[i]?.inside ?? inside),
  );
  const apart = halvesOfReal.map(({ inside, outside }) => distanceOfMoments(inside, outside));
  const { low, high } = normalInterval(value, Math.sqrt(varianceOver(halves)));
  const halfOfReal = apart.reduce((total, distance) => total + distance, 0) / apart.length;
  return {
    value,
    low: Math.max(0, low),
    high,
    real: ofReal.images,
    generated: ofGenerated.images,
    details: { side: SIDE, stride: STRIDE, directions: components.count, windowsOfEach: each, halfOfReal },
    cautions: [
      `Half of the real images against the other half reads ${halfOfReal.toPrecision(2)}: below that there is nothing to gain.`,
    ],
  };
}

/** Numbers of their own in the stream of subsets. */
const CROPS = 20;

function requireRoom({ data, shape, images }: MeasuredState): void {
  const [, height = 0, width = 0] = shape;
  if (images && Math.min(height, width) >= SIDE) return;
  throw problem({
    doing: `measuring windows of ${data.name}`,
    expected: `images of ${SIDE}×${SIDE} pixels and more`,
    came: images ? `${height}×${width} pixels` : "examples that are no images",
    next: "Measure kid or coverage instead.",
  });
}

/** Where windows begin along a side: every fourth pixel, and the last one at the edge. */
function placesAlong(length: number): number[] {
  const places = Array.from({ length: Math.floor((length - SIDE) / STRIDE) + 1 }, (_, i) => i * STRIDE);
  return (length - SIDE) % STRIDE === 0 ? places : [...places, length - SIDE];
}

/** Windows [(n·each)×(c·8·8)] of images [n×c×h×w], those of one image one after the other, of pixels as bytes. */
function windowsOf(images: Float32Array, shape: Shape): Float32Array {
  const [channels = 1, height = 1, wide = 1] = shape;
  const [down, across] = [placesAlong(height), placesAlong(wide)];
  const size = sizeOf(shape);
  const pixels = asBytes(images);
  const rows = new Float32Array((images.length / size) * down.length * across.length * channels * SIDE * SIDE);
  let at = 0;
  for (let image = 0; image < images.length; image += size) {
    for (const top of down) {
      for (const left of across) {
        for (let line = 0; line < channels * SIDE; line++) {
          const [channel, row] = [Math.floor(line / SIDE), line % SIDE];
          const from = image + (channel * height + top + row) * wide + left;
          rows.set(pixels.subarray(from, from + SIDE), at);
          at += SIDE;
        }
      }
    }
  }
  return rows;
}

/** Sums of coordinates and of their products, image by image. */
interface Sums {
  readonly images: number;
  readonly dimension: number;
  /** Windows of one image. */
  readonly each: number;
  /** [images×dimension]. */
  readonly first: Float64Array;
  /** [images×dimension²]. */
  readonly second: Float64Array;
}

async function sumsOf(
  examples: Float32Array,
  each: number,
  { shape, size, watch }: MeasuredState,
  { count: dimension, project }: Components,
): Promise<Sums> {
  const images = examples.length / size;
  const [first, second] = [new Float64Array(images * dimension), new Float64Array(images * dimension ** 2)];
  const { progress, signal } = watch("windows");
  for (let from = 0; from < images; from += BLOCK) {
    signal?.throwIfAborted();
    const to = Math.min(images, from + BLOCK);
    const rows = await project(windowsOf(examples.subarray(from * size, to * size), shape));
    for (let at = 0; at < rows.length; at += dimension) {
      const image = from + Math.floor(at / dimension / each);
      addRow(rows.subarray(at, at + dimension), first, second, image);
    }
    progress?.(to, images);
  }
  return { images, dimension, each, first, second };
}

function addRow(row: Float32Array, first: Float64Array, second: Float64Array, image: number): void {
  const dimension = row.length;
  for (let a = 0; a < dimension; a++) {
    const x = row[a]!; // within
    first[image * dimension + a]! += x; // within
    const at = (image * dimension + a) * dimension;
    for (let b = 0; b < dimension; b++) second[at + b]! += x * row[b]!; // within
  }
}

/** Mean and covariance of the windows of the images that are chosen; all without a choice. */
function momentsOf({ images, dimension, each, first, second }: Sums, chosen?: (image: number) => boolean): Moments {
  const [mean, products] = [new Float64Array(dimension), new Float64Array(dimension ** 2)];
  let count = 0;
  for (let image = 0; image < images; image++) {
    if (chosen && !chosen(image)) continue;
    count += each;
    for (let j = 0; j < dimension; j++) mean[j]! += first[image * dimension + j]!; // within
    const at = image * dimension ** 2;
    for (let j = 0; j < products.length; j++) products[j]! += second[at + j]!; // within
  }
  for (let j = 0; j < dimension; j++) mean[j]! /= count; // within
  const covariance = new Matrix(dimension, dimension);
  for (let a = 0; a < dimension; a++) {
    for (let b = 0; b < dimension; b++) {
      const product = products[a * dimension + b]!; // within
      covariance.set(a, b, (product - count * mean[a]! * mean[b]!) / (count - 1)); // within
    }
  }
  return { count, mean, covariance };
}

/** Moments of random halves of the images, and of what they leave. */
async function momentsOfHalves(
  sums: Sums,
  seed: number,
  index: number,
): Promise<{ readonly inside: Moments; readonly outside: Moments }[]> {
  const chosen = await drawHalves(sums.images, seed, index);
  return Array.from({ length: HALVES }, (_, half) => {
    const isIn = (image: number): boolean => (((chosen[image * WORDS + (half >> 5)] ?? 0) >>> (half & 31)) & 1) === 1;
    return { inside: momentsOf(sums, isIn), outside: momentsOf(sums, (image) => !isIn(image)) };
  });
}

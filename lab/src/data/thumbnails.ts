/** Small pictures of the built-in distributions, of their own examples. */
import { type BuiltInName, builtIn, realExamples, type Shape } from "#inner";
import { histogramOf } from "../draw/line.ts";
import { extentOf } from "../draw/lookup.ts";
import type { Palette } from "../draw/palette.ts";
import { columnOf } from "../draw/summaries.ts";

type Extent = readonly [low: number, high: number];

export interface Thumbnail {
  readonly shape: Shape;
  readonly examples: Float32Array;
}

/** The same examples in every thumbnail of a distribution: it is no part of a run. */
const SEED = 1;
const MARGIN = 3;
/** Examples by dimension: enough that a shape is seen. */
const POINTS = 240;
const VALUES = 4000;
const IMAGES = 4;

export async function thumbnailOf(name: BuiltInName): Promise<Thumbnail> {
  const data = builtIn(name);
  const { shape } = data;
  const count = shape.length > 1 ? IMAGES : shape[0] === 1 ? VALUES : POINTS;
  return { shape, examples: await realExamples(data, SEED, count) };
}

export function drawThumbnail(context: CanvasRenderingContext2D, side: number, of: Thumbnail, palette: Palette): void {
  context.fillStyle = palette.real;
  if (of.shape.length > 1) drawImages(context, side, of, palette);
  else if (of.shape[0] === 1) drawBars(context, side, of.examples);
  else drawPoints(context, side, of.examples);
}

function drawBars(context: CanvasRenderingContext2D, side: number, values: Float32Array): void {
  const [low, high] = extentOf(values) ?? [0, 1];
  const room = (high - low) * 0.15;
  const heights = histogramOf(values, low - room, high + room);
  const top = Math.max(...heights);
  const width = (side - 2 * MARGIN) / heights.length;
  for (const [i, height] of heights.entries()) {
    const up = (height / top) * (side - 2 * MARGIN);
    context.fillRect(MARGIN + i * width, side - MARGIN - up, width + 0.5, up);
  }
}

function drawPoints(context: CanvasRenderingContext2D, side: number, values: Float32Array): void {
  const [x, y] = [0, 1].map((axis) => extentOf(columnOf(values, 2, axis)) ?? [0, 1]) as [Extent, Extent];
  const span = Math.max(x[1] - x[0], y[1] - y[0]);
  const scale = (side - 2 * MARGIN - 2) / span;
  // In the middle, with equal scales.
  const left = side / 2 - ((x[0] + x[1]) / 2) * scale;
  const bottom = side / 2 + ((y[0] + y[1]) / 2) * scale;
  for (let i = 0; i < values.length; i += 2) {
    context.fillRect(left + (values[i] ?? 0) * scale - 0.75, bottom - (values[i + 1] ?? 0) * scale - 0.75, 1.5, 1.5);
  }
}

function drawImages(
  context: CanvasRenderingContext2D,
  side: number,
  { shape, examples }: Thumbnail,
  palette: Palette,
): void {
  const [, rows = 1, columns = 1] = shape;
  const pixel = side / 2 / Math.max(rows, columns);
  context.fillStyle = palette.ink;
  for (let at = 0; at < examples.length; at++) {
    const image = Math.floor(at / (rows * columns));
    const within = at % (rows * columns);
    context.globalAlpha = Math.min(1, Math.max(0, ((examples[at] ?? -1) + 1) / 2));
    context.fillRect(
      ((image % 2) * side) / 2 + (within % columns) * pixel,
      (Math.floor(image / 2) * side) / 2 + Math.floor(within / columns) * pixel,
      pixel,
      pixel,
    );
  }
  context.globalAlpha = 1;
}

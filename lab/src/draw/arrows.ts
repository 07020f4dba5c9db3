/** Arrows: the pull of D on generated samples, and z → x. */
import type { Box } from "./box.ts";
import { toLeft, toTop } from "./box.ts";

/** As shares of the plot's width. */
const MEDIAN = 0.06;
const LONGEST = 0.2;

/** Lengths of vectors x, y, x, y, … */
export const lengthsOf = (vectors: Float32Array): Float64Array =>
  Float64Array.from({ length: vectors.length >> 1 }, (_, i) =>
    Math.hypot(vectors[2 * i] ?? 0, vectors[2 * i + 1] ?? 0),
  );

export function medianOf(values: Float64Array): number {
  const sorted = values.filter(Number.isFinite).sort();
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** Pixels per unit, so that the median arrow is about 6 % of the width; 0 where nothing pulls. */
export function arrowScale(vectors: Float32Array, width: number): number {
  const lengths = lengthsOf(vectors);
  const median = medianOf(lengths);
  const usual = median > 0 ? median : lengths.reduce((a, b) => Math.max(a, b), 0);
  return usual > 0 && Number.isFinite(usual) ? (MEDIAN * width) / usual : 0;
}

/** Pixels of an arrow; the largest are cut. */
export const arrowLength = (length: number, scale: number, width: number): number =>
  Math.min(LONGEST * width, length * scale);

/** Adds an arrow to the path. */
export function traceArrow(
  context: CanvasRenderingContext2D,
  from: readonly [left: number, top: number],
  to: readonly [left: number, top: number],
  head: number,
): void {
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  context.moveTo(from[0], from[1]);
  context.lineTo(to[0], to[1]);
  for (const side of [-1, 1]) {
    context.moveTo(to[0], to[1]);
    context.lineTo(to[0] - head * Math.cos(angle + side * 0.5), to[1] - head * Math.sin(angle + side * 0.5));
  }
}

/** `pulls` are those of the first points. */
export function drawPulls(
  context: CanvasRenderingContext2D,
  box: Box,
  points: Float32Array,
  pulls: Float32Array,
  colours: { readonly pull: string; readonly paper: string },
): void {
  const scale = arrowScale(pulls, box.width);
  if (scale === 0) return;
  context.beginPath();
  for (let i = 0; i + 1 < pulls.length; i += 2) {
    const [dx, dy] = [pulls[i] ?? 0, pulls[i + 1] ?? 0];
    const length = Math.hypot(dx, dy);
    const pixels = arrowLength(length, scale, box.width);
    if (!(pixels > 1)) continue;
    const [left, top] = [toLeft(box, points[i] ?? 0), toTop(box, points[i + 1] ?? 0)];
    const to = [left + (dx / length) * pixels, top - (dy / length) * pixels] as const;
    traceArrow(context, [left, top], to, Math.min(6, pixels / 2));
  }
  // Paper beneath, so that the arrows stand out on every colour.
  context.lineCap = "round";
  context.strokeStyle = colours.paper;
  context.globalAlpha = 0.7;
  context.lineWidth = 3;
  context.stroke();
  context.globalAlpha = 1;
  context.strokeStyle = colours.pull;
  context.lineWidth = 1.4;
  context.stroke();
}

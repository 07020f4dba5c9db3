/**
 * Pictures that need no file: the ten digits as strokes, 28×28, each drawn anew with random slant, turn, size, place,
 * thickness and noise.
 */
import type { DataSet } from "./dataset.ts";
import { drawnReader } from "./drawn.ts";

const SIZE = 28;
const AREA = SIZE * SIZE;
/** Random numbers that a picture's form takes. */
const UNIFORMS = 8;
const NOISE = 0.05;

type Point = readonly [x: number, y: number];

/** Part of an ellipse as a line of points; angles in degrees, 0 to the right, 90 downwards. */
function arc(x: number, y: number, rx: number, ry: number, from: number, to: number): readonly Point[] {
  const pieces = Math.ceil(Math.abs(to - from) / 24);
  return Array.from({ length: pieces + 1 }, (_, i): Point => {
    const angle = ((from + ((to - from) * i) / pieces) * Math.PI) / 180;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
  });
}

/** The strokes of each digit in the unit square, y downwards. */
const digits: readonly (readonly (readonly Point[])[])[] = [
  [arc(0.5, 0.5, 0.32, 0.48, 0, 360)],
  [[[0.32, 0.24], [0.56, 0.02], [0.56, 0.98]]], // biome-ignore format: a stroke on a line
  [[...arc(0.5, 0.3, 0.3, 0.28, 190, 395), [0.18, 0.97], [0.84, 0.97]]], // biome-ignore format: a stroke on a line
  [arc(0.46, 0.27, 0.29, 0.25, 205, 450), arc(0.46, 0.74, 0.33, 0.24, 270, 510)],
  [[[0.62, 0.02], [0.14, 0.66], [0.88, 0.66]], [[0.66, 0.34], [0.66, 0.98]]], // biome-ignore format: a stroke on a line
  [[[0.8, 0.03], [0.3, 0.03], [0.25, 0.44]], arc(0.46, 0.68, 0.34, 0.29, 228, 505)], // biome-ignore format: a stroke on a line
  [arc(0.78, 0.66, 0.6, 0.64, 268, 180), arc(0.5, 0.7, 0.32, 0.28, 0, 360)],
  [[[0.16, 0.04], [0.84, 0.04], [0.42, 0.98]]], // biome-ignore format: a stroke on a line
  [arc(0.5, 0.26, 0.26, 0.24, 0, 360), arc(0.5, 0.74, 0.32, 0.25, 0, 360)],
  [arc(0.22, 0.34, 0.6, 0.64, 88, 0), arc(0.5, 0.3, 0.32, 0.28, 0, 360)],
];

/** The ends of all line segments of each digit: x, y, x, y. */
const segments = digits.map((strokes) =>
  Float64Array.from(
    strokes.flatMap((points) => points.slice(1).flatMap(([x, y], i) => [...(points[i] ?? [x, y]), x, y])),
  ),
);

/**
 * Endless pictures of digits as data: [1×28×28] in [−1, 1], ink bright as in MNIST. Which digit a picture shows is
 * decided by its random numbers; all ten are equally likely.
 */
export function glyphs(): DataSet {
  return {
    name: "glyphs",
    shape: [1, SIZE, SIZE],
    count: Number.POSITIVE_INFINITY,
    fingerprint: "built-in glyphs 1",
    open: (options) =>
      drawnReader(options, { uniforms: UNIFORMS, normals: AREA, deviation: NOISE }, (to, forms, noise) => {
        for (let i = 0; i < options.batch; i++) {
          const picture = to.subarray(i * AREA, (i + 1) * AREA);
          drawGlyph(forms.subarray(i * UNIFORMS, (i + 1) * UNIFORMS), picture);
          for (let j = 0; j < AREA; j++) {
            picture[j] = Math.max(-1, Math.min(1, picture[j]! + noise[i * AREA + j]!)); // j < AREA
          }
        }
      }),
  };
}

/** Draws the digit that eight numbers in [0, 1) describe. */
function drawGlyph(form: Float32Array, to: Float32Array): void {
  const [which = 0, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = form;
  const strokes = segments[Math.min(9, Math.floor(10 * which))] ?? new Float64Array();
  const between = (low: number, high: number, u: number): number => low + (high - low) * u;
  const slant = between(-0.1, 0.35, a);
  const turn = between(-0.12, 0.12, b);
  const [width, height] = [between(11, 15.5, c), between(17, 21, d)];
  const [x, y] = [SIZE / 2 + between(-1.6, 1.6, e), SIZE / 2 + between(-1.6, 1.6, f)];
  const thickness = between(0.9, 1.5, g);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  // Every end of a segment to its place in pixels.
  const ends = new Float64Array(strokes.length);
  for (let i = 0; i < strokes.length; i += 2) {
    const v = (strokes[i + 1]! - 0.5) * height; // i + 1 < length, which is even
    const u = (strokes[i]! - 0.5) * width - slant * v; // i < length
    ends[i] = x + cos * u - sin * v;
    ends[i + 1] = y + sin * u + cos * v;
  }
  to.fill(-1);
  for (let i = 0; i < ends.length; i += 4) drawSegment(ends.subarray(i, i + 4), thickness, to);
}

/** A line with round ends: pixels by their distance from it, one pixel of transition; where lines meet the brighter counts. */
function drawSegment(ends: Float64Array, thickness: number, to: Float32Array): void {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = ends;
  const [dx, dy] = [x1 - x0, y1 - y0];
  const reach = thickness + 1;
  const length = dx * dx + dy * dy || 1;
  const first = (a: number, b: number): number => Math.max(0, Math.floor(Math.min(a, b) - reach));
  const last = (a: number, b: number): number => Math.min(SIZE - 1, Math.ceil(Math.max(a, b) + reach));
  for (let row = first(y0, y1); row <= last(y0, y1); row++) {
    for (let column = first(x0, x1); column <= last(x0, x1); column++) {
      const [px, py] = [column + 0.5 - x0, row + 0.5 - y0];
      const along = Math.max(0, Math.min(1, (px * dx + py * dy) / length));
      const [rx, ry] = [px - along * dx, py - along * dy];
      const distance = Math.sqrt(rx * rx + ry * ry);
      const value = 2 * Math.max(0, Math.min(1, thickness - distance + 0.5)) - 1;
      const at = row * SIZE + column;
      if (value > to[at]!) to[at] = value; // within the picture by its bounds
    }
  }
}

/** Where G carries the prior: a lattice of z, and how densely its cells lie. */
import { type Box, toLeft, toTop } from "./box.ts";

/** Opacities that are told apart: one path each. */
const SHADES = 6;
const FAINTEST = 0.12;

/** How dense: 1 for cells as small as the usual one or smaller, and less for larger ones. */
export function opacities(sizes: Float64Array): Float64Array {
  const sorted = sizes.filter((size) => size > 0 && Number.isFinite(size)).sort();
  // The smaller ones set the scale: collapsed cells of no size would make all others invisible.
  const usual = sorted[sorted.length >> 2] ?? 1;
  return sizes.map((size) => Math.max(FAINTEST, Math.min(1, Math.sqrt(usual / Math.max(size, 1e-12)))));
}

/** Twice the area of a triangle, without its sign. */
const span = (ax: number, ay: number, bx: number, by: number): number => Math.abs(ax * by - ay * bx);

interface Lattice {
  readonly left: Float64Array;
  readonly top: Float64Array;
  /** Corners of each cell, in order. */
  readonly cells: readonly (readonly number[])[];
  /** Area of each cell, or its length on a line. */
  readonly sizes: Float64Array;
}

function latticeOf(box: Box, points: Float32Array, side: number): Lattice {
  const count = points.length >> 1;
  const left = Float64Array.from({ length: count }, (_, i) => toLeft(box, points[2 * i] ?? 0));
  const top = Float64Array.from({ length: count }, (_, i) => toTop(box, points[2 * i + 1] ?? 0));
  const cells: number[][] = [];
  if (count === side) for (let i = 0; i + 1 < side; i++) cells.push([i, i + 1]);
  else {
    for (let row = 0; row + 1 < side; row++) {
      for (let column = 0; column + 1 < side; column++) {
        const at = row * side + column;
        cells.push([at, at + 1, at + side + 1, at + side]);
      }
    }
  }
  const x = (i: number | undefined): number => left[i ?? 0] ?? 0;
  const y = (i: number | undefined): number => top[i ?? 0] ?? 0;
  const sizes = Float64Array.from(cells, ([a, b, c, d]) => {
    if (c === undefined) return Math.hypot(x(b) - x(a), y(b) - y(a));
    return (
      (span(x(b) - x(a), y(b) - y(a), x(c) - x(a), y(c) - y(a)) +
        span(x(c) - x(a), y(c) - y(a), x(d) - x(a), y(d) - y(a))) /
      2
    );
  });
  return { left, top, cells, sizes };
}

/** `points`: side² of them, row after row, or `side` of them on a line. */
export function drawManifold(
  context: CanvasRenderingContext2D,
  box: Box,
  points: Float32Array,
  look: { readonly side: number; readonly colour: string },
): void {
  const { left, top, cells, sizes } = latticeOf(box, points, look.side);
  const dense = opacities(sizes);
  const line = cells[0]?.length === 2;
  context.strokeStyle = context.fillStyle = look.colour;
  context.lineJoin = "round";
  context.lineWidth = line ? 3 : 0.8;
  for (let shade = 1; shade <= SHADES; shade++) {
    context.beginPath();
    cells.forEach((corners, i) => {
      if (Math.ceil((dense[i] ?? 0) * SHADES) !== shade) return;
      corners.forEach((corner, at) => {
        if (at === 0) context.moveTo(left[corner] ?? 0, top[corner] ?? 0);
        else context.lineTo(left[corner] ?? 0, top[corner] ?? 0);
      });
      if (!line) context.closePath();
    });
    if (!line) {
      context.globalAlpha = (0.35 * shade) / SHADES;
      context.fill();
    }
    context.globalAlpha = 0.15 + (0.75 * shade) / SHADES;
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** Lines on which values on a 2-D grid have a level. */
import { contours } from "d3-contour";
import type { Grid } from "#inner";
import { type Box, toLeft, toTop } from "./box.ts";
import { cellWidth } from "./grid.ts";

/** Points of one line: x, y, x, y, … in the numbers of the data. */
export type Polyline = Float64Array;

const SLIGHT = 1e-6;

/** Values do not change once they are here, so their lines are found once. */
const found = new WeakMap<Float32Array, Map<number, readonly Polyline[]>>();

/** `fewest`: lines of fewer points are left out. */
export function contourLines(grid: Grid, values: Float32Array, level: number, fewest = 2): readonly Polyline[] {
  const known = found.get(values) ?? new Map<number, readonly Polyline[]>();
  found.set(values, known);
  const lines = known.get(level) ?? findLines(grid, values, level, fewest);
  known.set(level, lines);
  return lines;
}

function findLines(grid: Grid, values: Float32Array, level: number, fewest: number): Polyline[] {
  const [rows = 1, columns = 1] = grid.bins;
  const [low0 = 0, low1 = 0] = grid.low;
  const [width0, width1] = [cellWidth(grid, 0), cellWidth(grid, 1)];
  const empty = (row: number, column: number): boolean => Number.isNaN(values[row * columns + column]);
  /** A line ends where the grid does, and beside cells without a value: there d3 goes around what has one. */
  const inside = (column: number, row: number): boolean => {
    const [c, r] = [column - 0.5, row - 0.5];
    if (c < 0 || r < 0 || c > columns - 1 || r > rows - 1) return false;
    // A line that d3 ends at an empty cell passes the middle of the cell before it.
    for (let i = Math.max(0, Math.floor(r - SLIGHT)); i <= Math.min(rows - 1, r + 1 + SLIGHT); i++) {
      for (let j = Math.max(0, Math.floor(c - SLIGHT)); j <= Math.min(columns - 1, c + 1 + SLIGHT); j++) {
        if (empty(i, j)) return false;
      }
    }
    return true;
  };
  /** Values are known as far as the middles of the outermost cells: a line that ends there goes straight on to the edge. */
  const toEdge = (before?: [number, number], last?: [number, number]): [number, number][] => {
    if (!before || !last) return [];
    const ends = [columns, rows].map((count, axis) => {
      const [at, step] = [last[axis] ?? 0, (last[axis] ?? 0) - (before[axis] ?? 0)];
      const out = (at - 0.5 < SLIGHT && step < 0) || (count - 0.5 - at < SLIGHT && step > 0);
      return out ? 0.5 / Math.abs(step) : Number.POSITIVE_INFINITY;
    });
    const share = Math.min(...ends);
    const [across, down] = [share * (last[0] - before[0]), share * (last[1] - before[1])];
    // Not along the edge, where it would be a guess.
    return Math.hypot(across, down) < 2 ? [[last[0] + across, last[1] + down]] : [];
  };
  const lines: Polyline[] = [];
  // The last axis is the fastest: to d3 it is the one from left to right.
  const { coordinates } = contours()
    .size([columns, rows])
    .contour(values as unknown as number[], level);
  for (const ring of coordinates.flat()) {
    let line: [column: number, row: number][] = [];
    const end = (): void => {
      if (line.length >= fewest) {
        const whole = [...toEdge(line[1], line[0]), ...line, ...toEdge(line.at(-2), line.at(-1))];
        lines.push(Float64Array.from(whole.flatMap(([column, row]) => [low0 + row * width0, low1 + column * width1])));
      }
      line = [];
    };
    for (const [column = 0, row = 0] of ring) {
      if (inside(column, row)) line.push([column, row]);
      else end();
    }
    end();
  }
  return lines;
}

/** One path of all lines, to be stroked by whoever knows how. */
export function traceLines(context: CanvasRenderingContext2D, box: Box, lines: readonly Polyline[]): void {
  context.beginPath();
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 2) {
      const [left, top] = [toLeft(box, line[i] ?? 0), toTop(box, line[i + 1] ?? 0)];
      if (i === 0) context.moveTo(left, top);
      else context.lineTo(left, top);
    }
  }
}

/**
 * Distributions in one or two dimensions whose density is known, so that a generator can be measured against the truth
 * instead of against samples.
 */
import { normalMass } from "../tensor/special.ts";

/** Boxes of equal size that cover [low, high] on each axis; cells are counted with the last axis fastest. */
export interface Grid {
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly bins: readonly number[];
}

/** Well-separated places where the probability sits, each with the same share. */
export interface Modes {
  readonly centers: readonly (readonly number[])[];
  /** Standard deviation around each, per axis. */
  readonly deviation: number;
}

/** A distribution that is known: its density, and where a theory knows more, its modes and exact masses. */
export interface Density {
  readonly dimension: 1 | 2;
  /** p(x). */
  readonly at: (x: readonly number[]) => number;
  /** log p(x), −∞ where p is 0: finite where p itself is too small for a number. */
  readonly logAt: (x: readonly number[]) => number;
  /** Probability of each cell of a grid. */
  readonly masses: (grid: Grid) => Float64Array;
  /** A box that holds all but a negligible part (below 1e-6) of the probability. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** The smallest length on which the density changes: cells of a histogram should not be larger. */
  readonly scale: number;
  readonly modes?: Modes;
  /** Uniform numbers that one sample needs, beside `dimension` normal ones. */
  readonly uniforms: number;
  /** Makes samples from uniform numbers in [0, 1) and standard normal ones. */
  readonly sample: (to: Float32Array, uniform: Float32Array, normal: Float32Array) => void;
}

export const cellCount = ({ bins }: Grid): number => bins.reduce((product, count) => product * count, 1);

/** Width of a cell on one axis. */
export const cellWidth = ({ low, high, bins }: Grid, axis: number): number =>
  ((high[axis] ?? 0) - (low[axis] ?? 0)) / (bins[axis] ?? 1);

/** The middles of all cells, point after point. */
export function middlesOf(grid: Grid): Float32Array {
  const axes = grid.bins.length;
  const points = new Float32Array(cellCount(grid) * axes);
  for (let cell = 0; cell < cellCount(grid); cell++) {
    let left = cell;
    for (let axis = axes - 1; axis >= 0; axis--) {
      const bins = grid.bins[axis] ?? 1;
      points[cell * axes + axis] = (grid.low[axis] ?? 0) + ((left % bins) + 0.5) * cellWidth(grid, axis);
      left = Math.floor(left / bins);
    }
  }
  return points;
}

/** The cell that holds x, or undefined outside of the grid. */
export function cellOf(grid: Grid, x: ArrayLike<number>, offset = 0): number | undefined {
  let cell = 0;
  for (let axis = 0; axis < grid.bins.length; axis++) {
    const place = Math.floor(((x[offset + axis] ?? 0) - (grid.low[axis] ?? 0)) / cellWidth(grid, axis));
    if (!(place >= 0 && place < (grid.bins[axis] ?? 0))) return undefined;
    cell = cell * (grid.bins[axis] ?? 0) + place;
  }
  return cell;
}

const boundsAround = (centers: readonly (readonly number[])[], margin: number) => {
  const dimension = centers[0]?.length ?? 1;
  const axis = (i: number): number[] => centers.map((center) => center[i] ?? 0);
  const axes = Array.from({ length: dimension }, (_, i) => i);
  return {
    low: axes.map((i) => Math.min(...axis(i)) - margin),
    high: axes.map((i) => Math.max(...axis(i)) + margin),
  };
};

/** Adds, for each centre, its share of a normal distribution's mass per cell; cells beyond 8 deviations get none. */
function normalMasses(grid: Grid, centers: readonly (readonly number[])[], deviation: number): Float64Array {
  const masses = new Float64Array(cellCount(grid));
  const [, columns = 1] = grid.bins;
  const reach = 8 * deviation;
  const far = (center: readonly number[]): boolean =>
    grid.low.some((low, axis) => {
      const middle = center[axis] ?? 0;
      return middle + reach < low || middle - reach > (grid.high[axis] ?? 0);
    });
  for (const center of centers) {
    if (far(center)) continue;
    const perAxis = grid.bins.map((bins, axis) => {
      const width = cellWidth(grid, axis);
      const low = grid.low[axis] ?? 0;
      const middle = center[axis] ?? 0;
      const first = Math.max(0, Math.floor((middle - reach - low) / width));
      const last = Math.min(bins - 1, Math.floor((middle + reach - low) / width));
      const values: number[] = [];
      for (let i = first; i <= last; i++) {
        values.push(normalMass(low + i * width, low + (i + 1) * width, middle, deviation));
      }
      return { first, values };
    });
    const [rows, cols = { first: 0, values: [1] }] = perAxis;
    rows?.values.forEach((p, i) => {
      const row = grid.bins.length === 1 ? rows.first + i : (rows.first + i) * columns + cols.first;
      cols.values.forEach((q, j) => {
        masses[row + j] = (masses[row + j] ?? 0) + (p * q) / centers.length;
      });
    });
  }
  return masses;
}

/** log p of a mixture of normals, the largest term taken out so that nothing underflows. */
function normalLogDensity(centers: readonly (readonly number[])[], deviation: number): Density["logAt"] {
  const dimension = centers[0]?.length ?? 1;
  const peak = -Math.log(centers.length) - dimension * Math.log(deviation * Math.sqrt(2 * Math.PI));
  const scale = -1 / (2 * deviation * deviation);
  return (x) => {
    let nearest = Number.POSITIVE_INFINITY;
    const squares = centers.map((center) => {
      let squared = 0;
      for (let axis = 0; axis < dimension; axis++) squared += ((x[axis] ?? 0) - (center[axis] ?? 0)) ** 2;
      nearest = Math.min(nearest, squared);
      return squared;
    });
    let sum = 0;
    for (const squared of squares) sum += Math.exp(scale * (squared - nearest));
    return peak + scale * nearest + Math.log(sum);
  };
}

/** Both forms of a density, from its logarithm. */
const ofLog = (logAt: Density["logAt"]): Pick<Density, "at" | "logAt"> => ({ logAt, at: (x) => Math.exp(logAt(x)) });

/** Equal shares of normal distributions around the given centres. */
export function normalMixture(centers: readonly (readonly number[])[], deviation: number): Density {
  const dimension = (centers[0]?.length ?? 1) as 1 | 2;
  return {
    dimension,
    ...ofLog(normalLogDensity(centers, deviation)),
    masses: (grid) => normalMasses(grid, centers, deviation),
    ...boundsAround(centers, 6 * deviation),
    scale: deviation,
    modes: { centers, deviation },
    uniforms: 1,
    sample: (to, uniform, normal) => {
      for (let i = 0; i < uniform.length; i++) {
        const center = centers[Math.floor((uniform[i] ?? 0) * centers.length)];
        for (let axis = 0; axis < dimension; axis++) {
          const at = i * dimension + axis;
          to[at] = (center?.[axis] ?? 0) + deviation * (normal[at] ?? 0);
        }
      }
    },
  };
}

/** Uniform on [low, high]. */
export function uniformInterval(low: number, high: number): Density {
  return {
    dimension: 1,
    ...ofLog(([x = Number.NaN]) => (x >= low && x <= high ? -Math.log(high - low) : Number.NEGATIVE_INFINITY)),
    masses: (grid) => {
      const width = cellWidth(grid, 0);
      return Float64Array.from({ length: cellCount(grid) }, (_, i) => {
        const start = (grid.low[0] ?? 0) + i * width;
        return Math.max(0, Math.min(high, start + width) - Math.max(low, start)) / (high - low);
      });
    },
    low: [low],
    high: [high],
    scale: (high - low) / 20,
    uniforms: 1,
    sample: (to, uniform) => {
      for (let i = 0; i < uniform.length; i++) to[i] = low + (high - low) * (uniform[i] ?? 0);
    },
  };
}

/** Area of what the unit disc has at most x to the right and at most y up. */
function quadrantOfDisc(x: number, y: number): number {
  const up = Math.min(1, Math.max(-1, y));
  // |t| up to here the line at `up` cuts the disc; beyond, all of it is below the line, or nothing.
  const cut = Math.sqrt(1 - up * up);
  const within = (from: number, to: number): number => Math.min(to, Math.max(from, x));
  /** Area between the upper half circle and the axis, from −1 to t. */
  const half = (t: number): number => (t * Math.sqrt(Math.max(0, 1 - t * t)) + Math.asin(t)) / 2 + Math.PI / 4;
  const middle = within(-cut, cut);
  const sides = up >= 0 ? 2 * (half(within(-1, -cut)) + half(within(cut, 1)) - half(cut)) : 0;
  return sides + up * (middle + cut) + half(middle) - half(-cut);
}

/** Uniform on discs of equal size that do not touch: supports that are disjoint in the strict sense. */
export function discs(centers: readonly (readonly [number, number])[], radius: number): Density {
  const peak = 1 / (centers.length * Math.PI * radius * radius);
  const at = ([x = 0, y = 0]: readonly number[]): number =>
    centers.some(([cx, cy]) => (x - cx) ** 2 + (y - cy) ** 2 <= radius * radius) ? peak : 0;
  return {
    dimension: 2,
    at,
    logAt: (x) => Math.log(at(x)),
    masses: (grid) => {
      const [rows = 0, columns = 0] = grid.bins;
      const masses = new Float64Array(rows * columns);
      for (const [cx, cy] of centers) {
        const edges = [cx, cy].map((center, axis) =>
          Array.from(
            { length: (grid.bins[axis] ?? 0) + 1 },
            (_, i) => ((grid.low[axis] ?? 0) + i * cellWidth(grid, axis) - center) / radius,
          ),
        );
        const [ofX = [], ofY = []] = edges;
        const below = ofX.map((x) => ofY.map((y) => quadrantOfDisc(x, y)));
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < columns; j++) {
            const [left, right] = [below[i]!, below[i + 1]!]; // i < rows
            const area = right[j + 1]! - right[j]! - left[j + 1]! + left[j]!; // j < columns
            masses[i * columns + j]! += Math.max(0, area) / (Math.PI * centers.length);
          }
        }
      }
      return masses;
    },
    ...boundsAround(centers, radius),
    scale: radius / 4,
    // Each disc is a mode; a uniform disc has deviation radius/2 per axis.
    modes: { centers, deviation: radius / 2 },
    uniforms: 3,
    sample: (to, uniform) => {
      for (let i = 0; 3 * i < uniform.length; i++) {
        const [cx, cy] = centers[Math.floor((uniform[3 * i] ?? 0) * centers.length)] ?? [0, 0];
        const r = radius * Math.sqrt(uniform[3 * i + 1] ?? 0);
        const angle = 2 * Math.PI * (uniform[3 * i + 2] ?? 0);
        to[2 * i] = cx + r * Math.cos(angle);
        to[2 * i + 1] = cy + r * Math.sin(angle);
      }
    },
  };
}

/** A curve t ∈ [0, 1) → x with normal noise around it. Its density is a mixture of many normals along the curve. */
export function noisyCurve(curve: (t: number) => readonly [number, number], deviation: number): Density {
  const nodes = Array.from({ length: 1024 }, (_, i) => curve((i + 0.5) / 1024));
  return {
    dimension: 2,
    ...ofLog(normalLogDensity(nodes, deviation)),
    masses: (grid) => normalMasses(grid, nodes, deviation),
    ...boundsAround(nodes, 6 * deviation),
    scale: deviation,
    uniforms: 1,
    sample: (to, uniform, normal) => {
      for (let i = 0; i < uniform.length; i++) {
        const [x, y] = curve(uniform[i] ?? 0);
        to[2 * i] = x + deviation * (normal[2 * i] ?? 0);
        to[2 * i + 1] = y + deviation * (normal[2 * i + 1] ?? 0);
      }
    },
  };
}

/** How far D is from D*, the best answer to this G: the largest distance and the mean one. */
import type { Cell, Cells } from "./density-cells.ts";
import { cellsFor } from "./density-cells.ts";

/** |D − D*| of a state. */
export interface Distance {
  /** Where there are data or samples: p_data + p_g, seen through cells of a picture, is at least a hundredth of its peak. */
  readonly largest: number;
  /** How far the largest one may be off. */
  readonly error: number;
  /** Under (p_data + p_g)/2. */
  readonly mean: number;
  readonly meanError: number;
  /** `true`: the largest is a lower bound, which only the range of D bounds from above. Of samples it is: within a cell D − D* is averaged, and what is chance is taken off. */
  readonly atLeast: boolean;
}

/** Share of the peak of p_data + p_g above which there are data or samples. */
export const SEEN = 0.01;

const probability = (logit: number): number => 1 / (1 + Math.exp(-logit));

/** Means of D over some examples of a cell. */
interface Sum {
  count: number;
  total: number;
}

/** A sample, or a real example, with D's logit there. */
interface Judged {
  readonly points: Float32Array;
  readonly logits: Float32Array;
}

/** Samples of a cell for which a distance is read; the largest is looked for in larger ones too, where chance is smaller. */
export const IN_CELL = 128;
const LEVELS = [IN_CELL, 4 * IN_CELL, 16 * IN_CELL];
/** Deviations of chance that are taken off the distance of every cell, since the largest of some thousand is looked for. */
const CHANCE = 3.5;

/**
 * From samples of p_g and real examples with D's logits. In a cell, D averaged over both and D* of the masses differ by no more than D and
 * D* do somewhere in it. The mean distance takes the sign of each cell's difference from one half of the samples and its amount from
 * the other, so that chance adds nothing to it.
 *
 * @param cells made for at most {@link IN_CELL} of the samples.
 */
export function sampledDistance(cells: Cells, generated: Judged, real: Judged): Distance {
  const ofReal = sortReal(cells, real);
  const { samples, order } = cells;
  const at = (cell: Cell) => {
    // By even and odd numbers.
    const counts = [0, 0];
    let ofGenerated = 0;
    for (let i = cell.from; i < cell.to; i++) {
      const sample = order[i]!; // within the cell
      counts[sample % 2]! += 1;
      ofGenerated += probability(generated.logits[sample] ?? Number.NaN);
    }
    const count = cell.to - cell.from;
    const [p, q] = [cell.mass, count / samples];
    const onReal = ofReal.get(cell) ?? { count: 0, total: 0 };
    if (count + onReal.count === 0 || p + q === 0) return undefined;
    const [meanReal, meanGenerated] = [
      onReal.count > 0 ? onReal.total / onReal.count : ofGenerated / count,
      count > 0 ? ofGenerated / count : onReal.total / onReal.count,
    ];
    const mean = (p * meanReal + q * meanGenerated) / (p + q);
    const apart = (share: number): number => mean - p / (p + share);
    const best = p / (p + q);
    // Of q, which is counted; D hardly changes within a cell.
    const deviation = (best * (1 - best)) / Math.sqrt(Math.max(1, count));
    return { p, q, apart: apart(q), halves: counts.map((c) => apart((2 * c) / samples)), deviation };
  };
  const volume = ({ low, high }: Cell): number =>
    low.reduce((product, from, axis) => product * ((high[axis] ?? 0) - from), 1);
  const density = (cell: Cell): number => (cell.mass + (cell.to - cell.from) / samples) / volume(cell);
  let peak = 0;
  for (const cell of cellsFor(cells, IN_CELL)) peak = Math.max(peak, density(cell));

  let largest = 0;
  const means = LEVELS.map((level) => {
    let [sum, weight, variance] = [0, 0, 0];
    for (const cell of cellsFor(cells, level)) {
      const found = at(cell);
      if (!found) continue;
      const { p, q, apart, halves, deviation } = found;
      const [a = 0, b = 0] = halves;
      sum += ((p + q) * (Math.sign(a) * b + Math.sign(b) * a)) / 2;
      weight += p + q;
      variance += ((p + q) * deviation) ** 2;
      if (density(cell) >= SEEN * peak) largest = Math.max(largest, Math.abs(apart) - CHANCE * deviation);
    }
    return { mean: sum / weight, deviation: Math.sqrt(variance) / weight };
  });
  const [fine, coarse] = means;
  const mean = Math.max(0, fine?.mean ?? Number.NaN);
  return {
    largest,
    error: 1 - largest,
    mean,
    meanError: 2 * (fine?.deviation ?? Number.NaN) + Math.abs(mean - (coarse?.mean ?? Number.NaN)),
    atLeast: true,
  };
}

/** Real examples of every cell, also of those that are halved: how many, and the sum of D. */
function sortReal({ root, dimension }: Cells, { points, logits }: Judged): Map<Cell, Sum> {
  const sums = new Map<Cell, Sum>();
  for (let i = 0; i < logits.length; i++) {
    const inRoot = root.low.every((low, axis) => {
      const x = points[i * dimension + axis] ?? Number.NaN;
      return x >= low && x < (root.high[axis] ?? low);
    });
    if (!inRoot) continue;
    const d = probability(logits[i] ?? Number.NaN);
    for (let cell: Cell | undefined = root; cell; ) {
      const sum = sums.get(cell) ?? { count: 0, total: 0 };
      sum.count++;
      sum.total += d;
      sums.set(cell, sum);
      const halves: Cell["halves"] = cell.halves;
      cell = halves && (isBelow(halves, points, i * dimension) ? halves[0] : halves[1]);
    }
  }
  return sums;
}

/** The halves differ in one axis, at whose middle the lower one ends. */
function isBelow([below, above]: NonNullable<Cell["halves"]>, points: Float32Array, offset: number): boolean {
  const axis = below.high.findIndex((end, at) => end === above.low[at] && above.low[at] !== below.low[at]);
  return (points[offset + axis] ?? Number.NaN) < (below.high[axis] ?? Number.NaN);
}

/**
 * Where both densities are known, in cells in which neither changes much.
 *
 * @param middles D's logits at the middles of the cells; `seen` says in which cells there are data or samples.
 */
export function knownDistance(
  data: ArrayLike<number>,
  generated: ArrayLike<number>,
  middles: ArrayLike<number>,
  seen: (cell: number) => boolean,
): { readonly largest: number; readonly mean: number } {
  let [largest, sum, weight] = [0, 0, 0];
  for (let cell = 0; cell < data.length; cell++) {
    const [p, q] = [data[cell] ?? 0, generated[cell] ?? 0];
    if (!(p + q > 0)) continue;
    const apart = Math.abs(probability(middles[cell] ?? Number.NaN) - p / (p + q));
    sum += (p + q) * apart;
    weight += p + q;
    // NaN must show.
    if (seen(cell) && !(apart <= largest)) largest = apart;
  }
  return { largest, mean: sum / weight };
}

/**
 * Squared distances of many examples to many others. Matrix products in single precision, |x|² + |s|² − 2x·s about a common
 * centre, find them to within a known error; where that error could change an answer (which is nearest, what lies within a
 * ball), the distance is summed up in double precision. Answers are therefore those of plain loops in double precision, ties
 * and repeated examples included.
 */
import { compile } from "../onnx/runtime.ts";
import { problem } from "../problem.ts";
import { graph } from "../tensor/graph.ts";
import { gemm } from "../tensor/operations.ts";
import { input } from "../tensor/tensor.ts";
import { centred, centreOf } from "./centred-products.ts";

/** Examples whose distances to all others are held at a time: with 10,000 others 4 MB. */
const BATCH = 100;
/** Half a unit in the last place of single precision, its smallest normal number, and squares that are safe from overflow. */
const UNIT = 2 ** -24;
const LEAST = 2 ** -126;
const MOST = 1e37;

/** How a long computation is looked at, and stopped. */
export interface Watch {
  /** Is told how much is done, of how much. */
  readonly progress?: (done: number, total: number) => void;
  /** Stops between two batches, by throwing its reason. */
  readonly signal?: AbortSignal;
}

/** The others that are nearest to an example, nearest first; of equally near ones the first comes first. */
interface Nearest {
  /** Places among the others. */
  readonly others: Uint32Array;
  /** Squared distances to them, in double precision. */
  readonly squared: Float64Array;
}

/** Of one example to all others. Only good during the visit that it is handed to. */
export interface Distances {
  /** Squared distance to one of the others, in double precision. */
  readonly squared: (other: number) => number;
  /** The `k` nearest others, fewer where there are not as many; `except` is passed over: an example's own place. */
  readonly nearest: (k: number, except?: number) => Nearest;
  /**
   * Visits the others that are below one of their `length` rising bounds [count×length], and says how many of these the squared
   * distance is not below.
   */
  readonly within: (bounds: Float64Array, length: number, visit: (other: number, rank: number) => void) => void;
  /**
   * Squared distances to all others [count]. Those that may be at most `reach` above the smallest are good to about `precision`,
   * the rest to some 10⁻⁷ of the squared distances from the centre.
   */
  readonly all: (reach: number, precision: number) => Float64Array;
}

/** The others. */
export interface Reference {
  readonly count: number;
  /** Visits every example [n×size] with its distances to all others. */
  readonly distances: (
    examples: Float32Array,
    visit: (example: number, distances: Distances) => void,
    watch?: Watch,
  ) => Promise<void>;
  readonly release: () => Promise<void>;
}

/** Examples [count×size] to take distances to. */
export async function createReference(others: Float32Array, size: number, { threads = 1 } = {}): Promise<Reference> {
  const count = rowsOf("reference examples", others, size);
  const centre = centreOf(others, size);
  const moved = centre ? centred(others, centre) : others;
  const norms = squaredNorms(moved, size);
  const x = input("x", [BATCH, size]);
  const distances = gemm(x, input("others", [count, size]), input("norms", [count]), { transB: true, alpha: -2 });
  const program = await compile(graph("distances", { distances }), { threads });
  const part = new Float32Array(BATCH * size);
  const result = new Float32Array(BATCH * count);
  const bound = program.bind({ x: part, others: moved, norms: Float32Array.from(norms), distances: result });
  const look = createLook(others, norms, size);
  return {
    count,
    release: program.release,
    distances: async (examples, visit, { progress, signal } = {}) => {
      const total = rowsOf("examples", examples, size);
      for (let from = 0; from < total; from += BATCH) {
        signal?.throwIfAborted();
        const length = Math.min(BATCH, total - from);
        const these = examples.subarray(from * size, (from + length) * size);
        part.set(centre ? centred(these, centre) : these);
        await bound.run();
        const ofThese = squaredNorms(part.subarray(0, length * size), size);
        for (let i = 0; i < length; i++) {
          const example = these.subarray(i * size, (i + 1) * size);
          visit(from + i, look(example, ofThese[i] ?? Number.NaN, result.subarray(i * count, (i + 1) * count)));
        }
        progress?.(from + length, total);
      }
    },
  };
}

/** What is asked of one example after the other: `row` lacks its |x|², `norm`. */
function createLook(others: Float32Array, norms: Float64Array, size: number) {
  const count = norms.length;
  const most = norms.reduce((a, b) => Math.max(a, b), 0);
  const settled = new Float64Array(count);
  return (example: Float32Array, norm: number, row: Float32Array): Distances => {
    // Bounds of rounding: of both centred examples, of a sum of products in any order, and of the norms (Higham 2002, section 3.1).
    // NaN makes every comparison below fall to double precision.
    const unit = norm + most < MOST ? (size + 8) * UNIT : Number.NaN;
    const least = (size + 8) * LEAST;

    const squared = (other: number): number => {
      const at = other * size;
      let sum = 0;
      for (let i = 0; i < size; i++) sum += (example[i]! - others[at + i]!) ** 2; // within both by their lengths
      return sum;
    };

    const nearest = (k: number, except = -1): Nearest => {
      const length = Math.min(k, count - (except >= 0 ? 1 : 0));
      const found = {
        others: new Uint32Array(length),
        squared: new Float64Array(length).fill(Number.POSITIVE_INFINITY),
      };
      if (length === 0) return found;
      // None of the nearest can be above the k-th smallest of what the distances are at most.
      const uppers = new Float64Array(length).fill(Number.POSITIVE_INFINITY);
      let limit = Number.POSITIVE_INFINITY;
      for (let j = 0; j < count; j++) {
        const upper = row[j]! + norm + (unit * (norm + norms[j]!) + least); // j < count, here and below
        if (!(upper < limit) || j === except) continue;
        insert(uppers, upper);
        limit = uppers[length - 1]!;
      }
      for (let j = 0; j < count && limit > 0; j++) {
        if (row[j]! + norm - (unit * (norm + norms[j]!) + least) > limit || j === except) continue;
        const value = squared(j);
        if (!(value < found.squared[length - 1]!)) continue;
        const at = insert(found.squared, value);
        found.others.copyWithin(at + 1, at);
        found.others[at] = j;
        limit = Math.min(limit, found.squared[length - 1]!);
      }
      return found;
    };

    const within = (bounds: Float64Array, length: number, visit: (other: number, rank: number) => void): void => {
      for (let j = 0; j < count; j++) {
        const from = j * length;
        const value = row[j]! + norm;
        const slack = unit * (norm + norms[j]!) + least;
        if (value - slack >= bounds[from + length - 1]!) continue; // count × length of them
        let rank = notAbove(bounds, from, length, value - slack);
        if (!(value + slack < bounds[from + rank]!)) rank = notAbove(bounds, from, length, squared(j));
        if (rank < length) visit(j, rank);
      }
    };

    const all = (reach: number, precision: number): Float64Array => {
      // Errors of a sum mostly cancel: they grow with the root of its length.
      const typical = (unit * (Math.sqrt(size) + 8)) / (size + 8);
      let bound = Number.POSITIVE_INFINITY;
      for (let j = 0; j < count; j++) {
        settled[j] = Math.max(0, row[j]! + norm);
        bound = Math.min(bound, settled[j]! + (unit * (norm + norms[j]!) + least));
      }
      for (let j = 0; j < count; j++) {
        const both = norm + norms[j]!;
        if (typical * both <= precision || settled[j]! - (unit * both + least) > bound + reach) continue;
        settled[j] = squared(j);
      }
      return settled;
    };

    return { squared, nearest, within, all };
  };
}

/** Puts a number in its place among sorted ones, behind equal ones; the last falls out. Returns the place. */
function insert(sorted: Float64Array, value: number): number {
  let at = sorted.length - 1;
  for (; at > 0 && sorted[at - 1]! > value; at--) sorted[at] = sorted[at - 1]!; // at ≥ 1
  sorted[at] = value;
  return at;
}

/** How many of `length` rising numbers are not above a value. */
function notAbove(rising: Float64Array, from: number, length: number, value: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[from + middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function squaredNorms(rows: Float32Array, size: number): Float64Array {
  return Float64Array.from({ length: rows.length / size }, (_, row) => {
    let sum = 0;
    for (let i = row * size; i < (row + 1) * size; i++) sum += rows[i]! ** 2; // within the rows by their length
    return sum;
  });
}

/** How many examples of a size some numbers are; refused if that is not a whole number, or none. */
export function rowsOf(what: string, values: ArrayLike<number>, size: number): number {
  const count = values.length / size;
  if (count >= 1 && Number.isInteger(count)) return count;
  throw problem({
    doing: "comparing examples",
    expected: `whole ${what} of ${size} numbers, one at least`,
    came: `${values.length} numbers`,
  });
}

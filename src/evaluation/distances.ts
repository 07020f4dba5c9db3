/** Squared distances of many examples to many others, by matrix products: |x|² + |s|² − 2x·s. */
import { compile } from "../onnx/runtime.ts";
import { problem } from "../problem.ts";
import { graph } from "../tensor/graph.ts";
import { gemm } from "../tensor/operations.ts";
import { input } from "../tensor/tensor.ts";

/** Examples whose distances to all others are held at a time: with 10,000 others 4 MB. */
const BATCH = 100;

export interface Watch {
  /** Is told how much is done, of how much. */
  readonly progress?: (done: number, total: number) => void;
  /** Stops between two batches, by throwing its reason. */
  readonly signal?: AbortSignal;
}

/** The others. */
export interface Reference {
  readonly count: number;
  /**
   * Visits every example [n×size] with what its squared distances to all others are, but for |x|², which is handed over
   * beside them in double precision. The row is only good until the visit ends.
   */
  readonly distances: (
    examples: Float32Array,
    visit: (example: number, row: Float32Array, squaredNorm: number) => void,
    watch?: Watch,
  ) => Promise<void>;
  readonly release: () => Promise<void>;
}

/**
 * Examples [count×size] to take distances to. Products are in single precision: a squared distance is good to some 10⁻⁷ of
 * |x|² + |s|².
 */
export async function createReference(others: Float32Array, size: number, { threads = 1 } = {}): Promise<Reference> {
  const count = rowsOf("reference examples", others, size);
  const norms = Float32Array.from(squaredNorms(others, size));
  const x = input("x", [BATCH, size]);
  const distances = gemm(x, input("others", [count, size]), input("norms", [count]), { transB: true, alpha: -2 });
  const program = await compile(graph("distances", { distances }), { threads });
  const part = new Float32Array(BATCH * size);
  const result = new Float32Array(BATCH * count);
  const bound = program.bind({ x: part, others, norms, distances: result });
  return {
    count,
    release: program.release,
    distances: async (examples, visit, { progress, signal } = {}) => {
      const total = rowsOf("examples", examples, size);
      const ofExamples = squaredNorms(examples, size);
      for (let from = 0; from < total; from += BATCH) {
        signal?.throwIfAborted();
        const length = Math.min(BATCH, total - from);
        part.set(examples.subarray(from * size, (from + length) * size));
        await bound.run();
        for (let i = 0; i < length; i++) {
          visit(from + i, result.subarray(i * count, (i + 1) * count), ofExamples[from + i] ?? Number.NaN);
        }
        progress?.(from + length, total);
      }
    },
  };
}

/** Where the smallest of some numbers stands. */
export function nearestIn(row: Float32Array): number {
  let nearest = 0;
  for (let i = 1; i < row.length; i++) if (row[i]! < row[nearest]!) nearest = i; // within the row
  return nearest;
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

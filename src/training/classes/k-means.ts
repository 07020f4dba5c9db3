/** k-means (Lloyd 1982) with the start of k-means++ (Arthur & Vassilvitskii 2007): one minibatch of distances at a time on the runtime. */
import type { Random } from "../../kernels/random.ts";
import { compile } from "../../onnx/runtime.ts";
import { graph } from "../../tensor/graph.ts";
import { gemm } from "../../tensor/operations.ts";
import { input } from "../../tensor/tensor.ts";

/** Points as rows. */
export interface Rows {
  readonly values: Float32Array;
  readonly width: number;
}

export interface Partition {
  /** Centres as rows. */
  readonly centres: Float32Array;
  /** The centre nearest to each row. */
  readonly numbers: Uint32Array;
}

/** Rounds after which it ends at the latest; it ends where no row changes its centre. */
const MOST_ROUNDS = 25;
/** Rows from which the start is chosen: more would choose no better. */
const ROWS_OF_START = 10_000;
/** Rows whose distances are computed at once. */
const CHUNK = 2048;

const rowOf = ({ values, width }: Rows, i: number): Float32Array => values.subarray(i * width, (i + 1) * width);
const countOf = ({ values, width }: Rows): number => values.length / width;

function squaredDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2; // of one length
  return sum;
}

/** Rows that lie far apart: each is drawn with a chance that grows with the square of its distance to those before. */
function start(rows: Rows, count: number, random: Random): Float32Array {
  const all = countOf(rows);
  const some = Math.min(all, ROWS_OF_START);
  // Evenly from everywhere: data often come sorted.
  const candidates = Array.from({ length: some }, (_, i) => rowOf(rows, Math.floor((i * all) / some)));
  const centres = new Float32Array(count * rows.width);
  const nearest = new Float64Array(some).fill(Number.POSITIVE_INFINITY);
  let chosen = candidates[random.below(some)] as Float32Array;
  for (let c = 0; c < count; c++) {
    centres.set(chosen, c * rows.width);
    let total = 0;
    for (let i = 0; i < some; i++) {
      nearest[i] = Math.min(nearest[i]!, squaredDistance(candidates[i] as Float32Array, chosen)); // i < some
      total += nearest[i]!;
    }
    let left = random.uniform() * total;
    let next = 0;
    while (next < some - 1 && left > nearest[next]!) left -= nearest[next++]!;
    chosen = candidates[next] as Float32Array;
  }
  return centres;
}

/** Parts rows among `count` centres. Where there are fewer different rows, some centres are equal and have no rows. */
export async function kMeans(rows: Rows, count: number, random: Random, threads = 1): Promise<Partition> {
  const { width } = rows;
  const all = countOf(rows);
  const centres = start(rows, count, random);
  const chunk = Math.min(CHUNK, all);
  const products = gemm(input("rows", [chunk, width]), input("centres", [count, width]), undefined, { transB: true });
  const program = await compile(graph("distances", { products }), { threads });
  const [part, found] = [new Float32Array(chunk * width), new Float32Array(chunk * count)];
  const bound = program.bind({ rows: part, centres, products: found });
  const numbers = new Uint32Array(all);
  try {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const halfNorms = Float64Array.from({ length: count }, (_, c) => {
        const centre = centres.subarray(c * width, (c + 1) * width);
        return centre.reduce((sum, x) => sum + x * x, 0) / 2;
      });
      let moved = 0;
      for (let from = 0; from < all; from += chunk) {
        const length = Math.min(chunk, all - from);
        part.set(rows.values.subarray(from * width, (from + length) * width));
        await bound.run();
        for (let i = 0; i < length; i++) {
          let best = 0;
          let most = Number.NEGATIVE_INFINITY;
          // ‖x − c‖² is smallest where x·c − ‖c‖²/2 is largest.
          for (let c = 0; c < count; c++) {
            const nearness = found[i * count + c]! - halfNorms[c]!; // c < count
            if (nearness > most) {
              most = nearness;
              best = c;
            }
          }
          if (numbers[from + i] !== best) moved++;
          numbers[from + i] = best;
        }
      }
      if (round > 0 && moved === 0) break;
      moveCentres(rows, numbers, centres);
    }
  } finally {
    await program.release();
  }
  return { centres, numbers };
}

/** Each centre becomes the mean of its rows, `numbers` of which say whose they are; one without rows stays. */
export function moveCentres({ values, width }: Rows, numbers: Uint32Array, centres: Float32Array): void {
  const count = centres.length / width;
  const sums = new Float64Array(count * width);
  const rows = new Uint32Array(count);
  numbers.forEach((number, i) => {
    rows[number]!++;
    for (let j = 0; j < width; j++) sums[number * width + j]! += values[i * width + j]!; // within
  });
  for (let c = 0; c < count; c++) {
    const of = rows[c] ?? 0;
    if (of > 0) for (let j = 0; j < width; j++) centres[c * width + j] = sums[c * width + j]! / of;
  }
}

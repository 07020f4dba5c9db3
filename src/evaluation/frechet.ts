/** The Fréchet distance between two sets of features, each taken for a normal (Heusel et al. 2017): FID, where they are Inception's. */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { problem } from "../problem.ts";
import { normalInterval, type WithInterval } from "../theory/intervals.ts";
import { createProducts, type Products } from "./double-products.ts";
import { rowsOf, type Watch } from "./exact-distances.ts";
import { BLOCK, centred, type Moments, momentsOf } from "./moments.ts";

/** The bias was at most 1 + 1.3·dimension/n times its second order, for n from the dimension on (docs/measurements.md). */
const HIGHER_ORDERS = 1.3;

/** The Fréchet distance of two sets of features, with its interval and its bias. */
export interface FrechetDistance extends WithInterval {
  /**
   * By how much the figure is expected to be above that of endlessly many examples: what the scatter of both means and covariances adds
   * to it, to second order, which is to first order in 1/n.
   */
  readonly bias: number;
  /** The deviation of the figure, by the delta method. */
  readonly deviation: number;
  /** The bias with its higher orders: how far the interval reaches down beyond what the deviation makes it. */
  readonly excess: number;
}

/**
 * |μ_r − μ_g|² + tr(Σ_r + Σ_g − 2(Σ_r Σ_g)^½) of real and generated features [n×dimension]. It falls with n, and `bias` says by
 * about how much: compare only figures with the same n. The 95 % interval is the delta method's, what each example pulls the
 * distance by to first order, and reaches down by the bias: it holds the distance of the distributions.
 *
 * Refused where either n is not above the dimension: a covariance has then no full rank, and the figure is one of n alone.
 */
export async function frechetDistance(
  real: Float32Array,
  generated: Float32Array,
  dimension: number,
  { threads = 1, progress, signal }: Watch & { readonly threads?: number } = {},
): Promise<FrechetDistance> {
  const least = requireFullRank(real, generated, dimension);
  const products = await createProducts(threads);
  let done = 0;
  const tick = (): void => {
    signal?.throwIfAborted();
    progress?.(++done, 7);
  };
  try {
    const r = await momentsOf(real, dimension, products, signal);
    tick();
    const g = await momentsOf(generated, dimension, products, signal);
    tick();
    const { vectors, values } = eigen(r.covariance);
    tick();
    const root = await scaled(vectors, values.map(Math.sqrt), products);
    // tr (Σ_r Σ_g)^½ = tr (Σ_r^½ Σ_g Σ_r^½)^½, and that matrix is symmetric.
    const middle = eigen(await products.times(await products.times(root, g.covariance), root));
    tick();
    const value = distanceBy(r, g, middle.values);
    const difference = differenceOf(r, g);
    const opposite = difference.map((d) => -d);

    // Its derivative by Σ_g is 1 − Σ_r^½ (Σ_r^½ Σ_g Σ_r^½)^−½ Σ_r^½, and by Σ_r the same with the inverse: where all is full rank.
    const inverseRoot = await scaled(vectors, inverse(values.map(Math.sqrt)), products);
    const around = async (outer: Matrix, powers: Float64Array): Promise<Matrix> =>
      products.times(await products.times(outer, await scaled(middle.vectors, powers, products)), outer);
    const roots = middle.values.map(Math.sqrt);
    const byGenerated = await around(root, inverse(roots));
    const byReal = await around(inverseRoot, roots);
    tick();
    const variance =
      (await influence(generated, g, byGenerated, difference, products)) / g.count +
      (await influence(real, r, byReal, opposite, products)) / r.count;
    tick();
    // Both in the basis in which (Σ_r^½ Σ_g Σ_r^½)^½, and its twin with r and g changed, are diagonal.
    const basis = await products.times(middle.vectors.transpose(), root);
    const twin = (await products.times(basis, g.covariance)).mulColumnVector([...inverse(roots)]);
    const bias =
      (g.covariance.trace() + (await scatter(generated, g, basis, roots, products))) / g.count +
      (r.covariance.trace() + (await scatter(real, r, twin, roots, products))) / r.count;
    tick();
    const deviation = Math.sqrt(variance);
    const { low, high } = normalInterval(value, deviation);
    const excess = bias * (1 + (HIGHER_ORDERS * dimension) / least);
    return { value, low: Math.max(0, low - excess), high, bias, deviation, excess };
  } finally {
    await products.release();
  }
}

/** The same of moments that are known already, of a few dozen features: without interval and bias. */
export function distanceOfMoments(a: Moments, b: Moments): number {
  const { vectors, values } = eigen(a.covariance);
  const root = vectors
    .clone()
    .mulRowVector([...values.map(Math.sqrt)])
    .mmul(vectors.transpose());
  return distanceBy(a, b, eigen(root.mmul(b.covariance).mmul(root)).values);
}

/** |μ_a − μ_b|² + tr(Σ_a + Σ_b) − 2 Σ √λ, with the eigenvalues λ of Σ_a^½ Σ_b Σ_a^½. */
function distanceBy(a: Moments, b: Moments, middle: Float64Array): number {
  let value = a.covariance.trace() + b.covariance.trace() - 2 * sum(middle.map(Math.sqrt));
  for (const d of differenceOf(a, b)) value += d * d;
  return value;
}

const differenceOf = (a: Moments, b: Moments): Float64Array => a.mean.map((mean, i) => (b.mean[i] ?? 0) - mean);

/** The smaller number of examples; refused where a covariance of so few would have no full rank. */
function requireFullRank(real: Float32Array, generated: Float32Array, dimension: number): number {
  const counts = [rowsOf("features", real, dimension), rowsOf("features", generated, dimension)];
  const least = Math.min(...counts);
  if (least > dimension) return least;
  throw problem({
    doing: "measuring the Fréchet distance",
    expected: `more examples than features: at least ${dimension + 1} real and generated ones`,
    came: `${counts[0]} real and ${counts[1]} generated ones: their covariance would have no full rank`,
    next: "Take more examples, or measure kid, which has no such bound.",
  });
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

/** Eigenvalues of a symmetric matrix; rounding can make those that are 0 negative. */
function eigen(matrix: Matrix): { readonly vectors: Matrix; readonly values: Float64Array } {
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  return { vectors: eigenvectorMatrix, values: Float64Array.from(realEigenvalues, (value) => Math.max(0, value)) };
}

/** V diag(values) Vᵀ. */
const scaled = (vectors: Matrix, values: Float64Array, products: Products): Promise<Matrix> =>
  products.times(vectors.clone().mulRowVector([...values]), vectors.transpose());

/** Reciprocals; 0 of what is next to nothing: features that never vary have no say. */
function inverse(values: Float64Array): Float64Array {
  const floor = 1e-7 * values.reduce((a, b) => Math.max(a, b), 0);
  return values.map((value) => (value > floor ? 1 / value : 0));
}

/** Variance of what one example pulls the distance by: 2(μ − μ')·x + xᵀ(1 − T)x, with x less its mean. */
async function influence(
  features: Float32Array,
  { count, mean }: Moments,
  transport: Matrix,
  difference: Float64Array,
  products: Products,
): Promise<number> {
  let [total, squares] = [0, 0];
  for (let from = 0; from < count; from += BLOCK) {
    const rows = centred(features, mean, from, Math.min(count, from + BLOCK));
    const moved = await products.times(rows, transport);
    for (let i = 0; i < rows.rows; i++) {
      let pull = 0;
      for (let j = 0; j < mean.length; j++) {
        const x = rows.get(i, j);
        pull += x * (2 * (difference[j] ?? 0) + x - moved.get(i, j));
      }
      total += pull;
      squares += pull * pull;
    }
  }
  return squares / count - (total / count) ** 2;
}

/**
 * What the scatter of a covariance adds to −2 tr M^½ for one example: ½ Σ_ij w_ij (E y_i²y_j² − M_ij²), with w_ij =
 * 1/(s_i s_j (s_i + s_j)) from the second derivative of the root, and y an example in the basis where M is diag(s²).
 */
async function scatter(
  features: Float32Array,
  { count, mean }: Moments,
  basis: Matrix,
  roots: Float64Array,
  products: Products,
): Promise<number> {
  const size = roots.length;
  const inverses = inverse(roots);
  const weights = new Matrix(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const both = inverses[i]! * inverses[j]!; // i, j < size
      weights.set(i, j, both === 0 ? 0 : both / (roots[i]! + roots[j]!));
    }
  }
  const turned = basis.transpose();
  let total = 0;
  for (let from = 0; from < count; from += BLOCK) {
    const rows = centred(features, mean, from, Math.min(count, from + BLOCK));
    const y = await products.times(rows, turned);
    const squares = y.mul(y);
    total += squares
      .clone()
      .mul(await products.times(squares, weights))
      .sum();
  }
  // w_ii M_ii² = s_i⁴/(2 s_i³).
  return (total / count - sum(roots) / 2) / 2;
}

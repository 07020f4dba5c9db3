/** Directions of z in which G's samples change most, found without looking at a sample. */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { Prior } from "../../data/prior.ts";
import { parameterLayout } from "../../learning/player.ts";
import type { Network } from "../../networks/network.ts";
import { compile } from "../../onnx/runtime.ts";
import { problem } from "../../problem.ts";
import { graph } from "../../tensor/graph.ts";
import { reshape } from "../../tensor/operations.ts";
import { sizeOf } from "../../tensor/shape.ts";
import { input } from "../../tensor/tensor.ts";
import { conditionInput } from "../../training/network-inputs.ts";
import { samplingGraph } from "../../training/sampler.ts";
import { statisticsLayout } from "../../training/standing-statistics.ts";

/** Principal components of G's first layer, as directions of z, or of w. */
export interface Directions {
  /** Unit vectors [latent], at right angles to each other; the one that changes most comes first. */
  readonly vectors: readonly Float32Array[];
  /** Share of the variance, of the first layer or of w, that each carries; together 1. */
  readonly shares: readonly number[];
  /** Deviation of points along each. */
  readonly deviations: readonly number[];
  /** The mean of points [latent]. */
  readonly middle: Float32Array;
}

/** A first layer may differ so much from a linear one, in parts of what it gives: rounding. */
const ROUNDING = 1e-3;

/**
 * Principal components of what G's first layer makes of z ~ p_z, as directions of z (Härkönen et al. 2020). Where that layer is
 * h = Wᵀz + b they are the eigenvectors of W·Wᵀ (Shen & Zhou 2021), and need no samples. W is read off the layer itself, from what it
 * gives for unit vectors. The larger part of each vector points up.
 *
 * @param parameters parameters and state of G, as `parametersOf` gives them.
 * @param statistics of batch normalisation, as a sampler's `calibrate` gives them.
 * @throws where the first layer with parameters is not linear in z.
 */
export async function principalDirections(
  generator: Network,
  prior: Prior,
  parameters: Float32Array,
  statistics: Float32Array,
): Promise<Directions> {
  const response = await responseOf(generator, parameters, statistics);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(response.mmul(response.transpose()), {
    assumeSymmetric: true,
  });
  const found = ordered(realEigenvalues, eigenvectorMatrix);
  return {
    ...found,
    deviations: found.vectors.map(() => deviationOf(prior)),
    middle: new Float32Array(prior.latent),
  };
}

/** Eigenvectors, those of the largest eigenvalues first, with these and their shares. */
export function ordered(eigenvalues: readonly number[], vectors: Matrix) {
  const order = eigenvalues.map((value, i) => ({ value: Math.max(0, value), i })).sort((a, b) => b.value - a.value);
  const total = order.reduce((sum, { value }) => sum + value, 0);
  return {
    vectors: order.map(({ i }) => upright(Float32Array.from(vectors.getColumn(i)))),
    shares: order.map(({ value }) => value / total),
    variances: order.map(({ value }) => value),
  };
}

/** Of the two unit vectors along a line, the one whose sum of cubes is not negative: a sign that rounding does not turn. */
const upright = (vector: Float32Array): Float32Array =>
  vector.reduce((sum, value) => sum + value ** 3, 0) < 0 ? vector.map((value) => -value) : vector;

/** W [latent × units] of the first layer that has parameters: what it gives for each unit vector, less what it gives for 0. */
async function responseOf(generator: Network, parameters: Float32Array, statistics: Float32Array): Promise<Matrix> {
  const [latent = 0] = generator.input;
  const first = generator.layers.findIndex((layer) => layer.parameters.length > 0);
  const layers = generator.layers.slice(0, first + 1);
  const start: Network = {
    ...generator,
    apply: (x, pass) => layers.reduce((value, layer) => layer.apply(value, pass), x),
  };
  // 0, the unit vectors, and their sum, which tells whether the layer is linear.
  const rows = latent + 2;
  const units = sizeOf(layers.at(-1)?.output ?? []);
  const z = new Float32Array(rows * latent);
  for (let i = 0; i < latent; i++) z[(i + 1) * latent + i] = 1;
  z.fill(1, (latent + 1) * latent);
  const y = conditionInput(generator, rows);
  const h = reshape(samplingGraph(start, input("z", [rows, latent]), input, y), [rows, units]);
  const layouts = [parameterLayout(generator), statisticsLayout(generator)] as const;
  const program = await compile(graph("G's first layer", { h }), { inputs: layouts });
  const found = await program
    .run({
      [layouts[0].name]: parameters,
      [layouts[1].name]: statistics,
      z,
      ...(y ? { y: new Float32Array(sizeOf(y.shape)) } : {}),
    })
    .finally(program.release);
  const values = found.h ?? new Float32Array();
  const response = new Matrix(latent, units);
  const sum = new Float64Array(units);
  for (let j = 0; j < units; j++) {
    for (let i = 0; i < latent; i++) {
      const value = (values[(i + 1) * units + j] ?? 0) - (values[j] ?? 0);
      response.set(i, j, value);
      sum[j] = (sum[j] ?? 0) + value;
    }
  }
  requireLinear(layers.at(-1)?.label ?? "none", sum, values, units, rows);
  return response;
}

function requireLinear(label: string, sum: Float64Array, values: Float32Array, units: number, rows: number): void {
  let [off, size] = [0, 0];
  for (let j = 0; j < units; j++) {
    const whole = (values[(rows - 1) * units + j] ?? 0) - (values[j] ?? 0);
    off += (whole - (sum[j] ?? 0)) ** 2;
    size += whole ** 2 + (values[j] ?? 0) ** 2;
  }
  if (off <= ROUNDING ** 2 * size && size > 0) return;
  throw problem({
    doing: "finding directions of z",
    expected: "a G whose first layer is linear in z, such as a dense one",
    came: `${label}, which is not`,
  });
}

/** The deviation of z along any direction. */
export const deviationOf = ({ kind, halfWidth }: Prior): number => (kind === "normal" ? 1 : halfWidth / Math.sqrt(3));

/**
 * Points [n × latent] of z or w with their part along direction `number`, from 0 on, set to `strength` deviations from the middle; all
 * that is at right angles to it stays. 0 is the middle, and −2 to 2 is where 95 % of a normal prior lie.
 */
export function moveAlong(
  directions: Directions,
  number: number,
  points: Float32Array,
  strength: number,
): Float32Array {
  const { middle, deviations, vectors } = directions;
  const [latent, direction, deviation] = [middle.length, vectors[number], deviations[number]];
  if (!direction || deviation === undefined || points.length % latent !== 0) {
    throw problem({
      doing: "moving points along a direction",
      expected: `one of ${vectors.length} directions, and vectors of ${latent} numbers`,
      came: `direction ${number + 1} and ${points.length} numbers`,
    });
  }
  const moved = points.slice();
  for (let from = 0; from < points.length; from += latent) {
    let along = 0;
    for (let i = 0; i < latent; i++) along += (points[from + i]! - middle[i]!) * direction[i]!; // both are of whole vectors
    const by = strength * deviation - along;
    for (let i = 0; i < latent; i++) moved[from + i] = points[from + i]! + by * direction[i]!;
  }
  return moved;
}

/**
 * JSD and both KL of a generator from one dimension to one: p_data and p_g as masses of the same cells, whose edges are the images of the
 * places of z beside an even grid. So cells are as fine as p_g is thin, and no edge of it falls within one.
 */
import type { Density } from "../data/density.ts";
import type { Prior } from "../data/prior.ts";
import { normalMass } from "../tensor/special.ts";
import { jensenShannonTerm } from "./jensen-shannon.ts";
import { type Pieces, piecesOf } from "./push-forward.ts";
import type { Measured } from "./quadrature.ts";

/** Masses of neighbouring cells. */
export interface CommonCells {
  /** One more than there are cells. */
  readonly edges: Float64Array;
  readonly data: Float64Array;
  readonly generated: Float64Array;
  /** What G carries to single points: in single precision also what is steeper than that can tell. */
  readonly points: readonly { readonly x: number; readonly mass: number }[];
  /** What p_data has outside of the cells, and what p_g has where G is no number. */
  readonly dataOutside: number;
  readonly generatedOutside: number;
}

/** Even cells per smallest length on which p_data changes. */
const FINENESS = 20;
/** By how much of the data's extent the even cells go beyond it. */
const MARGIN = 0.35;

/** Places of z that are close where a normal prior has its mass, and go on as far as logarithms of its density reach. */
export function longPieces(prior: Prior, count: number): Pieces {
  const core = piecesOf(prior, count);
  if (prior.kind === "uniform") return core;
  const [from, to, tail] = [core.z.at(-1) ?? 0, 37, Math.ceil(count / 8)];
  const beyond = Float32Array.from({ length: tail }, (_, i) => from + ((to - from) * (i + 1)) / tail);
  const z = Float32Array.from([...beyond.toReversed().map((at) => -at), ...core.z, ...beyond]);
  return { z, masses: Float64Array.from({ length: z.length - 1 }, (_, i) => normalPiece(z[i] ?? 0, z[i + 1] ?? 0)) };
}

/** What N(0, 1) puts between two places, to many digits also far out, where differences of Φ have none. */
function normalPiece(a: number, b: number): number {
  const [middle, width] = [(a + b) / 2, b - a];
  if (Math.abs(middle) < 4) return normalMass(a, b, 0, 1);
  return (
    ((Math.exp(-0.5 * middle * middle) * width) / Math.sqrt(2 * Math.PI)) *
    (1 + ((middle * middle - 1) * width * width) / 24)
  );
}

/** @param x G at every place of `pieces.z`; G counts as linear in between. */
export function commonCells(
  density: Density,
  { z, masses }: Pieces,
  x: ArrayLike<number>,
  fineness = FINENESS,
): CommonCells {
  const [low = 0, high = 1] = [density.low[0], density.high[0]];
  const bins = Math.max(2, Math.ceil((high - low) / (density.scale / fineness)));
  const [step, more] = [(high - low) / bins, Math.ceil(bins * MARGIN)];
  const even = Array.from({ length: bins + 2 * more + 1 }, (_, i) => low + (i - more) * step);
  const edges = Float64Array.from(new Set([...even, ...Array.from(x).filter(Number.isFinite)])).sort();
  const cells = edges.length - 1;
  const generated = new Float64Array(cells);
  const points = new Map<number, number>();
  let generatedOutside = 0;
  const place = new Map(Array.from(edges, (edge, i) => [edge, i] as const));
  for (let i = 0; i + 1 < z.length; i++) {
    const [from, to, mass] = [x[i] ?? Number.NaN, x[i + 1] ?? Number.NaN, masses[i] ?? 0];
    const [first, last] = [place.get(Math.min(from, to)), place.get(Math.max(from, to))];
    if (first === undefined || last === undefined) generatedOutside += mass;
    else if (first === last) points.set(from, (points.get(from) ?? 0) + mass);
    else {
      const density = mass / Math.abs(to - from);
      // first ≤ cell < last
      for (let cell = first; cell < last; cell++) generated[cell]! += density * (edges[cell + 1]! - edges[cell]!);
    }
  }
  const data = Float64Array.from(
    { length: cells },
    (_, i) => density.masses({ low: [edges[i] ?? 0], high: [edges[i + 1] ?? 0], bins: [1] })[0] ?? 0,
  );
  return {
    edges,
    data,
    generated,
    points: Array.from(points, ([at, mass]) => ({ x: at, mass })),
    dataOutside: Math.max(0, 1 - data.reduce((sum, mass) => sum + mass, 0)),
    generatedOutside,
  };
}

/** JSD(p_data ‖ p_g) in nats. What is on a point is told apart from p_data, which has nothing on points. */
export function commonJsd({ data, generated, points, dataOutside, generatedOutside }: CommonCells): number {
  let sum = jensenShannonTerm(dataOutside, 0) + jensenShannonTerm(0, generatedOutside);
  for (const { mass } of points) sum += jensenShannonTerm(0, mass);
  data.forEach((mass, i) => {
    sum += jensenShannonTerm(mass, generated[i] ?? 0);
  });
  return Math.max(0, sum);
}

/** What is less may be rounding, and makes no divergence infinite. */
const POSSIBLE = 1e-15;
/** From this mass on what G carries to one point is a point: below, G is only flatter than single precision can tell. */
const ATOM = 1e-3;

/** KL(p_data ‖ p_g) in nats: infinite where p_g is 0 and p_data is not. */
function commonKl({ data, generated, dataOutside }: CommonCells): number {
  let [sum, impossible] = [0, dataOutside > 1e-12 ? dataOutside : 0];
  data.forEach((p, i) => {
    const q = generated[i] ?? 0;
    if (p > 0 && q === 0) impossible += p;
    else if (p > 0) sum += p * Math.log(p / q);
  });
  return impossible > POSSIBLE ? Number.POSITIVE_INFINITY : sum;
}

/** Places and weights of Gauss's rule with three points on [0, 1]. */
const GAUSS = [
  [0.5 - Math.sqrt(0.15), 5 / 18],
  [0.5, 8 / 18],
  [0.5 + Math.sqrt(0.15), 5 / 18],
] as const;

/** KL(p_g ‖ p_data) in nats by the logarithm of p_data, since G may go where it underflows: infinite where p_data is 0, or G makes a point. */
function commonReverseKl({ edges, generated, points }: CommonCells, logData: Density["logAt"]): Measured {
  let [sum, impossible, flat] = [0, 0, 0];
  generated.forEach((q, i) => {
    if (q === 0) return;
    const [from, to] = [edges[i]!, edges[i + 1]!]; // i < cells
    const logP = GAUSS.reduce((mean, [at, weight]) => mean + weight * logData([from + at * (to - from)]), 0);
    if (logP === Number.NEGATIVE_INFINITY) impossible += q;
    else sum += q * (Math.log(q / (to - from)) - logP);
  });
  for (const { x, mass } of points) {
    if (mass > ATOM) impossible += mass;
    // Its width is below the last place of x: at least so much is missing of the sum, and hardly more than twice that.
    else
      flat += mass * Math.abs(Math.log(mass / (2 ** -24 * Math.max(1e-3, Math.abs(x)))) - Math.max(-700, logData([x])));
  }
  if (impossible > POSSIBLE) return { value: Number.POSITIVE_INFINITY, error: 0 };
  return { value: sum + flat, error: flat };
}

/** Of one state. */
export interface PushForwardReading {
  readonly jsd: Measured;
  /** KL(p_data ‖ p_g), and back; infinite where one says impossible to what the other holds possible. */
  readonly kl: Measured;
  readonly reverseKl: Measured;
  /** The finest cells, and those before the last halving. */
  readonly cells: CommonCells;
  readonly coarser: CommonCells;
}

const COARSEST = 1024;
const FINEST = 16_384;
/** Two halvings agree if they change a figure by less than this (nats), or this share of it. */
const AGREED = { nats: 2e-5, share: 1e-3 } as const;
/** Single precision of x and double of masses: what no halving shows. */
const ROUNDING = 1e-5;

/** Halves the pieces of z and the even cells until two halvings agree; if they never do, the error says by how much they differ. */
export async function readPushForward(
  density: Density,
  prior: Prior,
  draw: (z: Float32Array) => Promise<Float32Array>,
): Promise<PushForwardReading> {
  const read = async (count: number) => {
    const pieces = longPieces(prior, count);
    const cells = commonCells(density, pieces, await draw(pieces.z), (FINENESS * count) / (4 * COARSEST));
    return { cells, jsd: commonJsd(cells), kl: commonKl(cells), reverseKl: commonReverseKl(cells, density.logAt) };
  };
  type Reading = Awaited<ReturnType<typeof read>>;
  const figures: ((reading: Reading) => number)[] = [
    ({ jsd }) => jsd,
    ({ kl }) => kl,
    ({ reverseKl }) => reverseKl.value,
  ];
  let [before, last, next] = [await read(COARSEST), await read(2 * COARSEST), await read(4 * COARSEST)];
  const change = (of: (reading: Reading) => number): number => {
    const [a, b, c] = [of(before), of(last), of(next)];
    // Infinity less infinity is no change.
    return Math.max(a === b ? 0 : Math.abs(a - b) / 2, b === c ? 0 : Math.abs(b - c));
  };
  const agree = (): boolean =>
    figures.every((of) => !(change(of) > Math.max(AGREED.nats, AGREED.share * Math.abs(of(next)))));
  for (let count = 8 * COARSEST; count <= FINEST && !agree(); count *= 2) {
    [before, last, next] = [last, next, await read(count)];
  }
  const measured = (of: (reading: Reading) => number, more = 0): Measured => {
    const value = of(next);
    return { value, error: Number.isFinite(value) ? 2 * change(of) + ROUNDING * (1 + Math.abs(value)) + more : 0 };
  };
  return {
    jsd: measured(({ jsd }) => jsd),
    kl: measured(({ kl }) => kl),
    reverseKl: measured(({ reverseKl }) => reverseKl.value, next.reverseKl.error),
    cells: next.cells,
    coarser: last.cells,
  };
}

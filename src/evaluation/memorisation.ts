/** Whether G repeats what it was trained on: how near its samples are to training examples, beside how near unseen examples are. */
import { problem } from "../problem.ts";
import { shareInterval, type WithInterval } from "../theory/intervals.ts";
import { distinctOf } from "./distinct.ts";
import { createReference, rowsOf, type Watch } from "./exact-distances.ts";

/** An example and the training example nearest to it. */
export interface NearestExample {
  /** Place among the examples that were looked at. */
  readonly example: number;
  /** Place among the training examples. */
  readonly nearest: number;
  /** Euclidean distance between them. */
  readonly distance: number;
}

/** Whether G copies: the training examples nearest to generated ones, and how far real examples are from them. */
export interface Memorisation {
  /**
   * For every generated example, the likeliest copies first: by its distance to the training example nearest to it over the
   * distance from there to the next training example, so that simple images, which are all alike, do not come first.
   */
  readonly generated: readonly (NearestExample & { readonly ratio: number })[];
  /** For every unseen one; or, where there are none, for training examples and the training example nearest to each other than itself. */
  readonly unseen: readonly NearestExample[];
  /**
   * Median distance of distinct generated examples over that of unseen ones: about 1 where G draws from p_data, far below where it
   * copies.
   */
  readonly ratio: number;
  /** 95 %, by order statistics of both medians. */
  readonly low: number;
  readonly high: number;
  /**
   * Share of distinct generated examples nearer to a training example than 99 of 100 unseen ones are: 0.01 where G draws from
   * p_data. `null` where a hundredth of the unseen ones are training examples: data that repeat cannot tell copies.
   */
  readonly copies: WithInterval | null;
  /**
   * Share of generated examples that are left when of those no further apart than one in 100 unseen examples is from its training
   * example only one counts; and the same of as many training examples. Far below it G makes the same again and again, which
   * is collapse and not copying.
   */
  readonly distinct: {
    readonly generated: number;
    readonly real: number;
    /** How many of each were looked at. */
    readonly of: number;
  };
  /** Share of generated, and of unseen examples that equal a training example in every number. */
  readonly equal: { readonly generated: number; readonly unseen: number };
}

/** The examples that are compared, each as a row of numbers. */
export interface MemorisationOptions extends Watch {
  /** Training examples [n×size]: all of them, or what is not looked at cannot be found. */
  readonly training: Float32Array;
  readonly generated: Float32Array;
  /** Real examples that were never trained on. Left out: training examples stand in, each without itself. */
  readonly unseen?: Float32Array;
  /** Numbers per example. */
  readonly size: number;
  readonly threads?: number;
}

/** Training examples that stand in for unseen ones, at most. */
const STAND_INS = 1000;

/** Fewer distinct examples have no median with a 95 % interval. */
const FEW = 6;

/**
 * By Euclidean distance between the examples as they are (pixels).
 *
 * Refused where half of the unseen examples are training examples too, and where fewer than six generated ones are distinct.
 */
export async function memorisation(options: MemorisationOptions): Promise<Memorisation> {
  const { training, generated, unseen, size, threads = 1, progress, signal } = options;
  const count = rowsOf("generated examples", generated, size);
  const others = unseen ?? training.subarray(0, STAND_INS * size);
  const total = 2 * count + rowsOf("unseen examples", others, size);
  const reference = await createReference(training, size, { threads });
  let before = 0;
  // `self`: the place of an example among the training examples, if it is one: that is not looked at.
  const nearestOf = async (examples: Float32Array, self?: (example: number) => number): Promise<NearestExample[]> => {
    const found: NearestExample[] = [];
    await reference.distances(
      examples,
      (example, distances) => {
        const { others, squared } = distances.nearest(1, self?.(example));
        found.push({ example, nearest: others[0] ?? 0, distance: Math.sqrt(squared[0] ?? Number.POSITIVE_INFINITY) });
      },
      { progress: (done) => progress?.(before + done, total), ...(signal ? { signal } : {}) },
    );
    before += found.length;
    return found;
  };
  const byDistance = (a: NearestExample, b: NearestExample): number => a.distance - b.distance;
  try {
    const found = await nearestOf(generated);
    const ofUnseen = (await nearestOf(others, unseen === undefined ? (example) => example : undefined)).sort(
      byDistance,
    );
    const theirs = new Float32Array(count * size);
    found.forEach(({ nearest }, i) => {
      theirs.set(training.subarray(nearest * size, (nearest + 1) * size), i * size);
    });
    const next = await nearestOf(theirs, (i) => found[i]?.nearest ?? 0);
    const ofGenerated = found
      .map((pair, i) => ({ ...pair, ratio: pair.distance / Math.max(next[i]?.distance ?? 0, 1e-9) }))
      .sort((a, b) => a.ratio - b.ratio);
    const equal = { generated: shareAtZero(found), unseen: shareAtZero(ofUnseen) };
    const b = medianOf(ofUnseen);
    if (!(b.low > 0)) throw repeating(equal);
    const near = distanceAt(ofUnseen, 0.01);
    const watch = { threads, ...(signal ? { signal } : {}) };
    const kept = await distinctOf(generated, size, near, watch);
    const distinct = await distinctShares(training, generated, size, near, watch);
    if (kept.length < FEW) throw alike(kept.length, count);
    const own = kept.map((example) => found[example] as NearestExample).sort(byDistance);
    const a = medianOf(own);
    return {
      generated: ofGenerated,
      unseen: ofUnseen,
      ratio: a.value / b.value,
      low: a.low / b.high,
      high: a.high / b.low,
      copies:
        near > 0 ? shareInterval(own.filter(({ distance }) => distance < near).length / own.length, own.length) : null,
      distinct,
      equal,
    };
  } finally {
    await reference.release();
  }
}

/** Of as many generated and training examples, the shares that are distinct. */
async function distinctShares(
  training: Float32Array,
  generated: Float32Array,
  size: number,
  near: number,
  watch: Parameters<typeof distinctOf>[3],
): Promise<Memorisation["distinct"]> {
  const compared = Math.min(generated.length, training.length);
  const of = compared / size;
  const share = async (examples: Float32Array): Promise<number> =>
    (await distinctOf(examples.subarray(0, compared), size, near, watch)).length / of;
  return { generated: await share(generated), real: await share(training), of };
}

const repeating = (equal: Memorisation["equal"]): Error =>
  problem({
    doing: "measuring memorisation",
    expected: "unseen examples that are not in the training data too",
    came: `data that repeat: ${percent(equal.unseen)} of the unseen examples equal a training example (and ${percent(equal.generated)} of the samples)`,
    next: "Leave memorisation out: where real examples are copies of each other, copies say nothing.",
  });

const alike = (kept: number, count: number): Error =>
  problem({
    doing: "measuring memorisation",
    expected: `at least ${FEW} distinct samples`,
    came: `${kept} among ${count}: G makes the same again and again, which is collapse and tells nothing of copying`,
    next: "Measure recall or coverage: they see what is never made.",
  });

/** So much less distinct than real examples, and beyond three deviations of two shares, is collapse, not chance. */
const ALIKE = 0.9;
const DEVIATIONS = 3;

function isCollapse({ generated, real, of }: Memorisation["distinct"]): boolean {
  const variance = (generated * (1 - generated) + real * (1 - real)) / of;
  return generated < ALIKE * real && real - generated > DEVIATIONS * Math.sqrt(variance);
}

/** What the figures of {@link memorisation} show besides, a sentence each. */
export function memorisationCautions({ distinct, copies, equal }: Memorisation): string[] {
  const cautions: string[] = [];
  if (isCollapse(distinct)) {
    cautions.push(
      `Only ${percent(distinct.generated)} of the samples are distinct (${percent(distinct.real)} of as many training examples): G makes the same again and again. That is collapse, not copying; each counts once here.`,
    );
  }
  if (copies === null) {
    cautions.push(
      `The data repeat: ${percent(equal.unseen)} of the unseen examples equal a training example, and ${percent(equal.generated)} of the samples do. So copies cannot be told from chance.`,
    );
  }
  return cautions;
}

const shareAtZero = (pairs: readonly NearestExample[]): number =>
  pairs.filter(({ distance }) => distance === 0).length / pairs.length;

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

const distanceAt = (sorted: readonly NearestExample[], part: number): number => {
  const at = Math.min(sorted.length - 1, Math.max(0, Math.floor(part * sorted.length)));
  return sorted[at]?.distance ?? Number.NaN;
};

/** A median lies between the order statistics that a fair coin's count falls between. */
function medianOf(sorted: readonly NearestExample[]): { value: number; low: number; high: number } {
  const half = 0.98 / Math.sqrt(sorted.length);
  return { value: distanceAt(sorted, 0.5), low: distanceAt(sorted, 0.5 - half), high: distanceAt(sorted, 0.5 + half) };
}

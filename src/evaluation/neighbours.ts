/**
 * How well two sets of features cover each other, by balls that reach to the k-th nearest neighbour: precision and recall
 * (Kynkäänniemi et al. 2019), density and coverage (Naeem et al. 2020).
 */
import { problem } from "../problem.ts";
import { normalInterval, shareInterval, type WithInterval } from "../theory/intervals.ts";
import { createReference, type Distances, type Reference, rowsOf, type Watch } from "./exact-distances.ts";
import { createHalfCounts, drawHalves, HALVES, type HalfCounts, varianceOver, WORDS } from "./half-samples.ts";

/** Precision, recall, density and coverage (Kynkäänniemi et al. 2019, Naeem et al. 2020). */
export interface NeighbourScores {
  /** Share of generated examples within the ball of a real one. */
  readonly precision: WithInterval;
  /** Share of real examples within the ball of a generated one. */
  readonly recall: WithInterval;
  /** Real balls that hold a generated example, over k: 1 on average where p_g = p_data, and without an upper bound. */
  readonly density: WithInterval;
  /** Share of real balls that hold a generated example. */
  readonly coverage: WithInterval;
  readonly k: number;
}

/** How the balls around examples are made. */
export interface NeighbourOptions extends Watch {
  /** Which neighbour the balls reach to. */
  readonly k: number;
  /** Of the halves that the intervals come from; 1 if left out. */
  readonly seed?: number;
  readonly threads?: number;
}

/**
 * Of real and generated features [n×dimension], as sums in double precision have them: ties and repeated examples count as they
 * do there. The 95 % intervals hold what the figure is on average over fresh examples of both kinds, as many as these. They come
 * from the figures of random halves of both sets, in which balls are other balls too; where both are so few that a half has no
 * k-th neighbour, they hold everything.
 */
export async function neighbourScores(
  real: Float32Array,
  generated: Float32Array,
  dimension: number,
  { k, seed = 1, threads = 1, progress, signal }: NeighbourOptions,
): Promise<NeighbourScores> {
  const counts = { real: rowsOf("features", real, dimension), generated: rowsOf("features", generated, dimension) };
  const least = Math.min(counts.real, counts.generated);
  if (!Number.isInteger(k) || k < 1 || least <= k) {
    throw problem({
      doing: `measuring by balls that reach to neighbour ${k}`,
      expected: `a whole k from 1 on, and more than k examples`,
      came: `${counts.real} real and ${counts.generated} generated ones`,
      next: "Take more examples.",
    });
  }
  const total = 2 * counts.real + 2 * counts.generated;
  let before = 0;
  const each = async (to: Reference, examples: Float32Array, visit: Visit): Promise<void> => {
    const watch = { progress: (done: number) => progress?.(before + done, total), ...(signal ? { signal } : {}) };
    await to.distances(examples, visit, watch);
    before += examples.length / dimension;
  };
  const ofReal = await createReference(real, dimension, { threads });
  const ofGenerated = await createReference(generated, dimension, { threads });
  try {
    const halves = {
      real: await drawHalves(counts.real, seed, 0),
      generated: await drawHalves(counts.generated, seed, 1),
    };
    const realBalls = createBalls(counts.real, k, halves.real);
    const generatedBalls = createBalls(counts.generated, k, halves.generated);
    await each(ofReal, real, realBalls.add);
    await each(ofGenerated, generated, generatedBalls.add);
    const tallies: Tallies = {
      precise: createTally(counts.generated),
      covered: createTally(counts.real),
      recalled: createTally(counts.real),
      inHalves: createHalfCounts(),
    };
    const inAll = { count: 0 };
    await each(ofReal, generated, inRealBalls(realBalls, halves.generated, k, tallies, inAll));
    await each(ofGenerated, real, inGeneratedBalls(generatedBalls, halves.real, k, tallies));
    const known = Math.floor(least / 2) > k;
    return {
      precision: shareOf(tallies.precise, known),
      recall: shareOf(tallies.recalled, known),
      density: densityOf(tallies, inAll.count, counts, k, known),
      coverage: shareOf(tallies.covered, known),
      k,
    };
  } finally {
    await ofReal.release();
    await ofGenerated.release();
  }
}

type Visit = (example: number, distances: Distances) => void;

/** Who lies in whose balls. */
interface Tallies {
  readonly precise: Tally;
  readonly covered: Tally;
  readonly recalled: Tally;
  /** Generated examples in real balls, counted once for each ball, in every half. */
  readonly inHalves: HalfCounts;
}

/** Visits generated examples: what real balls they lie in. `inAll` counts them once for each ball. */
const inRealBalls =
  (
    balls: Balls,
    halves: Uint32Array,
    k: number,
    { precise, covered, inHalves }: Tallies,
    inAll: { count: number },
  ): Visit =>
  (i, row) => {
    balls.around(row, (j, rank) => {
      if (rank < k) {
        precise.all[i] = 1;
        covered.all[j] = 1;
        inAll.count++;
      }
      for (let word = 0; word < WORDS; word++) {
        const bits = balls.holds(j, rank, word) & halves[i * WORDS + word]!; // i below its count
        precise.halves[i * WORDS + word]! |= bits; // i, j below their counts
        covered.halves[j * WORDS + word]! |= bits;
        inHalves.add(bits, word);
      }
    });
  };

/** Visits real examples: what generated balls they lie in. */
const inGeneratedBalls =
  (balls: Balls, halves: Uint32Array, k: number, { recalled }: Tallies): Visit =>
  (i, row) => {
    balls.around(row, (j, rank) => {
      if (rank < k) recalled.all[i] = 1;
      for (let word = 0; word < WORDS; word++) {
        recalled.halves[i * WORDS + word]! |= balls.holds(j, rank, word) & halves[i * WORDS + word]!; // as above
      }
    });
  };

/** Real balls that hold a generated example, over k, with what it varies by from half to half. */
function densityOf(
  { inHalves }: Tallies,
  inAll: number,
  counts: { readonly real: number; readonly generated: number },
  k: number,
  known: boolean,
): WithInterval {
  const halved = Math.floor(counts.generated / 2);
  const value = inAll / k / counts.generated;
  const spread = known
    ? Math.sqrt(varianceOver(inHalves.counts().map((n) => n / k / halved)))
    : Number.POSITIVE_INFINITY;
  const { low, high } = normalInterval(value, spread);
  return { value, low: Math.max(0, low), high: Math.min(counts.real / k, high) };
}

/** The balls of some examples: of all of them, and of those in each half, which reach further. */
interface Balls {
  readonly add: Visit;
  /** Visits the balls that an example may be in, and says how many neighbours of their centre are no further from that. */
  readonly around: (distances: Distances, visit: (ball: number, rank: number) => void) => void;
  /** In which halves the ball is there and holds an example of this rank. */
  readonly holds: (ball: number, rank: number, word: number) => number;
}

function createBalls(count: number, k: number, halves: Uint32Array): Balls {
  // Of so many, fewer than k are in a half once in 10⁵ times; the ball is then taken to end at the last one.
  const reach = Math.min(count - 1, 4 * k + 16);
  const radii = new Float64Array(count * reach);
  const held = new Uint32Array(count * reach * WORDS);
  return {
    add: (ball, distances) => {
      const { others, squared } = distances.nearest(reach, ball);
      radii.set(squared, ball * reach);
      for (let half = 0; half < HALVES; half++) {
        const word = half >> 5;
        const bit = 1 << (half & 31);
        if ((halves[ball * WORDS + word]! & bit) === 0) continue; // ball below the count
        let last = 0;
        for (let among = 0; last < reach - 1; last++) {
          if ((halves[others[last]! * WORDS + word]! & bit) !== 0 && ++among === k) break; // the others too
        }
        for (let rank = 0; rank <= last; rank++) held[(ball * reach + rank) * WORDS + word]! |= bit;
      }
    },
    around: (distances, visit) => distances.within(radii, reach, visit),
    holds: (ball, rank, word) => held[(ball * reach + rank) * WORDS + word]!,
  };
}

/** Which examples a share counts, of all and in each half. */
interface Tally {
  readonly all: Uint8Array;
  readonly halves: Uint32Array;
}

const createTally = (count: number): Tally => ({
  all: new Uint8Array(count),
  halves: new Uint32Array(count * WORDS),
});

/** Bounds in expected numbers of exceptions where 1, 2 or 3 were seen: Wilson's are too narrow there (Brown et al. 2001, section 4.1.1). */
const RARE = [0.0513, 0.3554, 0.8177] as const;

/**
 * The share of examples that are counted: Wilson's interval, of as many independent examples as would make the share vary as
 * much as it does over the halves.
 */
function shareOf({ all, halves }: Tally, known: boolean): WithInterval {
  const count = all.length;
  const found = all.reduce((sum, one) => sum + one, 0);
  const share = found / count;
  if (!known) return { value: share, low: 0, high: 1 };
  const inHalves = createHalfCounts();
  halves.forEach((bits, at) => {
    inHalves.add(bits, at % WORDS);
  });
  const variance = varianceOver(inHalves.counts().map((n) => n / Math.floor(count / 2)));
  const alone = share * (1 - share);
  const effective = alone > 0 && variance > 0 ? Math.min(count, alone / variance) : count;
  const { low, high } = shareInterval(share, effective);
  return {
    value: share,
    low: Math.min(low, (RARE[found - 1] ?? Number.POSITIVE_INFINITY) / count),
    high: Math.max(high, 1 - (RARE[count - found - 1] ?? Number.POSITIVE_INFINITY) / count),
  };
}

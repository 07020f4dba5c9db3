import { describe, expect, it } from "vitest";
import { compareSettings, holm, meanOverSeeds, moreSeeds, type PairComparison, signFlips } from "./compare.ts";
import { pairedPower } from "./student.ts";

const A = [0.971, 0.982, 0.976, 0.968, 0.99, 0.975];
const B = [0.95, 0.965, 0.97, 0.94, 0.96, 0.972];

describe("settings compared over seeds", () => {
  it("are told apart by the paired t test of SciPy, with its exact permutation test beside", () => {
    // scipy.stats.ttest_rel(A, B), and permutation_test(…, permutation_type="samples").
    const [pair] = compareSettings([A, B], "higher").pairs;
    expect(pair).toMatchObject({ a: 0, b: 1, seeds: 6, signs: 0.03125 });
    expect(pair?.p).toBeCloseTo(0.012064210174146082, 12);
    expect(pair?.corrected).toBe(pair?.p);
    expect(pair?.difference.value).toBeCloseTo(0.0175, 12);
  });

  it("are paired by seed: what a seed does to both settings is no difference between them", () => {
    const luck = [0.5, -3, 8, 1, -6, 2];
    const shifted = compareSettings(
      [A.map((x, i) => x + (luck[i] ?? 0)), B.map((x, i) => x + (luck[i] ?? 0))],
      "higher",
    );
    expect(shifted.pairs[0]?.p).toBeCloseTo(0.012064210174146082, 9);
  });

  it("whose differences vary by rounding alone do not vary", () => {
    const large = [1e6, 3e6, 7e6].map((x) => x + 0.2);
    const less = [1e6, 3e6, 7e6].map((x) => x + 0.1);
    expect(compareSettings([large, less], "higher").pairs[0]).toMatchObject({ deviation: 0, p: 0.25 });
  });

  it("keep the level of their own pair beside pairs that have no p", () => {
    const { pairs } = compareSettings([A, [0.9, null, null, null, null, null], B], "higher");
    expect(pairs.map(({ a, b, corrected }) => [a, b, corrected])).toEqual([
      [0, 1, null],
      [0, 2, pairs[1]?.p],
      [1, 2, null],
    ]);
  });

  it("are compared in a time that grows with the number of pairs: many settings too", () => {
    const many = Array.from({ length: 600 }, (_, i) => [Math.sin(i), Math.cos(7 * i)]);
    expect(compareSettings(many, "higher").pairs).toHaveLength(179_700);
  });

  it("have the interval of a mean that SciPy has, and none of one seed", () => {
    // scipy.stats.t.interval(0.95, 2, mean, sem) of 1, 2, 4.
    const { low, high } = meanOverSeeds([1, 2, 4]);
    expect([low, high]).toEqual([expect.closeTo(-1.461249700263426, 10), expect.closeTo(6.1279163669300925, 10)]);
    expect(meanOverSeeds([3])).toEqual({ value: 3, low: Number.NaN, high: Number.NaN });
  });

  it("are corrected for all pairs after Holm", () => {
    // statsmodels.stats.multitest.multipletests([…], method="holm").
    const { corrected, times } = holm([0.01, 0.04, 0.03, 0.005, 0.2]);
    expect(corrected).toEqual([0.04, 0.09, 0.09, 0.025, 0.2].map((p) => expect.closeTo(p, 12)));
    expect(times).toEqual([4, 2, 3, 5, 1]);
    const { pairs } = compareSettings([A, B, A.map((x) => x + 1e-3 * Math.sin(1e3 * x))], "higher");
    expect(pairs.map(({ a, b }) => [a, b])).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
    for (const { p, corrected: after } of pairs) expect(after).toBeGreaterThanOrEqual(p as number);
  });

  it("that differ by the same amount at every seed are told apart by signs, which takes six seeds", () => {
    const modes = (count: number, seeds: number) => Array.from({ length: seeds }, () => count);
    const of = (seeds: number, other = 7) => {
      const [pair = expect.fail("no pair")] = compareSettings([modes(8, seeds), modes(other, seeds)], "higher").pairs;
      return { ...pair, more: moreSeeds(pair) };
    };
    expect(of(3)).toMatchObject({ p: 0.25, corrected: 0.25, more: 3 });
    expect(of(6)).toMatchObject({ p: 1 / 32, corrected: 1 / 32, more: 0 });
    expect(of(3, 8)).toMatchObject({ p: 1, more: null });
    // 0.1 + 0.2 − 0.3 is no spread.
    const rounded = compareSettings(
      [
        [0.3, 0.1 + 0.2, 0.3],
        [0.2, 0.2, 0.2],
      ],
      "higher",
    ).pairs[0];
    expect(rounded?.p).toBe(0.25);
  });

  it("of one seed each cannot be told apart, whatever they differ by", () => {
    const { best, pairs, means } = compareSettings([[1], [9]], "lower");
    expect([best, means.map(({ value }) => value)]).toEqual([0, [1, 9]]);
    expect(pairs).toMatchObject([{ seeds: 1, p: null, corrected: null }]);
    expect(pairs.map(moreSeeds)).toEqual([null]);
  });

  it("are best by their mean, and not where runs failed that the others finished", () => {
    expect(
      compareSettings(
        [
          [1, 2, 3],
          [9, null, 9],
          [3, 3, 3],
        ],
        "higher",
      ).best,
    ).toBe(2);
    expect(
      compareSettings(
        [
          [1, 2, 3],
          [0, null, 0],
          [3, 3, 3],
        ],
        "lower",
      ).best,
    ).toBe(0);
    // Pairs take the seeds that both have.
    expect(
      compareSettings(
        [
          [1, 2, 3],
          [9, null, 9],
        ],
        "higher",
      ).pairs[0]?.seeds,
    ).toBe(2);
    expect(compareSettings([[null], [null]], "higher")).toMatchObject({ best: null, pairs: [] });
  });

  it("of which one was stopped early are compared by runs of equal length", () => {
    const early = [
      [5, 6, 7],
      [1, 2, 4],
    ] as const;
    const { best, pairs } = compareSettings(
      [
        [9, 9.5, 9.1],
        [null, null, null],
      ],
      "higher",
      () => early,
    );
    expect([best, pairs[0]?.difference.value]).toEqual([0, expect.closeTo(11 / 3, 12)]);
  });

  it("that are the same are seldom called different, even the best of eight", () => {
    // A linear congruential generator (Numerical Recipes' constants), twelve of whose numbers make a nearly normal one.
    let state = 1;
    const uniform = () => {
      state = (1664525 * state + 1013904223) % 2 ** 32;
      return state / 2 ** 32;
    };
    const normal = () => Array.from({ length: 12 }, uniform).reduce((a, b) => a + b, -6);
    let found = 0;
    const sweeps = 150;
    for (let i = 0; i < sweeps; i++) {
      const settings = Array.from({ length: 8 }, () => Array.from({ length: 4 }, normal));
      const { best, pairs } = compareSettings(settings, "higher");
      if (pairs.some(({ a, b, corrected }) => (a === best || b === best) && (corrected as number) < 0.05)) found++;
    }
    // At most 5 % of 150, and what chance adds.
    expect(found).toBeLessThanOrEqual(14);
  });
});

describe("the exact test of signs", () => {
  it("counts all ways to turn differences round", () => {
    // Of the eight sums of ±1 ±2 ±4 two are 7 from 0, four are at least 5 from it.
    expect(signFlips([1, 2, 4])).toBe(2 / 8);
    expect(signFlips([-1, 2, 4])).toBe(4 / 8);
    expect(signFlips([1, -2, -4, 0])).toBe(4 / 8);
    expect(signFlips([5])).toBe(1);
  });

  it("agrees with a count of every sign on differences of any size", () => {
    const differences = [0.3, -0.1, 0.7, 0.2, -0.4, 0.9];
    const sums = Array.from({ length: 64 }, (_, way) =>
      Math.abs(differences.reduce((sum, value, i) => sum + ((way >> i) & 1 ? value : -value), 0)),
    );
    expect(signFlips(differences)).toBe(sums.filter((sum) => sum >= 1.6 - 1e-9).length / 64);
  });
});

const apart = (value: number, deviation: number, seeds: number, level: number): PairComparison => ({
  ...{ a: 0, b: 1, seeds, deviation, level, p: 0.5, corrected: 0.5, signs: null },
  difference: { value, low: Number.NaN, high: Number.NaN },
});

describe("seeds that a difference would take", () => {
  it.each([
    // TTestPower().solve_power(effect, None, level, 0.8) gives 11.75, 44.78 and 3.14.
    [0.9, 0.05, 12],
    [0.5, 0.05 / 3, 45],
    [3, 0.05, 4],
  ])("are those of statsmodels: %d deviations at level %d take %d", (effect, level, seeds) => {
    expect(moreSeeds(apart(2 * effect, 2, 2, level))).toBe(seeds - 2);
    expect(pairedPower(effect, seeds, level)).toBeGreaterThanOrEqual(0.8);
    expect(pairedPower(effect, seeds - 1, level)).toBeLessThan(0.8);
  });

  it("are at least one, and none where a thousand would not do", () => {
    expect(moreSeeds(apart(100, 1, 3, 0.05))).toBe(1);
    expect(moreSeeds(apart(0.001, 1, 3, 0.05))).toBeNull();
    expect(moreSeeds(apart(0, 1, 3, 0.05))).toBeNull();
    expect(moreSeeds({ ...apart(5, 1, 3, 0.05), corrected: 0.01 })).toBe(0);
  });
});

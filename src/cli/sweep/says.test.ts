import { describe, expect, it } from "vitest";
import { seedsToAsk, sentencesOf } from "./says.ts";
import { tableOf } from "./table.ts";
import { tableCsv } from "./table-text.ts";

/** The table of scores by setting and seed; null is a run that failed. */
function tableFor(scores: Readonly<Record<string, readonly (number | null)[]>>) {
  const settings = Object.keys(scores).map((r1, i) => ({
    number: i + 1,
    values: { r1 },
    config: { run: { steps: 10 } },
  }));
  const seeds = (Object.values(scores)[0] ?? []).map((_, i) => i + 1);
  const scoreAt = (setting: number, seed: number): number | null =>
    (Object.values(scores)[setting - 1] ?? [])[seed - 1] ?? null;
  return tableOf({
    metric: "fid",
    seeds,
    settings: settings as unknown as Parameters<typeof tableOf>[0]["settings"],
    rungs: undefined,
    results: {
      scoreAt,
      of: (setting, seed) =>
        scoreAt(setting, seed) === null
          ? { setting, seed, run: "", scores: [], failed: "the loss of D is NaN.", final: true }
          : undefined,
    },
  });
}

describe("what a sweep says", () => {
  it("is which setting is best, what it is better than, and what more seeds would tell", () => {
    const table = tableFor({ "0.1": [50, 51, 49.5, 50.5], "1.0": [10, 11, 9, 10], "10.0": [10.6, 11, 9.9, 11] });
    const [best, told, untold] = sentencesOf(table);
    expect(best).toBe(
      "r1 = 1.0 has the lowest Fréchet distance (FID): 10 (95 % interval 8.701 to 11.3), the mean of 4 seeds.",
    );
    expect(told).toBe("r1 = 1.0 is better than 0.1 (p < 0.001).");
    expect(untold).toMatch(
      /^It cannot be told from 10\.0 \(p = 0\.\d+\): \d+ more seeds? would tell them apart four times in five, if the difference is what it looks like\.$/,
    );
    const more = Number(/: (\d+) more/.exec(untold ?? "")?.[1]);
    expect(seedsToAsk(table)).toBe(4 + more);
    expect(table.rows.map(({ setting }) => setting)).toEqual([2, 3, 1]);
    expect(table.beside[0]?.difference.value).toBeCloseTo(0.625, 12);
  });

  it("names what is as good as the best", () => {
    const [best] = sentencesOf(tableFor({ "0.1": [8, 10], "1.0": [10, 8], "3.0": [9, 9], "10.0": [10, 11] }));
    expect(best).toMatch(/the mean of 2 seeds; 1\.0 and 3\.0 have the same\.$/);
  });

  it("is nothing about differences of one seed", () => {
    const table = tableFor({ "0.1": [50], "1.0": [10] });
    expect(sentencesOf(table)).toEqual([
      "r1 = 1.0 has the lowest Fréchet distance (FID): 10, of one seed.",
      "One seed shows no more than itself: whether another setting is worse, or had less luck, cannot be told.",
    ]);
    expect(seedsToAsk(table)).toBe(3);
  });

  it("never calls a setting best that failed where others did not, and says why it failed", () => {
    const table = tableFor({ "0.1": [1, null, 1], "1.0": [10, 11, 9] });
    expect(table.best).toBe(2);
    expect(sentencesOf(table).at(-1)).toBe("r1 = 0.1 failed in 1 run of 3, with seed 2: the loss of D is NaN.");
    expect(tableCsv(table).split("\n")[2]).toMatch(/^1,0\.1,10,1,,1,1,1,1,.*,seed 2: the loss of D is NaN\.$/);
    expect(sentencesOf(tableFor({ "1.0": [null, null] }))).toEqual([
      "Nothing was measured.",
      "r1 = 1.0 failed in each of its runs of 2, with seed 1: the loss of D is NaN.",
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { rangeIn } from "./grid-text.ts";
import { runName, settingsOf, settingText } from "./settings.ts";

const valuesOf = async (tried: Parameters<typeof settingsOf>[0]) =>
  (await settingsOf(tried)).map(({ values }) => values);
const range = (name: string, text: string) => rangeIn(name, text, "reading option --draw");

describe("the settings of a grid", () => {
  it("are all combinations of its values, the last option changing first", async () => {
    expect(await valuesOf({ grid: { r1: ["0.1", "1"], loss: ["hinge", "minimax"] }, ranges: {}, seed: 1 })).toEqual([
      { r1: "0.1", loss: "hinge" },
      { r1: "0.1", loss: "minimax" },
      { r1: "1", loss: "hinge" },
      { r1: "1", loss: "minimax" },
    ]);
  });

  it("are one where nothing differs but the seed", async () => {
    const [only] = await settingsOf({ grid: {}, ranges: {}, seed: 1 });
    expect([only?.values, settingText(only ?? { values: {} })]).toEqual([{}, "as given"]);
  });

  it("are refused where they are more than anybody means", async () => {
    const values = Array.from({ length: 101 }, (_, i) => String(i));
    await expect(settingsOf({ grid: { r1: values, r2: values }, ranges: {}, seed: 1 })).rejects.toThrow(
      "expected at most 10,000 combinations, but got 10,201",
    );
  });

  it("name the folders of their runs, which sort as they are numbered and are names everywhere", () => {
    const setting = { number: 2, values: { "learning-rate": "1e-3", rule: "a<=b/c" } };
    expect(runName(setting, 7, 12)).toBe("02-learning-rate=1e-3-rule=a_=b_c-seed=7");
    expect(runName({ number: 1, values: {} }, 1, 1)).toBe("1-seed=1");
    // Disks count bytes, and a log is called the same with an ending.
    const long = runName({ number: 1, values: { rule: "나이<=".repeat(60) } }, 9_007_199_254_740_990, 10_000);
    expect(Buffer.byteLength(`${long}.log`)).toBeLessThan(255);
    expect(long).toMatch(/^00001-rule=나이_=나이_=[나이_=]+-seed=9007199254740990$/);
  });
});

describe("drawn settings", () => {
  const tried = {
    grid: { loss: ["hinge", "minimax", "non-saturating"] },
    ranges: { "learning-rate": range("learning-rate", "1e-4..1e-2,log"), batch: range("batch", "16..64") },
    seed: 3,
  };

  it("follow from the seed, and a longer draw begins with a shorter one", async () => {
    const twenty = await valuesOf({ ...tried, random: 20 });
    expect(await valuesOf({ ...tried, random: 20 })).toEqual(twenty);
    expect(await valuesOf({ ...tried, random: 5 })).toEqual(twenty.slice(0, 5));
    expect(await valuesOf({ ...tried, random: 20, seed: 4 })).not.toEqual(twenty);
  });

  it("lie in their ranges: whole where the option is, by factors where asked, every value of a list as often", async () => {
    const drawn = await valuesOf({ ...tried, random: 600 });
    const rates = drawn.map((values) => Number(values["learning-rate"]));
    const batches = drawn.map((values) => Number(values.batch));
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(1e-4);
    expect(Math.max(...rates)).toBeLessThanOrEqual(1e-2);
    // Half of the factors lie below the geometric middle; of differences it would be a tenth.
    const below = rates.filter((rate) => rate < 1e-3).length;
    expect(Math.abs(below - 300)).toBeLessThan(60);
    expect(batches.every((batch) => Number.isInteger(batch) && batch >= 16 && batch <= 64)).toBe(true);
    expect(new Set(batches).size).toBeGreaterThan(45);
    for (const loss of tried.grid.loss) {
      expect(Math.abs(drawn.filter((values) => values.loss === loss).length - 200)).toBeLessThan(60);
    }
    expect(new Set(drawn.map((values) => JSON.stringify(values))).size).toBe(600);
  });

  it("are refused where there are not so many that differ", async () => {
    const few = { grid: {}, ranges: { batch: range("batch", "16..18") }, seed: 1 };
    expect((await valuesOf({ ...few, random: 3 })).map(({ batch }) => Number(batch)).sort((a, b) => a - b)).toEqual([
      16, 17, 18,
    ]);
    await expect(settingsOf({ ...few, random: 4 })).rejects.toThrow("expected 4 that differ, but got 3 in 400 draws");
  });
});

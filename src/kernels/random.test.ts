import { describe, expect, it } from "vitest";
import { openRandom } from "./random.ts";
import { streamIds } from "./streams.ts";

const COUNT = 50_000;
const many = (draw: () => number): number[] => Array.from({ length: COUNT }, draw);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("random numbers one at a time", () => {
  it("are uniform between 0 and 1, beyond the end of a pool too", async () => {
    const { uniform } = await openRandom(3, "evaluation");
    const sorted = many(uniform).sort((a, b) => a - b);
    // Kolmogorov's distance: 1.95/√n is exceeded once in a thousand times.
    const distance = Math.max(...sorted.map((value, i) => Math.abs(value - (i + 0.5) / COUNT)));
    expect(distance).toBeLessThan(1.95 / Math.sqrt(COUNT));
    expect(new Set(sorted).size).toBeGreaterThan(COUNT - 5);
    expect(sorted[0]).toBeGreaterThan(0);
    expect(sorted.at(-1)).toBeLessThan(1);
  });

  it("below a count are each of them alike", async () => {
    const { below } = await openRandom(4, "evaluation");
    const counts = new Array<number>(5).fill(0);
    for (const value of many(() => below(5))) counts[value]! += 1;
    for (const count of counts) expect(Math.abs(count / COUNT - 0.2)).toBeLessThan(5 * Math.sqrt(0.16 / COUNT));
  });

  it("of a normal distribution have its moments", async () => {
    const { normal } = await openRandom(5, "evaluation");
    const values = many(normal);
    expect(Math.abs(mean(values))).toBeLessThan(5 / Math.sqrt(COUNT));
    expect(mean(values.map((value) => value ** 2))).toBeCloseTo(1, 1);
    expect(mean(values.map((value) => value ** 4))).toBeGreaterThan(2.8);
  });

  it("are the same for the same seed, whatever else is drawn between them, and others for another", async () => {
    const first = await openRandom(6, "evaluation", 1);
    const second = await openRandom(6, "evaluation", 1);
    const values = Array.from({ length: 10 }, first.uniform);
    const again = Array.from({ length: 10 }, () => {
      second.normal();
      return second.uniform();
    });
    expect(again).toEqual(values);
    const other = await openRandom(6, "evaluation", 2);
    expect(Array.from({ length: 10 }, other.uniform)).not.toEqual(values);
  });
});

describe("streams", () => {
  it("have a number each, so that none repeats another", () => {
    const ids = Object.values(streamIds);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

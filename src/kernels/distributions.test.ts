import { describe, expect, it } from "vitest";
import { type Distribution, draw } from "./distributions.ts";
import { bytesFor, createKernels } from "./kernels.ts";
import { LEAD, openStream } from "./streams.ts";

const COUNT = 60_000;
const kernels = await createKernels(bytesFor(new Array(8).fill(COUNT + LEAD)));
const drawn = (distribution: Distribution): Float32Array => {
  const to = kernels.allocate(COUNT);
  draw(distribution, openStream(kernels, 5, "evaluation"), to);
  return to.data;
};

describe("a draw", () => {
  it.each<[Distribution, number, number]>([
    [{ kind: "normal", mean: 3, deviation: 2 }, 3, 2],
    [{ kind: "uniform", from: -1, width: 4 }, 1, 4 / Math.sqrt(12)],
    [{ kind: "mask", keep: 0.3 }, 0.3, Math.sqrt(0.21)],
    [{ kind: "integers", below: 7 }, 3, 2],
  ])("%j has its mean and deviation", (distribution, mean, deviation) => {
    const values = drawn(distribution);
    const of = values.reduce((sum, value) => sum + value, 0) / COUNT;
    const scatter = Math.sqrt(values.reduce((sum, value) => sum + (value - of) ** 2, 0) / COUNT);
    // Five standard errors.
    expect(Math.abs(of - mean)).toBeLessThan((5 * deviation) / Math.sqrt(COUNT));
    expect(Math.abs(scatter / deviation - 1)).toBeLessThan(0.02);
  });

  it("of integers is each of them alike, and no other", () => {
    const counts = new Map<number, number>();
    for (const value of drawn({ kind: "integers", below: 7 })) counts.set(value, (counts.get(value) ?? 0) + 1);
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    for (const count of counts.values()) expect(Math.abs(count - COUNT / 7)).toBeLessThan(5 * Math.sqrt(COUNT / 7));
  });

  it("of integers for some rows is that of the whole", () => {
    const below: Distribution = { kind: "integers", below: 1000 };
    const all = kernels.allocate(20);
    draw(below, openStream(kernels, 5, "evaluation"), all);
    const place = kernels.allocate(LEAD + 6);
    const some = { pointer: place.pointer + 4 * LEAD, data: place.data.subarray(LEAD) };
    draw(below, openStream(kernels, 5, "evaluation"), some, { of: 20, pieces: [{ from: 7, count: 6 }] });
    expect([...some.data]).toEqual([...all.data.subarray(7, 13)]);
  });
});

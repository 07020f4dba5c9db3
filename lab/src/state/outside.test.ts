import { expect, it } from "vitest";
import { samplesOutside } from "./outside.ts";

const square = { low: [-1, 1], high: [1, 3], bins: [8, 8] };

it("counts the samples outside the plot, and tells how far out one would have to go", () => {
  const samples = Float32Array.of(0, 2, 0.9, 2.9, 5, 2, 0, -1);
  expect(samplesOutside(samples, square)).toEqual({ count: 2, of: 4, reach: 5 });
});

it("goes nowhere for samples that are no numbers, and knows none without a plot", () => {
  const samples = Float32Array.of(0, Number.POSITIVE_INFINITY, 0, 2);
  expect(samplesOutside(samples, square)).toEqual({ count: 1, of: 2, reach: 1 });
  expect(samplesOutside(samples, null)).toEqual({ count: 0, of: 0, reach: 1 });
});

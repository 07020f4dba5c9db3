import { expect, it } from "vitest";
import { tableScores } from "./table.ts";

const columns = [
  { name: "a", center: 100, scale: 10 },
  { name: "b", center: 0, scale: 2 },
];

it("compares means and deviations in the data's units, and correlations", () => {
  // Real: b = a. Generated: b = −a, a shifted by one deviation and half as wide.
  const real = Float32Array.of(-1, -1, 1, 1);
  const generated = Float32Array.of(0.5, 0.5, 1.5, -0.5);
  const { columns: scores, correlation } = tableScores(columns, real, generated);
  expect(scores).toEqual([
    { name: "a", meanReal: 100, meanGenerated: 110, deviationReal: 10, deviationGenerated: 5 },
    { name: "b", meanReal: 0, meanGenerated: 0, deviationReal: 2, deviationGenerated: 1 },
  ]);
  expect(correlation?.difference).toBeCloseTo(2, 12);
  expect(correlation?.between).toEqual(["a", "b"]);
});

it("counts a generated column without variation as wholly wrong", () => {
  const constant = tableScores(columns, Float32Array.of(-1, -1, 1, 1), Float32Array.of(0, -1, 0, 1));
  expect(constant.correlation?.difference).toBe(2);
});

it("has no correlation for one column", () => {
  const scores = tableScores(columns.slice(0, 1), Float32Array.of(-1, 1), Float32Array.of(0, 1));
  expect(scores.correlation).toBeNull();
});

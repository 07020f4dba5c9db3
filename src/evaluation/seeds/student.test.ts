import { describe, expect, it } from "vitest";
import { incompleteBeta, pairedPower, studentQuantile, studentTails } from "./student.ts";

describe("Student's t", () => {
  it("has closed forms of one and of two degrees of freedom", () => {
    for (const t of [0.01, 0.5, 1, 4, 60, 1e4]) {
      // Cauchy's distribution, and 1 − t/√(t² + 2).
      expect(studentTails(t, 1)).toBeCloseTo((2 / Math.PI) * Math.atan(1 / t), 13);
      expect(studentTails(t, 2)).toBeCloseTo(1 - t / Math.sqrt(t * t + 2), 13);
    }
    expect(studentTails(0, 5)).toBe(1);
    expect(studentTails(Number.POSITIVE_INFINITY, 5)).toBe(0);
  });

  it.each([
    // scipy.special.betainc(a, b, x) of SciPy 1.16.
    [0.3, 2.5, 0.5, 0.018927124071945658],
    [0.99, 50, 0.5, 0.3173043978741973],
    [0.8, 0.5, 0.5, 0.7048327646991335],
  ])("rests on I_x(a, b) as SciPy has it: x %d, a %d, b %d", (x, a, b, value) => {
    expect(incompleteBeta(x, a, b) / value).toBeCloseTo(1, 12);
    expect(incompleteBeta(1 - x, b, a)).toBeCloseTo(1 - value, 12);
  });

  it.each([
    // 2 * scipy.stats.t.sf(t, ν).
    [3.5, 7, 0.009993040881885549],
    [0.3, 29, 0.7663170933289678],
    [60, 2, 0.00027766209059467876],
    [4, 199, 8.927655875682524e-5],
  ])("has the tails of SciPy: t %d with %d degrees of freedom", (t, freedom, tails) => {
    expect(studentTails(t, freedom) / tails).toBeCloseTo(1, 10);
    expect(studentQuantile(tails, freedom) / t).toBeCloseTo(1, 10);
  });

  it.each([
    // statsmodels.stats.power.TTestPower().power(effect, pairs, level) of statsmodels 0.14.
    [0.5, 20, 0.05, 0.5645044184390203],
    [2, 3, 0.05, 0.4707494312784346],
    [1, 5, 0.05 / 3, 0.19088801533926908],
    [3, 2, 0.05, 0.26077071422910936],
    [0.2, 200, 0.05, 0.8036666605857853],
  ])(
    "finds a difference of %d deviations of %d pairs at level %d as often as statsmodels says",
    (effect, pairs, level, power) => {
      expect(pairedPower(effect, pairs, level)).toBeCloseTo(power, 6);
      expect(pairedPower(-effect, pairs, level)).toBeCloseTo(power, 6);
      // Where there is no difference, one is found as often as the level says.
      expect(pairedPower(0, pairs, level)).toBeCloseTo(level, 6);
    },
  );
});

import { describe, expect, it } from "vitest";
import { PLACES, placeOf, sliderOf, stepOf, valueAt } from "./sliders.ts";

describe("sliders of numbers", () => {
  it("go by factors for learning rates, from 0.00001 to 0.1", () => {
    const rate = sliderOf("learningRate");
    if (!rate) throw new Error("Learning rates have no slider.");
    expect(valueAt(rate, 0, false)).toBe(1e-5);
    expect(valueAt(rate, PLACES / 2, false)).toBe(0.001);
    expect(valueAt(rate, PLACES, false)).toBe(0.1);
    expect(placeOf(rate, 0.001)).toBe(PLACES / 2);
  });

  it("come back to the place that their value was chosen at", () => {
    for (const key of ["learningRate", "r1", "beta1", "average"] as const) {
      const slider = sliderOf(key);
      if (!slider) throw new Error(`${key} has no slider.`);
      for (let place = 0; place <= PLACES; place += 5) {
        expect(Math.abs(placeOf(slider, valueAt(slider, place, false)) - place)).toBeLessThanOrEqual(1);
      }
    }
  });

  it("stand at their end where a value lies outside, and give whole numbers to integers", () => {
    expect(placeOf({ from: 1, to: 10 }, 1000)).toBe(PLACES);
    expect(valueAt({ from: 1, to: 10 }, 33, true)).toBe(4);
  });

  it("step a number field by the size of its value", () => {
    expect(stepOf(0.0005, false)).toBeCloseTo(0.0001);
    expect(stepOf(64, true)).toBe(1);
  });
});

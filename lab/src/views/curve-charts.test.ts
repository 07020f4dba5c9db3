import { describe, expect, it } from "vitest";
import { tickTexts } from "./curve-charts.ts";

describe("numbers of an axis", () => {
  it("have as many digits as tell them apart", () => {
    expect(tickTexts([-1.3868, -1.3866, -1.3864])).toEqual(["−1.3868", "−1.3866", "−1.3864"]);
    expect(tickTexts([0.000111, 0.000112])).toEqual(["1.11e−4", "1.12e−4"]);
    expect(tickTexts([-1e19, 0, 1.5e19, 2e19])).toEqual(["−1e19", "0", "1.5e19", "2e19"]);
    expect(tickTexts([0, 0.5, 1])).toEqual(["0", "0.5", "1"]);
  });

  it("stay empty where an axis has none", () => {
    expect(tickTexts([null, 2, null])).toEqual(["", "2", ""]);
  });
});

import { describe, expect, it } from "vitest";
import { numberText } from "./number-form.ts";

describe("the text of a number with decimals", () => {
  it.each([
    [981361849.2326187, 10, true, "981361849.2326187000"],
    [981361849.2326187, 10, false, "981361849.2326187"],
    [-0.004, 2, true, "0.00"],
    [1.5, 2, true, "1.50"],
    [1.005, 2, true, "1.00"],
    [12, 2, true, "12.00"],
    [1e-7, 7, true, "0.0000001"],
  ])("%d with %d (padded %s) has no digits beyond those of a float64", (value, decimals, padded, text) => {
    expect(numberText({ form: padded ? { decimals, padded } : { decimals } }, value)).toBe(text);
  });
});

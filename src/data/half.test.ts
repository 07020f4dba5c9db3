import { describe, expect, it } from "vitest";
import { fromHalf, toHalf } from "./half.ts";

describe("float16", () => {
  it("comes back from its bits, all 65,536 of them", () => {
    for (let half = 0; half < 65_536; half++) {
      const value = fromHalf(half);
      if (Number.isNaN(value)) expect(Number.isNaN(fromHalf(toHalf(value)))).toBe(true);
      else if (toHalf(value) !== half) throw new Error(`${half} is ${value}, which is ${toHalf(value)}`);
    }
  });

  it("is the nearest one to any number, and of two equally near ones the even one", () => {
    // Every pair of neighbours: a little below the middle, the middle, a little above.
    for (let half = 0; half < 0x7bff; half++) {
      const [low, high] = [fromHalf(half), fromHalf(half + 1)];
      const middle = (low + high) / 2;
      const found = [middle - (high - low) / 64, middle, middle + (high - low) / 64].map(toHalf);
      const expected = [half, half % 2 === 0 ? half : half + 1, half + 1];
      if (String(found) !== String(expected)) throw new Error(`${middle}: ${String(found)}, not ${String(expected)}`);
    }
  });

  it("ends where IEEE 754 says", () => {
    expect([65_504, 65_519, 65_520, -1e9].map((value) => fromHalf(toHalf(value)))).toEqual([
      65_504,
      65_504,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
    expect(Object.is(fromHalf(toHalf(-1e-9)), -0)).toBe(true);
  });
});

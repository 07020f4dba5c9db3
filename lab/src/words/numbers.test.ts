import { describe, expect, it } from "vitest";
import { rough } from "./numbers.ts";

describe("numbers in sentences", () => {
  it("have two digits, and powers of ten from a million on", () => {
    expect([0.0123, 1.26, 340, 340_000].map(rough)).toEqual(["0.012", "1.3", "340", "340000"]);
    expect(rough(2.34e13)).toBe("2.3·10¹³");
    expect(rough(Number.POSITIVE_INFINITY)).toBe("Infinity");
  });
});

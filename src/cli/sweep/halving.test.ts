import { describe, expect, it } from "vitest";
import { promoted, rungsOf } from "./halving.ts";

describe("successive halving", () => {
  it("gives a third of the settings three times the steps, until one has all of them", () => {
    expect(rungsOf(27, 8100, 3)).toEqual([
      { settings: 27, steps: 300 },
      { settings: 9, steps: 900 },
      { settings: 3, steps: 2700 },
      { settings: 1, steps: 8100 },
    ]);
    expect(rungsOf(10, 1000, 3)).toEqual([
      { settings: 10, steps: 111 },
      { settings: 3, steps: 333 },
      { settings: 1, steps: 1000 },
    ]);
    expect(rungsOf(5, 8, 2).map(({ settings, steps }) => [settings, steps])).toEqual([
      [5, 2],
      [2, 4],
      [1, 8],
    ]);
  });

  it("is refused where there is nothing to halve", () => {
    expect(() => rungsOf(2, 1000, 3)).toThrow(
      "reading option --halving: expected at least 3 settings, of which one in 3 goes on, but got 2.",
    );
    expect(() => rungsOf(27, 20, 3)).toThrow("expected at least 27 steps for 4 rungs, but got 20");
  });

  it("promotes the best means, failed seeds behind whole ones, and never what has no score", () => {
    const scores = [
      [0.5, 0.5],
      [0.9, null],
      [0.7, 0.8],
      [null, null],
      [0.1, 0.2],
    ];
    expect(promoted(scores, 2, "higher")).toEqual([0, 2]);
    expect(promoted(scores, 2, "lower")).toEqual([0, 4]);
    expect(promoted(scores, 4, "higher")).toEqual([0, 1, 2, 4]);
    expect(promoted(scores, 5, "higher")).toEqual([0, 1, 2, 4]);
    // Equal means go on in the order of the settings, whatever was done first.
    expect(promoted([[1], [1], [1]], 1, "lower")).toEqual([0]);
  });
});

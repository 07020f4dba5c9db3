import { describe, expect, it } from "vitest";
import { classModes } from "./class-modes.ts";

const digits = { classes: 10, channels: 3 };
/** Every combination once. */
const every = Array.from({ length: 1000 }, (_, i) => [Math.floor(i / 100), Math.floor(i / 10) % 10, i % 10]);

describe("modes of stacks", () => {
  it("that are equally frequent are all there, with a divergence of 0", () => {
    const { modes, of, reverseKl } = classModes(Uint8Array.from([...every, ...every].flat()), digits);
    expect([modes, of]).toEqual([1000, 1000]);
    expect(reverseKl).toBeCloseTo(0, 12);
  });

  it("of which there is one only give log 1000", () => {
    const { modes, reverseKl } = classModes(Uint8Array.from(Array(50).fill([7, 0, 7]).flat()), digits);
    expect(modes).toBe(1);
    expect(reverseKl).toBeCloseTo(Math.log(1000), 12);
  });

  it("of which half are missing give log 2", () => {
    const { modes, reverseKl } = classModes(every.filter(([first = 0]) => first < 5).flat(), digits);
    expect(modes).toBe(500);
    expect(reverseKl).toBeCloseTo(Math.log(2), 12);
  });

  it("are told apart by the order of the channels, and there may be other numbers of classes and channels", () => {
    expect(classModes([0, 1, 1, 0], { classes: 2, channels: 2 })).toMatchObject({ modes: 2, of: 4 });
    expect(classModes([0, 1, 1, 0], { classes: 5, channels: 1 })).toMatchObject({ modes: 2, of: 5 });
  });

  it.each([
    [[], "3 classes for each sample, one sample at least, but got 0 classes"],
    [[1, 2], "but got 2 classes"],
    [[1, 2, 10], "classes from 0 to 9, but got 10"],
    [[1, 2, Number.NaN], "but got NaN"],
  ])("are not counted in %j", (read, message) => {
    expect(() => classModes(read, digits)).toThrow(message);
  });
});

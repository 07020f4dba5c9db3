import { describe, expect, it } from "vitest";
import { imageBytes, layCells, lookOf, planeSpans, spanOf } from "./draw-examples.ts";

describe("images as bytes", () => {
  it("are grey where there is one channel", () => {
    expect([...imageBytes([1, 1, 3], "symmetric", Float32Array.of(-1, 0, 1))]).toEqual([
      ...[0, 0, 0, 255],
      ...[128, 128, 128, 255],
      ...[255, 255, 255, 255],
    ]);
  });

  it("have their channels one after the other in the file, and side by side on the screen", () => {
    const [red, green, blue] = [
      [-1, 1],
      [0, 1],
      [1, -1],
    ] as const;
    expect([...imageBytes([3, 1, 2], "symmetric", Float32Array.of(...red, ...green, ...blue))]).toEqual([
      ...[0, 128, 255, 255],
      ...[255, 255, 0, 255],
    ]);
  });

  it("stay as they are where they are bytes already", () => {
    const all = Float32Array.from({ length: 256 }, (_, i) => i);
    const pixels = imageBytes([1, 16, 16], "bytes", all);
    expect(Array.from({ length: 256 }, (_, i) => pixels[4 * i])).toEqual([...all]);
  });

  it("are cut to what a screen has", () => {
    const bytes = imageBytes([1, 1, 2], "symmetric", Float32Array.of(-3, 1.5));
    expect([bytes[0], bytes[4]]).toEqual([0, 255]);
  });

  it("come one below the other, and a part of one is none", () => {
    const bytes = imageBytes([1, 1, 2], "symmetric", Float32Array.of(-1, -1, 1, 1, 0));
    expect([bytes.length, bytes[0], bytes[8]]).toEqual([16, 0, 255]);
  });
});

describe("the place of images", () => {
  it("is at whole multiples of their size, in rows that are full if they can be", () => {
    expect(layCells([1, 28, 28], 64, 360, 56)).toEqual({ columns: 4, width: 56, height: 56, total: 16 * 60 });
    expect(layCells([1, 28, 28], 61, 360, 56)).toMatchObject({ columns: 6, total: 11 * 60 });
  });

  it("is smaller than they are where they are large", () => {
    expect(layCells([3, 512, 256], 4, 400, 56)).toMatchObject({ columns: 4, width: 48, height: 96 });
    expect(layCells([3, 64, 64], 1, 400, 56)).toMatchObject({ width: 64 });
  });

  it("is no wider than the room", () => {
    expect(layCells([3, 10, 50], 2, 40, 56)).toEqual({ columns: 1, width: 40, height: 8, total: 24 });
  });
});

describe("scales", () => {
  it("leave room around the values, also where they are all the same", () => {
    expect(spanOf(Float32Array.of(0, 10))).toEqual([-1, 11]);
    const [low, high] = spanOf(Float32Array.of(5, 5));
    expect(low).toBeLessThan(5);
    expect(high).toBeGreaterThan(5);
    expect(spanOf(new Float32Array()).every(Number.isFinite)).toBe(true);
  });

  it("are equal for points without units", () => {
    const [x, y] = planeSpans(Float32Array.of(0, 0, 10, 1), true);
    expect(x).toEqual([-1, 11]);
    expect(y[1] - y[0]).toBeCloseTo(12);
    expect((y[0] + y[1]) / 2).toBeCloseTo(0.5);
  });
});

it.each([
  [[1, 28, 28], "images"],
  [[1], "line"],
  [[2], "plane"],
  [[5], "table"],
  [[4, 4], "table"],
] as const)("examples of shape %o are shown as %s", (shape, look) => {
  expect(lookOf({ shape })).toBe(look);
});

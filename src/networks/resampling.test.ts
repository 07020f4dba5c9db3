import { describe, expect, it } from "vitest";
import { compile } from "../onnx/runtime.ts";
import { square } from "../tensor/composed.ts";
import { gradient } from "../tensor/gradient.ts";
import { graph } from "../tensor/graph.ts";
import { max, mean, mul, resizeNearest, sum } from "../tensor/operations.ts";
import { interpret } from "../tensor/reference.ts";
import { input, type Tensor } from "../tensor/tensor.ts";
import { type LayerPlan, outsideTraining, sequential } from "./network.ts";
import { pooling, type ResamplingOptions, resampling } from "./resampling.ts";

const nothing = outsideTraining((name) => input(name, []));
const shape = [2, 4, 6] as const;
const x = input("x", [3, ...shape]);
const pixels = Array.from({ length: 3 * 48 }, (_, i) => Math.sin(12.9898 * (i + 1)));
const applied = (plan: LayerPlan, to: Tensor = x): Tensor =>
  sequential("R", to.shape.slice(1), [plan]).apply(to, nothing);

async function computed(y: Tensor): Promise<Float32Array> {
  const program = await compile(graph("layer", { y }));
  const result = await program.run({ x: Float32Array.from(pixels) });
  await program.release();
  return result.y as Float32Array;
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual).toHaveLength(expected.length);
  for (let i = 0; i < expected.length; i++) expect(actual[i]).toBeCloseTo(expected[i] as number, 5);
}

/** Pixel (row, column) of an image of one channel, by any rule. */
const image = (rows: number, columns: number, rule: (row: number, column: number) => number): number[] =>
  Array.from({ length: rows * columns }, (_, i) => rule(Math.floor(i / columns), i % columns));

/** Linear interpolation at pixel centres, the image going on as at its edge. */
function bilinear(from: readonly number[], rows: number, columns: number): number[] {
  const clamp = (i: number, count: number) => Math.min(count - 1, Math.max(0, i));
  const at = (r: number, c: number): number => from[clamp(r, rows) * columns + clamp(c, columns)] as number;
  return image(2 * rows, 2 * columns, (row, column) => {
    const [r, c] = [(row - 0.5) / 2, (column - 0.5) / 2];
    const [top, left] = [Math.floor(r), Math.floor(c)];
    const [v, w] = [r - top, c - left];
    return (
      (1 - v) * ((1 - w) * at(top, left) + w * at(top, left + 1)) +
      v * ((1 - w) * at(top + 1, left) + w * at(top + 1, left + 1))
    );
  });
}

describe("pooling", () => {
  it.each(["average", "max"] as const)("takes the %s of windows, on any number of examples", async (kind) => {
    const y = applied(pooling(kind, [2, 3]));
    expect(y.shape).toEqual([3, 2, 2, 2]);
    const expected: number[] = [];
    for (let plane = 0; plane < 6; plane++)
      for (const row of [0, 2])
        for (const column of [0, 3]) {
          const window = [0, 1].flatMap((r) =>
            [0, 1, 2].map((c) => pixels[plane * 24 + (row + r) * 6 + column + c] as number),
          );
          expected.push(kind === "max" ? Math.max(...window) : window.reduce((a, b) => a + b, 0) / 6);
        }
    expectClose(await computed(y), expected);
    expect(sequential("R", shape, [pooling(kind, 2)]).mixesBatch).toBe(false);
  });

  it("takes the whole image if no window is given", () => {
    const whole = applied(pooling("max"));
    expect(whole.shape).toEqual([3, 2, 1, 1]);
    const { y, expected } = interpret({ y: whole, expected: max(x, { axes: [2, 3] }) }, { x: pixels });
    expect([...(y as Float64Array)]).toEqual([...(expected as Float64Array)]);
  });

  it("lets gradients through, twice", async () => {
    const energy = sum(square(applied(pooling("max", 2))));
    const [slope] = gradient(energy, [x]) as [Tensor];
    const [bend] = gradient(sum(square(slope)), [x]) as [Tensor];
    // The largest of each window has slope 2x, and the square of that 8x.
    const { slope: first, bend: second } = interpret({ slope, bend }, { x: pixels });
    expectClose(
      second as Float64Array,
      Array.from(first as Float64Array, (value) => 4 * value),
    );
    expect([...(first as Float64Array)].filter((value) => value !== 0)).toHaveLength(36);
    expectClose(await computed(bend), second as Float64Array);
  });

  it("refuses images that windows do not fill", () => {
    expect(() => applied(pooling("average", 4))).toThrow(
      "building R/average pool 1: expected images whose sides are multiples of 4×4, but got 4×6.",
    );
  });
});

describe("resampling with a fixed filter", () => {
  it("repeats pixels with [1, 1]", async () => {
    const y = applied(resampling({ filter: [1, 1], up: 2 }));
    expectClose(await computed(y), interpret({ y: resizeNearest(x, 2) }, { x: pixels }).y as Float64Array);
  });

  it("is bilinear with [1, 3, 3, 1], at the edges too if these take the mean of what there is", async () => {
    const y = applied(resampling({ filter: [1, 3, 3, 1], up: 2, edges: "mean" }));
    const planes = Array.from({ length: 6 }, (_, i) => bilinear(pixels.slice(24 * i, 24 * (i + 1)), 4, 6));
    expectClose(await computed(y), planes.flat());
  });

  it("averages windows with [1, 1] when it shrinks", async () => {
    const y = applied(resampling({ filter: [1, 1], down: 2 }));
    const expected = interpret({ y: applied(pooling("average", 2)) }, { x: pixels }).y as Float64Array;
    expectClose(await computed(y), expected);
  });

  it("weighs what lies around a pixel with [1, 2, 1], and counts what lies beyond the image as zero", () => {
    const { y } = interpret(
      { y: applied(resampling({ filter: [1, 2, 1] }), input("x", [1, 1, 3, 3])) },
      {
        x: [1, 0, 0, 0, 16, 0, 0, 0, 0],
      },
    );
    const corner = (4 * 1 + 16) / 16;
    expect([...(y as Float64Array)]).toEqual([corner, 2 + 2 / 16, 1, 2 + 2 / 16, 4 + 1 / 16, 2, 1, 2, 1]);
  });

  it.each<ResamplingOptions>([
    { filter: [1, 3, 3, 1], up: 2 },
    { filter: [1, 3, 3, 1], down: 2 },
    { filter: [1, 4, 6, 4, 1] },
    { filter: [0.2, 5, 0.2], down: 3 },
    { filter: [1, 2, 3, 2, 1], up: 3 },
  ])("keeps an even image even with %j, but for edges that are zero", (options) => {
    const y = (edges: "zero" | "mean", size: number) =>
      interpret(
        { y: applied(resampling({ ...options, edges }), input("x", [1, 1, size, size])) },
        {
          x: new Array(size ** 2).fill(5),
        },
      ).y as Float64Array;
    for (const value of y("mean", 6)) expect(value).toBeCloseTo(5, 5);
    const { length } = y("zero", 12);
    const side = Math.sqrt(length);
    const middle = y("zero", 12)[Math.floor(side / 2) * side + Math.floor(side / 2)];
    expect(middle).toBeCloseTo(5, 5);
  });

  it("has its transpose as gradient, which has one in turn", async () => {
    const y = applied(resampling({ filter: [1, 3, 3, 1], down: 2 }));
    const [slope] = gradient(mean(square(y)), [x]) as [Tensor];
    const [bend] = gradient(sum(mul(slope, slope)), [x]) as [Tensor];
    expectClose(await computed(bend), interpret({ bend }, { x: pixels }).bend as Float64Array);
    // ⟨s, y⟩ = ⟨Aᵀs, x⟩ with s = 2y/n.
    const { left, right } = interpret({ left: mul(2, mean(square(y))), right: sum(mul(slope, x)) }, { x: pixels });
    expect(left?.[0]).toBeCloseTo(right?.[0] as number, 8);
  });

  it("refuses filters that would move the image, and sides that do not divide", () => {
    expect(() => applied(resampling({ filter: [1, 3, 3, 1] }))).toThrow(
      "building R/resample 1: expected taps whose sum is above 0, 1, 3, 5 … in number, so that the image stays in its place, but got [1, 3, 3, 1].",
    );
    expect(() => applied(resampling({ filter: [1, -1], down: 2 }))).toThrow("expected taps whose sum is above 0");
    expect(() => applied(resampling({ filter: [1, 2, 1], down: 3 }))).toThrow(
      "building R/resample 1: expected images whose sides are multiples of 3, but got 4×6.",
    );
    expect(() => applied(resampling({ filter: [1, 1], up: 2, down: 2 }))).toThrow(
      "expected to enlarge or to shrink by an integer, but got up 2 and down 2.",
    );
  });
});

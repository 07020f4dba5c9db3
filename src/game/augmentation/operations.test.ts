import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { Distribution } from "../../kernels/distributions.ts";
import { compile } from "../../onnx/runtime.ts";
import { graph } from "../../tensor/graph.ts";
import { interpret } from "../../tensor/reference.ts";
import { type Shape, sizeOf } from "../../tensor/shape.ts";
import { input } from "../../tensor/tensor.ts";
import type { Draw } from "../objective.ts";
import { augment } from "./augment.ts";
import { augmentationHelp, isAugmentation, nearestAugmentation, operationNames, planOf } from "./operations.ts";

/** An image as a function of channel, row and column. */
type Image = (channel: number, row: number, column: number) => number;
/** Numbers by the kind of their distribution, for one example: those of `uniform` begin with the chance of each operation. */
type Numbers = Partial<Record<Distribution["kind"], readonly number[]>>;

const listed = ([channels = 1, height = 1, width = 1]: Shape, image: Image): number[] =>
  Array.from({ length: channels * height * width }, (_, i) =>
    image(Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width),
  );

/** Pixels of no pattern in [−1, 1]. */
const any: Image = (channel, row, column) => Math.sin(12.9898 * (1 + channel) + 78.233 * row + 37.719 * column);

const NEVER = 0.999;

/**
 * An image beside its augmentation by numbers that are given, at p = 1/2; as second example the same image, which chance spares.
 */
function seen(names: readonly string[], shape: Shape, image: Image, numbers: Numbers, noise = 0.1) {
  const draws: Draw[] = [];
  const x = input("x", [2, ...shape]);
  const { operations } = planOf(names, shape);
  const y = augment(x, { operations, noise }, "x", input("p", []), (draw) => {
    draws.push(draw);
    return input(draw.name, draw.shape);
  });
  const values: Record<string, number[]> = { x: [...listed(shape, image), ...listed(shape, image)], p: [0.5] };
  const used: Partial<Record<Distribution["kind"], number>> = {};
  for (const { name, shape: of, distribution } of draws) {
    const { kind } = distribution;
    const length = sizeOf(of) / 2;
    const from = used[kind] ?? 0;
    // A field of noise: some pattern.
    const field = length > 16 ? Array.from({ length }, (_, i) => Math.cos(i)) : undefined;
    const mine = field ?? (numbers[kind] ?? []).slice(from, from + length);
    if (mine.length < length) throw new Error(`${name} wants ${length} numbers of ${kind}`);
    if (!field) used[kind] = from + length;
    // The chances come first.
    const spared = mine.map((value, i) => (kind === "uniform" && from === 0 && i < operations.length ? NEVER : value));
    values[name] = [...mine, ...spared];
  }
  const { found = new Float64Array() } = interpret({ found: y }, values);
  const size = sizeOf(shape);
  return {
    augmented: [...found.slice(0, size)],
    spared: [...found.slice(size)],
    original: listed(shape, image),
    y,
    values,
  };
}

/** Constants of a graph are float32. */
const close = (actual: readonly number[], expected: readonly number[], digits = 6): void => {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => expect(value, `number ${i}`).toBeCloseTo(expected[i] ?? Number.NaN, digits));
};

const shape: Shape = [3, 8, 8];
const within = (value: number, side = 8): number => Math.max(0, Math.min(side - 1, value));
/** Bilinear, edges repeated: the plain way. */
const between =
  (image: Image, height = 8, width = 8) =>
  (channel: number, row: number, column: number): number => {
    const [i, j] = [within(row, height), within(column, width)];
    const [top, left] = [Math.min(Math.floor(i), height - 2), Math.min(Math.floor(j), width - 2)];
    const [f, g] = [i - top, j - left];
    const at = (down: number, across: number) => image(channel, top + down, left + across);
    return (1 - f) * ((1 - g) * at(0, 0) + g * at(0, 1)) + f * ((1 - g) * at(1, 0) + g * at(1, 1));
  };

const ON = 0.1;

/** What each operation makes of an image by given numbers, written as plain loops. */
const cases: readonly [name: string, of: string, numbers: Numbers, expected: (image: Image) => Image][] = [
  ["flip", "a picture turned over", { uniform: [ON], mask: [1] }, (x) => (c, i, j) => x(c, i, 7 - j)],
  ["flip", "a picture left as it is", { uniform: [ON], mask: [0] }, (x) => x],
  ["rotate90", "no quarter", { uniform: [ON], integers: [0] }, (x) => x],
  ["rotate90", "one quarter to the left", { uniform: [ON], integers: [1] }, (x) => (c, i, j) => x(c, j, 7 - i)],
  ["rotate90", "half a turn", { uniform: [ON], integers: [2] }, (x) => (c, i, j) => x(c, 7 - i, 7 - j)],
  ["rotate90", "one quarter to the right", { uniform: [ON], integers: [3] }, (x) => (c, i, j) => x(c, 7 - j, i)],
  [
    "translation",
    "a pixel down and one to the left, edges repeated",
    { uniform: [ON], integers: [2, 0] },
    (x) => (c, i, j) => x(c, within(i - 1), within(j + 1)),
  ],
  [
    "scale",
    "twice the size",
    { uniform: [ON], normal: [5] },
    (x) => (c, i, j) => between(x)(c, 3.5 + (i - 3.5) / 2, 3.5 + (j - 3.5) / 2),
  ],
  [
    "stretch",
    "half the height and twice the width",
    { uniform: [ON], normal: [5] },
    (x) => (c, i, j) => between(x)(c, 3.5 + (i - 3.5) * 2, 3.5 + (j - 3.5) / 2),
  ],
  [
    "shift",
    "0.3 pixels down and 1.7 to the left",
    { uniform: [ON], normal: [0.3, -1.7] },
    (x) => (c, i, j) => between(x)(c, i - 0.3, j + 1.7),
  ],
  ["rotation", "a quarter to the left", { uniform: [ON], normal: [0, 2] }, (x) => (c, i, j) => x(c, j, 7 - i)],
  ["rotation", "half a turn", { uniform: [ON], normal: [-3, 0] }, (x) => (c, i, j) => x(c, 7 - i, 7 - j)],
  ["rotation", "a quarter to the right", { uniform: [ON], normal: [0, -0.1] }, (x) => (c, i, j) => x(c, 7 - j, i)],
  ["brightness", "0.2·1.5 more", { uniform: [ON], normal: [1.5] }, (x) => (c, i, j) => x(c, i, j) + 0.3],
  ["contrast", "half of it", { uniform: [ON], normal: [-2] }, (x) => (c, i, j) => x(c, i, j) / 2],
  [
    "luma",
    "light for dark",
    { uniform: [ON], mask: [1] },
    (x) => (c, i, j) => x(c, i, j) - (2 / 3) * (x(0, i, j) + x(1, i, j) + x(2, i, j)),
  ],
  // A third of a turn about grey hands each channel on to the next.
  ["hue", "a third of a turn", { uniform: [ON], normal: [-1, Math.sqrt(3)] }, (x) => (c, i, j) => x((c + 2) % 3, i, j)],
  [
    "saturation",
    "four times as much",
    { uniform: [ON], normal: [2] },
    (x) => (c, i, j) => {
      const grey = (x(0, i, j) + x(1, i, j) + x(2, i, j)) / 3;
      return grey + 4 * (x(c, i, j) - grey);
    },
  ],
  [
    "noise",
    "of its own deviation",
    { uniform: [ON], normal: [-2] },
    (x) => (c, i, j) => x(c, i, j) + 0.1 * 2 * Math.cos((c * 8 + i) * 8 + j),
  ],
  [
    "cutout",
    "a box of half the sides",
    { uniform: [ON, 0.5, 0.1] },
    (x) => (c, i, j) => (i >= 2 && i < 6 && j < 3 ? 0 : x(c, i, j)),
  ],
];

describe.each(cases)("%s, %s", (name, _, numbers, expected) => {
  const { augmented, spared, original, y, values } = seen([name], shape, any, numbers);

  it("is what plain loops make of the image", () => {
    close(augmented, listed(shape, expected(any)));
  });

  it("leaves the image that chance spares, number for number", () => {
    expect(spared).toEqual(original);
  });

  it("computes the same on the runtime, and spares exactly there too", async () => {
    const program = await compile(graph("augment", { y }));
    const given = Object.entries(values).map(([key, list]) => [key, Float32Array.from(list)] as const);
    const { y: found = new Float32Array() } = await program.run(Object.fromEntries(given));
    await program.release();
    const size = sizeOf(shape);
    close([...found.slice(0, size)], augmented, 5);
    expect([...found.slice(size)]).toEqual([...Float32Array.from(original)]);
  });
});

it("every operation is tried", () => {
  expect([...new Set(cases.map(([name]) => name)), "color"].sort()).toEqual(operationNames.toSorted());
});

describe("a rotation by any angle", () => {
  /** A ramp is a ramp between pixels too, so three shears of it are the turn itself, as far as no edge is met. */
  const ramp: Image = (channel, row, column) => 0.02 * row - 0.03 * column + 0.1 * channel;
  const side = 32;

  it.each([10, 44, 60, 100, 179, 200, -30, -80, -130])("turns a ramp by %d° to the left", (degrees) => {
    const angle = (degrees * Math.PI) / 180;
    const normal = [2 * Math.cos(angle), 2 * Math.sin(angle)];
    const { augmented } = seen(["rotation"], [2, side, side], ramp, { uniform: [ON], normal });
    const turned: Image = (c, i, j) => {
      const [down, across] = [i - 15.5, j - 15.5];
      const row = Math.cos(angle) * down + Math.sin(angle) * across;
      return ramp(c, 15.5 + row, 15.5 - Math.sin(angle) * down + Math.cos(angle) * across);
    };
    const expected = listed([2, side, side], turned);
    const inner = (i: number): boolean => {
      const [row, column] = [Math.floor(i / side) % side, i % side];
      return Math.hypot(row - 15.5, column - 15.5) < 9;
    };
    const places = expected.map((_, i) => i).filter(inner);
    expect(places.length).toBeGreaterThan(400);
    close(
      places.map((i) => augmented[i] ?? Number.NaN),
      places.map((i) => expected[i] ?? Number.NaN),
    );
  });

  it("keeps odd sides about their middle pixel", () => {
    const dot: Image = (_, i, j) => (i === 7 && j === 7 ? 1 : 0);
    const { augmented } = seen(["rotation"], [1, 15, 15], dot, { uniform: [ON], normal: [1, 0.4] });
    expect(augmented[7 * 15 + 7]).toBe(1);
  });
});

describe("several operations", () => {
  it("add up: a mirrored picture moved by whole pixels and turned", () => {
    const numbers = { uniform: [ON, ON, ON], mask: [1], integers: [1, 2, 1] };
    const { augmented } = seen(["flip", "translation"], shape, any, { uniform: [ON, ON], mask: [1], integers: [2, 1] });
    close(
      augmented,
      listed(shape, (c, i, j) => any(c, within(i - 1), 7 - j)),
    );
    // Quarter turns first, then the mirror, then the move.
    const all = seen(["rotate90", "flip", "translation"], [3, 16, 16], any, { ...numbers, integers: [1, 2, 2] });
    expect(all.spared).toEqual(all.original);
  });

  it("two turns of quarters are their sum", () => {
    const numbers = { uniform: [ON, ON], integers: [3], normal: [0, -1] };
    close(
      seen(["rotate90", "rotation"], shape, any, numbers).augmented,
      listed(shape, (c, i, j) => any(c, 7 - i, 7 - j)),
    );
  });

  it("of colour act in ADA's order", () => {
    const normal = [1, -2, 0.4, -0.9, 0.5];
    const numbers = { uniform: [ON, ON, ON, ON, ON], normal, mask: [1] };
    const { augmented } = seen(["brightness", "contrast", "luma", "hue", "saturation"], [3, 2, 2], any, numbers);
    const angle = Math.atan2(-0.9, 0.4);
    const expected: Image = (c, i, j) => {
      const bright = [0, 1, 2].map((k) => (any(k, i, j) + 0.2) * 2 ** -1);
      const mean = bright.reduce((a, b) => a + b) / 3;
      const across = bright.map((value) => value - mean);
      // About v = (1, 1, 1)/√3 by the angle (Rodrigues): cos·a + sin·v×a.
      const crossed = ((across[(c + 2) % 3] ?? 0) - (across[(c + 1) % 3] ?? 0)) / Math.sqrt(3);
      const turned = Math.cos(angle) * (across[c] ?? 0) + Math.sin(angle) * crossed;
      return -mean + 2 ** 0.5 * turned;
    };
    close(augmented, listed([3, 2, 2], expected));
  });
});

describe("colours as DiffAugment has them", () => {
  const numbers = { uniform: [ON, 0.25, 1.6, 0.7] };
  const expected =
    ([channels = 1, height = 1, width = 1]: Shape): Image =>
    (c, i, j) => {
      // In its order: brightness, saturation about the pixel's mean, contrast about the image's.
      const bright: Image = (k, a, b) => any(k, a, b) + 0.25;
      const saturated: Image = (k, a, b) => {
        const pixel = Array.from({ length: channels }, (_, m) => bright(m, a, b)).reduce((p, q) => p + q) / channels;
        return (bright(k, a, b) - pixel) * 1.6 + pixel;
      };
      const all = listed([channels, height, width], saturated);
      const mean = all.reduce((p, q) => p + q) / all.length;
      return (saturated(c, i, j) - mean) * 0.7 + mean;
    };

  it.each([
    ["colour", [3, 4, 4]],
    ["grey", [1, 4, 4]],
  ] as const)("are brightness, saturation and contrast in turn, in %s", (_, of) => {
    const { augmented, spared, original } = seen(["color"], of, any, numbers);
    close(augmented, listed(of, expected(of)));
    expect(spared).toEqual(original);
  });

  it.each([["color"], ["brightness"], ["hue"]])("%s leaves how opaque a pixel is", (name) => {
    const { augmented, original } = seen([name], [4, 4, 4], any, { ...numbers, normal: [1, -2] });
    expect(augmented.slice(48)).toEqual(original.slice(48));
    expect(augmented.slice(0, 48)).not.toEqual(original.slice(0, 48));
  });
});

it("noise on rows is added to all, as strong as p says", () => {
  const x = input("x", [9, 2]);
  const draws: string[] = [];
  const y = augment(x, { operations: [{ name: "noise", weight: 1 }], noise: 0.4 }, "x", input("p", []), (draw) => {
    draws.push(draw.name);
    return input(draw.name, draw.shape);
  });
  const field = Array.from({ length: 18 }, (_, i) => Math.cos(i));
  const values = { x: Array.from({ length: 18 }, (_, i) => i), p: [0.25] };
  const given = Object.fromEntries(draws.map((name) => [name, name.startsWith("noise") ? field : field.slice(0, 9)]));
  const { y: found } = interpret({ y }, { ...values, ...given });
  close(
    [...(found ?? [])],
    field.map((value, i) => i + 0.1 * value),
  );
});

describe("names of operations", () => {
  it("may have a share of the probability behind them", () => {
    expect(planOf(["flip", "hue:0.25"], [3, 8, 8]).operations).toEqual([
      { name: "flip", weight: 1 },
      { name: "hue", weight: 0.25 },
    ]);
    expect(["flip", "ada", "r3gan:0.5", "hue:1"].every(isAugmentation)).toBe(true);
    expect(["flop", "hue:2", "hue:0", "hue:", "toString", ""].some(isAugmentation)).toBe(false);
    expect(nearestAugmentation("translate")).toBe("translation");
  });

  it("of policies stand for several, of which the examples may not have all", () => {
    const { operations, left, refused } = planOf(["ada"], [1, 8, 6]);
    expect(operations.map(({ name }) => name)).toEqual([
      "flip",
      "translation",
      "scale",
      "stretch",
      "shift",
      "brightness",
      "contrast",
    ]);
    expect(left).toContainEqual({ name: "rotation", needs: "square images" });
    expect(left).toContainEqual({ name: "hue", needs: "images in colour" });
    expect(refused).toBeUndefined();
    expect(planOf(["r3gan"], [3, 8, 8]).operations).toContainEqual({ name: "hue", weight: 0.5 });
  });

  it("are refused one by one where they cannot act", () => {
    expect(planOf(["flip", "hue"], [1, 8, 8]).refused).toEqual({ name: "hue", needs: "images in colour" });
    expect(planOf(["translation"], [2]).refused).toEqual({ name: "translation", needs: "images" });
  });
});

it("the page on augmentation has every operation and every set, in the words of its row", async () => {
  const page = await readFile("docs/augmentation.md", "utf8");
  const lacking = augmentationHelp.filter(([name, help]) => !page.includes(`\n| \`${name}\` | ${help}`));
  expect(lacking).toEqual([]);
});

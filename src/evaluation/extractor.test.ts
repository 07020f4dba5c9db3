import { describe, expect, it } from "vitest";
import { ANY_BATCH, toOnnx } from "../onnx/model.ts";
import { openModel } from "../onnx/runtime.ts";
import { resizeModel } from "../onnx/small-models.ts";
import { graph } from "../tensor/graph.ts";
import { mean, mul, reshape, sqrt, sub, sum } from "../tensor/operations.ts";
import type { Shape } from "../tensor/shape.ts";
import { input } from "../tensor/tensor.ts";
import { openExtractor } from "./extractor.ts";

/** Mean and sum of each channel. */
function model(shape: Shape, batch = ANY_BATCH): Uint8Array {
  const images = input("images", [batch, ...shape]);
  const channels = shape[0] ?? 1;
  const axes = { axes: [2, 3] };
  return toOnnx(
    graph("f", {
      sums: reshape(sum(images, axes), [batch, channels]),
      features: mul(2, reshape(mean(images, axes), [batch, channels])),
    }),
    { batch: ANY_BATCH },
  );
}

/** Images that are one colour each: −1, −0.5, … */
const plain = (count: number, size: number): Float32Array =>
  Float32Array.from({ length: count * size }, (_, i) => -1 + 0.25 * Math.floor(i / size));

const byte = (value: number): number => Math.round((value + 1) * 127.5);

describe("a feature extractor", () => {
  it("gives the output called features, for any number of images, of pixels rounded to bytes", async () => {
    const extractor = await openExtractor("f.onnx", model([1, 4, 4]), [1, 4, 4]);
    const found = await extractor.features(plain(7, 16));
    expect([extractor.dimension, extractor.output, extractor.resizer]).toEqual([1, "features", "none"]);
    expect(extractor.checksum).toMatch(/^[0-9a-f]{64}$/);
    Array.from(found).forEach((value, i) => expect(value).toBeCloseTo((2 * byte(-1 + 0.25 * i)) / 255, 5));
    expect(found).toHaveLength(7);
    await extractor.release();
  });

  it.each([
    ["symmetric", (b: number) => (2 * b) / 255 - 1],
    ["bytes", (b: number) => b],
    ["imagenet", (b: number) => (b / 255 - 0.485) / 0.229],
  ] as const)("hands over pixels as %s", async (range, expected) => {
    const extractor = await openExtractor("f.onnx", model([1, 4, 4]), [1, 4, 4], { range });
    const found = await extractor.features(plain(3, 16));
    Array.from(found).forEach((value, i) => expect(value).toBeCloseTo(2 * expected(byte(-1 + 0.25 * i)), 3));
    await extractor.release();
  });

  it("shows grey images three times to a model of colour, and keeps to a fixed number of images", async () => {
    const extractor = await openExtractor("f.onnx", model([3, 4, 4], 2), [1, 4, 4], { output: "sums" });
    const found = await extractor.features(plain(5, 16));
    expect(extractor.dimension).toBe(3);
    Array.from(found).forEach((value, i) =>
      expect(value).toBeCloseTo((16 * byte(-1 + 0.25 * Math.floor(i / 3))) / 255, 4),
    );
    await extractor.release();
  });

  it("enlarges images to the model's size, and says so", async () => {
    const extractor = await openExtractor("f.onnx", model([1, 8, 8]), [1, 4, 4]);
    expect(extractor.resizer).toBe("cubic, antialiased, to 8×8");
    const [first, second] = await extractor.features(plain(2, 16));
    expect(first).toBeCloseTo(0, 5);
    expect(second).toBeCloseTo((2 * byte(-0.75)) / 255, 5);
    await extractor.release();
  });

  it.each([
    [
      "f.onnx",
      new Uint8Array([1, 2, 3]),
      [1, 4, 4],
      {},
      "an ONNX model that ONNX Runtime can open, but got none: bytes that begin with 01 02 03. Check",
    ],
    ["f.onnx", model([1, 4, 4]), [3, 4, 4], {}, "input images to take 3 channels, but got 1"],
    ["f.onnx", model([1, 4, 4]), [2], {}, "expected images, but got examples of shape [2]"],
    ["f.onnx", model([1, 4, 4]), [1, 4, 4], { output: "pool" }, "an output called pool, but got sums, features"],
  ] as const)("%s is refused in words where it cannot work (%#)", async (name, bytes, shape, options, message) => {
    await expect(openExtractor(name, bytes, shape, options)).rejects.toThrow(message);
  });

  it("refuses features that are no numbers, and says of which image", async () => {
    const images = input("images", [ANY_BATCH, 1, 4, 4]);
    // Of the root of brightness − 1/4: none of dark images.
    const bytes = toOnnx(
      graph("roots", { features: reshape(sqrt(sub(mean(images, { axes: [2, 3] }), 0.25)), [ANY_BATCH, 1]) }),
      { batch: ANY_BATCH },
    );
    const bright = Float32Array.from({ length: 3 * 16 }, (_, i) => (i < 32 ? 0.5 : -0.9));
    const extractor = await openExtractor("f.onnx", bytes, [1, 4, 4]).catch((error: Error) => error.message);
    // The image that tells the number of features is grey.
    if (typeof extractor === "string") throw new Error(extractor);
    await expect(extractor.features(bright)).rejects.toThrow(
      "extracting features with f.onnx: expected finite numbers, but got NaN for image 3. Give the model the range of pixels",
    );
    await extractor.release();
  });

  it("refuses a model of vectors", async () => {
    const z = input("z", [ANY_BATCH, 5]);
    const bytes = toOnnx(graph("v", { y: mul(z, 2) }), { batch: ANY_BATCH });
    await expect(openExtractor("v.onnx", bytes, [1, 4, 4])).rejects.toThrow("input z to have four axes");
  });
});

describe("resizing", () => {
  // Image.fromarray(a).resize((w, h), Image.BICUBIC) of Pillow 13.0.0 in mode F, a[y][x] = (7·y + 3·x) mod 11.
  it.each([
    {
      height: 3,
      width: 4,
      expected: [4.7892, 5.6506, 3.8608, 6.0297, 6.1093, 4.8599, 4.3326, 6.1334, 5.5439, 3.7835, 5.6659, 4.964],
    },
    {
      height: 4,
      width: 10,
      expected: [
        2.4165, 4.8666, 4.9543, 5.2351, 7.6407, 3.972, 2.3056, 3.5158, 6.4945, 8.908, 5.0021, 6.6032, 7.1773, 5.381,
        2.6768, 4.9998, 4.1424, 5.9347, 6.665, 3.5038, 8.4962, 5.6267, 3.7964, 4.5782, 6.1703, 2.6242, 5.0319, 5.4787,
        5.4826, 7.4373, 3.092, 5.8136, 6.4963, 4.092, 1.2812, 4.3256, 7.118, 7.4684, 5.1102, 2.0628,
      ],
    },
  ])("to $height×$width is as Pillow does it", async ({ height, width, expected }) => {
    const values = Float32Array.from({ length: 48 }, (_, i) => (7 * Math.floor(i / 8) + 3 * (i % 8)) % 11);
    const resizing = await openModel(resizeModel(height, width));
    const { resized } = await resizing.run({ images: { values, shape: [1, 1, 6, 8] } });
    await resizing.release();
    expect(resized?.shape).toEqual([1, 1, height, width]);
    expected.forEach((value, i) => expect(resized?.values[i]).toBeCloseTo(value, 3));
  });
});

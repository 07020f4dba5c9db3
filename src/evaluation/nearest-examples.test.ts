import { describe, expect, it } from "vitest";
import { builtIn } from "../data/built-in.ts";
import { byteImages } from "../data/images.ts";
import { nearestExamples } from "./nearest-examples.ts";

const bytes = Uint8Array.from({ length: 50 * 4 }, (_, i) => (i * 71 + Math.floor(i / 4) * 13) % 256);
const data = byteImages("small", bytes, [1, 2, 2], "small", 50);
const examples = Float32Array.from({ length: 3 * 4 }, (_, i) => Math.sin(5 * i));

describe("nearest training examples", () => {
  it("are those of plain loops, nearest first", async () => {
    const found = await nearestExamples({ data, examples, k: 4 });
    const expected = [0, 1, 2].map((n) =>
      Array.from({ length: 50 }, (_, index) => {
        const apart = [0, 1, 2, 3].map((i) => (bytes[index * 4 + i] ?? 0) / 127.5 - 1 - (examples[n * 4 + i] ?? 0));
        return { index, distance: Math.hypot(...apart) };
      })
        .sort((a, b) => a.distance - b.distance)
        .slice(0, 4),
    );
    expect(found.map((near) => near.map(({ index }) => index))).toEqual(
      expected.map((near) => near.map(({ index }) => index)),
    );
    found.flat().forEach(({ distance }, i) => expect(distance).toBeCloseTo(expected.flat()[i]?.distance ?? 0, 5));
  });

  it("are the same when the training examples are read in parts", async () => {
    const whole = await nearestExamples({ data, examples, k: 4 });
    const parts = await nearestExamples({ data, examples, k: 4, atOnce: 7 });
    const places = (found: typeof whole) => found.map((near) => near.map(({ index }) => index));
    expect(places(parts)).toEqual(places(whole));
  });

  it("go by features where there are some", async () => {
    // The first pixel alone.
    const extractor = {
      dimension: 1,
      features: (images: Float32Array) => Promise.resolve(images.filter((_, i) => i % 4 === 0)),
    };
    const [[first] = []] = await nearestExamples({ data, examples, k: 1, extractor });
    const apart = (index: number): number => Math.abs((bytes[index * 4] ?? 0) / 127.5 - 1 - (examples[0] ?? 0));
    expect(first?.distance).toBeCloseTo(Math.min(...Array.from({ length: 50 }, (_, i) => apart(i))), 6);
  });

  it("do not exist of data that are drawn afresh", async () => {
    await expect(nearestExamples({ data: builtIn("ring"), examples: Float32Array.of(0, 0), k: 1 })).rejects.toThrow(
      "data with a fixed number of examples",
    );
  });
});

import { describe, expect, it } from "vitest";
import { builtIn } from "./built-in.ts";
import type { DataSet } from "./dataset.ts";
import { byteImages } from "./images.ts";
import { stackedDigits } from "./stacked.ts";

/** Fifty images of two pixels: i and 200 − i. */
const bytes = Uint8Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? i / 2 : 200 - (i - 1) / 2));
const fifty = byteImages("fifty", bytes, [1, 1, 2], "fifty bytes", 50);

/** The number of the image in each channel, after a check that it is that image. */
function numbers(values: Float32Array): number[] {
  const pixels = Array.from(values, (value) => Math.round((value + 1) * 127.5));
  return pixels.flatMap((pixel, i) => {
    if (i % 2 === 1) return [];
    // Without expect, which is slow where it is called a hundred thousand times.
    if (pixels[i + 1] !== 200 - pixel) throw new Error(`${pixel} and ${pixels[i + 1]} are no image`);
    return [pixel];
  });
}

const all = (data: DataSet): number[][] =>
  Array.from({ length: data.count }, (_, i) => {
    const to = new Float32Array(7);
    data.write?.(i, to, 1);
    return numbers(to.subarray(1));
  });

describe("stacks of images", () => {
  it("are 128,000 of three channels, each an image of its own", async () => {
    const data = await stackedDigits(fifty);
    expect(data).toMatchObject({
      name: "stacked-fifty",
      shape: [3, 1, 2],
      count: 128_000,
      fingerprint: "128000 stacks of 3, drawn from seed 0, of fifty bytes",
    });
    const to = new Float32Array(6);
    data.write?.(127_999, to, 0);
    expect(numbers(to)).toHaveLength(3);
  });

  it("have every image equally often in each channel, independently of the other channels", async () => {
    const stacks = all(await stackedDigits(fifty, { count: 50_000 }));
    for (const channel of [0, 1, 2]) {
      const counts = Array<number>(50).fill(0);
      for (const stack of stacks) counts[stack[channel]!]!++; // numbers of images
      // χ² with 49 degrees of freedom: mean 49, deviation 9.9.
      expect(counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(49 + 4 * 9.9);
    }
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const equal = stacks.filter((stack) => stack[a] === stack[b]).length;
      // 1,000 ± 31 by chance.
      expect(Math.abs(equal - 1000)).toBeLessThan(125);
    }
  });

  it("are the same for every run, which reads them in the order of its own seed", async () => {
    const options = { count: 40, channels: 2 };
    const [data, again] = [await stackedDigits(fifty, options), await stackedDigits(fifty, options)];
    expect(data.shape).toEqual([2, 1, 2]);
    const read = async (from: DataSet, seed: number): Promise<string[]> => {
      const reader = await from.open({ seed, batch: 40 });
      const to = new Float32Array(160);
      await reader.next({ x: to });
      return Array.from({ length: 40 }, (_, i) => numbers(to.subarray(4 * i, 4 * i + 4)).join());
    };
    const first = await read(data, 1);
    expect(await read(again, 1)).toEqual(first);
    const other = await read(data, 2);
    expect(other).not.toEqual(first);
    expect(other.sort()).toEqual(first.sort());
  });

  it.each<[string, DataSet, object, string]>([
    ["points", builtIn("ring"), {}, "stacking ring: expected grey images, 1 × height × width, but got [2]"],
    [
      "images drawn afresh",
      builtIn("glyphs"),
      {},
      "expected images that can be had by number, but got images that are drawn afresh. Use images of a file.",
    ],
    ["colour images", byteImages("red", new Uint8Array(6), [3, 1, 2], "", 1), {}, "but got [3×1×2]"],
    ["no stacks", fifty, { count: 0 }, "expected whole numbers of stacks and channels, 1 at least, but got 0 and 3."],
    ["half a channel", fifty, { channels: 0.5 }, "but got 128000 and 0.5."],
  ])("are refused of %s", async (_, data, options, message) => {
    await expect(stackedDigits(data, options)).rejects.toThrow(message);
  });
});

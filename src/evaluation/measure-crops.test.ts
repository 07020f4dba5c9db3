import { describe, expect, it } from "vitest";
import { shuffled } from "../data/shuffled.ts";
import { openRandom } from "../kernels/random.ts";
import type { Shape } from "../tensor/shape.ts";
import { measureCrops } from "./measure-crops.ts";
import type { MeasuredState } from "./measured-state.ts";

type Draw = (random: { readonly normal: () => number; readonly uniform: () => number }) => number;

/** What the metric reads of a state. */
function stateOf(real: Float32Array, generated: Float32Array, shape: Shape): MeasuredState {
  const size = shape.reduce((a, b) => a * b, 1);
  const data = shuffled({ name: "squares", shape, count: real.length / size, fingerprint: "f", write: () => {} });
  const state: Partial<MeasuredState> = {
    data,
    shape,
    size,
    images: true,
    seed: 1,
    threads: 1,
    count: real.length / size,
    real: async () => real,
    samples: async () => generated,
    watch: () => ({}),
  };
  return state as MeasuredState;
}

/** Images each of one grey level. */
async function levels(count: number, [channels = 1, height = 1, width = 1]: Shape, substream: number, level: Draw) {
  const random = await openRandom(7, "evaluation", substream);
  const size = channels * height * width;
  const images = new Float32Array(count * size);
  for (let i = 0; i < count; i++) images.fill(level(random), i * size, (i + 1) * size);
  return images;
}

describe("the distance between windows", () => {
  it("is that of normals in closed form where images are of one level each", async () => {
    const shape = [1, 16, 12];
    const real = await levels(4000, shape, 1, ({ normal }) => 0.2 * normal());
    const generated = await levels(4000, shape, 2, ({ normal }) => 0.15 + 0.1 * normal());
    const found = await measureCrops(stateOf(real, generated, shape));
    // Every window is 8 times the level along one direction.
    const expected = (8 * 0.15) ** 2 + (8 * 0.2 - 8 * 0.1) ** 2;
    expect(found.details.directions).toBe(1);
    expect(found.details.windowsOfEach).toBe(6);
    expect(found.low).toBeLessThan(expected);
    expect(found.high).toBeGreaterThan(expected);
    expect(Math.abs(found.value / expected - 1)).toBeLessThan(0.05);
    // Windows of one image are no examples of their own: the interval is as wide as 4,000 levels make it.
    expect((found.high - found.low) / expected).toBeGreaterThan(0.05);
  });

  it("sees texture where the mean is the same, and reads about what halves of the data do where nothing differs", async () => {
    const shape = [3, 10, 9];
    const noisy = async (substream: number, flat: boolean): Promise<Float32Array> => {
      const random = await openRandom(8, "evaluation", substream);
      return Float32Array.from({ length: 300 * 270 }, (_, at) =>
        flat ? 0.3 * Math.sin(at) : Math.max(-1, Math.min(1, 0.3 * random.normal())),
      );
    };
    const real = await noisy(1, false);
    const same = await measureCrops(stateOf(real, await noisy(2, false), shape));
    const other = await measureCrops(stateOf(real, await noisy(2, true), shape));
    // Noise has no directions of its own: those that were found fit the real images a little.
    expect(same.value).toBeLessThan(1.5 * (same.details.halfOfReal as number));
    expect(other.value).toBeGreaterThan(10 * same.value);
    expect(same.cautions[0]).toContain("Half of the real images");
  });

  it("looks at the last pixels of a side that four does not divide", async () => {
    const shape = [1, 11, 8];
    const real = await levels(200, shape, 1, ({ normal }) => 0.2 * normal());
    const generated = real.slice();
    for (let i = 0; i < 200; i++) generated.fill(1, i * 88 + 80, (i + 1) * 88);
    expect((await measureCrops(stateOf(real, generated, shape))).value).toBeGreaterThan(0.1);
  });

  it("refuses images that are smaller than a window", async () => {
    const images = new Float32Array(10 * 7 * 9);
    await expect(measureCrops(stateOf(images, images, [1, 7, 9]))).rejects.toThrow(
      /measuring windows of squares: expected images of 8×8 pixels and more.*7×9/s,
    );
  });
});

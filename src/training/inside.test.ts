import { describe, expect, it } from "vitest";
import { builtIn } from "../data/built-in.ts";
import type { Samples } from "./events.ts";
import { quantilesOf, windowAround } from "./inside.ts";
import { type TrainOptions, train } from "./train.ts";

const TINY = {
  widths: [8],
  batch: 8,
  samples: 16,
  steps: 4,
  sampleEvery: 4,
  reportEvery: 4,
  checkpointEvery: 4,
} as const;

async function sheets(options: TrainOptions): Promise<Samples[]> {
  const found: Samples[] = [];
  for await (const event of train({ ...TINY, ...options })) if (event.type === "samples") found.push(event);
  return found;
}

describe("what a run shows of its players", () => {
  it("are quantiles of weights, and of gradients once there was a step", async () => {
    const [first, last] = await sheets({ data: "ring", updates: "alternating" });
    for (const player of ["generator", "discriminator"] as const) {
      expect(first?.spread?.[player].gradient).toBeUndefined();
      for (const numbers of [last?.spread?.[player].weights, last?.spread?.[player].gradient]) {
        expect(numbers).toHaveLength(17);
        expect(numbers).toEqual(numbers?.toSorted((a, b) => a - b));
        expect(numbers?.[16]).toBeGreaterThan(0);
      }
    }
    // 256 numbers from −1 to 1, in any order, and more than are looked at.
    expect(quantilesOf(Float32Array.from({ length: 257 }, (_, i) => ((i * 100) % 257) / 128 - 1))).toEqual(
      Array.from({ length: 17 }, (_, i) => i / 8 - 1),
    );
    const many = quantilesOf(Float32Array.from({ length: 1e5 }, (_, i) => i / 1e5));
    for (const [i, value] of many.entries()) expect(Math.abs(value - i / 16)).toBeLessThan(2e-3);
  });

  it("are D's answers in the window of points, as probabilities or as scores", async () => {
    const density = builtIn("ring").density;
    expect(density && windowAround(density)).toEqual(
      density && { low: density.low.map((x) => 1.25 * x), high: density.high.map((x) => 1.25 * x) },
    );
    const [first, last] = (await sheets({ data: "ring" })).map(({ field }) => field);
    expect(last?.grid).toEqual({ ...(density && windowAround(density)), bins: [64, 64] });
    expect([first?.answers.length, last?.probability]).toEqual([64 * 64, true]);
    expect(last?.answers.every((answer) => answer > 0 && answer < 1)).toBe(true);
    expect(last?.answers).not.toEqual(first?.answers);
    const [scores] = await sheets({ data: "two-normals", loss: "wasserstein", gradientPenalty: 1 });
    expect([scores?.field?.answers.length, scores?.field?.probability]).toEqual([256, false]);
  });

  it("are no answers where D looks at more than a point", async () => {
    for (const more of [{ normalisation: "batch" }, { minibatchDeviation: 4 }] as const) {
      const [first] = await sheets({ data: "ring", discriminator: more });
      expect(first?.field).toBeUndefined();
    }
    const [images] = await sheets({ data: "glyphs", network: "mlp" });
    expect([images?.field, images?.spread?.generator.weights.length]).toEqual([undefined, 17]);
  });
});

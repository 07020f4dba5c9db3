import { beforeAll, describe, expect, it } from "vitest";
import { type Played, play, small, smallImages } from "../../test/small-run.ts";
import type { DataSet } from "../data/dataset.ts";
import { shuffled } from "../data/shuffled.ts";
import { problem } from "../problem.ts";
import { type Checkpoint, decodeCheckpoint, parametersOf } from "../training/checkpoint.ts";
import type { Config } from "../training/config.ts";
import { gameOf, priorOf } from "../training/game-of-config.ts";
import { createSampler, noise } from "../training/sampler.ts";
import { train } from "../training/train.ts";
import { type FeatureMetricRow, type Metric, metricNames, metrics, type StateMetricRow } from "./metrics.ts";
import { createScorer, type Score } from "./scorer.ts";

/** Points on a circle: a fixed number of them, so that memorisation can be measured. */
const data = shuffled({
  name: "circle",
  shape: [2],
  count: 400,
  fingerprint: "circle",
  write: (i, to, at) => to.set([Math.cos(i), Math.sin(i)], at),
});
const unseen = {
  validation: Float32Array.from({ length: 60 }, (_, i) => Math.sin(i + 0.3)),
  test: Float32Array.from({ length: 80 }, (_, i) => Math.cos(i + 0.3)),
  says: "made up",
};

let config: Config;
const checkpoints: Checkpoint[] = [];

beforeAll(async () => {
  for await (const event of train({ data, steps: 6, checkpointEvery: 3, batch: 8, widths: [8], seed: 3 })) {
    if (event.type === "start") config = event.config;
    if (event.type === "checkpoint" && event.step > 0) checkpoints.push(await decodeCheckpoint("c", event.bytes));
  }
});

/** All scores of a call. */
async function all<Name extends string>(scores: AsyncGenerator<Score<Name>>): Promise<Score<Name>[]> {
  const found: Score<Name>[] = [];
  for await (const score of scores) found.push(score);
  return found;
}

describe("a scorer", () => {
  it("measures every metric of the table, each with an interval around it, those of features last", async () => {
    const scorer = await createScorer({ config, data, unseen, examples: 200 });
    const [first, last] = checkpoints as [Checkpoint, Checkpoint];
    const refused: string[] = [];
    const found = await all(scorer.score(last, metricNames, (metric, error) => refused.push(`${metric}: ${error}`)));
    // No modes are known of a circle, it is no image, and it is no table.
    expect(refused).toEqual([
      expect.stringContaining("modes: Problem"),
      expect.stringContaining("crops: Problem: measuring windows of circle"),
      expect.stringMatching(/^quality: Problem: comparing rows of circle: expected a table/),
      // Nor are there labels.
      expect.stringMatching(/^fid-by-class: Problem: measuring circle by class: expected a run/),
      expect.stringMatching(/^agreement: Problem: measuring circle by class: expected a run/),
    ]);
    expect(found.map(({ metric }) => metric)).toEqual([
      "parzen",
      "memorisation",
      "fid",
      "kid",
      "precision",
      "recall",
      "density",
      "coverage",
    ]);
    for (const { metric, value, low, high, step, seed, generated } of found) {
      expect(low, metric).toBeLessThanOrEqual(value);
      expect(high, metric).toBeGreaterThanOrEqual(value);
      expect([step, seed, generated], metric).toEqual([6, 3, 200]);
    }
    // Another state is measured on its own samples, and the first again as before.
    const [other] = await all(scorer.score(first, ["fid"]));
    expect(other?.step).toBe(3);
    expect(other?.value).not.toBe(found[2]?.value);
    expect(await all(scorer.score(last, ["fid"]))).toEqual([found[2]]);
    await scorer.release();
  });

  it("measures by rows of one's own beside those of the library", async () => {
    // All that a new metric takes: a row with what its figure means, and the function that takes it.
    const widest: StateMetricRow = {
      title: "Widest sample",
      unit: "",
      better: "higher",
      says: "how far from 0 samples reach",
      blind: "everything else",
      of: "state",
      measure: async (state) => {
        const samples = await state.samples(50);
        const value = samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
        return { value, low: value, high: value, real: 0, generated: 50, details: { of: state.size }, cautions: ["!"] };
      },
    };
    const means: FeatureMetricRow = {
      ...widest,
      of: "features",
      measure: async ({ real, generated, dimension }) => {
        const mean = (values: Float32Array): number => values.reduce((sum, x) => sum + x, 0) / values.length;
        const value = Math.abs(mean(real) - mean(generated));
        return { value, low: value, high: value, details: { dimension }, cautions: [] };
      },
    };
    const refuses: StateMetricRow = {
      ...widest,
      measure: () => Promise.reject(problem({ doing: "measuring", expected: "much", came: "little" })),
    };
    const scorer = await createScorer({ config, data, examples: 100 }, { ...metrics, widest, means, refuses });
    const refused: string[] = [];
    const asked = ["means", "refuses", "widest", "kid"] as const;
    const found = await all(
      scorer.score(checkpoints[1] as Checkpoint, asked, (metric, error) => refused.push(`${metric}, ${error.message}`)),
    );
    expect(refused).toEqual(["refuses, measuring: expected much, but got little."]);
    expect(found.map(({ metric, generated }) => [metric, generated])).toEqual([
      ["widest", 50],
      ["means", 100],
      ["kid", 100],
    ]);
    expect(found[0]).toMatchObject({ step: 6, seed: 3, real: 0, details: { of: 2 }, cautions: ["!"] });
    await expect(all(scorer.score(checkpoints[1] as Checkpoint, ["refuses"]))).rejects.toThrow("expected much");
    await scorer.release();
  });

  it("measures samples of z, or of w where z has a mapping network, drawn nearer to their middle", async () => {
    const row: StateMetricRow = {
      title: "Samples",
      unit: "",
      better: "higher",
      says: "what samples are",
      blind: "everything",
      of: "state",
      measure: async (state) => {
        const samples = [...(await state.samples(3))];
        return { value: 0, low: 0, high: 0, real: 0, generated: 3, details: { samples }, cautions: [] };
      },
    };
    const samplesOf = async (played: Played, data: DataSet, truncation?: number) => {
      const options = { config: played.config, data, ...(truncation === undefined ? {} : { truncation }) };
      const scorer = await createScorer(options, { row });
      const state = await decodeCheckpoint("c", played.checkpoints.get(2) as Uint8Array);
      const [found] = await all(scorer.score(state, ["row"])).finally(scorer.release);
      expect(found?.truncation).toBe(truncation === undefined || truncation === 1 ? undefined : truncation);
      return found?.details.samples as number[];
    };
    const mapped = { ...smallImages, network: "resnet", classes: "none", channels: [4], mapping: 2 } as const;
    for (const options of [
      { ...small, data },
      { ...mapped, average: 0 },
    ]) {
      const played = await play(train({ ...options, steps: 2, checkpointEvery: 2 }));
      const [plain, same, half, none] = await Promise.all(
        [undefined, 1, 0.5, 0].map((psi) => samplesOf(played, options.data, psi)),
      );
      expect(same).toEqual(plain);
      expect(half).not.toEqual(plain);
      // One sample, again and again.
      const size = (none?.length ?? 0) / 3;
      expect(none).toEqual([0, 1, 2].flatMap(() => none?.slice(0, size)));
      expect(plain?.slice(0, size)).not.toEqual(plain?.slice(size, 2 * size));
    }
    // z itself is shrunk: the first layer of this G is linear, and its answer is drawn by hand.
    const { config: linear, checkpoints: states } = await play(
      train({ ...small, data, widths: [], steps: 2, checkpointEvery: 2 }),
    );
    const z = await noise(priorOf(linear), linear.seed, 3, "evaluation");
    const { generator } = gameOf(linear);
    const parameters = parametersOf(
      await decodeCheckpoint("c", states.get(2) as Uint8Array),
      generator,
      linear.average > 0 ? "average" : undefined,
    );
    const sampler = await createSampler({ generator, prior: priorOf(linear), seed: 1, batch: 16, threads: 1 });
    const byHand = await sampler
      .sample(
        parameters,
        new Float32Array(),
        z.map((value) => 0.5 * value),
      )
      .finally(sampler.release);
    const played = { config: linear, checkpoints: states } as Played;
    expect(await samplesOf(played, data, 0.5)).toEqual([...byHand]);
  });

  it("refuses to shrink z of rows of a table", async () => {
    const table = { ...data, columns: ["a", "b"].map((name) => ({ kind: "number", name, offset: 0, scale: 1 })) };
    await expect(createScorer({ config, data: table as unknown as DataSet, truncation: 0.5 })).rejects.toThrow(
      "measuring samples with `truncation: 0.5`: expected images or points, but got rows of a table",
    );
  });

  it("says what a row needs of unseen examples, and refuses without", async () => {
    const need = (wanted: string): Metric[] => metricNames.filter((metric) => metrics[metric].unseen === wanted);
    expect([need("needed"), need("welcome")]).toEqual([["parzen"], ["memorisation", "quality"]]);
    const scorer = await createScorer({ config, data, examples: 100 });
    const state = checkpoints[1] as Checkpoint;
    await expect(all(scorer.score(state, ["parzen"]))).rejects.toThrow("real examples that were not trained on");
    await expect(scorer.baselines().next()).rejects.toThrow("real examples that were not trained on");
    const [found] = await all(scorer.score(state, ["memorisation"]));
    expect(found?.details.comparedWith).toBe("training examples, each without itself");
    await scorer.release();
  });
});

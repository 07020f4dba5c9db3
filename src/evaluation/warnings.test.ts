import { describe, expect, it } from "vitest";
import { builtIn, densityData } from "../data/built-in.ts";
import type { DataSet } from "../data/dataset.ts";
import { normalMixture } from "../data/density.ts";
import { type TrainOptions, train } from "../training/train.ts";
import { meanDistance } from "./energy-distance.ts";
import { modeScores } from "./mode-coverage.ts";
import { type Reading, type WarningContext, warningsOf } from "./warnings.ts";

describe("the mean distance between examples", () => {
  it("is that of the pairs", () => {
    // A right triangle with legs 3 and 4.
    expect(meanDistance(Float32Array.of(0, 0, 3, 0, 0, 4), 2)).toBeCloseTo((3 + 4 + 5) / 3, 12);
    expect(meanDistance(new Float32Array(20).fill(7), 2)).toBe(0);
    expect(meanDistance(Float32Array.of(1, 2), 2)).toBeNaN();
  });

  it("of a normal distribution is what it is known to be", async () => {
    // Two independent N(0, I₂) are apart by √π on average.
    const reader = await densityData("n", normalMixture([[0, 0]], 1)).open({ seed: 3, batch: 256 });
    const values = new Float32Array(512);
    await reader.next({ x: values });
    // 256 examples: a deviation of about 0.05.
    expect(Math.abs(meanDistance(values, 2) - Math.sqrt(Math.PI))).toBeLessThan(0.2);
  });
});

/** Trains and reads as the command line does. */
async function readings({ data, ...options }: TrainOptions & { readonly data: DataSet }): Promise<Reading[]> {
  const found: Reading[] = [];
  const reader = await data.open({ seed: 1, batch: 256 });
  const values = new Float32Array(512);
  await reader.next({ x: values });
  const realDistance = meanDistance(values, 2);
  for await (const event of train({ ...options, data, reportEvery: 50, sampleEvery: 50, samples: 256 })) {
    if (event.type === "report") found.push(event);
    const last = found.at(-1);
    if (event.type !== "samples" || !last) continue;
    const { modes } = data.density ?? {};
    const covered = modes ? { modes: modeScores(modes, event.values).modes } : {};
    found[found.length - 1] = { ...last, sampleDistance: meanDistance(event.values, 2), realDistance, ...covered };
  }
  return found;
}

describe("warnings", () => {
  // Data that G does not reach: D tells them apart at once.
  const far = densityData("far", normalMixture([[20, 20]], 0.1));
  const small = { widths: [32, 32], batch: 64, average: 0, generator: { learningRate: 1e-5 } } as const;

  it("say of a saturating game against a D that is sure that G's gradient has vanished", async () => {
    const record = await readings({ ...small, data: far, loss: "minimax", steps: 400 });
    const found = warningsOf(record, { probability: true, saturating: true });
    expect(found.map(({ kind }) => kind)).toEqual(["g-gradient-vanished"]);
    expect(found[0]?.suggestion).toContain('`loss: "non-saturating"`');
    // It is what it says: a hundredth of what it was, where the other loss's gradient has grown.
    const norms = record.map(({ gGradientNorm }) => gGradientNorm);
    expect(norms.at(-1)).toBeLessThan(0.05 * (norms[0] ?? 0));
  });

  it("say of the non-saturating game against such a D that D is far ahead", async () => {
    const record = await readings({ ...small, data: far, steps: 400 });
    const found = warningsOf(record, { probability: true, saturating: false });
    expect(found.map(({ kind }) => kind)).toEqual(["d-far-ahead"]);
    const norms = record.map(({ gGradientNorm }) => gGradientNorm);
    expect(norms.at(-1)).toBeGreaterThan(norms[0] ?? 0);
  });

  it("say of a G that makes one point that it has collapsed", async () => {
    // Hardly any noise goes in, so hardly any variety comes out.
    const options = { ...small, prior: "uniform", halfWidth: 1e-3, generator: {} } as const;
    const record = await readings({ ...options, data: builtIn("ring"), steps: 300 });
    const kinds = warningsOf(record, { probability: true, saturating: false, modesOf: 8 }).map(({ kind }) => kind);
    expect(kinds).toContain("collapse");
  });

  it("say nothing of a healthy run", async () => {
    const record = await readings({
      data: builtIn("ring"),
      steps: 3000,
      batch: 128,
      widths: [64, 64],
      learningRate: 1e-3,
    });
    expect(warningsOf(record, { probability: true, saturating: false, modesOf: 8 })).toEqual([]);
  });

  const well: Reading = { step: 1, meanDReal: 0.5, meanDFake: 0.5, dGradientNorm: 1, gGradientNorm: 1 };
  const context = { probability: true, saturating: false, modesOf: 8 };

  it("say that modes were lost", () => {
    const record = [8, 8, 8, 8, 5].map((modes, i) => ({ ...well, step: i, modes }));
    expect(warningsOf(record, context)).toMatchObject([
      { kind: "modes-lost", step: 4, says: "G has lost modes: 5 of 8, after 8 before." },
    ]);
    expect(warningsOf(record.slice(0, 4).concat({ ...well, step: 4, modes: 7 }), context)).toEqual([]);
  });

  it("wait for enough reports, and do not read scores as probabilities", () => {
    const sure = [1, 2, 3, 4, 5].map((step) => ({ ...well, step, meanDReal: 0.99, meanDFake: 0.01 }));
    expect(warningsOf(sure, context)).toMatchObject([{ kind: "d-far-ahead", step: 5 }]);
    expect(warningsOf(sure.slice(1), context)).toEqual([]);
    expect(warningsOf(sure, { ...context, probability: false })).toEqual([]);
  });

  it("suggest what is not so already", () => {
    const stuck = [1, 2, 3, 4, 5].map((step) => ({
      ...well,
      step,
      meanDReal: 0.99,
      meanDFake: 0.01,
      sampleDistance: 0.5,
      realDistance: 60,
    }));
    const suggested = (more: Partial<WarningContext>): string[] =>
      warningsOf(stuck, { ...context, ...more }).map(({ suggestion }) => suggestion);
    expect(suggested({})).toEqual([
      "Hold D back with `r1: 1`, or halve its rate with `discriminator.learningRate`.",
      'Use `loss: "relativistic"` `r1: 1` `r2: 1`, which keeps G from leaving modes.',
    ]);
    expect(suggested({ r1: 2, generatorRate: 5e-4, discriminatorRate: 2e-4 })).toEqual([
      "Hold D back with `r1: 10`, or halve its rate with `discriminator.learningRate: 0.0001`.",
      "Begin anew with `generator.learningRate: 0.00025`: a G that has collapsed hardly comes back.",
    ]);
    expect(suggested({ r1: 2, generatorRate: 5e-4, boundedImages: true })[1]).toBe(
      'Begin anew with `imageOutput: "linear"` or `generator.learningRate: 0.00025`: a G that has collapsed hardly comes back.',
    );
    expect(suggested({ r1: 2, relativistic: true })[1]).toContain("relativistic");
    expect(suggested({ r1: 2, r2: 2, relativistic: true })[1]).toContain("Begin anew");
  });
});

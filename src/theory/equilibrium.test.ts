import { describe, expect, it } from "vitest";
import { byteImages } from "../data/images.ts";
import { tableData } from "../data/rows.ts";
import { decodeCheckpoint } from "../training/checkpoint.ts";
import type { Config } from "../training/config.ts";
import { dataSetOf, type TrainOptions, train } from "../training/train.ts";
import { measureTheory } from "./equilibrium.ts";
import { verdictOf } from "./verdict.ts";

async function measure(options: TrainOptions, examples = 2000) {
  let config: Config | undefined;
  let bytes = new Uint8Array();
  for await (const event of train({ samples: 4, sampleEvery: 1e6, ...options })) {
    if (event.type === "start") config = event.config;
    if (event.type === "checkpoint") bytes = event.bytes;
  }
  const checkpoint = await decodeCheckpoint("the last", bytes);
  const said: string[] = [];
  const reading = await measureTheory({
    config: config as Config,
    checkpoint,
    data: dataSetOf(options.data ?? "normal"),
    examples,
    progress: (what) => said.push(what),
  });
  return { reading, said };
}

describe("a state measured against the theory", () => {
  it("of one dimension has p_g by change of variables, and JSD that a fresh D cannot exceed", async () => {
    const { reading, said } = await measure({ data: "normal", latent: 1, steps: 40, widths: [16] });
    const { density, fresh, gradients, own } = reading;
    expect(density?.exact).toBe(true);
    expect(density?.method).toContain("by change of variables");
    // 40 steps are not enough: p_g is far off, and every instrument sees it.
    expect(density?.jsd.value).toBeGreaterThan(0.05);
    expect(fresh.bound.low).toBeLessThan((density?.jsd.value ?? 0) + (density?.jsd.error ?? 0));
    expect(fresh.bound.value).toBeGreaterThan(0.03);
    expect(density?.criterion.value).toBeCloseTo(-Math.log(4) + 2 * (density?.jsd.value ?? 0), 12);
    expect(density?.kl?.value).toBeGreaterThan(0);
    expect(density?.arrows).toHaveLength(25);
    // p_g has the mass of a density.
    const { grid, generated } = density as NonNullable<typeof density>;
    const width = ((grid.high[0] ?? 0) - (grid.low[0] ?? 0)) / (grid.bins[0] ?? 1);
    expect(generated.reduce((sum, p) => sum + p * width, 0)).toBeGreaterThan(0.5);
    expect(own?.value).toBeLessThanOrEqual(fresh.value.high);
    // By the densities: C(G) less V of the run's D, which its value on test examples agrees with.
    expect(reading.dGap).toBeCloseTo((density?.criterion.value ?? 0) - (density?.value ?? 0), 12);
    expect(Math.abs((density?.value ?? 0) - (own?.value ?? 0))).toBeLessThan(0.04);
    expect(reading.gGap?.gain).toBeGreaterThan(0);
    expect(gradients?.nonSaturating.median).toBeGreaterThan(0);
    expect(reading.verdict).toMatchObject({ reached: false });
    expect(reading.verdict.says).toMatch(
      /^Equilibrium is not reached yet, because p_g is not p_data: their JSD is 0\.\d+ nats\.$/,
    );
    expect([...new Set(said)]).toEqual(["density", "a fresh D", "the G gap"]);
  });

  it("of two dimensions has p_g from samples, and leaves out what D's scores do not say", async () => {
    const { reading } = await measure({ data: "moons", steps: 5, loss: "hinge", widths: [8], batch: 64 });
    expect(reading.density?.exact).toBe(false);
    expect(reading.density?.method).toMatch(
      /from 100,000 samples, JSD by their histogram, the curve by normal kernels of width/,
    );
    expect([reading.own, reading.dGap, reading.gGap, reading.gradients, reading.density?.discriminator]).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(reading.density?.kl).toBeNull();
    expect(reading.fresh.bound.value).toBeGreaterThan(0.2);
  });

  it("of images, whose density nobody knows, has the bound of a fresh D that treats examples apart", async () => {
    const pixels = Uint8Array.from({ length: 200 * 64 }, (_, i) => (i * 37) % 256);
    const data = byteImages("squares", pixels, [1, 8, 8], "squares", 200);
    const { reading } = await measure({ data, steps: 2, batch: 16, channels: 4 }, 200);
    expect(reading.density).toBeNull();
    expect(reading.fresh.examples).toBeLessThanOrEqual(40);
    expect(reading.fresh.bound.value).toBeGreaterThan(0.5);
    expect(reading.fresh.bound.high).toBeLessThanOrEqual(Math.log(2) + 1e-6);
  });

  it("of a few rows has figures, although they do not fill a minibatch", async () => {
    const values = Float64Array.from({ length: 2 * 150 }, (_, i) => Math.sin(i));
    const data = await tableData("t", { columns: ["a", "b"], values });
    const { reading } = await measure({ data, steps: 3, batch: 64, widths: [8] }, 150);
    expect(reading.fresh.examples).toBe(30);
    expect(reading.own).toMatchObject({ examples: 30, heldOut: false });
    for (const figure of [reading.own?.value, reading.own?.meanDReal, reading.own?.meanDFake, reading.dGap])
      expect(figure).toSatisfy(Number.isFinite);
  });

  it("judges the run's D on examples that were held out of the training, where there are enough", async () => {
    const values = Float64Array.from({ length: 2 * 900 }, (_, i) => Math.sin(i));
    const data = await tableData("t", { columns: ["a", "b"], values }, { holdout: 300 });
    const { reading } = await measure({ data, steps: 3, batch: 64, widths: [8] }, 500);
    expect(reading.own).toMatchObject({ examples: 300, heldOut: true });
    const few = await tableData("t", { columns: ["a", "b"], values }, { holdout: 30 });
    expect((await measure({ data: few, steps: 3, batch: 64, widths: [8] }, 500)).reading.own?.heldOut).toBe(false);
  });

  it("has no V by the densities of a D that judges minibatches: those of a grid never occur", async () => {
    const options = { data: "normal", steps: 3, widths: [8], batch: 64, latent: 1 } as const;
    const { reading } = await measure({ ...options, discriminator: { normalisation: "batch" } }, 500);
    expect(reading.density?.value).toBeNull();
    expect(reading.dGap).toBeCloseTo(Math.max(0, reading.fresh.value.value - (reading.own?.value ?? 0)), 12);
    expect((await measure(options, 500)).reading.density?.value).toBeLessThan(0);
  });
});

describe("the verdict", () => {
  const good = {
    density: { jsd: { value: 0.002, error: 0.001 } },
    fresh: { bound: { value: 0, low: -0.01, high: 0.005 } },
    own: { meanDReal: 0.501, meanDFake: 0.499 },
    dGap: 0.001,
    gGap: { gain: 0.002 },
  };

  it("names the first thing that is in the way of equilibrium, and nothing where all is well", () => {
    expect(verdictOf(good)).toEqual({
      reached: true,
      says: "Equilibrium is reached: JSD is 0.0020 nats, D answers 0.501 and 0.499, and neither player has more than 0.02 nats to gain.",
    });
    const because = (changed: object): string => verdictOf({ ...good, ...changed }).says;
    expect(because({ density: { jsd: { value: 0.05, error: 0.001 } } })).toContain("because p_g is not p_data");
    expect(because({ density: { jsd: { value: 0.005, error: 0.02 } } })).toContain(
      "only known to be below 0.0250 nats",
    );
    expect(because({ fresh: { bound: { value: 0.1, low: 0.05, high: 0.2 } } })).toContain("a freshly trained D");
    expect(because({ dGap: 0.1 })).toContain("the run's D could still gain 0.1000 nats");
    expect(because({ gGap: { gain: 0.3 } })).toContain("G could still gain 0.3000 nats");
    expect(because({ own: { meanDReal: 0.6, meanDFake: 0.4 } })).toContain("D still answers 0.600");
    // Figures that are none are no sign of equilibrium.
    expect(because({ own: { meanDReal: Number.NaN, meanDFake: Number.NaN } })).toContain("D still answers NaN");
    expect(because({ dGap: Number.NaN })).toContain("could still gain NaN");
    expect(because({ density: { jsd: { value: Number.NaN, error: 0 } } })).toContain("not reached yet");
    expect(because({ density: null, own: null, dGap: null, gGap: null })).toContain("cannot tell p_g from p_data");
  });
});

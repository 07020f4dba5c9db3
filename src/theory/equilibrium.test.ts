import { describe, expect, it } from "vitest";
import { byteImages } from "../data/images.ts";
import { tableData } from "../data/rows.ts";
import { decodeCheckpoint } from "../training/checkpoint.ts";
import { type Config, resolveConfig } from "../training/config.ts";
import type { GivenOptions } from "../training/recipes.ts";
import { dataSetOf, type TrainOptions, train } from "../training/train.ts";
import { hindrancesOf, measureTheory } from "./equilibrium.ts";
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
    expect(reading.dGap).toBeCloseTo((density?.criterion.value ?? 0) - (density?.value?.value ?? 0), 12);
    expect(reading.dGapFrom).toMatchObject({ by: "densities", atLeast: false });
    expect(Math.abs((density?.value?.value ?? 0) - (own?.value ?? 0))).toBeLessThan(own?.error ?? 0);
    expect(reading.gGap?.gain).toBeGreaterThan(0);
    expect(gradients?.nonSaturating.median).toBeGreaterThan(0);
    expect(reading.verdict).toMatchObject({ reached: false });
    expect(reading.verdict.says).toMatch(
      /^Equilibrium is not reached yet, because p_g is not p_data: their JSD is 0\.\d+ ± 0\.\d+ nats\.$/,
    );
    expect([...new Set(said)]).toEqual(["p_g from samples", "a fresh D", "what G could still gain"]);
  });

  it("of two dimensions has p_g from samples, and leaves out what D's scores do not say", async () => {
    const { reading } = await measure({ data: "moons", steps: 5, loss: "hinge", widths: [8], batch: 64 }, 500);
    expect(reading.density?.exact).toBe(false);
    expect(reading.density?.method).toMatch(
      /from 400,000 samples, JSD by cells that are halved where samples are dense, the curve by normal kernels of width/,
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
    expect(reading.own).toMatchObject({ examples: 30, heldOut: false, unseen: false });
    for (const figure of [reading.own?.value, reading.own?.error, reading.own?.meanDReal, reading.own?.meanDFake])
      expect(figure).toSatisfy(Number.isFinite);
  });

  it("judges the run's D on examples that were held out of the training, where there are enough", async () => {
    const values = Float64Array.from({ length: 2 * 900 }, (_, i) => Math.sin(i));
    const data = await tableData("t", { columns: ["a", "b"], values }, { holdout: 300 });
    const { reading } = await measure({ data, steps: 3, batch: 64, widths: [8] }, 100);
    expect(reading.own).toMatchObject({ examples: 100, heldOut: true, unseen: true });
    expect(reading.dGapFrom).toMatchObject({ by: "unseen examples", atLeast: true });
    const few = await tableData("t", { columns: ["a", "b"], values }, { holdout: 30 });
    expect((await measure({ data: few, steps: 3, batch: 64, widths: [8] }, 100)).reading.own?.heldOut).toBe(false);
  });

  it("has no V by the densities of a D that judges minibatches: those of a grid never occur", async () => {
    const options = { data: "normal", steps: 3, widths: [8], batch: 64, latent: 1 } as const;
    const { reading } = await measure({ ...options, discriminator: { normalisation: "batch" } }, 100);
    const { density, own, dGap, dGapFrom } = reading;
    expect(density?.value).toBeNull();
    // Its V on examples that it never saw takes their place.
    expect(dGap).toBeCloseTo((density?.criterion.value ?? 0) - (own?.value ?? 0), 12);
    expect(dGapFrom?.error).toBeCloseTo((density?.criterion.error ?? 0) + (own?.error ?? 0), 12);
    expect((await measure(options, 100)).reading.density?.value?.value).toBeLessThan(0);
  });
});

describe("the verdict", () => {
  const good = {
    density: { jsd: { value: 0.002, error: 0.001 } },
    fresh: { bound: { value: 0, low: -0.01, high: 0.005 }, examples: 4000 },
    own: { meanDReal: 0.501, meanDFake: 0.499, unseen: true },
    dGap: { value: 0.001, error: 0.003 },
    gGap: { gain: 0.002, steps: 100 },
  };
  const verdict = (changed: object) => verdictOf({ ...good, ...changed });
  const unknown = { density: null, dGap: null };

  it("says that equilibrium is reached where JSD is known to be small, with what each player could gain", () => {
    expect(verdictOf(good)).toEqual({
      outcome: "reached",
      reached: true,
      says: "Equilibrium is reached: JSD is 0.0020 ± 0.0010 nats, D answers 0.501 and 0.499, D could gain 0.0010 ± 0.0030 nats, 100 steps of G alone gain 0.0020 nats.",
    });
  });

  it.each<[string, object]>([
    ["p_g is not p_data: their JSD is 0.0500 ± 0.0010", { density: { jsd: { value: 0.05, error: 0.001 } } }],
    ["JSD is at least 0.0500 nats", { density: { jsd: { value: 0.05, error: 0.64, atLeast: true } } }],
    ["a freshly trained D tells them apart", { fresh: { bound: { value: 0.1, low: 0.05, high: 0.2 }, examples: 20 } }],
    ["the run's D could still gain 0.1000 ± 0.0100 nats", { dGap: { value: 0.1, error: 0.01 } }],
    ["the run's D could still gain at least 0.1000", { dGap: { value: 0.1, error: 0.01, atLeast: true } }],
    ["G could still gain 0.3000 nats", { gGap: { gain: 0.3, steps: 100 } }],
    ["D still answers 0.600 on real and 0.400", { own: { meanDReal: 0.6, meanDFake: 0.4, unseen: true } }],
    // Figures that are none are no sign of equilibrium.
    ["D still answers NaN", { own: { meanDReal: Number.NaN, meanDFake: Number.NaN, unseen: true } }],
    ["could still gain NaN", { dGap: { value: Number.NaN, error: 0 } }],
    ["JSD is not a number", { density: { jsd: { value: Number.NaN, error: 0 } } }],
  ])("names the first thing that is in the way of equilibrium: %s", (because, changed) => {
    expect(verdict(changed)).toMatchObject({ outcome: "not reached", reached: false });
    expect(verdict(changed).says).toMatch(/^Equilibrium is not reached yet, because /);
    expect(verdict(changed).says).toContain(because);
  });

  it.each<[state: string, changed: object, says: RegExp]>([
    [
      "of a lost mode of which 20 test examples show nothing",
      { ...unknown, fresh: { bound: { value: -0.01, low: -0.083, high: 0.064 }, examples: 20 } },
      /20 test examples of each kind cannot tell: .* is −0\.0100 nats \(95 %: −0\.0830 to 0\.0640\); about 1,100 would narrow that to ± 0\.01\. D answers/,
    ],
    [
      "that a fresh D fails to learn, however many examples there are",
      { ...unknown, fresh: { bound: { value: 0, low: 0, high: 0 }, examples: 100_000 } },
      /found no difference on 100,000 test examples of each kind: .*, but what it cannot learn remains unseen\./,
    ],
    [
      "whose D was only seen on what it was trained on",
      { ...unknown, own: { ...good.own, unseen: false } },
      /what D could gain is not known, since it was trained on the real examples at hand/,
    ],
    ["whose JSD is known too badly", { density: { jsd: { value: 0.005, error: 0.02 } } }, /below 0\.0250 nats\./],
    [
      "whose JSD is only known from below",
      { density: { jsd: { value: 0.001, error: 0.692, atLeast: true } } },
      /JSD is at least 0\.0010 nats, how much more cannot be told\./,
    ],
    [
      "whose D answers with scores, although p_g agrees with p_data",
      { own: null, dGap: null, gGap: null },
      /JSD is 0\.0020 ± 0\.0010 nats, .*\. What either player could still gain was not measured: D's answers are scores\.$/,
    ],
    [
      "whose D answers with scores, of data that nobody knows",
      { ...unknown, own: null, gGap: null },
      /was not measured: D's answers are scores\.$/,
    ],
    ["whose D gap is known too badly", { dGap: { value: 0.01, error: 0.05 } }, /is not known well enough\./],
  ])("claims nothing that was not measured of a state %s", (_, changed, says) => {
    const found = verdict(changed);
    expect(found).toMatchObject({ outcome: "not known", reached: false });
    expect(found.says).toMatch(/^Whether equilibrium is reached is not known: /);
    expect(found.says).toMatch(says);
  });

  it('does not say "not yet" of settings that cannot reach it', () => {
    const { outcome, says } = verdict({ hindrances: ["label smoothing moves the best D away from 1/2"] });
    expect([outcome, says]).toEqual([
      "not reached",
      "These settings cannot reach equilibrium: label smoothing moves the best D away from 1/2.",
    ]);
    expect(verdict({ hindrances: ["so"], gGap: { gain: 0.3, steps: 100 } }).says).toBe(
      "These settings cannot reach equilibrium: so. Measured: G could still gain 0.3000 nats against this D.",
    );
  });

  it("says that D answers so on what it knows by heart", () => {
    const { says } = verdict({ ...unknown, own: { meanDReal: 0.98, meanDFake: 0.02, unseen: false } });
    expect(says).toContain("D still answers 0.980 on real examples, which it was trained on, and 0.020 on generated");
  });
});

describe("what keeps settings from equilibrium", () => {
  const found = (data: string, given: GivenOptions = {}) => hindrancesOf(resolveConfig(dataSetOf(data), given));

  it("is a target of D that is not 1, and z of fewer dimensions than data that fill an area", () => {
    expect(found("normal", { labelSmoothing: 0.1 })).toEqual([
      "label smoothing moves the best D away from 1/2, also where p_g is p_data",
    ]);
    expect(found("ring", { latent: 1 })).toEqual(["z has 1 dimension and the data 2, so G fills no area of them"]);
    expect(found("moons", { latent: 1, labelSmoothing: 0.2 })).toHaveLength(2);
  });

  it("is not in the defaults, nor in z of as many dimensions as the data", () => {
    for (const data of ["normal", "two-normals", "ring", "grid", "moons"]) expect(found(data)).toEqual([]);
    expect(found("normal", { latent: 1 })).toEqual([]);
    expect(found("ring", { latent: 2 })).toEqual([]);
  });

  it("is not known of rows and images, which may lie on something thinner than their numbers", async () => {
    const table = await tableData("t", {
      columns: ["a", "b", "c"],
      values: Float64Array.from({ length: 300 }, (_, i) => Math.sin(i)),
    });
    expect(hindrancesOf(resolveConfig(table, { latent: 1 }))).toEqual([]);
    const images = byteImages(
      "squares",
      new Uint8Array(40 * 64).map((_, i) => i),
      [1, 8, 8],
      "squares",
      40,
    );
    expect(hindrancesOf(resolveConfig(images, { latent: 1 }))).toEqual([]);
  });
});

describe("states made to fool the verdict", () => {
  /** Rows around (−2, −2) and (2, 2). */
  const clusters = (count: number) =>
    tableData("clusters", {
      columns: ["a", "b"],
      values: Float64Array.from(
        { length: 2 * count },
        (_, i) => ((i >> 1) % 2 === 0 ? -2 : 2) + 0.3 * Math.sin(97 * i),
      ),
    });

  it.each([
    ["the paper's loss", "non-saturating"],
    ["scores", "wasserstein"],
    ["scores of pairs", "relativistic"],
  ] as const)("a hundred rows of two clusters under %s are never called equilibrium", async (_, loss) => {
    const data = await clusters(100);
    const { reading } = await measure({ data, steps: 60, batch: 32, widths: [8], loss }, 100);
    const { verdict, dGap, dGapFrom, own, fresh } = reading;
    expect(fresh.examples).toBe(20);
    expect(verdict.reached).toBe(false);
    expect(verdict.says).not.toContain("Equilibrium is reached");
    // A gap that was taken on trained rows is either clear or not known, and never 0.
    if (dGap !== null) expect(dGap).toBeGreaterThan(dGapFrom?.error ?? Number.NaN);
    if (!own) expect([reading.dGap, reading.gGap]).toEqual([null, null]);
  });
});

import { describe, expect, it } from "vitest";
import { selfAttention } from "../networks/attention.ts";
import { dense, flatten } from "../networks/layers.ts";
import { type MlpOptions, mlp } from "../networks/mlp.ts";
import { sequential } from "../networks/network.ts";
import { compile } from "../onnx/runtime.ts";
import { gradient } from "../tensor/gradient.ts";
import { graph, print } from "../tensor/graph.ts";
import { gemm, mul, sum } from "../tensor/operations.ts";
import { interpret } from "../tensor/reference.ts";
import { sizeOf } from "../tensor/shape.ts";
import { constant, input, type Tensor } from "../tensor/tensor.ts";
import { planOf } from "./augmentation/operations.ts";
import { type LossName, lossNames, lossOf } from "./losses.ts";
import { gradientName, isNextName } from "./objective.ts";
import { interpolate, unitGradientPenalty, zeroGradientPenalty } from "./penalties.ts";
import { discriminatorStep, type Game, generatorStep, type Step } from "./step.ts";
import { gameValue, meanProbability, meanScore } from "./value.ts";

const tanh: MlpOptions = {
  widths: [4],
  activation: "tanh", // smooth: finite differences cross no kinks
  slope: 0.2,
  pieces: 2,
  normalisation: "none",
  keep: 1,
  keepInput: 1,
  init: { scheme: "glorot", scale: 1 },
  output: "linear",
};

const game = (changes: Partial<Game> = {}, d: Partial<MlpOptions> = {}): Game => ({
  generator: mlp("G", [2], [3], tanh),
  discriminator: mlp("D", [3], [1], { ...tanh, ...d }),
  prior: { kind: "normal", latent: 2, halfWidth: 1 },
  batch: 5,
  loss: "minimax",
  gradientPenalty: 0,
  r1: 0,
  r2: 0,
  labelSmoothing: 0,
  ...changes,
});

/** Values for every input of a step, fixed by name. */
function valuesFor({ graph: { inputs }, draws }: Step): Record<string, number[]> {
  return Object.fromEntries(
    inputs.map(({ name = "", shape }) => {
      const drawn = draws.find((draw) => draw.name === name)?.distribution;
      if (name === "augmentation p") return [name, [0.6]];
      const mask = drawn?.kind === "mask";
      const offset = [...name].reduce((hash, character) => hash + character.charCodeAt(0), 0);
      const at = (i: number) => Math.sin(12.9898 * (i + 1) + offset);
      return [
        name,
        Array.from({ length: sizeOf(shape) }, (_, i) =>
          mask
            ? at(i) > 0
              ? 1
              : 0
            : drawn?.kind === "uniform"
              ? drawn.from + drawn.width * Math.abs(at(i))
              : drawn?.kind === "integers"
                ? Math.floor(drawn.below * Math.abs(at(i)))
                : at(i),
        ),
      ];
    }),
  );
}

const logit = [-2, -0.5, 0, 1, 3];
const sigma = (s: number) => 1 / (1 + Math.exp(-s));
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const real = [0.5, 1, -1, 2, 0];

/** The formulas of the papers, in D = σ(s) where they are. */
const closedForms: Record<
  LossName,
  { d: (r: number[], g: number[]) => number; g: (g: number[], r: number[]) => number }
> = {
  minimax: {
    d: (r, g) => -mean(r.map((s) => Math.log(sigma(s)))) - mean(g.map((s) => Math.log(1 - sigma(s)))),
    g: (g) => mean(g.map((s) => Math.log(1 - sigma(s)))),
  },
  "non-saturating": {
    d: (r, g) => -mean(r.map((s) => Math.log(sigma(s)))) - mean(g.map((s) => Math.log(1 - sigma(s)))),
    g: (g) => -mean(g.map((s) => Math.log(sigma(s)))),
  },
  mixed: {
    d: (r, g) => -mean(r.map((s) => Math.log(sigma(s)))) - mean(g.map((s) => Math.log(1 - sigma(s)))),
    g: (g) => -mean(g.map((s) => Math.log(sigma(s)))),
  },
  "least-squares": {
    d: (r, g) => 0.5 * mean(r.map((s) => (s - 1) ** 2)) + 0.5 * mean(g.map((s) => s * s)),
    g: (g) => 0.5 * mean(g.map((s) => (s - 1) ** 2)),
  },
  hinge: {
    d: (r, g) => mean(r.map((s) => Math.max(0, 1 - s))) + mean(g.map((s) => Math.max(0, 1 + s))),
    g: (g) => -mean(g),
  },
  wasserstein: { d: (r, g) => mean(g) - mean(r), g: (g) => -mean(g) },
  relativistic: {
    d: (r, g) => -mean(r.map((s, i) => Math.log(sigma(s - g[i]!)))),
    g: (g, r) => -mean(g.map((s, i) => Math.log(sigma(s - r[i]!)))),
  },
};

describe.each(lossNames)("the %s loss", (name) => {
  const loss = lossOf(name);
  const [r, g] = [input("r", [5, 1]), input("g", [5, 1])];
  const values = { r: real, g: logit };

  it("has the value of its closed form for both players", () => {
    const { d, g: forG } = interpret({ d: loss.discriminator(r, g, 0), g: loss.generator(g, r) }, values);
    expect(d?.[0]).toBeCloseTo(closedForms[name].d(real, logit), 12);
    expect(forG?.[0]).toBeCloseTo(closedForms[name].g(logit, real), 12);
  });

  it("has gradients that agree with finite differences of the closed form", () => {
    const [dr, dg] = gradient(loss.discriminator(r, g, 0), [r, g]) as [Tensor, Tensor];
    const [gg] = gradient(loss.generator(g, r), [g]) as [Tensor];
    const found = interpret({ dr, dg, gg }, values);
    const h = 1e-6;
    const numeric = (f: (at: number[]) => number, at: number[]) =>
      // The hinge has a kink at s = ±1: one-sided at most, so it is skipped there.
      at.map((s, i) =>
        name === "hinge" && Math.abs(Math.abs(s) - 1) < 1e-3
          ? undefined
          : (f(at.with(i, s + h)) - f(at.with(i, s - h))) / (2 * h),
      );
    const { d, g: forG } = closedForms[name];
    const check = (actual: Float64Array | undefined, expected: (number | undefined)[]) =>
      expected.forEach((value, i) => value !== undefined && expect(actual?.[i]).toBeCloseTo(value, 7));
    check(
      found.dr,
      numeric((at) => d(at, logit), real),
    );
    check(
      found.dg,
      numeric((at) => d(real, at), logit),
    );
    check(
      found.gg,
      numeric((at) => forG(at, real), logit),
    );
  });

  it("moves D towards telling apart, and G towards being taken for real", () => {
    // The sign of a loss is the mistake that is made most often.
    const [dr, dg] = gradient(loss.discriminator(r, g, 0), [r, g]) as [Tensor, Tensor];
    const [gg] = gradient(loss.generator(g, r), [g]) as [Tensor];
    const at = interpret(
      { dr: sum(dr), dg: sum(dg), gg: sum(gg) },
      { r: [0, 0, 0, 0, 0], g: [0.5, 0.5, 0.5, 0.5, 0.5] },
    );
    expect(at.dr?.[0]).toBeLessThan(0);
    expect(at.dg?.[0]).toBeGreaterThan(0);
    expect(at.gg?.[0]).toBeLessThan(0);
  });

  it("stays finite for logits at which D rounds to 0 or 1", () => {
    const [dg] = gradient(loss.discriminator(r, g, 0), [g]) as [Tensor];
    const extreme = { r: [200, -200, 200, -200, 0], g: [200, -200, -200, 200, 0] };
    const found = interpret({ d: loss.discriminator(r, g, 0), g: loss.generator(g, r), dg }, extreme);
    for (const result of Object.values(found)) for (const value of result) expect(Number.isFinite(value)).toBe(true);
  });
});

describe("the two losses of the paper", () => {
  const g = input("g", [1, 1]);
  const slope = (name: LossName, s: number): number => {
    const [d] = gradient(lossOf(name).generator(g, g), [g]) as [Tensor];
    return interpret({ d }, { g: [s] }).d?.[0] ?? Number.NaN;
  };

  it("pull G with D(G(z)) and with 1 − D(G(z)): the saturating one vanishes where D is sure", () => {
    for (const s of [-10, -2, 0, 2]) {
      expect(slope("minimax", s)).toBeCloseTo(-sigma(s), 12);
      expect(slope("non-saturating", s)).toBeCloseTo(-(1 - sigma(s)), 12);
    }
    expect(Math.abs(slope("minimax", -10))).toBeLessThan(1e-4);
    expect(Math.abs(slope("non-saturating", -10))).toBeGreaterThan(0.999);
  });

  it("have, where D answers 1/2, the values of the theory", () => {
    const [r, f] = [input("r", [2, 1]), input("f", [2, 1])];
    const found = interpret(
      {
        d: lossOf("minimax").discriminator(r, f, 0),
        saturating: lossOf("minimax").generator(f, r),
        not: lossOf("non-saturating").generator(f, r),
        paired: lossOf("relativistic").discriminator(r, f, 0),
      },
      { r: [0, 0], f: [0, 0] },
    );
    expect(found.d?.[0]).toBeCloseTo(Math.log(4), 12);
    expect(found.saturating?.[0]).toBeCloseTo(-Math.log(2), 12);
    expect(found.not?.[0]).toBeCloseTo(Math.log(2), 12);
    expect(found.paired?.[0]).toBeCloseTo(Math.log(2), 12);
  });

  it("label smoothing moves D's optimum on real data to 1 − ε", () => {
    const r = input("r", [1, 1]);
    const [d] = gradient(lossOf("minimax").discriminator(r, constant([0], [1, 1]), 0.1), [r]) as [Tensor];
    // The gradient vanishes where σ(s) = 0.9.
    expect(interpret({ d }, { r: [Math.log(0.9 / 0.1)] }).d?.[0]).toBeCloseTo(0, 7);
  });
});

describe("V(D, G)", () => {
  it("is −log 4 where D answers 1/2, and 0 where D is right for sure", () => {
    expect(gameValue(new Float32Array(4), new Float32Array(4))).toBeCloseTo(-Math.log(4), 12);
    expect(gameValue(new Float32Array(4).fill(50), new Float32Array(4).fill(-50))).toBeCloseTo(0, 12);
  });

  it("is the mean of log D(x) plus the mean of log(1 − D(G(z)))", () => {
    expect(gameValue(Float32Array.from(real), Float32Array.from(logit))).toBeCloseTo(
      -closedForms.minimax.d(real, logit),
      12,
    );
    expect(meanProbability(Float32Array.from(logit))).toBeCloseTo(mean(logit.map(sigma)), 12);
    expect(meanScore(Float32Array.from(logit))).toBeCloseTo(mean(logit), 12);
  });
});

describe("penalties", () => {
  const x = input("x", [3, 2]);
  const w = constant([3, 4], [2, 1]);

  it("of a linear D are those of its weight, whatever x is", () => {
    const linear = gemm(x, w);
    const found = interpret(
      { unit: unitGradientPenalty(x, linear), zero: zeroGradientPenalty(x, linear) },
      { x: [1, 2, 3, 4, 5, 6] },
    );
    expect(found.unit?.[0]).toBeCloseTo((5 - 1) ** 2, 9);
    expect(found.zero?.[0]).toBeCloseTo(25 / 2, 9);
  });

  it("look at the gradient of each example, not of each pixel or of the batch", () => {
    // D(x) = x₀·x₁: ∇ = (x₁, x₀).
    const quadratic = mul(gemm(x, constant([1, 0], [2, 1])), gemm(x, constant([0, 1], [2, 1])));
    const found = interpret(
      { unit: unitGradientPenalty(x, quadratic), zero: zeroGradientPenalty(x, quadratic) },
      { x: [3, 4, 0, 1, 6, 8] },
    );
    expect(found.unit?.[0]).toBeCloseTo((16 + 0 + 81) / 3, 6);
    expect(found.zero?.[0]).toBeCloseTo((25 + 1 + 100) / 3 / 2, 9);
  });

  it("interpolate with one ε per example", () => {
    const [r, g, e] = [input("r", [2, 1, 1, 2]), input("g", [2, 1, 1, 2]), input("e", [2, 1])];
    const { y } = interpret({ y: interpolate(r, g, e) }, { r: [1, 1, 1, 1], g: [0, 0, 0, 0], e: [0.25, 0.75] });
    expect([...(y as Float64Array)]).toEqual([0.25, 0.25, 0.75, 0.75]);
  });
});

/** Pictures of 4×4 pixels in colour, of which D sees others. */
const pictures = (names: readonly string[], changes: Partial<Game> = {}): Game => ({
  ...game(),
  generator: mlp("G", [2], [3, 4, 4], tanh),
  discriminator: mlp("D", [3, 4, 4], [1], tanh),
  augmentation: { ...planOf(names, [3, 4, 4]), noise: 0.1 },
  ...changes,
});

/** Values for every input, with the state that many steps with these parameters lead to. */
function settledValues(rules: Game, step: Step): Record<string, number[]> {
  let values = valuesFor(step);
  if (rules.generator.state.length + rules.discriminator.state.length === 0) return values;
  for (const one of [discriminatorStep(rules), generatorStep(rules)]) {
    const next = one.graph.outputs.filter(({ name }) => isNextName(name));
    const states = graph("state", Object.fromEntries(next.map(({ name, tensor }) => [name, tensor])));
    for (let i = 0; i < 300; i++) {
      const found = interpret(states, { ...valuesFor(one), ...values });
      values = { ...values, ...Object.fromEntries(next.map(({ name }) => [name.slice(5), [...(found[name] ?? [])]])) };
    }
  }
  return values;
}

/** A D that looks over all pixels. */
const attentive: Game = {
  ...game({ r1: 2 }),
  generator: mlp("G", [2], [8, 2, 2], tanh),
  discriminator: sequential("D", [8, 2, 2], [selfAttention(tanh.init), flatten(), dense(1, tanh.init)]),
};

const variants: [string, Game][] = [
  ...lossNames.map((loss): [string, Game] => [loss, game({ loss })]),
  ["gradient penalty", game({ loss: "wasserstein", gradientPenalty: 10 })],
  ["R1 and R2", game({ r1: 2, r2: 3 })],
  ["label smoothing", game({ labelSmoothing: 0.1 })],
  ["dropout", game({}, { keep: 0.5 })],
  ["dropout and R1", game({ r1: 1 }, { keep: 0.5 })],
  ["batch normalisation", game({}, { normalisation: "batch" })],
  ["augmentation", pictures(["r3gan", "color", "noise"])],
  ["augmentation, R1 and R2", pictures(["r3gan", "color"], { r1: 2, r2: 3 })],
  ["augmentation and gradient penalty", pictures(["ada"], { loss: "wasserstein", gradientPenalty: 10 })],
  ["augmentation of pairs", pictures(["diffaugment"], { loss: "relativistic", r1: 1 })],
  ["attention and R1", attentive],
  ["minibatch deviation", game({ batch: 6 }, { minibatchDeviation: 3 })],
  ["minibatch deviation, R1 and R2", game({ batch: 6, r1: 2, r2: 3 }, { minibatchDeviation: 3 })],
  [
    "minibatch deviation, R1 and R2 of the loss's answers",
    game({ batch: 6, r1: 2, r2: 3, jointPenalties: true }, { minibatchDeviation: 2, keep: 0.5 }),
  ],
  ["minibatch deviation and gradient penalty", game({ batch: 4, gradientPenalty: 10 }, { minibatchDeviation: 2 })],
  [
    "spectral normalisation, R1 and R2",
    {
      ...game({ r1: 2, r2: 3 }, { spectralNorm: true }),
      generator: mlp("G", [2], [3], { ...tanh, spectralNorm: true }),
    },
  ],
  ["noise on rows", game({ r1: 1, augmentation: { operations: [{ name: "noise", weight: 1 }], noise: 0.3 } })],
  ["layer normalisation and gradient penalty", game({ gradientPenalty: 1 }, { normalisation: "layer" })],
];

describe.each(variants)("the steps with %s", (_, rules) => {
  const steps: [string, Step, string, string][] = [
    ["D", discriminatorStep(rules), "D/", "G/"],
    ["G", generatorStep(rules), "G/", "D/"],
  ];

  it.each(steps)("the %s step differentiates by the player's parameters alone", (_, step, own, other) => {
    const gradients = step.graph.outputs.filter(({ name }) => name.startsWith("∇"));
    const network = own === "D/" ? rules.discriminator : rules.generator;
    expect(gradients.map(({ name }) => name).sort()).toEqual(
      network.parameters.map(({ name }) => gradientName(name)).sort(),
    );
    expect(gradients.every(({ name }) => !name.includes(other))).toBe(true);
  });

  it.each(steps)("the gradient of the %s step is that of loss plus penalty", (_, step, own) => {
    const values = settledValues(rules, step);
    const total = (at: Record<string, number[]>): number => {
      const found = interpret(step.graph, at);
      return (found.loss?.[0] ?? Number.NaN) + (found.penalty?.[0] ?? 0);
    };
    const found = interpret(step.graph, values);
    const network = own === "D/" ? rules.discriminator : rules.generator;
    for (const { name } of network.parameters) {
      const at = values[name] as number[];
      for (const i of [0, at.length - 1]) {
        const h = 1e-5;
        const slope =
          (total({ ...values, [name]: at.with(i, at[i]! + h) }) -
            total({ ...values, [name]: at.with(i, at[i]! - h) })) /
          (2 * h);
        expect(found[gradientName(name)]?.[i], `${name}[${i}]`).toBeCloseTo(slope, 5);
      }
    }
  });

  it.each(steps)("the %s step computes the same on the runtime", async (_, step) => {
    const values = valuesFor(step);
    const expected = interpret(step.graph, values);
    const program = await compile(step.graph);
    const results = await program.run(
      Object.fromEntries(Object.entries(values).map(([name, list]) => [name, Float32Array.from(list)])),
    );
    await program.release();
    for (const { name } of step.graph.outputs) {
      expected[name]?.forEach((value, i) => {
        expect(Math.abs((results[name]?.[i] ?? Number.NaN) - value), `${name}[${i}]`).toBeLessThan(
          2e-5 * Math.max(1, Math.abs(value)),
        );
      });
    }
  });
});

describe("the rules", () => {
  it("forbid shared parameters", () => {
    const twice = game({ discriminator: mlp("G", [3], [1], tanh) });
    expect(() => discriminatorStep(twice)).toThrow(
      "setting up the game: expected every parameter and state to have a name of its own, but got G/dense 1/weight twice.",
    );
  });

  it("forbid penalties where examples of a batch mix", () => {
    expect(() => discriminatorStep(game({ r1: 1 }, { normalisation: "batch" }))).toThrow(
      "as with batch normalisation. Use `discriminator.normalisation` layer or none.",
    );
  });

  it("forbid minibatches that groups do not divide", () => {
    expect(() => discriminatorStep(game({ batch: 5 }, { minibatchDeviation: 2 }))).toThrow(
      "expected a minibatch that groups of 2 divide, whose examples D compares, but got 5",
    );
  });

  it("forbid label smoothing where there are no labels", () => {
    expect(() => discriminatorStep(game({ loss: "hinge", labelSmoothing: 0.1 }))).toThrow(
      "expected a loss with labels, to smooth them, but got hinge, which has none.",
    );
  });
});

it("the D step judges real and generated examples in one pass, but apart where batch normalisation would mix them", () => {
  const products = (rules: Game) => discriminatorStep(rules).graph.nodes.filter(({ op }) => op === "concat").length;
  expect(products(game())).toBeGreaterThan(0);
  // Only the loss sees the logits of both, in one column.
  const apart = print(discriminatorStep(game({}, { normalisation: "batch" })).graph);
  expect(apart).toContain("float32[10×1]");
  expect(apart).not.toMatch(/float32\[10×[^1]/);
});

it("groups of one pass are of real or of generated examples: R1 and R2 of it are those of passes of their own", () => {
  const [joint, apart] = [true, false].map((jointPenalties) => {
    const step = discriminatorStep(game({ batch: 4, r1: 2, r2: 3, jointPenalties }, { minibatchDeviation: 2 }));
    return interpret(step.graph, valuesFor(step));
  });
  expect(joint?.penalty?.[0]).toBeCloseTo(apart?.penalty?.[0] ?? Number.NaN, 12);
  joint?.real?.forEach((value, i) => expect(value).toBeCloseTo(apart?.real?.[i] ?? Number.NaN, 12));
});

it("the G step of a paired loss takes real examples, others do not", () => {
  const inputs = (loss: LossName) => generatorStep(game({ loss })).graph.inputs.map(({ name }) => name);
  expect(inputs("relativistic")).toContain("x");
  expect(inputs("non-saturating")).not.toContain("x");
  expect(graph("n", { y: generatorStep(game()).graph.outputs[0]?.tensor as Tensor }).inputs.length).toBeGreaterThan(0);
});

describe("lazy penalties", () => {
  const rules = game({ r1: 2, r2: 1, penaltyEvery: 4 });

  it("weigh as much more as they are rarer", () => {
    const [every, lazy] = [game({ r1: 2, r2: 1 }), rules].map((one) => {
      const step = discriminatorStep(one);
      return interpret(step.graph, valuesFor(step)).penalty?.[0] ?? Number.NaN;
    });
    expect(lazy).toBeCloseTo(4 * (every ?? Number.NaN), 5);
    expect(every).toBeGreaterThan(0);
  });

  it("leave the loss between them alone, with a penalty of 0 to report", () => {
    const between = discriminatorStep(rules, { penalised: false });
    const without = discriminatorStep(game());
    const [a, b] = [between, without].map((step) => interpret(step.graph, valuesFor(step)));
    expect(a?.penalty?.[0]).toBe(0);
    expect(b?.penalty).toBeUndefined();
    for (const { name } of rules.discriminator.parameters) {
      expect([...(a?.[gradientName(name)] ?? [])]).toEqual([...(b?.[gradientName(name)] ?? [Number.NaN])]);
    }
  });
});

describe("penalties of the very answers that the loss has", () => {
  it.each([
    ["R1", { r1: 0.7 }],
    ["R2", { r2: 0.4 }],
    ["R1 and R2", { r1: 0.7, r2: 0.4 }],
    ["both beside a gradient penalty", { r1: 0.7, r2: 0.4, gradientPenalty: 2 }],
    ["both, lazily", { r1: 0.7, r2: 0.4, penaltyEvery: 4 }],
    ["both, for a loss that compares pairs", { r1: 0.7, r2: 0.4, loss: "relativistic" }],
  ] as const)("are those of answers of their own where nothing is dropped: %s", (_, rules) => {
    const [joint, apart] = [true, false].map((jointPenalties) => {
      const step = discriminatorStep(game({ ...rules, jointPenalties }));
      return interpret(step.graph, valuesFor(step));
    });
    expect(joint?.penalty?.[0]).toBeGreaterThan(0);
    expect(Object.keys(joint ?? {})).toEqual(Object.keys(apart ?? {}));
    for (const [name, values] of Object.entries(joint ?? {})) {
      values.forEach((value, i) => expect(value).toBeCloseTo(apart?.[name]?.[i] ?? Number.NaN, 12));
    }
  });

  it("weigh what a run says, as an input of the step", () => {
    const [plain, scaled] = [false, true].map((scaledPenalties) => {
      const step = discriminatorStep(game({ r1: 0.7, r2: 0.4, jointPenalties: true, scaledPenalties }));
      return interpret(step.graph, { ...valuesFor(step), ...(scaledPenalties ? { "penalty scale": [0.25] } : {}) });
    });
    expect(scaled?.penalty?.[0]).toBeCloseTo(0.25 * (plain?.penalty?.[0] ?? Number.NaN), 12);
    expect(scaled?.loss?.[0]).toBe(plain?.loss?.[0]);
  });
});

describe("penalties on what D sees", () => {
  it("judge the same changed examples as the loss", () => {
    const drawn = (changes: Partial<Game>) => discriminatorStep(pictures(["r3gan"], changes)).draws;
    expect(drawn({ r1: 1, r2: 1 })).toEqual(drawn({}));
    expect(drawn({}).every(({ stream }) => stream === "augmentation")).toBe(true);
  });

  it("are about the gradient by the unchanged ones: a factor of the contrast is one of the gradient", () => {
    const linear = mlp("D", [3, 4, 4], [1], { ...tanh, widths: [] });
    const step = discriminatorStep(pictures(["contrast"], { r1: 1, discriminator: linear }));
    const [chances, normals] = step.draws.filter(({ name }) => name.includes("real")).map(({ name }) => name);
    const values = {
      ...valuesFor(step),
      [chances as string]: [0, 0, 0, 0, 0.9],
      [normals as string]: [2, -2, 4, 0, 6],
    };
    const weight = values[linear.parameters.find(({ name }) => name.endsWith("weight"))?.name as string] as number[];
    const square = weight.reduce((sum, w) => sum + w * w, 0);
    // 2^(0.5·n) for those that chance reaches.
    const factors = [2, 1 / 2, 4, 1, 1];
    const { penalty } = interpret(step.graph, values);
    expect(penalty?.[0]).toBeCloseTo((square / 2) * mean(factors.map((factor) => factor ** 2)), 4);
  });
});

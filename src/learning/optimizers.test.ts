import { describe, expect, it } from "vitest";
import { bytesFor, createKernels, type Vector } from "../kernels/kernels.ts";
import { openStream } from "../kernels/streams.ts";
import { add, mul, neg, sign, sub, sum } from "../tensor/operations.ts";
import { compileUpdate } from "./graph-update.ts";
import { type Optimizer, type OptimizerSettings, type UpdateAt, updateGraph } from "./optimizer.ts";
import { optimizerNames, optimizerOf } from "./optimizers.ts";

/** Not a multiple of four: the kernels work on whole groups. */
const LENGTH = 261;
const UPDATES = 20;
const settings: OptimizerSettings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, nesterov: false, weightDecay: 0 };

/** What rules differ in: weight decay, Nesterov's form, no memory at all. */
const choices: readonly Partial<OptimizerSettings>[] = [
  {},
  { weightDecay: 0.1 },
  { nesterov: true, weightDecay: 0.01 },
  { beta1: 0, beta2: 0.5, epsilon: 1e-3 },
];

/** A rate that falls and a momentum that grows, as in a run. */
const at = (t: number): UpdateAt => ({ t, rate: 0.01 / t, momentum: 0.5 + 0.02 * t });

describe.each(optimizerNames)("the update rule %s", (name) => {
  it.each(choices)("does the same as a kernel and as a graph, to the last bit, with %o", async (choice) => {
    const rule = optimizerOf(name);
    const chosen = { ...settings, ...choice };
    const kernels = await createKernels(bytesFor(new Array(2 + rule.moments.length).fill(LENGTH)));
    const parameters = kernels.allocate(LENGTH);
    const gradient = kernels.allocate(LENGTH);
    const memory = new Map<string, Vector>(rule.moments.map((moment) => [moment, kernels.allocate(LENGTH)]));
    openStream(kernels, 7, "init").normal(parameters, 0, 1);
    const gradients = openStream(kernels, 7, "prior");

    const w = parameters.data.slice();
    const moments = new Map([...memory].map(([moment, { data }]) => [moment, data.slice()]));
    const update = await compileUpdate(rule, chosen, w, moments);
    for (let t = 1; t <= UPDATES; t++) {
      // Gradients of five sizes: what one rule forgets, another keeps.
      gradients.normal(gradient, 0, 10 ** (t % 5));
      const before = w.slice();
      rule.kernel(kernels, { parameters, gradient, moments: [...memory.values()], count: LENGTH }, chosen, at(t));
      await update.run(gradient.data, at(t));
      expect(w, `w after update ${t}`).not.toEqual(before);
      expect(w, `w after update ${t}`).toEqual(parameters.data);
      for (const [moment, data] of moments) expect(data, `${moment} after ${t}`).toEqual(memory.get(moment)?.data);
    }
    await update.release();
  });
});

describe("an update rule of one's own", () => {
  /** w ← w − rate·sign(g); the average begins at w and moves a tenth of the way. */
  const averaged: Optimizer<"average"> = {
    moments: ["average"],
    init: (w) => ({ average: mul(w, 1) }),
    update: ({ w, g, moments, rate }) => {
      const moved = sub(w, mul(rate, sign(g)));
      return { w: moved, moments: { average: add(mul(0.9, moments.average), mul(0.1, moved)) } };
    },
  };

  it("begins with the moments that it asks for, and returns the next", async () => {
    const [w, average] = [Float32Array.of(1, -2, 3), new Float32Array(3)];
    const update = await compileUpdate(averaged, settings, w, new Map([["average", average]]));
    await update.begin();
    expect(average).toEqual(w);
    await update.run(Float32Array.of(5, -5, 0), { t: 1, rate: 0.5, momentum: 0 });
    expect(w).toEqual(Float32Array.of(0.5, -1.5, 3));
    expect([...average].map((value) => Number(value.toFixed(5)))).toEqual([0.95, -1.95, 3]);
    await update.release();
  });

  it("begins at zero where it asks for nothing, and may leave a moment as it was", async () => {
    const rule: Optimizer<"kept" | "last", "double"> = {
      moments: ["kept", "last"],
      scalars: ({ t, rate }) => ({ double: 2 * rate + t }),
      update: ({ w, g, moments, scalars, t, momentum }) => ({
        w: add(mul(w, momentum), mul(scalars.double, t)),
        moments: { kept: moments.kept, last: neg(g) },
      }),
    };
    const [w, kept, last] = [Float32Array.of(1, 2), Float32Array.of(7, 8), Float32Array.of(9, 9)];
    const moments = new Map([
      ["kept", kept],
      ["last", last],
    ]);
    const update = await compileUpdate(rule, settings, w, moments);
    await update.begin();
    expect([...kept, ...last]).toEqual([0, 0, 0, 0]);
    kept.set([7, 8]);
    // A gradient in another place is read from there.
    await update.run(Float32Array.of(4, 5), { t: 3, rate: 1, momentum: 0.5 });
    await update.run(Float32Array.of(6, 7), { t: 3, rate: 1, momentum: 0 });
    expect([[...w], [...kept], [...last]]).toEqual([
      [15, 15],
      [7, 8],
      [-6, -7],
    ]);
    await update.release();
  });

  it.each<[string, Partial<Optimizer>, string]>([
    [
      "forgets a moment",
      { update: ({ w }) => ({ w, moments: {} }) },
      "expected moment average of shape [4], but got none",
    ],
    [
      "adds a moment",
      { update: ({ w }) => ({ w, moments: { average: w, more: w } }) },
      "expected moments average, but got one more, more",
    ],
    [
      "returns a number for w",
      { update: ({ w, moments }) => ({ w: sum(w), moments }) },
      "making a graph of an update rule: expected w of shape [4], but got []",
    ],
  ])("that %s is refused", (_, wrong, says) => {
    expect(() => updateGraph({ ...averaged, ...wrong }, settings, 4)).toThrow(says);
  });
});

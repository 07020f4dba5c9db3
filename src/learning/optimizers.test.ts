import { describe, expect, it } from "vitest";
import type { Vector } from "../kernels/kernels.ts";
import { dense } from "../networks/layers.ts";
import { sequential } from "../networks/network.ts";
import { add, mul, neg, sign, sub, sum } from "../tensor/operations.ts";
import { createGraphUpdate } from "./graph-update.ts";
import { type Optimizer, type OptimizerSettings, type UpdateAt, updateGraph } from "./optimizer.ts";
import { type FusedOptimizer, optimizerNames, optimizerOf } from "./optimizers.ts";
import { createPlayer, initialisePlayer } from "./player.ts";
import { createStore } from "./store.ts";

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

/** Parameters, a gradient and moments in a store of their own, and the rule as a graph on them. */
async function graphOf(rule: Optimizer, settings: OptimizerSettings, length: number) {
  const store = createStore();
  const [w, g] = [store.allocate(length), store.allocate(length)];
  const moments = new Map(rule.moments.map((name) => [name, store.allocate(length)]));
  const update = createGraphUpdate(store, { rule, settings, parameters: w, moments, length });
  await store.open();
  return { store, w, g, moments, update, moment: (name: string) => moments.get(name) as Vector };
}

describe.each(optimizerNames.filter((name) => optimizerOf(name).kernel))("the update rule %s", (name) => {
  it.each(choices)("does the same as a kernel and as a graph, to the last bit, with %o", async (choice) => {
    const rule = optimizerOf(name) as FusedOptimizer;
    const chosen = { ...settings, ...choice };
    const asGraph = await graphOf(rule, chosen, LENGTH);
    const asKernel = await graphOf(rule, chosen, LENGTH);
    for (const { store, w } of [asGraph, asKernel]) store.stream(7, "init").normal(w, 0, 1);
    const gradients = asGraph.store.stream(7, "prior");
    await asGraph.update.begin();
    for (let t = 1; t <= UPDATES; t++) {
      // Gradients of five sizes: what one rule forgets, another keeps.
      gradients.normal(asGraph.g, 0, 10 ** (t % 5));
      asKernel.store.write(asKernel.g, asGraph.g.data);
      const before = asGraph.w.data.slice();
      const { store, w, g, moments } = asKernel;
      await store.update(
        rule,
        { parameters: w, gradient: g, moments: [...moments.values()], count: LENGTH },
        chosen,
        at(t),
      );
      await asGraph.update.run(asGraph.g, at(t));
      expect(asGraph.w.data, `w after update ${t}`).not.toEqual(before);
      expect(asGraph.w.data, `w after update ${t}`).toEqual(w.data);
      for (const [moment, { data }] of asGraph.moments) {
        expect(data, `${moment} after update ${t}`).toEqual(moments.get(moment)?.data);
      }
    }
    await asGraph.update.release();
  });
});

describe("a beta2 that changes", () => {
  it("is the one in force in Adam's moments and in their correction", async () => {
    const over = { kind: "cosine", start: 0.9, end: 0.99, steps: 10 } as const;
    const network = sequential("L", [3], [dense(2, { scheme: "normal", scale: 1 })]);
    const store = createStore();
    const constant = (value: number) => ({ kind: "constant", start: value, end: value, steps: 1 }) as const;
    const player = createPlayer(store, network, {
      ...settings,
      beta1: 0,
      optimizer: "adam",
      learningRate: constant(0.01),
      momentum: constant(0),
      beta2Over: over,
    });
    const gradient = store.allocate(player.layout.learned);
    await store.open();
    initialisePlayer(store, player, 1, 0);
    await player.begin();
    const weights = [...player.parameters.data];
    const squares = weights.map(() => 0);
    for (let t = 1; t <= 14; t++) {
      const slope = weights.map((_, i) => Math.sin(t + i) * 10 ** (t % 3));
      store.write(gradient, slope);
      await player.update(gradient, t);
      // Half a cosine from 0.9 to 0.99, and what comes after stays.
      const beta2 = 0.99 - 0.045 * (1 + Math.cos(Math.PI * Math.min(1, (t - 1) / 10)));
      slope.forEach((g, i) => {
        squares[i] = beta2 * (squares[i] ?? 0) + (1 - beta2) * g * g;
        weights[i]! -= (0.01 * g) / (Math.sqrt((squares[i] ?? 0) / (1 - beta2 ** t)) + 1e-8); // of one length
      });
      player.parameters.data.forEach((w, i) => expect(w).toBeCloseTo(weights[i] ?? Number.NaN, 5));
    }
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
    const { store, w, g, moment, update } = await graphOf(averaged, settings, 3);
    store.write(w, [1, -2, 3]);
    store.write(g, [5, -5, 0]);
    await update.begin();
    expect([...moment("average").data]).toEqual([1, -2, 3]);
    await update.run(g, { t: 1, rate: 0.5, momentum: 0 });
    expect([...w.data]).toEqual([0.5, -1.5, 3]);
    expect([...moment("average").data].map((value) => Number(value.toFixed(5)))).toEqual([0.95, -1.95, 3]);
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
    const { store, w, g, moments, moment, update } = await graphOf(rule, settings, 2);
    for (const { data } of moments.values()) data.fill(9);
    await update.begin();
    expect([...moments.values()].flatMap(({ data }) => [...data])).toEqual([0, 0, 0, 0]);
    store.write(moment("kept"), [7, 8]);
    store.write(w, [1, 2]);
    store.write(g, [4, 5]);
    await update.run(g, { t: 3, rate: 1, momentum: 0.5 });
    // A gradient in another place is read from there.
    const other = store.part(w, 0, 2);
    await update.run(other, { t: 3, rate: 1, momentum: 0 });
    expect([...w.data]).toEqual([15, 15]);
    expect([...moment("kept").data, ...moment("last").data]).toEqual([7, 8, -15.5, -16]);
    await update.release();
  });

  it("runs where beta2 changes, which it does not look at", async () => {
    const { store, w, g, update } = await graphOf(averaged, settings, 2);
    store.write(w, [1, -2]);
    store.write(g, [5, -5]);
    await update.begin();
    await update.run(g, { t: 1, rate: 0.5, momentum: 0, beta2: 0.95 });
    expect([...w.data]).toEqual([0.5, -1.5]);
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

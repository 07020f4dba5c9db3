/** Instruments that look at one state: where D pulls, both losses, what flows through the networks. */
import { describe, expect, it } from "vitest";
import { builtIn } from "../data/built-in.ts";
import { lossOf } from "../game/losses.ts";
import { graph } from "../tensor/graph.ts";
import { interpret } from "../tensor/reference.ts";
import { input } from "../tensor/tensor.ts";
import { assemble } from "../training/assemble.ts";
import { type Config, resolveConfig } from "../training/config.ts";
import { gameOf } from "../training/game-of-config.ts";
import type { Machine } from "../training/machine.ts";
import type { GivenOptions } from "../training/recipes.ts";
import { createJudge } from "../training/sampler.ts";
import { createPull } from "./discriminator-pull.ts";
import { createBothLosses } from "./gradient-of-both-losses.ts";
import { createFlow } from "./layer-flow.ts";
import { createUnits } from "./layer-units.ts";

const data = builtIn("ring");
const M = 8;
const configOf = (given: GivenOptions = {}): Config =>
  resolveConfig(data, { batch: M, widths: [6], activation: "tanh", generator: { activation: "tanh" }, ...given });

/** A machine with one minibatch drawn. */
async function drawn(config: Config): Promise<Machine> {
  const machine = await assemble(config, data);
  machine.drawNoise();
  await machine.drawExamples();
  return machine;
}

describe("the pull of D", () => {
  it.each(["minimax", "non-saturating", "least-squares", "wasserstein", "relativistic"] as const)(
    "is minus the slope of what each example adds to G's loss, by finite differences (%s)",
    async (loss) => {
      const config = configOf({ loss });
      const game = gameOf(config);
      const machine = await drawn(config);
      const weights = machine.discriminator.parameters.data;
      const points = Float32Array.from({ length: 2 * M }, (_, i) => Math.sin(3 * i));
      const pull = await createPull(game, M);
      const found = await pull.at(weights, points, machine.x.data);
      const lossAt = await lossOfExamples(config, weights, machine.x.data);
      const h = 1e-2;
      for (const i of [0, 3, 10, 15]) {
        const moved = (by: number) => Float32Array.from(points, (value, j) => (j === i ? value + by : value));
        const slope = (M * ((await lossAt(moved(h))) - (await lossAt(moved(-h))))) / (2 * h);
        expect(found[i]).toBeCloseTo(-slope, 2);
      }
      expect(found.some((value) => Math.abs(value) > 0.01)).toBe(true);
      await pull.release();
      await machine.release();
    },
  );
});

/** G's loss on given examples, by plain loops over D's logits. */
async function lossOfExamples(config: Config, weights: Float32Array, real: Float32Array) {
  const judge = await createJudge(gameOf(config).discriminator, M, 1);
  const [fake, onReal] = [input("fake", [M, 1]), input("real", [M, 1])];
  const step = graph("G's loss", { loss: lossOf(config.loss).generator(fake, onReal) });
  const answersOnReal = await judge.answers(weights, real);
  return async (examples: Float32Array): Promise<number> => {
    const given = { fake: await judge.answers(weights, examples), real: answersOnReal };
    const wanted = Object.fromEntries(step.inputs.map(({ name }) => [name, given[name as "fake" | "real"]]));
    return interpret(step, wanted).loss?.[0] ?? Number.NaN;
  };
}

describe("G's gradient under both losses", () => {
  it("has the lengths that each loss's own G step has", async () => {
    const norms: Record<string, number> = {};
    for (const loss of ["minimax", "non-saturating"] as const) {
      const machine = await drawn(configOf({ loss }));
      await machine.generatorGradient(1);
      norms[loss] = machine.generatorStep(1).gradientNorm();
      await machine.release();
    }
    const config = configOf();
    const machine = await drawn(config);
    const both = await createBothLosses(gameOf(config));
    const { generator, discriminator, z } = machine;
    const found = await both.at(generator.parameters.data, discriminator.parameters.data, z.data);
    expect(found.minimax).toBeCloseTo(norms.minimax ?? Number.NaN, 5);
    expect(found.nonSaturating).toBeCloseTo(norms["non-saturating"] ?? Number.NaN, 5);
    // An even D gives both the same; one that is sure of the generated examples starves the first.
    const bias = discriminator.layout.entries.at(-1);
    discriminator.parameters.data[bias?.offset ?? 0] = -8;
    const starved = await both.at(generator.parameters.data, discriminator.parameters.data, z.data);
    expect(starved.minimax).toBeLessThan(0.01 * starved.nonSaturating);
    await both.release();
    await machine.release();
  });
});

describe("what flows through the networks", () => {
  it("is, at D's end, D's logits and the slope of the loss; nothing flows past the red line in D's step", async () => {
    const config = configOf();
    const machine = await drawn(config);
    const given = {
      generator: machine.generator.parameters.data,
      discriminator: machine.discriminator.parameters.data,
      x: machine.x.data,
      z: machine.z.data,
    };
    await machine.discriminatorGradient(1);
    const logits = machine.discriminatorStep(1).generated;
    const mean = (values: ArrayLike<number>, f = (value: number) => value): number =>
      Array.from(values, f).reduce((a, b) => a + b, 0) / values.length;

    const inD = await (await createFlow(gameOf(config), "D")).at(given);
    expect(inD.map(({ player, layer }) => `${player} ${layer}`)).toEqual([
      "G dense 6",
      "G tanh",
      "G dense 2",
      "D dense 6",
      "D tanh",
      "D dense 1",
    ]);
    expect(inD.at(-1)?.activation[0]).toBeCloseTo(mean(logits), 5);
    // ∂ softplus(s)/∂s = σ(s)
    expect(inD.at(-1)?.gradient[0]).toBeCloseTo(
      mean(logits, (s) => 1 / (1 + Math.exp(-s))),
      5,
    );
    for (const { player, gradient } of inD) {
      expect(gradient.every((value) => value === 0)).toBe(player === "G");
    }
    const inG = await (await createFlow(gameOf(config), "G")).at(given);
    // |∂ softplus(−s)/∂s| = σ(−s), and it goes on into G.
    expect(inG.at(-1)?.gradient[0]).toBeCloseTo(
      mean(logits, (s) => 1 / (1 + Math.exp(s))),
      5,
    );
    for (const { gradient } of inG) expect(gradient.some((value) => value > 0)).toBe(true);
    await machine.release();
  });
});

describe("single units over the input of their network", () => {
  it("answer as the layers do, by plain loops; of many units, some that are spread evenly", async () => {
    const config = configOf();
    const { discriminator } = gameOf(config);
    const machine = await drawn(config);
    const weights = machine.discriminator.parameters.data;
    const x = Float32Array.from({ length: 2 * M }, (_, i) => Math.sin(3 * i));
    const units = await createUnits(discriminator, M, 3);
    const [dense, tanh, last] = (await units?.at(weights, x)) ?? [];
    expect([dense?.units, tanh?.units, last?.units]).toEqual([[0, 2, 4], [0, 2, 4], [0]]);
    // The first layer's weights come first, [2 × 6], then its biases, which start at 0.
    for (const [i, unit] of [0, 2, 4].entries()) {
      for (let at = 0; at < M; at++) {
        const sum = (x[2 * at] ?? 0) * (weights[unit] ?? 0) + (x[2 * at + 1] ?? 0) * (weights[6 + unit] ?? 0);
        expect(dense?.values[i * M + at]).toBeCloseTo(sum, 5);
        expect(tanh?.values[i * M + at]).toBeCloseTo(Math.tanh(sum), 5);
      }
    }
    const judge = await createJudge(discriminator, M, 1);
    const answers = await judge.answers(weights, x);
    last?.values.forEach((value, at) => expect(value).toBeCloseTo(answers[at] ?? Number.NaN, 5));
    await judge.release();
    await units?.release();
    await machine.release();
  });

  it("are none of a network that looks at its whole batch", async () => {
    const { discriminator } = gameOf(configOf({ discriminator: { minibatchDeviation: 4 } }));
    expect([discriminator.mixesBatch, await createUnits(discriminator, M, 3)]).toEqual([true, null]);
  });
});

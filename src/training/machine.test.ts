import { describe, expect, it } from "vitest";
import { collect, lastCheckpoint, machineOf, ringConfig, small } from "../../test/small-run.ts";
import { builtIn } from "../data/built-in.ts";
import type { DataSet } from "../data/dataset.ts";
import { viewOf } from "../tensor/layout.ts";
import { interpret } from "../tensor/reference.ts";
import { algorithm1 } from "./algorithm.ts";
import { assemble } from "./assemble.ts";
import { decodeCheckpoint, parametersOf } from "./checkpoint.ts";
import { optionsOf, resolveConfig } from "./config.ts";
import { gameOf } from "./game-of-config.ts";
import type { GivenOptions } from "./recipes.ts";
import { train } from "./train.ts";

describe("the red line", () => {
  it("the D step leaves every byte of G as it is, and the G step every byte of D", async () => {
    const machine = await machineOf(ringConfig());
    const bytes = (player: "generator" | "discriminator") => machine[player].parameters.data.join();
    const [g, d] = [bytes("generator"), bytes("discriminator")];
    machine.drawNoise();
    await machine.drawExamples();
    await machine.discriminatorGradient(1);
    await machine.discriminator.update(machine.discriminatorStep(1).gradient, 1);
    expect(bytes("generator")).toBe(g);
    expect(bytes("discriminator")).not.toBe(d);
    const moved = bytes("discriminator");
    await machine.generatorGradient(1);
    await machine.generator.update(machine.generatorStep(1).gradient, 1);
    expect(bytes("discriminator")).toBe(moved);
    expect(bytes("generator")).not.toBe(g);
    await machine.release();
  });
});

describe("a step of gradient descent", () => {
  it.each(["discriminator", "generator"] as const)(
    "moves the %s by minus the rate times the gradient of the loss on the minibatch it saw",
    async (player) => {
      const config = ringConfig({
        optimizer: "sgd",
        learningRate: 0.1,
        schedule: "constant",
        activation: "tanh",
        batch: 6,
      });
      const machine = await machineOf(config);
      machine.drawNoise();
      await machine.drawExamples();
      const inputs: Record<string, Float32Array> = { x: machine.x.data.slice(), z: machine.z.data.slice() };
      for (const { layout, parameters } of [machine.generator, machine.discriminator]) {
        for (const entry of layout.entries) inputs[entry.name] = viewOf(parameters.data, entry).slice();
      }
      const running = player === "discriminator" ? machine.discriminatorStep(1) : machine.generatorStep(1);
      await running.run(1);
      await machine[player].update(running.gradient, 1);
      const lossAt = (at: Readonly<Record<string, ArrayLike<number>>>) =>
        interpret(running.step.graph, at).loss?.[0] ?? Number.NaN;
      for (const entry of machine[player].layout.entries) {
        const before = Float64Array.from(inputs[entry.name] as Float32Array);
        const after = viewOf(machine[player].parameters.data, entry);
        const i = before.length - 1;
        const slope =
          (lossAt({ ...inputs, [entry.name]: before.with(i, before[i]! + 1e-5) }) -
            lossAt({ ...inputs, [entry.name]: before.with(i, before[i]! - 1e-5) })) /
          2e-5;
        expect(after[i]).toBeCloseTo(before[i]! - 0.1 * slope, 5);
      }
      await machine.release();
    },
  );
});

describe("the moving average of G", () => {
  it("is β·average + (1 − β)·G after each step, β growing to its value so that the start is forgotten", async () => {
    const config = ringConfig({ average: 0.9, steps: 30 });
    const machine = await machineOf(config);
    const expected = Float64Array.from(machine.generator.parameters.data);
    for await (const { did, step } of algorithm1(machine, {
      first: 1,
      last: 30,
      dSteps: 1,
      gSteps: 1,
      updates: "alternating",
    })) {
      if (did !== "round") continue;
      const beta = Math.min(0.9, (1 + step) / (10 + step));
      machine.generator.parameters.data.forEach((value, i) => {
        expected[i] = beta * (expected[i] ?? 0) + (1 - beta) * value;
      });
    }
    machine.average?.data.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? 9, 5));
    await machine.release();
  });
});

describe("shared masks", () => {
  /** D's answers on the same generated batch, as the D step and as the G step see them; and whether G's masks were drawn. */
  async function answers(given: GivenOptions, data: DataSet = builtIn("ring")) {
    const config = resolveConfig(data, { ...small, updates: "simultaneous", dropout: 0.5, widths: [8, 8], ...given });
    const machine = await assemble(config, data);
    const rounds = { first: 1, last: 3, dSteps: 2, gSteps: 1, updates: "simultaneous" } as const;
    for await (const _ of algorithm1(machine, rounds)); // the masks of the last D step of the last round count
    machine.drawNoise();
    await machine.drawExamples();
    await machine.discriminatorGradient(3);
    const before = machine.streams.dropout.position;
    await machine.generatorGradient(3);
    const drawn = machine.streams.dropout.position > before;
    await machine.release();
    return { d: [...machine.discriminatorStep(1).generated], g: [...machine.generatorStep(3).generated], drawn };
  }

  it.each<[string, GivenOptions]>([
    ["dropout in both players", {}],
    ["dropout of D's input", { discriminator: { inputDropout: 0.3 } }],
    ["pairs", { loss: "relativistic" }],
    ["batch normalisation, so that D judges in two passes", { normalisation: "batch" }],
  ])("show both gradients the same game: %s", async (_, given) => {
    const shared = await answers({ ...given, sharedMasks: true });
    shared.d.forEach((value, i) => expect(shared.g[i]).toBeCloseTo(value, 5));
    expect(shared.drawn).toBe(false);
    const own = await answers(given);
    expect(own.drawn).toBe(true);
    expect(own.d.some((value, i) => Math.abs(value - (own.g[i] ?? 0)) > 1e-3)).toBe(true);
  });

  it("change nothing where players take turns", async () => {
    const bytes = async (sharedMasks: boolean) => {
      // As a whole configuration: as an option among few it would be refused.
      const options = optionsOf(ringConfig({ dropout: 0.5, steps: 3, sharedMasks }));
      const events = await collect(train({ data: "ring", ...options }));
      return [...(await decodeCheckpoint("c", lastCheckpoint(events))).tensors].map(([, { values }]) => values.join());
    };
    expect(await bytes(true)).toEqual(await bytes(false));
  });
});

describe("mixed losses", () => {
  it("are non-saturating for the given number of steps, then minimax", async () => {
    const generatorAfter = async (loss: "mixed" | "non-saturating", steps: number): Promise<string> => {
      const given = { loss, ...(loss === "mixed" ? { mixedSteps: 3 } : {}) };
      const config = ringConfig(given);
      const bytes = lastCheckpoint(await collect(train({ data: "ring", ...small, ...given, steps })));
      return parametersOf(await decodeCheckpoint("c", bytes), gameOf(config).generator).join();
    };
    expect(await generatorAfter("mixed", 3)).toBe(await generatorAfter("non-saturating", 3));
    expect(await generatorAfter("mixed", 4)).not.toBe(await generatorAfter("non-saturating", 4));
  });
});

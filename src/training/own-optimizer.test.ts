import { beforeAll, describe, expect, it } from "vitest";
import { ranksInProcess } from "../../test/in-process.ts";
import { type Played, play } from "../../test/small-run.ts";
import { builtIn } from "../data/built-in.ts";
import { createDrawer } from "../evaluation/draw-samples.ts";
import { energyDistance } from "../evaluation/energy-distance.ts";
import type { Optimizer } from "../learning/optimizer.ts";
import { square } from "../tensor/composed.ts";
import { add, div, mul, sign, sqrt, sub } from "../tensor/operations.ts";
import { realExamples } from "../theory/real-examples.ts";
import { type Checkpoint, decodeCheckpoint } from "./checkpoint.ts";
import type { OwnParts } from "./own-parts.ts";
import { resume, type TrainOptions, train } from "./train.ts";

/** Chen et al. 2023, algorithm 2: the sign of a mean that looks ahead, and decoupled weight decay. */
const lion: Optimizer<"mean"> = {
  moments: ["mean"],
  update: ({ w, g, moments: { mean }, rate, settings: { beta1, beta2, weightDecay } }) => {
    const direction = sign(add(mul(beta1, mean), mul(1 - beta1, g)));
    return {
      w: sub(w, mul(rate, add(direction, mul(weightDecay, w)))),
      moments: { mean: add(mul(beta2, mean), mul(1 - beta2, g)) },
    };
  },
};

/** Kingma & Ba 2015, algorithm 1, line by line. */
const textbookAdam: Optimizer<"m" | "v", "c1" | "c2"> = {
  moments: ["m", "v"],
  scalars: ({ t }, { beta1, beta2 }) => ({ c1: 1 - beta1 ** t, c2: 1 - beta2 ** t }),
  update: ({ w, g, moments, scalars, rate, settings: { beta1, beta2, epsilon } }) => {
    const m = add(mul(beta1, moments.m), mul(1 - beta1, g));
    const v = add(mul(beta2, moments.v), mul(1 - beta2, square(g)));
    const [corrected, size] = [div(m, scalars.c1), sqrt(div(v, scalars.c2))];
    return { w: sub(w, div(mul(rate, corrected), add(size, epsilon))), moments: { m, v } };
  },
};

const own: OwnParts = { name: "lion", optimizer: lion };
const options = {
  data: "ring",
  widths: [32, 32],
  batch: 64,
  latent: 2,
  learningRate: 2e-3,
  schedule: "linear",
  finalRate: 0.05,
  decaySteps: 1500,
  beta1: 0.5,
  r1: 0.1,
  beta2: 0.99,
  average: 0,
  samples: 5,
  sampleEvery: 10_000,
  seed: 3,
} as const satisfies TrainOptions;

const stateAt = ({ checkpoints }: Played, step: number): Promise<Checkpoint> =>
  decodeCheckpoint("own", checkpoints.get(step) as Uint8Array);

/** The largest difference between two states' tensors of some names. */
function apart(a: Checkpoint, b: Checkpoint, names: Iterable<string> = a.tensors.keys()): number {
  let most = 0;
  for (const name of names) {
    const [x, y] = [a, b].map(({ tensors }) => tensors.get(name)?.values ?? new Float32Array());
    expect(x?.length, name).toBeGreaterThan(0);
    expect(y?.length, name).toBe(x?.length);
    x?.forEach((value, i) => {
      most = Math.max(most, Math.abs(value - (y?.[i] ?? Number.NaN)));
    });
  }
  return most;
}

describe("an optimizer of one's own", () => {
  let whole: Played;
  beforeAll(async () => {
    whole = await play(train({ ...options, steps: 1500, checkpointEvery: 500, own }));
  });

  it("trains the ring: samples come near to the data", async () => {
    const drawer = await createDrawer(whole.config, undefined, { own });
    const real = await realExamples(builtIn("ring"), 1, 1000);
    const distance = async (step: number): Promise<number> =>
      energyDistance(await drawer.draw(await stateAt(whole, step), 1000), real, 2)?.value ?? Number.NaN;
    const [before, after] = [await distance(0), await distance(1500)];
    await drawer.release();
    expect(before).toBeGreaterThan(0.5);
    expect(after).toBeLessThan(0.1);
  });

  it("stands in checkpoints with what it remembers, and resumes exactly", async () => {
    expect(whole.config.own).toBe("lion");
    const names = [...(await stateAt(whole, 500)).tensors.keys()];
    expect(names).toContain("G mean/dense 1/weight");
    expect(names.some((name) => name.includes("square"))).toBe(false);
    const half = { checkpoint: whole.checkpoints.get(500) as Uint8Array, config: whole.config, data: "ring" };
    const resumed = await play(resume({ ...half, own }));
    expect(resumed.checkpoints.get(1500)).toEqual(whole.checkpoints.get(1500));
    await expect(play(resume(half))).rejects.toThrow("expected the own parts lion of the run, but got none.");
  });

  it("plays on two ranks the game that it plays on one", async () => {
    const given = { ...options, steps: 20, checkpointEvery: 20, own };
    const alone = await stateAt(await play(train(given)), 20);
    const [first] = await Promise.all(ranksInProcess(2).map((collective) => play(train({ ...given, collective }))));
    // A sign turns with the least of roundings: a few parameters go another way for a step.
    const several = await stateAt(first as Played, 20);
    expect(apart(alone, several)).toBeLessThan(2e-3);
  });

  it("that is Adam makes of the parameters what the library's Adam does", async () => {
    const given = { ...options, steps: 10, checkpointEvery: 10, beta2: 0.999, epsilon: 1e-8 };
    const known = await stateAt(await play(train({ ...given, optimizer: "adam" })), 10);
    const written = await stateAt(
      await play(train({ ...given, own: { name: "textbook", optimizer: textbookAdam } })),
      10,
    );
    const start = await stateAt(await play(train({ ...given, steps: 1 })), 0);
    const parameters = [...start.tensors.keys()].filter((name) => /^[GD]\//.test(name));
    expect(parameters.length).toBeGreaterThan(10);
    expect(apart(start, known, parameters)).toBeGreaterThan(1e-3);
    expect(apart(known, written, parameters)).toBeLessThan(1e-5);
  });

  it("is refused beside one by name, and with moments that checkpoints cannot name", async () => {
    const refused = (parts: Partial<OwnParts>, more: object = {}) =>
      expect(play(train({ ...options, ...more, steps: 1, own: { ...own, ...parts } }))).rejects;
    const beside =
      "expected one update rule, but got an optimizer of one's own and optimizer sgd. Leave one of them out.";
    await refused({}, { optimizer: "sgd" }).toThrow(beside);
    await refused({}, { discriminator: { optimizer: "sgd" } }).toThrow(beside);
    for (const moments of [["average"], ["a", "a"], [""]]) {
      await refused({ optimizer: { ...lion, moments } }).toThrow("expected moments whose names are different");
    }
    await refused({ optimizer: {} as Optimizer }).toThrow("expected an optimizer with moments, a list of names");
    await refused({ optimizer: { ...lion, update: ({ g }) => ({ w: g, moments: {} }) } }).toThrow(
      "making a graph of an update rule: expected moment mean of shape",
    );
  });

  it("is handed the momentum that the options of another optimizer are for", async () => {
    const heavy: Optimizer<"velocity"> = {
      moments: ["velocity"],
      update: ({ w, g, moments, rate, momentum }) => {
        const velocity = sub(mul(momentum, moments.velocity), mul(rate, g));
        return { w: add(w, velocity), moments: { velocity } };
      },
    };
    const { beta1: _, beta2: __, ...rest } = { ...options, steps: 3, checkpointEvery: 3, momentum: 0.7 };
    const written = await play(train({ ...rest, own: { name: "heavy ball", optimizer: heavy } }));
    const known = await play(train({ ...rest, optimizer: "momentum" }));
    expect(apart(await stateAt(known, 3), await stateAt(written, 3))).toBe(0);
  });
});

import { describe, expect, it } from "vitest";
import { ranksInProcess } from "../../test/in-process.ts";
import { type Played, play } from "../../test/small-run.ts";
import type { DataSet } from "../data/dataset.ts";
import { exampleData } from "../data/held-out.ts";
import { createDrawer } from "../evaluation/draw-samples.ts";
import { evaluateRun } from "../evaluation/evaluate-run.ts";
import { activation, dense } from "../networks/layers.ts";
import { type LayerPlan, sequential } from "../networks/network.ts";
import { openModel } from "../onnx/runtime.ts";
import { add, concat, log, mean, mul, sub } from "../tensor/operations.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { measureTheory } from "../theory/equilibrium.ts";
import { decodeCheckpoint } from "./checkpoint.ts";
import { exportGenerator } from "./export.ts";
import type { OwnParts } from "./own-parts.ts";
import { resume, type TrainOptions, train } from "./train.ts";

const init = { scheme: "he", scale: 1 } as const;

/** Rows near −2, 0 or 2, whose y says which. */
const labelled = (given: Partial<DataSet> = {}): DataSet =>
  exampleData({
    name: "labelled",
    shape: [1],
    count: 96,
    fingerprint: "labelled",
    y: {
      shape: [1],
      classes: ["low", "middle", "high"],
      write: (index, to, at) => {
        to[at] = index % 3;
      },
    },
    write: (index, to, at) => {
      to[at] = 2 * (index % 3) - 2 + 0.1 * Math.sin(index);
    },
    ...given,
  });

/** Joins y to what comes in. */
const withCondition: LayerPlan = {
  kind: "condition",
  make: (_, [width = 0], condition) => ({
    label: "condition",
    output: [width + (condition?.[0] ?? 0)],
    parameters: [],
    apply: (x, pass) => concat([x, pass.condition()], 1),
  }),
};

/** Takes off a running mean, as its state has it: ruler ← ruler + (mean − ruler)/2. */
const runningMean: LayerPlan = {
  kind: "running mean",
  make: (name, input) => ({
    label: "running mean",
    output: input,
    parameters: [],
    state: [{ name: `${name}/ruler`, shape: input, init: { kind: "constant", value: 1 } }],
    apply: (x, pass) => {
      const ruler = pass.state(`${name}/ruler`);
      pass.remember(`${name}/ruler`, add(ruler, mul(0.5, sub(mean(x, { axes: [0] }), ruler))));
      return sub(x, ruler);
    },
  }),
};

const conditional: OwnParts = {
  name: "conditional",
  generator: (z, [width = 1], condition) =>
    sequential("G", z, [withCondition, dense(32, init), activation("relu"), dense(width, init)], { condition }),
  discriminator: (example, condition) =>
    sequential("D", example, [withCondition, dense(32, init), activation("leaky-relu"), dense(1, init)], { condition }),
};
const keeping: OwnParts = {
  name: "keeping",
  generator: (z, [width = 1]) => sequential("G", z, [dense(7, init), runningMean, dense(width, init)]),
  discriminator: (example) => sequential("D", example, [dense(7, init), runningMean, dense(1, init)]),
};
const options = { data: labelled(), batch: 12, samples: 6, sampleEvery: 1e6, checkpointEvery: 1e6, seed: 3 } as const;

const stateOf = async ({ checkpoints }: Played, step: number, name: string): Promise<readonly number[]> => [
  ...((await decodeCheckpoint("it", checkpoints.get(step) as Uint8Array)).tensors.get(name)?.values ?? []),
];
const onRanks = (size: number, given: TrainOptions): Promise<Played[]> =>
  Promise.all(ranksInProcess(size).map((collective) => play(train({ ...given, collective }))));

describe("a condition", () => {
  it("decides what G makes, after a training that was told what real examples are", async () => {
    const { samples, config } = await play(
      train({ ...options, own: conditional, steps: 1500, batch: 48, learningRate: 5e-3, samples: 48 }),
    );
    expect(config.data.y).toEqual({ shape: [1], classes: ["low", "middle", "high"] });
    const { conditions } = samples;
    expect(new Set(conditions)).toEqual(new Set([0, 1, 2]));
    samples.values.forEach((value, i) => {
      expect(Math.abs(value - (2 * (conditions?.[i] ?? Number.NaN) - 2)), `sample ${i}, ${value}`).toBeLessThan(0.8);
    });
  });

  it("is drawn with its example on every rank, and after a resume", async () => {
    const given = { ...options, own: conditional, steps: 6 };
    const whole = await play(train(given));
    const [half] = await onRanks(2, given);
    const weight = "G/dense 2/weight";
    const [one, two] = [await stateOf(whole, 6, weight), await stateOf(half as Played, 6, weight)];
    expect(one.length).toBe(32);
    // Sums over ranks round otherwise.
    one.forEach((value, i) => expect(two[i]).toBeCloseTo(value, 5));
    const part = await play(train({ ...given, steps: 3 }));
    const checkpoint = part.checkpoints.get(3) as Uint8Array;
    const on = await play(resume({ checkpoint, config: whole.config, data: options.data, own: conditional }));
    expect(on.checkpoints.get(6)).toEqual(whole.checkpoints.get(6));
  });

  it("is an input of the exported model", async () => {
    const { config, checkpoints } = await play(train({ ...options, own: conditional, steps: 2 }));
    const checkpoint = await decodeCheckpoint("it", checkpoints.get(2) as Uint8Array);
    const { bytes } = await exportGenerator({ config, checkpoint, own: conditional });
    const model = await openModel(bytes);
    expect([...model.inputs].sort()).toEqual(["y", "z"]);
    const { latent } = config;
    const of = async (y: number) =>
      (
        await model.run({
          z: { values: new Float32Array(latent), shape: [1, latent] },
          y: { values: Float32Array.of(y), shape: [1, 1] },
        })
      ).x?.values[0];
    expect(await of(0)).not.toBe(await of(2));
    await model.release();
  });

  it("is asked for in the shares of the data when samples are scored, and refused where D is measured", async () => {
    const { config, checkpoints } = await play(train({ ...options, own: conditional, steps: 2 }));
    const checkpoint = await decodeCheckpoint("it", checkpoints.get(2) as Uint8Array);
    const drawer = await createDrawer(config, options.data, { own: conditional });
    const samples = await drawer.draw(checkpoint, 30);
    await drawer.release();
    expect(samples.length).toBe(30);
    expect(samples.every(Number.isFinite)).toBe(true);
    const given = { config, checkpoint, data: options.data, own: conditional };
    // D answers with y, that of real examples and what was asked for: of one that has seen little, near 1/2.
    const { meanDReal, meanDFake, discriminatorSamples } = await evaluateRun(given);
    expect(discriminatorSamples).toBeGreaterThan(0);
    for (const answer of [meanDReal ?? 2, meanDFake]) expect(Math.abs(answer - 0.5)).toBeLessThan(0.5);
    await expect(measureTheory(given)).rejects.toThrow("of which D* and JSD speak, but got players that are told y");
  });

  it("is refused where the data have none, or another", async () => {
    const { y: _, ...bare } = labelled();
    const given = { ...options, own: conditional, steps: 1 };
    await expect(play(train({ ...given, data: bare }))).rejects.toThrow("expected data with labels, or a condition");
    const own: OwnParts = {
      ...conditional,
      generator: (z, [width = 1]) => sequential("G", z, [withCondition, dense(width, init)], { condition: [2] }),
      discriminator: (example) => sequential("D", example, [dense(1, init)]),
    };
    await expect(play(train({ ...given, own }))).rejects.toThrow("whose examples have a y of shape [2]");
  });

  it("that nobody looks at changes nothing", async () => {
    const { y: _, ...bare } = labelled();
    const [a, b] = [
      await play(train({ ...options, steps: 5 })),
      await play(train({ ...options, data: bare, steps: 5 })),
    ];
    const [one, two] = await Promise.all(
      [a, b].map(({ checkpoints }) => decodeCheckpoint("it", checkpoints.get(5) as Uint8Array)),
    );
    for (const [name, { values }] of one?.tensors ?? []) expect(two?.tensors.get(name)?.values, name).toEqual(values);
    expect(a.samples).not.toHaveProperty("conditions");
  });

  it("goes with examples that are held out or mirrored", async () => {
    const image = labelled({ shape: [1, 1, 2], write: (index, to, at) => to.set([index, -index], at) });
    const source = { ...image, write: image.write?.bind(image) as NonNullable<DataSet["write"]> };
    const { heldOut, y } = exampleData(source, { mirror: true, holdout: 5 });
    const at = (labels: DataSet["y"], index: number) => {
      const to = new Float32Array(1);
      labels?.write?.(index, to, 0);
      return to[0];
    };
    expect(at(y, 91 + 4)).toBe(4 % 3);
    expect(at(heldOut?.y, 1)).toBe((91 + 1) % 3);
  });
});

describe("what players are made of", () => {
  const named = (name: string, more: Partial<OwnParts> = {}): OwnParts => ({
    name: "named",
    discriminator: (example) => {
      const layer: LayerPlan = {
        kind: "odd",
        make: (_, input) => ({
          label: "odd",
          output: input,
          parameters: [{ name, shape: [1], init: { kind: "constant", value: 1 } }],
          apply: (x, pass) => mul(x, pass.parameter(name)),
        }),
      };
      return sequential("D", example, [layer, layer, dense(1, init)]);
    },
    ...more,
  });
  const refused = (own: OwnParts) => expect(play(train({ ...options, own, steps: 1 }))).rejects;

  it("has names that begin with its network's, and only once", async () => {
    await refused(named("temperature")).toThrow(
      "names of D's parameters and state that begin with D/, but got temperature",
    );
    await refused(named("D/t")).toThrow("every parameter and state to have a name of its own, but got D/t twice");
  });

  it("gives one number as D, and what D takes as G", async () => {
    const two: OwnParts = { name: "two", discriminator: (example) => sequential("D", example, [dense(2, init)]) };
    await refused(two).toThrow("D to give one logit or score, shape [1], but got [2]");
    const wide: OwnParts = { name: "wide", generator: (z) => sequential("G", z, [dense(5, init)]) };
    await refused(wide).toThrow("G to make what D takes, [1], but got [5]");
  });

  it("is a network, under a key that is one", async () => {
    await refused({ name: "a" }).toThrow("at least one of generator, discriminator, loss, optimizer");
    await refused({ name: "a", discriminater: () => undefined } as never).toThrow("but got discriminater");
    await refused({ name: "a", generator: () => undefined } as never).toThrow("own.generator to return a network");
  });

  it("writes no checkpoint with a number that is not finite", async () => {
    const rule = {
      moments: ["age"],
      update: ({ w, moments: { age } }: { w: Tensor; moments: { age: Tensor } }) => ({
        w,
        moments: { age: log(sub(age, 1)) },
      }),
    };
    const own = { name: "ages", optimizer: rule as never };
    await refused(own).toThrow(/writing the checkpoint of step 1: expected finite numbers, but got NaN in G age/);
  });
});

describe("state of a layer", () => {
  const ruler = (player: string) => `${player}/running mean 1/ruler`;

  it("moves in its player's own step and stays while it is frozen", async () => {
    const given = { ...options, own: keeping, steps: 1 };
    const { checkpoints } = await play(train(given));
    const played: Played = { checkpoints } as Played;
    for (const player of ["G", "D"]) {
      expect(await stateOf(played, 0, ruler(player))).toEqual(new Array(7).fill(1));
      const once = await stateOf(played, 1, ruler(player));
      expect(once.every((value) => value !== 1 && Number.isFinite(value))).toBe(true);
    }
    // D's state after two of its steps and none of G's differs; that of G is the same: three D steps later it has moved once.
    const more = await play(train({ ...given, dSteps: 3 }));
    expect(await stateOf(more, 1, ruler("D"))).not.toEqual(await stateOf(played, 1, ruler("D")));
    expect((await stateOf(more, 1, ruler("G"))).every((value) => value !== 1)).toBe(true);
  });

  it("is in checkpoints, beside parameters, with no moments of its own", async () => {
    const { checkpoints } = await play(train({ ...options, own: keeping, steps: 1 }));
    const { tensors } = await decodeCheckpoint("it", checkpoints.get(1) as Uint8Array);
    expect([...tensors.keys()].filter((name) => name.includes("ruler"))).toEqual([
      ruler("G"),
      "G average/running mean 1/ruler",
      ruler("D"),
    ]);
    // The average's state is G's present one.
    expect(tensors.get("G average/running mean 1/ruler")?.values).toEqual(tensors.get(ruler("G"))?.values);
  });

  it("goes on exactly when a run is resumed", async () => {
    const given = { ...options, own: keeping };
    const whole = await play(train({ ...given, steps: 6 }));
    const part = await play(train({ ...given, steps: 2 }));
    const checkpoint = part.checkpoints.get(2) as Uint8Array;
    const on = await play(resume({ checkpoint, config: whole.config, data: options.data, own: keeping }));
    expect(on.checkpoints.get(6)).toEqual(whole.checkpoints.get(6));
  });

  it("is the mean over ranks, the same on each of them", async () => {
    const given = { ...options, own: keeping, steps: 3 };
    const [whole, ranks] = [await play(train(given)), await onRanks(2, given)];
    const [one, two] = [await stateOf(whole, 3, ruler("D")), await stateOf(ranks[0] as Played, 3, ruler("D"))];
    one.forEach((value, i) => expect(two[i]).toBeCloseTo(value, 5));
  });

  it("is a constant of the exported model", async () => {
    const { config, checkpoints, samples } = await play(train({ ...options, own: keeping, steps: 3 }));
    const checkpoint = await decodeCheckpoint("it", checkpoints.get(3) as Uint8Array);
    const { bytes } = await exportGenerator({ config, checkpoint, own: keeping });
    const model = await openModel(bytes);
    expect(model.inputs).toEqual(["z"]);
    const { noise } = await import("./sampler.ts");
    const z = await noise({ kind: config.prior, latent: config.latent, halfWidth: config.halfWidth }, config.seed, 6);
    const { x } = await model.run({ z: { values: z, shape: [6, config.latent] } });
    samples.values.forEach((value, i) => expect(x?.values[i]).toBeCloseTo(value, 5));
    await model.release();
  });

  it("is refused where a layer does not list it, or gives it another shape", () => {
    const broken = (apply: NonNullable<ReturnType<LayerPlan["make"]>["apply"]>): LayerPlan => ({
      ...runningMean,
      make: (name, input) => ({ ...runningMean.make(name, input), apply }),
    });
    expect(() => sequential("D", [3], [broken((x, pass) => sub(x, pass.state("other")))])).toThrow(
      "expected state that it lists (D/running mean 1/ruler), but got a use of other",
    );
    const grows = broken((x, pass) => {
      pass.remember("D/running mean 1/ruler", x);
      return x;
    });
    expect(() => sequential("D", [3], [grows])).toThrow("expected state D/running mean 1/ruler to stay [3]");
  });
});

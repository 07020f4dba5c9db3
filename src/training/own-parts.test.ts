import { describe, expect, it } from "vitest";
import { play } from "../../test/small-run.ts";
import { iterableData } from "../data/iterable.ts";
import { evaluateRun } from "../evaluation/evaluate-run.ts";
import { lossOf } from "../game/losses.ts";
import { activation, dense, normalisation } from "../networks/layers.ts";
import { type LayerPlan, sequential } from "../networks/network.ts";
import { openModel } from "../onnx/runtime.ts";
import { mul } from "../tensor/operations.ts";
import { decodeCheckpoint } from "./checkpoint.ts";
import { exportGenerator, exportWeights } from "./export.ts";
import type { OwnParts } from "./own-parts.ts";
import { resume, train } from "./train.ts";

const init = { scheme: "he", scale: 1 } as const;
const own: OwnParts = {
  name: "two dense layers, hinge",
  generator: (z, example) => sequential("G", z, [dense(6, init), activation("silu"), dense(example[0] ?? 1, init)]),
  discriminator: (example) => sequential("D", example, [dense(7, init), activation("elu"), dense(1, init)]),
  loss: lossOf("hinge"),
};
const options = { data: "moons", batch: 8, samples: 5, sampleEvery: 100, checkpointEvery: 5, seed: 3 } as const;

describe("parts of one's own", () => {
  it("take the place of networks and loss", async () => {
    const { config, checkpoints, reports } = await play(train({ ...options, steps: 5, own }));
    expect(config.own).toBe(own.name);
    const { tensors } = await decodeCheckpoint("own", checkpoints.get(5) as Uint8Array);
    expect(tensors.get("G/dense 1/weight")?.shape).toEqual([2, 6]);
    expect(tensors.get("D/dense 1/weight")?.shape).toEqual([2, 7]);
    // The hinge loss gives scores: there is no value of the game.
    expect(reports[0]).not.toHaveProperty("value");
  });

  it("make the same bytes as the options that mean the same", async () => {
    const given = { ...options, steps: 5, loss: "hinge" } as const;
    const named = await play(train(given));
    const { loss: _, ...rest } = given;
    const brought = await play(train({ ...rest, own: { name: "hinge", loss: lossOf("hinge") } }));
    const [a, b] = await Promise.all(
      [named, brought].map(({ checkpoints }) => decodeCheckpoint("one", checkpoints.get(5) as Uint8Array)),
    );
    for (const [name, { values }] of a?.tensors ?? []) expect(b?.tensors.get(name)?.values, name).toEqual(values);
  });

  it("are needed again to resume, exactly, and to evaluate and export", async () => {
    const whole = await play(train({ ...options, steps: 10, own }));
    const { config, checkpoints } = whole;
    const half = { checkpoint: checkpoints.get(5) as Uint8Array, config, data: "moons" };
    const resumed = await play(resume({ ...half, own }));
    expect(resumed.checkpoints.get(10)).toEqual(checkpoints.get(10));
    const missing = "expected the own parts two dense layers, hinge of the run, but got none.";
    await expect(play(resume(half))).rejects.toThrow(missing);
    await expect(play(resume({ ...half, own: { ...own, name: "other" } }))).rejects.toThrow("but got other.");

    const checkpoint = await decodeCheckpoint("own", checkpoints.get(10) as Uint8Array);
    await expect(exportGenerator({ config, checkpoint })).rejects.toThrow(missing);
    expect(() => exportWeights(config, checkpoint, ["D"])).toThrow(missing);
    expect(exportWeights(config, checkpoint, ["D"], own).length).toBeGreaterThan(100);
    const model = await openModel((await exportGenerator({ config, checkpoint, own })).bytes);
    const { x } = await model.run({ z: { values: new Float32Array(6), shape: [3, 2] } });
    await model.release();
    expect(x?.shape).toEqual([3, 2]);
    await expect(evaluateRun({ config, checkpoint, data: undefined })).rejects.toThrow(missing);
    const found = await evaluateRun({ config, checkpoint, data: undefined, own });
    expect(found.discriminatorOutput).toBe("score");
  });

  it("that are not asked for, without a name, or besides a loss by name are refused", async () => {
    await expect(play(train({ ...options, own: { name: " " } }))).rejects.toThrow("expected a name for the parts");
    await expect(play(train({ ...options, loss: "hinge", own }))).rejects.toThrow(
      "expected one loss, but got a loss of one's own and loss hinge. Leave one of them out.",
    );
    const { config, checkpoints } = await play(train({ ...options, steps: 5 }));
    const checkpoint = checkpoints.get(5) as Uint8Array;
    await expect(play(resume({ checkpoint, config, data: "moons", own }))).rejects.toThrow(
      "expected a configuration made with own parts, but got two dense layers, hinge.",
    );
  });

  it("train on data of one's own, and resume on it exactly", async () => {
    const data = iterableData(
      function* () {
        for (let i = 0; i < 50; i++) yield Float32Array.of(Math.cos(i), Math.sin(i));
      },
      { shape: [2], name: "circle" },
    );
    const { config, checkpoints } = await play(train({ ...options, data, steps: 10, own }));
    const resumed = await play(resume({ checkpoint: checkpoints.get(5) as Uint8Array, config, data, own }));
    expect(resumed.checkpoints.get(10)).toEqual(checkpoints.get(10));
  });

  it("with batch normalisation inside a block are what they are without the block", async () => {
    const around = (plans: readonly LayerPlan[]): LayerPlan => ({
      kind: "block",
      make: (name, shape) => {
        const inner = sequential(name, shape, plans);
        return { label: "block", output: inner.output, parameters: inner.parameters, apply: inner.apply };
      },
    });
    const plans = [dense(6, init), normalisation("batch", init), activation("silu")];
    const parts = (wrapped: boolean): OwnParts => {
      const hidden = wrapped ? [around([around(plans)])] : plans;
      return {
        name: "batch normalisation",
        generator: (z, example) => sequential("G", z, [...hidden, dense(example[0] ?? 1, init)]),
        discriminator: (example) => sequential("D", example, [...hidden, dense(1, init)]),
      };
    };
    await expect(play(train({ ...options, steps: 5, own: parts(true), r1: 1 }))).rejects.toThrow(
      "expected a D that treats examples, or groups of them, apart, as penalties on its input gradient need, but got a D whose answers depend on all other examples of the minibatch",
    );
    // Names differ, and with them what parameters start from: all the same, x of one z does not depend on the others.
    const { config, checkpoints } = await play(train({ ...options, steps: 5, own: parts(true) }));
    const checkpoint = await decodeCheckpoint("own", checkpoints.get(5) as Uint8Array);
    const model = await openModel((await exportGenerator({ config, checkpoint, own: parts(true) })).bytes);
    const samples = async (values: number[]): Promise<number[]> => {
      const { x } = await model.run({ z: { values: Float32Array.from(values), shape: [values.length / 2, 2] } });
      return [...(x?.values ?? [])].slice(0, 2);
    };
    expect(await samples([1, -1, 3, 4])).toEqual(await samples([1, -1, 0, 0]));
    await model.release();
  });

  it("are not exported where G computes with the number of examples, which the file would keep", async () => {
    const counting: LayerPlan = {
      kind: "counting",
      make: (_, input) => ({
        label: "counting",
        output: input,
        parameters: [],
        apply: (x) => mul(x, (x.shape[0] ?? 1) / 16),
      }),
    };
    const counted: OwnParts = {
      name: "counted",
      generator: (z, [width = 1]) => sequential("G", z, [dense(width, init), counting]),
    };
    const { config, checkpoints } = await play(train({ ...options, steps: 1, own: counted }));
    const checkpoint = await decodeCheckpoint("it", checkpoints.get(1) as Uint8Array);
    await expect(exportGenerator({ config, checkpoint, own: counted })).rejects.toThrow(
      "one that computes with the number of examples",
    );
  });
});

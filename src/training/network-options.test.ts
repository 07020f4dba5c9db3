/** Options of networks in a run: it goes on exactly, ranks agree, and the exported file makes the same samples. */
import { describe, expect, it } from "vitest";
import { ranksInProcess } from "../../test/in-process.ts";
import { play } from "../../test/small-run.ts";
import type { DataSet } from "../data/dataset.ts";
import { exampleData } from "../data/held-out.ts";
import { openModel } from "../onnx/runtime.ts";
import { decodeCheckpoint } from "./checkpoint.ts";
import { exportGenerator } from "./export.ts";
import { priorOf } from "./game-of-config.ts";
import type { GivenOptions } from "./recipes.ts";
import { noise } from "./sampler.ts";
import { resume, train } from "./train.ts";

/** Bright squares on black. */
const squares: DataSet = exampleData({
  name: "squares",
  shape: [1, 16, 16],
  count: 32,
  fingerprint: "squares",
  write: (index, to, at) => {
    for (let i = 0; i < 256; i++) {
      const inside = Math.abs((i % 16) - 4 - (index % 8)) < 3 && Math.abs((i >> 4) - 4 - ((index * 3) % 8)) < 3;
      to[at + i] = inside ? 1 : -1;
    }
  },
});

const shared = { data: squares, batch: 8, latent: 4, samples: 4, sampleEvery: 1e6, checkpointEvery: 1e6, seed: 3 };
const rows: readonly [string, GivenOptions][] = [
  ["spectral normalisation of mlp", { network: "mlp", widths: [8], spectralNorm: true }],
  ["spectral normalisation of dcgan", { network: "dcgan", channels: 2, spectralNorm: true, loss: "hinge" }],
  ["spectral normalisation of resnet", { network: "resnet", channels: 2, spectralNorm: true, r1: 0.1 }],
  ["attention of dcgan", { network: "dcgan", channels: 8, attention: [4, 8] }],
  ["a mapping network", { network: "resnet", channels: 2, mapping: 2 }],
  ["minibatch deviation of mlp", { network: "mlp", widths: [8], minibatchDeviation: 4, r1: 0.1 }],
  ["minibatch deviation of dcgan", { network: "dcgan", channels: 2, minibatchDeviation: 2, loss: "hinge" }],
  ["minibatch deviation of resnet", { network: "resnet", channels: 2, minibatchDeviation: 4, r1: 0.1, r2: 0.1 }],
  [
    "spectral normalisation and attention of resnet",
    { network: "resnet", channels: 8, attention: [8], spectralNorm: true },
  ],
  [
    "bottlenecks in groups, learned first maps, two stages and no bounds",
    {
      ...{ network: "resnet", channels: [16, 8], blockKind: "bottleneck", firstMaps: "basis", imageOutput: "linear" },
      ...{ imageEnds: "pixels", jointPenalties: true, r1: 0.1, r2: 0.1, penaltyEvery: 2 },
    },
  ],
];

describe.each(rows)("a run with %s", (_, options) => {
  const given = { ...shared, ...options };
  const plain = options.network === "resnet" ? {} : { normalisation: "none" as const };

  it("goes on exactly", async () => {
    const whole = await play(train({ ...given, steps: 4, checkpointEvery: 2 }));
    const checkpoint = whole.checkpoints.get(2) as Uint8Array;
    const on = await play(resume({ checkpoint, config: whole.config, data: squares }));
    expect(on.checkpoints.get(4)).toEqual(whole.checkpoints.get(4));
  });

  it("computes on two ranks what it computes on one", async () => {
    // Without batch normalisation, whose statistics are those of a rank's share.
    const apart = { ...given, ...plain, steps: 2, optimizer: "sgd", learningRate: 1e-2 } as const;
    const whole = await play(train(apart));
    const ranks = await Promise.all(ranksInProcess(2).map((collective) => play(train({ ...apart, collective }))));
    const [one, two] = await Promise.all(
      [whole, ranks[0]].map(async (played) =>
        decodeCheckpoint("it", (played as typeof whole).checkpoints.get(2) as Uint8Array),
      ),
    );
    for (const [name, { values }] of one?.tensors ?? []) {
      values.forEach((value, i) => expect(two?.tensors.get(name)?.values[i], name).toBeCloseTo(value, 3));
    }
  });

  it("is exported with what the samples of the run are made of", async () => {
    const { config, checkpoints, samples } = await play(train({ ...given, ...plain, steps: 2 }));
    const checkpoint = await decodeCheckpoint("it", checkpoints.get(2) as Uint8Array);
    const { bytes } = await exportGenerator({ config, checkpoint });
    const model = await openModel(bytes);
    expect(model.inputs).toEqual(["z"]);
    const z = await noise(priorOf(config), config.seed, 4);
    const { x } = await model.run({ z: { values: z, shape: [4, config.latent] } });
    // Images are made as bytes; what is beyond them is cut.
    samples.values.forEach((value, i) =>
      expect(Math.abs((x?.values[i] ?? Number.NaN) - Math.max(0, Math.min(255, 127.5 * (value + 1))))).toBeLessThan(
        0.51,
      ),
    );
    await model.release();
  });
});

it("ranks whose share groups do not divide are refused", async () => {
  const given = { ...shared, network: "mlp", widths: [8], minibatchDeviation: 8, steps: 1 } as const;
  const ranks = ranksInProcess(2).map((collective) => play(train({ ...given, collective })));
  for (const rank of ranks) {
    await expect(rank).rejects.toThrow(
      "dividing minibatches of 8, in groups of 8, among 2 ranks: expected a multiple of 16, but got 8.",
    );
  }
});

/** Runs whose gradients compute activations again. */
import { describe, expect, it } from "vitest";
import { collect, lastCheckpoint, play } from "../../test/small-run.ts";
import { byteImages } from "../data/images.ts";
import { discriminatorStep, generatorStep } from "../game/step.ts";
import { flops } from "../tensor/cost.ts";
import type { Graph } from "../tensor/graph.ts";
import { peakBytes } from "../tensor/memory.ts";
import { type Checkpoint, decodeCheckpoint } from "./checkpoint.ts";
import { resolveConfig } from "./config.ts";
import type { TrainingEvent } from "./events.ts";
import { gameOf } from "./game-of-config.ts";
import type { GivenOptions } from "./recipes.ts";
import { resume, type TrainOptions, train } from "./train.ts";

const SIDE = 16;
const data = byteImages(
  "pictures",
  Uint8Array.from({ length: 128 * SIDE ** 2 }, (_, i) => (i * 37 + (i >> 6) * 11) % 256),
  [1, SIDE, SIDE],
  "pictures",
  128,
);
const base = {
  data,
  ...{ batch: 16, latent: 4, steps: 2, samples: 2, sampleEvery: 9, checkpointEvery: 1, reportEvery: 1 },
  // Adam would make much of what rounding leaves of a gradient of nothing.
  ...{ optimizer: "momentum", learningRate: 0.01 },
} satisfies Partial<TrainOptions>;

const lastOf = (events: readonly TrainingEvent[]): Promise<Checkpoint> =>
  decodeCheckpoint("it", lastCheckpoint(events));

/** The graphs of both steps of a run. */
function graphsOf({ data: _, steps: __, samples: ___, ...given }: TrainOptions & GivenOptions): readonly Graph[] {
  const game = gameOf(resolveConfig(data, given));
  return [discriminatorStep(game).graph, generatorStep(game).graph];
}

const games: readonly (readonly [string, TrainOptions])[] = [
  ["perceptrons with dropout", { ...base, batch: 128, network: "mlp", widths: [256, 256], dropout: 0.2 }],
  ["convolutions with batch normalisation", { ...base, network: "dcgan", channels: [32], classes: "none" }],
  [
    "residual networks with penalties",
    {
      ...base,
      network: "resnet",
      batch: 32,
      channels: [32, 16],
      classes: "none",
      loss: "relativistic",
      r1: 0.5,
      r2: 0.5,
    },
  ],
];

describe.each(games)("recomputing %s", (_, given) => {
  it("moves parameters, state and moments to where keeping everything moves them", async () => {
    const [kept, again] = [
      await lastOf(await collect(train(given))),
      await lastOf(await collect(train({ ...given, recompute: true }))),
    ];
    expect([...again.tensors.keys()]).toEqual([...kept.tensors.keys()]);
    for (const [name, { values }] of kept.tensors) {
      const others = again.tensors.get(name)?.values ?? [];
      const size = Math.max(...values.map(Math.abs), 1e-3);
      values.forEach((value, i) => {
        expect(Math.abs(value - (others[i] ?? Number.NaN)) / size, `${name}[${i}]`).toBeLessThan(1e-4);
      });
    }
  });
});

it.each(games.slice(1))("takes less memory for a few more operations: %s", (_, given) => {
  const total = (graphs: readonly Graph[], of: (graph: Graph) => number): number =>
    graphs.reduce((sum, graph) => sum + of(graph), 0);
  const [kept, again] = [graphsOf(given), graphsOf({ ...given, recompute: true })];
  expect(total(again, peakBytes)).toBeLessThan(0.93 * total(kept, peakBytes));
  expect(total(again, flops)).toBeGreaterThan(total(kept, flops));
  expect(total(again, flops)).toBeLessThan(1.2 * total(kept, flops));
});

it("goes on from a checkpoint to the same bytes", async () => {
  const options = { ...games[1]?.[1], data, recompute: true } as TrainOptions;
  const { config, checkpoints } = await play(train(options));
  const checkpoint = checkpoints.get(1) as Uint8Array;
  expect(lastCheckpoint(await collect(resume({ checkpoint, config, data })))).toEqual(checkpoints.get(2));
});

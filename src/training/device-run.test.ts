/** Runs on a graphics card: what they compute is what the processor does, and the state of the game stays where it is. */
import { describe, expect, it } from "vitest";
import { hasCard } from "../../test/graphics-card.ts";
import { collect, lastCheckpoint } from "../../test/small-run.ts";
import { builtIn } from "../data/built-in.ts";
import { byteImages } from "../data/images.ts";
import type { DeviceStore } from "../learning/device-store.ts";
import { algorithm1 } from "./algorithm.ts";
import { assemble } from "./assemble.ts";
import { decodeCheckpoint } from "./checkpoint.ts";
import { resolveConfig } from "./config.ts";
import type { Report, TrainingEvent } from "./events.ts";
import { vectorsOf } from "./machine.ts";
import { resume, type TrainOptions, train } from "./train.ts";

const STEPS = 20;
const SIDE = 16;
const pictures = byteImages(
  "pictures",
  Uint8Array.from({ length: 24 * SIDE ** 2 }, (_, i) => (i * 37 + (i >> 6) * 11) % 256),
  [1, SIDE, SIDE],
  "pictures",
  24,
);
const brief = { batch: 8, steps: STEPS, reportEvery: 1, samples: 4, sampleEvery: 50, checkpointEvery: 10 } as const;
const rows = { ...brief, widths: [8] } as const;
const ring = { ...rows, data: "ring" } as const;
const images = { ...brief, data: pictures, network: "dcgan", channels: 2, latent: 4, batch: 4, steps: 6 } as const;

const reports = (events: readonly TrainingEvent[]): Report[] =>
  events.flatMap((event) => (event.type === "report" ? [event] : []));

/** Losses and norms of a report: all but what the clock says. */
const figures = ({ type: _, seconds: __, stepsPerSecond: ___, ...rest }: Report): Record<string, number> => rest;

const games: readonly (readonly [string, TrainOptions])[] = [
  ["with adam and a moving average", { ...ring, average: 0.9 }],
  ["with a penalty on the gradient, and scores", { ...ring, loss: "wasserstein", steps: 8 }],
  [
    "with beta2 that changes, and rmsprop",
    { ...ring, finalBeta2: 0.999, burnInSteps: 10, generator: { optimizer: "rmsprop" }, steps: 8 },
  ],
  [
    "with momentum, and D's gradient of two minibatches",
    { ...ring, optimizer: "momentum", learningRate: 0.01, accumulate: 2, steps: 8 },
  ],
  ["with convolutions and batch normalisation", images],
  [
    "with spectral normalisation, whose state changes",
    { ...images, network: "resnet", spectralNorm: true, r1: 0.1, steps: 3 },
  ],
  ["with convolutions in groups", { ...images, network: "resnet", channels: 16, blockKind: "bottleneck", steps: 2 }],
];

describe.skipIf(!hasCard)("a run on a graphics card", () => {
  it.each(games)("has the losses and norms of the processor's, %s", async (_, game) => {
    const cpu = reports(await collect(train(game)));
    const card = reports(await collect(train({ ...game, device: "webgpu" })));
    expect(card.length).toBe(game.steps);
    for (const [i, report] of card.entries()) {
      const expected = figures(cpu[i] as Report);
      for (const [key, value] of Object.entries(figures(report))) {
        const wanted = expected[key] as number;
        const size = Math.max(1, Math.abs(wanted));
        expect(Math.abs(value - wanted) / size, `${key} of step ${report.step}: ${value} for ${wanted}`).toBeLessThan(
          1e-4,
        );
      }
    }
  });

  it("makes the same bytes again, and when it is resumed", async () => {
    const options = { ...rows, steps: 6, checkpointEvery: 3, device: "webgpu" } as const;
    const game = { ...options, data: "ring" };
    const whole = await collect(train(game));
    const [, middle] = whole.flatMap((event) => (event.type === "checkpoint" ? [event.bytes] : []));
    const data = builtIn("ring");
    const config = resolveConfig(data, options);
    const rest = await collect(resume({ checkpoint: middle as Uint8Array, config, data }));
    expect(lastCheckpoint(await collect(train(game)))).toEqual(lastCheckpoint(whole));
    expect(lastCheckpoint(rest)).toEqual(lastCheckpoint(whole));
    // Not because nothing was learned.
    const [before, after] = [
      await decodeCheckpoint("it", middle as Uint8Array),
      await decodeCheckpoint("it", lastCheckpoint(whole)),
    ];
    expect(before.tensors.get("G/dense 1/weight")).not.toEqual(after.tensors.get("G/dense 1/weight"));
  });

  it("goes on from what the processor has computed", async () => {
    const data = builtIn("ring");
    const begun = await collect(train({ ...ring, steps: 5 }));
    const config = resolveConfig(data, { ...rows, steps: 10 });
    const on = (device: "cpu" | "webgpu") =>
      collect(
        resume({ checkpoint: lastCheckpoint(begun), config: { ...config, run: { ...config.run, device } }, data }),
      );
    const [cpu, card] = [reports(await on("cpu")), reports(await on("webgpu"))];
    expect(card.map(({ step }) => step)).toEqual([6, 7, 8, 9, 10]);
    card.forEach(({ dLoss, gLoss }, i) => {
      expect(dLoss).toBeCloseTo(cpu[i]?.dLoss ?? Number.NaN, 4);
      expect(gLoss).toBeCloseTo(cpu[i]?.gLoss ?? Number.NaN, 4);
    });
  });

  it("moves nothing of parameters, gradients, moments and averages between steps, in either direction", async () => {
    const data = builtIn("ring");
    const config = resolveConfig(data, { ...rows, average: 0.9 });
    const machine = await assemble(config, data, undefined, { device: "webgpu" });
    const { traffic } = machine.store as DeviceStore;
    const play = async (first: number, last: number): Promise<void> => {
      const { dSteps, gSteps, updates } = config;
      for await (const _ of algorithm1(machine, { first, last, dSteps, gSteps, updates }));
    };
    const held = 4 * vectorsOf(machine).reduce((sum, { data }) => sum + data.length, 0);
    await play(1, 1);
    const began = traffic();
    // All of it has gone up once, and nothing has come down.
    expect(began.held).toEqual({ up: held, down: 0 });
    await play(2, 6);
    const then = traffic();
    expect(then.held).toEqual(began.held);
    expect(then.given.down).toBeGreaterThan(began.given.down);
    // A checkpoint asks for everything, once.
    const gradients = machine.generator.layout.learned + machine.discriminator.layout.learned;
    await machine.settle();
    await machine.settle();
    expect(traffic().held).toEqual({ up: held, down: held + 4 * gradients });
    await play(7, 7);
    expect(traffic().held.up).toBe(held);
    await machine.release();
  });

  it("names the first tensor that is no number, and leaves the parameters as they were", async () => {
    const run = collect(train({ ...ring, optimizer: "sgd", learningRate: 1e6, device: "webgpu" }));
    await expect(run).rejects.toThrow(
      /training, [DG] step of step \d+: expected finite numbers, but got (-?Infinity|NaN) in /,
    );
  });
});

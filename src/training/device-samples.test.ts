/** What a graphics card draws and measures of a run's state is what the processor does, to 1e-4. */
import { describe, expect, it } from "vitest";
import { hasCard } from "../../test/graphics-card.ts";
import { collect, lastCheckpoint, smallImages } from "../../test/small-run.ts";
import { builtIn } from "../data/built-in.ts";
import { evaluateRun } from "../evaluation/evaluate-run.ts";
import { createScorer } from "../evaluation/scorer.ts";
import { measureTheory } from "../theory/equilibrium.ts";
import { trainFresh } from "../theory/fresh-discriminator.ts";
import { freshNetwork } from "../theory/fresh-discriminator-network.ts";
import { type Checkpoint, decodeCheckpoint, parametersOf } from "./checkpoint.ts";
import { chooseDeviceToDraw } from "./choose-device.ts";
import type { Config } from "./config.ts";
import { gameOf } from "./game-of-config.ts";
import { createJudge, createSampler, noise } from "./sampler.ts";
import { dataSetOf, type TrainOptions, train } from "./train.ts";

const rows = { data: "ring", widths: [8], batch: 8, samples: 4, sampleEvery: 50, checkpointEvery: 50 } as const;

const runs: readonly (readonly [string, TrainOptions])[] = [
  ["of points, with a moving average", { ...rows, steps: 4, average: 0.9 }],
  ["of images, with statistics of batch normalisation", { ...smallImages, steps: 2 }],
  ["of images, with spectral normalisation", { ...smallImages, network: "resnet", spectralNorm: true, steps: 2 }],
  ["of images, with a mapping network", { ...smallImages, network: "resnet", mapping: 2, steps: 2 }],
];

async function stateOf(options: TrainOptions): Promise<{ readonly config: Config; readonly checkpoint: Checkpoint }> {
  const events = await collect(train(options));
  const config = events.find((event) => event.type === "start")?.config as Config;
  return { config, checkpoint: await decodeCheckpoint("it", lastCheckpoint(events)) };
}

function expectAlike(came: ArrayLike<number>, wanted: ArrayLike<number>, what: string): void {
  expect(came.length).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    const off = Math.abs((came[i] ?? Number.NaN) - (wanted[i] ?? 0)) / Math.max(1, Math.abs(wanted[i] ?? 0));
    expect(off, `${what}[${i}]: ${came[i]} for ${wanted[i]}`).toBeLessThan(1e-4);
  }
}

describe.skipIf(!hasCard)("on a graphics card, a state", () => {
  it.each(runs)("%s has the samples and the answers that the processor gives", async (_, options) => {
    const { config, checkpoint } = await stateOf(options);
    const { generator, discriminator, prior, batch } = gameOf(config);
    const z = await noise(prior, 3, 40);
    const ofG = parametersOf(checkpoint, generator, config.average > 0 ? "average" : undefined);
    const ofD = parametersOf(checkpoint, discriminator);
    const on = async (device: "cpu" | "webgpu") => {
      const place = { threads: 1, device, error: 0.1 };
      const sampler = await createSampler({ generator, prior, seed: 1, batch, ...place });
      const judge = await createJudge(discriminator, batch, 1, device);
      const statistics = await sampler.calibrate(ofG);
      const samples = await sampler.sample(ofG, statistics, z);
      const answers = await judge.answers(ofD, samples);
      await judge.release();
      await sampler.release();
      return { statistics, samples, answers };
    };
    const [cpu, card] = [await on("cpu"), await on("webgpu")];
    for (const part of ["statistics", "samples", "answers"] as const) expectAlike(card[part], cpu[part], part);
  });

  it("is evaluated as by the processor", async () => {
    const { config, checkpoint } = await stateOf(runs[1]?.[1] as TrainOptions);
    const data = dataSetOf(smallImages.data);
    const [cpu, card] = [
      await evaluateRun({ config, checkpoint, data }),
      await evaluateRun({ config, checkpoint, data, device: "webgpu" }),
    ];
    expect(card.discriminatorSamples).toBe(cpu.discriminatorSamples);
    expectAlike([card.meanDReal ?? 0, card.meanDFake], [cpu.meanDReal ?? 0, cpu.meanDFake], "mean D");
  });

  it("has the scores that the processor gives", async () => {
    const { config, checkpoint } = await stateOf(runs[0]?.[1] as TrainOptions);
    const on = async (device: "cpu" | "webgpu"): Promise<number> => {
      const scorer = await createScorer({ config, data: builtIn("ring"), examples: 200, device });
      for await (const { value } of scorer.score(checkpoint, ["kid"])) {
        await scorer.release();
        return value;
      }
      return Number.NaN;
    };
    expectAlike([await on("webgpu")], [await on("cpu")], "kid");
  });

  it("meets the same fresh D", async () => {
    const { config } = await stateOf(runs[0]?.[1] as TrainOptions);
    const part = (from: number): Float32Array => Float32Array.from({ length: 64 }, (_, i) => Math.sin(from + i * i));
    const parts = (from: number) => ({ heldIn: part(from), heldOut: part(from + 1), test: part(from + 2) });
    const given = { discriminator: freshNetwork(config, undefined), real: parts(1), generated: parts(7), seed: 1 };
    const [cpu, card] = [
      await trainFresh({ ...given, steps: 50 }),
      await trainFresh({ ...given, steps: 50, device: "webgpu" }),
    ];
    expect(cpu.step).toBeGreaterThan(0);
    expect(card.step).toBe(cpu.step);
    expectAlike(card.logits.real, cpu.logits.real, "logits");
  });

  it("is read against the theory as by the processor", async () => {
    const { config, checkpoint } = await stateOf({ ...rows, data: "normal", latent: 1, steps: 2 });
    const measured = { config, checkpoint, data: builtIn("normal"), examples: 100 };
    const reading = await measureTheory({ ...measured, device: "webgpu", signal: AbortSignal.abort() });
    const cpu = await measureTheory({ ...measured, signal: AbortSignal.abort() });
    expectAlike([reading.own?.value ?? 0], [cpu.own?.value ?? 0], "V");
    expectAlike([reading.gGap?.before ?? 0], [cpu.gGap?.before ?? 0], "log(1 − D)");
    expectAlike([reading.gradients?.minimax.median ?? 0], [cpu.gradients?.minimax.median ?? 0], "gradient");
    expectAlike([reading.density?.jsd.value ?? 0], [cpu.density?.jsd.value ?? 0], "JSD");
  });

  it("is drawn where that was measured to be faster, and both rates are said", async () => {
    const { config } = await stateOf(runs[0]?.[1] as TrainOptions);
    const { device, reason = "" } = await chooseDeviceToDraw("auto", config);
    const [, cpu, webgpu] =
      /^device auto is \w+: measured on a few minibatches of samples, cpu draws ([\d,.]+) a second and webgpu ([\d,.]+)$/.exec(
        reason,
      ) ?? [];
    const rate = (text = ""): number => Number(text.replaceAll(",", ""));
    expect(device).toBe(rate(webgpu) > rate(cpu) ? "webgpu" : "cpu");
  });
});

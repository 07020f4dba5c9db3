/**
 * The first steps of presets on a graphics card, one of each kind: their losses are those of the processor. Networks have few units, minibatches
 * few examples and pictures few pixels, of which nothing is told, so that a driver in software computes them too; all else is as the
 * preset has it.
 */
import { describe, expect, it } from "vitest";
import { hasCard } from "../../test/graphics-card.ts";
import { collect } from "../../test/small-run.ts";
import { builtIn, isBuiltIn } from "../data/built-in.ts";
import type { DataSet } from "../data/dataset.ts";
import { byteImages } from "../data/images.ts";
import type { Report } from "./events.ts";
import { type Preset, presets } from "./presets.ts";
import { type TrainOptions, train } from "./train.ts";

/** Residual networks with penalties now and then; maxout, dropout and momentum; batch normalisation; points. The others are played likewise. */
const ONE_OF_A_KIND = ["digits", "goodfellow2014-mnist", "dcgan-mnist", "two-normals"] as const;
const STEPS = 20;
const SIDE = 8;

const pictures = (channels: number): DataSet => {
  const count = 24;
  const bytes = Uint8Array.from({ length: count * channels * SIDE ** 2 }, (_, i) => (i * 37 + (i >> 6) * 11) % 256);
  return byteImages("pictures", bytes, [channels, SIDE, SIDE], "pictures", count);
};

/** What is computed in a moment of networks of that kind. */
function small({ data, options }: Preset): TrainOptions {
  const { network, channels, generator, discriminator } = options;
  const brief = {
    batch: 4,
    steps: STEPS,
    reportEvery: 1,
    samples: 4,
    sampleEvery: 1000,
    checkpointEvery: 1000,
    threads: 1,
  };
  if (network === "mlp") {
    const narrow = {
      generator: { ...generator, widths: [8, 8] },
      discriminator: { ...discriminator, widths: [8, 8] },
    };
    const read = data !== undefined && isBuiltIn(data) ? builtIn(data) : pictures(1);
    return { ...brief, ...narrow, data: read };
  }
  const few = Array.isArray(channels) ? [4] : 2;
  return {
    ...brief,
    data: pictures(1),
    latent: 8,
    channels: few,
    ...(network === "resnet" ? { classes: "none" } : {}),
  };
}

const losses = (events: Awaited<ReturnType<typeof collect>>): Report[] =>
  events.flatMap((event) => (event.type === "report" ? [event] : []));

describe.skipIf(!hasCard)("on a graphics card the first steps of preset", () => {
  it.each(ONE_OF_A_KIND)("%s have the losses of the processor's", async (name) => {
    const options = { preset: name, ...small(presets[name]) };
    const cpu = losses(await collect(train(options)));
    const card = losses(await collect(train({ ...options, device: "webgpu" })));
    expect(card).toHaveLength(STEPS);
    for (const [i, report] of card.entries()) {
      for (const key of ["dLoss", "gLoss"] as const) {
        const wanted = cpu[i]?.[key] ?? Number.NaN;
        const off = Math.abs(report[key] - wanted) / Math.max(1, Math.abs(wanted));
        expect(off, `${key} of step ${report.step}: ${report[key]} for ${wanted}`).toBeLessThan(1e-4);
      }
    }
  });
});

/** Instruments of the theory on players that are told classes: what they see beside the marginal of x. */
import { describe, expect, it } from "vitest";
import { coded } from "../data/classes/coded.ts";
import { byteImages } from "../data/images.ts";
import { shuffled } from "../data/shuffled.ts";
import { parameterLayout } from "../learning/player.ts";
import { decodeCheckpoint } from "../training/checkpoint.ts";
import { type Config, resolveConfig } from "../training/config.ts";
import { gameOf } from "../training/game-of-config.ts";
import { createJudge } from "../training/sampler.ts";
import { train } from "../training/train.ts";
import { measureTheory } from "./equilibrium.ts";
import { trainFresh } from "./fresh-discriminator.ts";
import { freshNetwork } from "./fresh-discriminator-network.ts";
import { jointNetwork, realPairs } from "./joint.ts";
import { jensenShannonBound } from "./optimal-discriminator.ts";

const COUNT = 3000;
const wave = (i: number, k: number): number => {
  const u = Math.sin(12.9898 * i + 78.233 * k) * 43758.5453;
  return u - Math.floor(u);
};
/** Points of two labels, which lie 3 apart; or the other way about. */
const clouds = (swapped: boolean) =>
  shuffled({
    name: "clouds",
    shape: [2],
    count: COUNT,
    fingerprint: String(swapped),
    y: {
      shape: [1],
      classes: ["a", "b"],
      write: (i, to, at) => {
        to[at] = i % 2;
      },
    },
    write: (i, to, at) => {
      const place = 3 * (swapped ? 1 - (i % 2) : i % 2);
      to.set([place + wave(i, 1) + wave(i, 2), wave(i, 3)], at);
    },
  });
const code = { of: "labels", counts: [COUNT / 2, COUNT / 2], parents: [] } as const;
const three = (values: Float32Array, size: number) => {
  const at = (part: number): number => Math.floor((part * values.length) / size) * size;
  return {
    heldIn: values.subarray(0, at(0.6)),
    heldOut: values.subarray(at(0.6), at(0.8)),
    test: values.subarray(at(0.8)),
  };
};

describe("a D that is told classes", () => {
  it("tells apart what has the same x, but with the classes exchanged", async () => {
    const [data, other] = [coded(clouds(false), code), coded(clouds(true), code)];
    const config = resolveConfig(data, { classes: "labels", widths: [8], batch: 10 });
    const [real, generated] = [await realPairs(data, 1, 2000), await realPairs(other, 5, 2000)];
    const proved = async (size: number, take: (pairs: Float32Array) => Float32Array, of: Config): Promise<number> => {
      const fresh = await trainFresh({
        discriminator: freshNetwork(of),
        real: three(take(real), size),
        generated: three(take(generated), size),
        seed: 1,
        steps: 300,
      });
      return jensenShannonBound(fresh.value.test);
    };
    // log 2 is all there can be.
    expect(await proved(4, (pairs) => pairs, config)).toBeGreaterThan(0.65);
    const { y: _, ...unlabelled } = data;
    const plain = resolveConfig(unlabelled, { classes: "none", widths: [8], batch: 10 });
    const alone = await proved(2, (pairs) => pairs.filter((_, i) => i % 4 < 2), plain);
    expect(alone).toBeLessThan(0.02);
  });

  it("answers of pairs as it does of examples and conditions", async () => {
    const config = resolveConfig(coded(clouds(false), code), { classes: "labels", widths: [8], batch: 10 });
    const { discriminator } = gameOf(config);
    const weights = Float32Array.from({ length: parameterLayout(discriminator).length }, (_, i) => Math.sin(i));
    const x = Float32Array.from({ length: 20 }, (_, i) => Math.cos(i));
    const y = Float32Array.from({ length: 20 }, (_, i) => ((i >> 1) % 2 === i % 2 ? 1 : 0));
    const pairs = Float32Array.from({ length: 40 }, (_, i) => {
      const at = 2 * Math.floor(i / 4) + (i % 2);
      return (i % 4 < 2 ? x[at] : y[at]) ?? 0;
    });
    const [apart, joint] = [
      await createJudge(discriminator, 10, 1),
      await createJudge(jointNetwork(discriminator), 10, 1),
    ];
    expect(await joint.answers(weights, pairs)).toEqual(await apart.answers(weights, x, y));
    await apart.release();
    await joint.release();
  });
});

describe("a run with classes", () => {
  const bytes = Uint8Array.from(
    { length: 300 * 256 },
    (_, at) => (Math.floor(at / 256) % 2 === 0 ? 40 : 200) + (at % 23),
  );
  const labels = { classes: ["dark", "bright"], numbers: Uint32Array.from({ length: 300 }, (_, i) => i % 2) };
  it.each([
    ["labels", { classes: "labels" }],
    ["clusters", { classes: "auto", clusters: 4 }],
  ] as const)("of pictures is measured by a fresh D that is told %s", async (_, given) => {
    const data = byteImages("pictures", bytes, [1, 16, 16], "pictures", 300, { labels });
    const small = {
      network: "resnet",
      channels: [4, 2],
      latent: 3,
      batch: 10,
      steps: 2,
      samples: 2,
      ...given,
    } as const;
    let config: Config | undefined;
    let saved = new Uint8Array();
    for await (const event of train({ data, ...small })) {
      if (event.type === "start") config = event.config;
      if (event.type === "checkpoint") saved = event.bytes;
    }
    const checkpoint = await decodeCheckpoint("it", saved);
    const reading = await measureTheory({ config: config as Config, checkpoint, data });
    expect(reading).toMatchObject({
      density: null,
      gGap: null,
      gradients: null,
      classes: given.classes === "labels" ? 2 : 4,
    });
    // Noise of two steps is nothing like the pictures.
    expect(reading.fresh.bound.low).toBeGreaterThan(0.3);
    expect(reading.fresh.bound.value).toBeLessThanOrEqual(Math.log(2) + 1e-6);
    expect(reading.own?.value).toBeLessThanOrEqual(0);
    expect(reading.verdict.says).toContain("a freshly trained D tells them apart");
  });
});

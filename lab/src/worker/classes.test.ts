/** A generator that is told classes, opened in the lab: from a checkpoint and from an ONNX file. */
import { describe, expect, it } from "vitest";
import {
  byteImages,
  type Checkpoint,
  type Config,
  codesOf,
  createSampler,
  decodeCheckpoint,
  exportGenerator,
  gameOf,
  parametersOf,
  train,
} from "#inner";
import { createLab } from "./lab.ts";

const SIDE = 12;
const COUNT = 40;
const classes = ["a", "b c", "d"];
const numbers = Uint32Array.from({ length: COUNT }, (_, i) => i % 3);
const bytes = Uint8Array.from(
  { length: COUNT * SIDE ** 2 },
  (_, at) => 80 * (numbers[Math.floor(at / SIDE ** 2)] ?? 0) + (at % 7),
);
const data = byteImages("squares", bytes, [1, SIDE, SIDE], "squares", COUNT, { labels: { classes, numbers } });

async function trained(options: { readonly classes: "labels" | "auto" | "none"; readonly clusters?: number }) {
  let config: Config | undefined;
  let saved: Uint8Array<ArrayBuffer> | undefined;
  const more = { network: "mlp", widths: [8], latent: 3, batch: 8, steps: 4, samples: 3, ...options } as const;
  for await (const event of train({ data, ...more })) {
    if (event.type === "start") config = event.config;
    if (event.type === "checkpoint") saved = event.bytes;
  }
  if (!config || !saved) throw new Error("the run told nothing");
  return { config, saved, checkpoint: await decodeCheckpoint("it", saved) };
}

/** What the run's own generator makes of these z, all of one class. */
async function own(config: Config, checkpoint: Checkpoint, z: Float32Array, ofClass: number): Promise<Float32Array> {
  const { generator, prior, batch } = gameOf(config);
  const code = config.data.y?.code;
  if (!code) throw new Error("no classes");
  const sampler = await createSampler({ generator, prior, seed: config.seed, batch, threads: 1 });
  const parameters = parametersOf(checkpoint, generator, config.average > 0 ? "average" : undefined);
  const drawn = await sampler.sample(parameters, await sampler.calibrate(parameters), z, codesOf(code, [ofClass]));
  await sampler.release();
  return drawn;
}

describe("a generator that is told classes", () => {
  it.each([
    ["labels", { classes: "labels" }, classes],
    ["clusters", { classes: "auto", clusters: 5 }, null],
  ] as const)("draws the class that is chosen, of %s", async (_, options, names) => {
    const { config, saved, checkpoint } = await trained(options);
    const { bytes: model } = await exportGenerator({ config, checkpoint, float: true });
    for (const [name, file] of [
      ["it.safetensors", saved],
      ["it.onnx", model],
    ] as const) {
      const lab = createLab();
      const opened = await lab.openGenerator(name, file);
      expect(opened.classes).toEqual({ counts: config.data.y?.code?.counts, names });
      const z = await lab.noise(3, 4);
      for (const ofClass of [0, 2]) {
        const wanted = await own(config, checkpoint, z, ofClass);
        const drawn = await lab.draw(z, ofClass);
        expect(drawn).toHaveLength(wanted.length);
        wanted.forEach((value, i) => expect(drawn[i]).toBeCloseTo(value, 4));
      }
      // Without a choice classes are drawn, and so samples are not all of one.
      const mixed = await lab.draw(await lab.noise(3, 40));
      const first = await lab.draw(await lab.noise(3, 40), 0);
      expect(Array.from(mixed).some((value, i) => Math.abs(value - (first[i] ?? 0)) > 1e-3)).toBe(true);
    }
  });

  it("has none where it is told none", async () => {
    const { config, checkpoint } = await trained({ classes: "none" });
    const { bytes: model } = await exportGenerator({ config, checkpoint });
    expect((await createLab().openGenerator("it.onnx", model)).classes).toBeNull();
  });
});

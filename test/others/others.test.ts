/** Others' tools read our files: the Python packages onnx, onnxruntime and safetensors, where they are installed. */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import {
  byteImages,
  createSampler,
  decodeCheckpoint,
  decodeTensors,
  exportGenerator,
  exportWeights,
  gameOf,
  noise,
  parametersOf,
  type TrainOptions,
  train,
} from "../../src/inner.ts";
import { inFolder } from "../cli/command.ts";
import { findPython } from "./python.ts";

const run = promisify(execFile);
const python = await findPython("numpy, onnx, onnxruntime, safetensors");

const images = byteImages(
  "squares",
  Uint8Array.from({ length: 40 * 64 }, (_, i) => (i * 37) % 256),
  [1, 8, 8],
  "squares",
  40,
);

const small = { steps: 4, batch: 8, samples: 4, channels: 4, latent: 5, sampleEvery: 100 };

describe.skipIf(!python)("others' tools", () => {
  it.each<[string, TrainOptions, boolean]>([
    ["images as bytes, batch normalisation", { ...small, data: images, network: "dcgan" }, false],
    ["images as numbers", { ...small, data: images, network: "dcgan", normalisation: "layer", prior: "uniform" }, true],
    ["points", { ...small, data: "moons", widths: [8] }, false],
  ])("check, run and open an exported generator: %s", async (_, options, float) => {
    let bytes = new Uint8Array();
    let config: Parameters<typeof gameOf>[0] | undefined;
    for await (const event of train(options)) {
      if (event.type === "start") config = event.config;
      if (event.type === "checkpoint") bytes = event.bytes;
    }
    if (!config) throw new Error("no start");
    const checkpoint = await decodeCheckpoint("the last", bytes);
    const { generator, prior, batch } = gameOf(config);
    const sampler = await createSampler({ generator, prior, seed: config.seed, batch, threads: 1 });
    const parameters = parametersOf(checkpoint, generator, "average");
    const z = await noise(prior, 7, 33);
    const own = await sampler.sample(parameters, await sampler.calibrate(parameters), z);
    await sampler.release();
    const exported = await exportGenerator({ config, checkpoint, float });
    const asBytes = config.data.shape.length === 3 && !float;
    const x = asBytes ? own.map((value) => Math.max(0, Math.min(255, Math.round((value + 1) * 127.5)))) : own;
    const shape = config.data.shape;
    const found = await inFolder(async (folder) => {
      const weights = exportWeights(config, checkpoint, ["G", "D"]);
      await writeFile(join(folder, "g.onnx"), exported.bytes);
      await writeFile(join(folder, "w.safetensors"), weights);
      const values = { z: [...z], zShape: [33, config?.latent], x: [...x], xShape: [33, ...shape] };
      await writeFile(join(folder, "values.json"), JSON.stringify(values));
      const files = ["g.onnx", "w.safetensors", "values.json"].map((name) => join(folder, name));
      const { stdout } = await run(python ?? "", ["test/others/check.py", ...files]);
      const sum = [...decodeTensors("w", weights).tensors.values()].reduce(
        (total, tensor) => total + tensor.values.reduce((a, b) => a + b, 0),
        0,
      );
      return { ...JSON.parse(stdout), ownSum: sum };
    });
    expect(found).toMatchObject({
      inputs: ["z"],
      batch: ["N", "N"],
      dtype: asBytes ? "uint8" : "float32",
      shape: [5, ...shape],
      metadata: exported.metadata,
    });
    expect(found.difference).toBeLessThanOrEqual(asBytes ? 1 : 1e-5);
    expect(found.differenceByOnes).toBeLessThanOrEqual(asBytes ? 1 : 1e-5);
    expect(Object.keys(found.weights)).toContain("G/dense 1/weight");
    expect(Object.keys(found.weights)).toContain("D/dense 1/weight");
    expect(found.weightSum).toBeCloseTo(found.ownSum, 3);
  });
});

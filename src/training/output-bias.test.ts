import { describe, expect, it } from "vitest";
import { heldOutPictures, small } from "../../test/small-run.ts";
import { builtIn } from "../data/built-in.ts";
import type { DataSet } from "../data/dataset.ts";
import { byteImages } from "../data/images.ts";
import { tableData } from "../data/rows.ts";
import { viewOf } from "../tensor/layout.ts";
import { assemble } from "./assemble.ts";
import { resolveConfig } from "./config.ts";
import type { GivenOptions } from "./recipes.ts";

describe("an output bias from the data", () => {
  /** G's output bias before the first step. */
  async function biasOf(given: GivenOptions, data: DataSet = heldOutPictures): Promise<Float32Array> {
    const config = resolveConfig(data, { ...small, network: "mlp", latent: 3, batch: 8, outputBias: "data", ...given });
    const machine = await assemble(config, data);
    const entry = machine.generator.layout.entries.find(({ name }) => name === "G/dense 2/bias");
    const bias = entry ? viewOf(machine.generator.parameters.data, entry).slice() : new Float32Array();
    await machine.release();
    return bias;
  }

  /** Mean ink in [0, 1] of each pixel of the 31 pictures that are trained on, straight from the bytes. */
  const ink = Array.from({ length: 64 }, (_, pixel) => {
    let sum = 0;
    for (let picture = 0; picture < 31; picture++) sum += ((picture * 64 + pixel) * 37) % 256;
    return sum / 31 / 255;
  });

  it("is the logit of the mean ink, so that G starts from the mean picture", async () => {
    const bias = await biasOf({ pixels: "unit" });
    ink.forEach((p, i) => expect(bias[i]).toBeCloseTo(Math.log(p / (1 - p)), 5));
  });

  it("is the inverse of tanh where pixels are symmetric, and the mean itself where G ends without activation", async () => {
    const bias = await biasOf({});
    ink.forEach((p, i) => expect(Math.tanh(bias[i]!)).toBeCloseTo(2 * p - 1, 5));
    const table = await tableData("t", { columns: ["a"], values: Float64Array.of(1, 3, 1000) }, { holdout: 1 });
    expect((await biasOf({ batch: 2 }, table))[0]).toBeCloseTo(0, 6);
  });

  it("stays finite where a pixel is always black or white", async () => {
    const ends = byteImages("ends", Uint8Array.of(0, 255, 0, 255), [1, 1, 2], "ends", 2);
    const [black = 0, white = 0] = await biasOf({ batch: 2, pixels: "unit" }, ends);
    expect(black).toBeCloseTo(Math.log(1e-7), 4);
    expect(white).toBeCloseTo(-black, 4);
  });

  it("is zero by default", async () => {
    expect((await biasOf({ outputBias: "zero" })).every((value) => value === 0)).toBe(true);
  });

  it("is refused where there is none", async () => {
    await expect(biasOf({ network: "dcgan" })).rejects.toThrow(
      'setting G\'s output bias to the mean of the data: expected an mlp as G, which has a bias for every number of an example, but got dcgan. Use `generator.network: "mlp"`, or `outputBias: "zero"`.',
    );
    await expect(biasOf({}, builtIn("ring"))).rejects.toThrow("taking the mean of ring: expected examples that can");
  });
});

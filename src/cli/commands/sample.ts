import { extname } from "node:path";
import { createSampler, gameOf, noise, parametersOf, problem } from "../../index.ts";
import { openData } from "../data-argument.ts";
import { writeWhole } from "../files.ts";
import type { Flags } from "../flags.ts";
import type { Output } from "../output.ts";
import { drawExamples, imageSheet } from "../pictures.ts";
import { loadCheckpoint, readRecord } from "../run-folder.ts";
import { csvOf } from "../tables.ts";
import { integerFlag } from "./integer-flag.ts";

const MOST_IN_A_PICTURE = 10_000;

/** `sample <run> --count N --out FILE` */
export async function sampleCommand(folder: string, flags: Flags, output: Output): Promise<void> {
  const out = flags.out;
  if (typeof out !== "string") {
    throw problem({
      doing: "sampling",
      expected: "--out with a file",
      came: "none",
      next: "Add --out samples.png or --out samples.csv.",
    });
  }
  const format = extname(out).toLowerCase();
  if (format !== ".png" && format !== ".csv") {
    throw problem({
      doing: `sampling to ${out}`,
      expected: "a name that ends in .png or .csv",
      came: format || "no ending",
    });
  }
  const { config, source } = await readRecord(folder);
  const points = config.data.shape.length === 1;
  const count = integerFlag(flags, "count", 1, 1e7) ?? (points ? 2500 : 64);
  if (format === ".png" && count > MOST_IN_A_PICTURE) {
    throw problem({
      doing: `sampling to ${out}`,
      expected: `at most ${MOST_IN_A_PICTURE} examples in a picture`,
      came: String(count),
      next: "Use a .csv file for more.",
    });
  }
  const seed = integerFlag(flags, "seed", 0, Number.MAX_SAFE_INTEGER) ?? config.seed;
  const loaded = await loadCheckpoint(folder, config, output.say);
  if (!loaded) {
    throw problem({
      doing: `sampling from ${folder}`,
      expected: "a checkpoint that is whole",
      came: "none",
      next: `Go on with the run first: saddlepoint resume ${folder}.`,
    });
  }
  const { generator, prior, batch } = gameOf(config);
  const sampler = await createSampler({ generator, prior, seed: config.seed, batch, threads: config.run.threads });
  const parameters = parametersOf(loaded.checkpoint, generator, config.average > 0 ? "average" : undefined);
  const values = await sampler.sample(parameters, await sampler.calibrate(parameters), await noise(prior, seed, count));
  await sampler.release();

  if (format === ".csv") await writeWhole(out, csvOf(config.data.shape, values));
  else
    await writeWhole(
      out,
      points ? await overData(source, values, count, seed) : await imageSheet(config.data.shape, values),
    );
  const step = loaded.checkpoint.step;
  output.result(
    { run: folder, step, count, seed, out },
    `${count} samples from ${folder} at step ${step} (seed ${seed}) are in ${out}`,
  );
}

/** Points are drawn over real ones, if the data are still there. */
async function overData(source: string, values: Float32Array, count: number, seed: number): Promise<Buffer> {
  const { data } = await openData(source);
  const reader = await data.open({ seed, batch: count });
  const real = new Float32Array(values.length);
  reader.next(real);
  return drawExamples(data, values, real);
}

import type { DataSet } from "../data/dataset.ts";
import { kindOf } from "../data/kinds.ts";
import { meanExample } from "../data/mean-example.ts";
import { takersOf } from "../networks/architectures.ts";
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import type { Config } from "./config.ts";

/** Shares of ink closer to 0 or 1 than this are taken for this: their logits would be infinite (pylearn2 does the same). */
const CLOSEST = 1e-7;

/**
 * What the bias of G's last layer starts from with `outputBias: "data"`: the values whose activation is the mean training
 * example. For images with mean ink p in [0, 1] that is logit p where G ends in a sigmoid, and half of it where it ends in tanh.
 */
export function outputBiasOf(config: Config, data: DataSet): Float64Array | undefined {
  if (config.outputBias === "zero") return undefined;
  if (!takersOf("outputBias").includes(config.generator.network)) {
    throw problem({
      doing: "setting G's output bias to the mean of the data",
      expected: "an mlp as G, which has a bias for every number of an example",
      came: config.generator.network,
      next: `Use ${option("generator.network", "mlp")}, or ${option("outputBias", "zero")}.`,
    });
  }
  const mean = meanExample(data);
  if (kindOf(config.data) !== "images") return mean;
  const factor = config.pixels === "unit" ? 1 : 0.5;
  return mean.map((x) => {
    const p = Math.min(1 - CLOSEST, Math.max(CLOSEST, (x + 1) / 2));
    return factor * Math.log(p / (1 - p));
  });
}

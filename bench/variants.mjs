// Workloads of other sizes than those of the table.
import { workloads } from "./workloads.mjs";

/** Other widths for hidden layers: dense ones of a perceptron, feature maps of a DCGAN. */
export function widened(workload, factor) {
  const scale = (layers, output) =>
    layers.map(([kind, ...numbers], i) => {
      if (kind === "reshape") return [kind, numbers[0] * factor, ...numbers.slice(1)];
      const last = layers.slice(i + 1).every(([other]) => !["dense", "conv", "conv-transpose"].includes(other));
      const hidden = ["dense", "conv", "conv-transpose"].includes(kind) && !(last && output);
      return hidden ? [kind, numbers[0] * factor] : [kind, ...numbers];
    });
  return {
    ...workload,
    generator: scale(workload.generator, true),
    discriminator: scale(workload.discriminator, true),
  };
}

/** A DCGAN for images of this side, 4·2ᵏ, whose feature maps next to the image are `width`. */
export function dcgan(side, width) {
  const doublings = Math.log2(side / 4);
  const widest = width * 2 ** (doublings - 1);
  const up = Array.from({ length: doublings - 1 }, (_, i) => [
    ["conv-transpose", widest / 2 ** (i + 1)],
    ["batch-norm"],
    ["relu"],
  ]);
  const down = Array.from({ length: doublings }, (_, i) => [
    ["conv", width * 2 ** i],
    ...(i > 0 ? [["batch-norm"]] : []),
    ["leaky-relu", 0.2],
  ]);
  return {
    ...workloads.W4,
    example: { ...workloads.W4.example, shape: [3, side, side] },
    generator: [
      ["dense", widest * 16],
      ["reshape", widest, 4, 4],
      ["batch-norm"],
      ["relu"],
      ...up.flat(),
      ["conv-transpose", 3],
      ["tanh"],
    ],
    discriminator: [...down.flat(), ["flatten"], ["dense", 1]],
  };
}

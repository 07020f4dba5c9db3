/** When a number stops being finite: which tensor was the first, and what to change. */
import type { Step } from "../game/step.ts";
import { compile } from "../onnx/runtime.ts";
import { describe, sizeOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Config } from "./config.ts";

export interface NotFinite {
  /** The first tensor, in order of computation, that holds a NaN or an infinity. */
  readonly tensor: string;
  readonly value: number;
}

const firstBad = (values: Float32Array): number | undefined => values.find((value) => !Number.isFinite(value));

/**
 * Runs a step once more on the same inputs with every intermediate tensor as an output, and finds the first that is not
 * finite. `inputs` must still hold what the step was run on.
 */
export async function findNotFinite(
  { graph }: Step,
  inputs: Readonly<Record<string, Float32Array>>,
): Promise<NotFinite | undefined> {
  for (const { name = "" } of graph.inputs) {
    const value = firstBad(inputs[name] ?? new Float32Array());
    if (value !== undefined) return { tensor: name, value };
  }
  const watched = graph.nodes.filter(
    (tensor): tensor is Tensor => tensor.op !== "input" && tensor.op !== "constant" && tensor.dtype === "float32",
  );
  const labels = watched.map((_, i) => `${i}`);
  const program = await compile({
    ...graph,
    outputs: watched.map((tensor, i) => ({ name: labels[i] as string, tensor })),
  });
  const results = await program.run(
    Object.fromEntries(graph.inputs.map(({ name = "" }) => [name, inputs[name] as Float32Array])),
  );
  await program.release();
  for (const [i, tensor] of watched.entries()) {
    const value = firstBad(results[labels[i] as string] ?? new Float32Array(sizeOf(tensor.shape)));
    if (value !== undefined) return { tensor: nameOf(tensor, graph.nodes), value };
  }
  return undefined;
}

/** A tensor without a name is described by what it is made of. */
function nameOf(tensor: Tensor, nodes: readonly Tensor[]): string {
  if (tensor.name !== undefined) return describe(tensor);
  const user = nodes.find((node) => node.name !== undefined && node.inputs.includes(tensor));
  const operands = tensor.inputs.map(({ name, op }) => name ?? op).join(", ");
  return `${tensor.op}(${operands})${user ? `, on the way to ${user.name}` : ""}`;
}

/** One change that is likely to help, from what the run is. */
export function suggestion(config: Config): string {
  const { generator, discriminator } = config;
  const fastest = discriminator.learningRate >= generator.learningRate ? discriminator : generator;
  const usual = fastest.optimizer === "sgd" || fastest.optimizer === "momentum" ? 0.1 : 1e-3;
  const flag = fastest === discriminator ? "--d-learning-rate" : "--g-learning-rate";
  const both = generator.learningRate === discriminator.learningRate;
  if (fastest.learningRate > usual) {
    const lower = Math.min(fastest.learningRate / 10, usual);
    return `Lower the learning rate, which is high for ${fastest.optimizer}: ${both ? "--learning-rate" : flag} ${lower.toPrecision(1)}.`;
  }
  if (config.loss === "wasserstein" && config.gradientPenalty === 0) {
    return "Bound the critic, whose score nothing holds: --gradient-penalty 10.";
  }
  if (config.gradientPenalty > 10 || config.r1 > 10 || config.r2 > 10)
    return "Lower the penalty's weight to 10 or less.";
  const lower = (fastest.learningRate / 10).toPrecision(1);
  return `Lower the learning rate: ${both ? "--learning-rate" : flag} ${lower}.`;
}

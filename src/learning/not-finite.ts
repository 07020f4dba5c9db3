/** When a number stops being finite: which tensor was the first, and the error that says so. */
import { compile } from "../onnx/runtime.ts";
import { problem } from "../problem.ts";
import type { Graph } from "../tensor/graph.ts";
import { describe, sizeOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

export interface NotFinite {
  /** The first tensor, in order of computation, that holds a NaN or an infinity. */
  readonly tensor: string;
  readonly value: number;
}

/** The errors of this kind, told apart from all others without reading their texts. */
const divergences = new WeakSet<object>();

/** Whether an error says that numbers are no longer finite. */
export const isDivergence = (error: unknown): boolean =>
  typeof error === "object" && error !== null && divergences.has(error);

/** The error of it. `first` is unknown where only the sum of squares overflowed. */
export function notFiniteProblem(doing: string, first: NotFinite | undefined, next?: string): Error {
  const error = problem({
    doing,
    expected: "finite numbers",
    came: first ? `${first.value} in ${first.tensor}` : "a gradient too large for its square to be summed",
    ...(next === undefined ? {} : { next }),
  });
  divergences.add(error);
  return error;
}

/** The first of some numbers that is not finite. */
export const firstBad = (values: Float32Array): number | undefined => values.find((value) => !Number.isFinite(value));

/**
 * Runs a graph once more on the same inputs with every intermediate tensor as an output, and finds the first that is not
 * finite. `inputs` must still hold what it was run on.
 */
export async function findNotFinite(
  graph: Graph,
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
  const user = nodes.find((node) => node.name !== undefined && node.inputs.some((operand) => operand === tensor));
  const operands = tensor.inputs.map(({ name, op }) => name ?? op).join(", ");
  return `${tensor.op}(${operands})${user ? `, on the way to ${user.name}` : ""}`;
}

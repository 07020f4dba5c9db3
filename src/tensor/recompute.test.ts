/** The same numbers, less to keep, in an order that the runtime cannot change. */
import { afterAll, describe, expect, it } from "vitest";
import { compile, type Program } from "../onnx/runtime.ts";
import { gradient } from "./gradient.ts";
import { type Graph, graph } from "./graph.ts";
import { peakBytes } from "./memory.ts";
import { conv2d, leakyRelu, matmul, mean, mul, reshape, sum, tanh } from "./operations.ts";
import { at } from "./present.ts";
import { recomputing } from "./recompute.ts";
import { interpret } from "./reference.ts";
import { sizeOf } from "./shape.ts";
import { input, type Tensor } from "./tensor.ts";

const isGradient = (name: string): boolean => name.startsWith("∇");

/** A loss of weights, with its gradient by each. */
function learned(name: string, weights: readonly Tensor[], loss: Tensor): Graph {
  const gradients = gradient(loss, weights).map((tensor, i) => [`∇${i}`, tensor] as const);
  return graph(name, { loss, ...Object.fromEntries(gradients) });
}

const x = input("x", [8, 6]);
const weights = [0, 1, 2].map((i) => input(`w${i}`, [6, 6]));
const hidden = (of: Tensor, weight: Tensor): Tensor => {
  const product = matmul(of, weight);
  return tanh(mul(leakyRelu(product, 0.2), tanh(product)));
};
const perceptron = learned("perceptron", weights, mean(weights.reduce(hidden, x)));

const pictures = input("x", [4, 16, 8, 8]);
const filters = [0, 1].map((i) => input(`w${i}`, [16, 16, 3, 3]));
const residual = (of: Tensor, filter: Tensor): Tensor => {
  const convolved = conv2d(of, filter, undefined, { padding: [1, 1, 1, 1] });
  const spread = mul(convolved, mean(mul(convolved, convolved), { axes: [0, 2, 3], keep: true }));
  return mul(leakyRelu(spread, 0.2), tanh(of));
};
const convolutions = learned("convolutions", filters, sum(filters.reduce(residual, pictures)));

const graphs: readonly (readonly [string, Graph])[] = [
  ["a perceptron", perceptron],
  ["convolutions with statistics", convolutions],
];

const valuesFor = ({ inputs }: Graph): Record<string, Float32Array> =>
  Object.fromEntries(
    inputs.map(({ name, shape }, k) => [
      name,
      Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(3 * i + 7 * k + 1) / 2),
    ]),
  );

const programs: Program[] = [];
afterAll(async () => {
  for (const program of programs) await program.release();
});

async function results(of: Graph): Promise<Record<string, Float32Array>> {
  const program = await compile(of);
  programs.push(program);
  return program.run(valuesFor(of));
}

describe.each(graphs)("recomputing in %s", (_, original) => {
  const lean = recomputing(original, isGradient, 0);
  const count = (of: Graph, ...ops: readonly Tensor["op"][]): number =>
    of.nodes.filter(({ op }) => ops.includes(op)).length;

  it("gives the numbers of the graph that keeps everything, by plain loops and by the runtime", async () => {
    const given = Object.fromEntries(Object.entries(valuesFor(original)).map(([name, all]) => [name, [...all]]));
    const [kept, again] = [interpret(original, given), interpret(lean, given)];
    for (const { name } of original.outputs) expect([...(again[name] ?? [])]).toEqual([...(kept[name] ?? [])]);
    const [expected, came] = [await results(original), await results(lean)];
    for (const [name, numbers] of Object.entries(expected)) {
      const size = Math.max(...numbers.map(Math.abs));
      numbers.forEach((number, i) => {
        expect(Math.abs(at(came[name] as Float32Array, i) - number)).toBeLessThan(1e-5 * size);
      });
    }
  });

  it("repeats no product", () => {
    expect(count(lean, "matmul", "gemm", "conv2d", "convTranspose2d")).toBe(
      count(original, "matmul", "gemm", "conv2d", "convTranspose2d"),
    );
    expect(count(lean, "tanh")).toBeGreaterThan(count(original, "tanh"));
  });

  it("lets each copy wait for what the part before it has left", () => {
    const waiting = new Set(lean.nodes.filter(({ op }) => op === "after"));
    for (const tensor of lean.nodes) {
      if (tensor.inputs.some((operand) => waiting.has(operand))) waiting.add(tensor);
    }
    const copies = lean.nodes.filter(({ op }) => op === "tanh").slice(count(original, "tanh"));
    expect(copies.length).toBeGreaterThan(0);
    for (const copy of copies) expect(waiting.has(copy)).toBe(true);
  });
});

it("needs less at a time, and leaves alone what is small or has no gradient", () => {
  const wide = input("x", [64, 512]);
  const many = [0, 1, 2, 3].map((i) => input(`w${i}`, [512, 512]));
  const original = learned("wide", many, mean(many.reduce(hidden, wide)));
  const lean = recomputing(original, isGradient);
  expect(peakBytes(lean)).toBeLessThan(0.95 * peakBytes(original));
  expect(recomputing(perceptron, isGradient)).toBe(perceptron);
  const forward = graph("forward", { y: reshape(tanh(wide), [512, 64]) });
  expect(recomputing(forward, isGradient)).toBe(forward);
});

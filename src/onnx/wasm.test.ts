import { describe, expect, it } from "vitest";
import { gradient } from "../tensor/gradient.ts";
import { graph } from "../tensor/graph.ts";
import { leakyRelu, maximum, relu, step, sum } from "../tensor/operations.ts";
import { interpret } from "../tensor/reference.ts";
import { input, type Tensor } from "../tensor/tensor.ts";
import { toOnnx } from "./model.ts";
import { openModel } from "./runtime.ts";
import { decodeModel } from "./schema.ts";

const values = Float32Array.of(Number.POSITIVE_INFINITY, -3, -1.2e-38, 0, 1.2e-38, 0.5, 7, -0.25);
const x = input("x", [8]);
const slopeOf = (y: Tensor): Tensor => gradient(sum(y), [x])[0] as Tensor;
const outputs = {
  relu: relu(x),
  leaky: leakyRelu(x, 0.2),
  bounded: maximum(x, -0.5),
  step: step(x),
  ofRelu: slopeOf(relu(x)),
  ofLeaky: slopeOf(leakyRelu(x, 0.2)),
};
const all = graph("g", outputs);
const operators = (wasm: boolean): string[] =>
  decodeModel(toOnnx(all, { wasm })).graph.node.map(({ opType }) => opType);
/** What the runtime at hand answers to either form. */
async function answers(wasm: boolean, given: Float32Array): Promise<Record<string, Float32Array>> {
  const model = await openModel(toOnnx(all, { wasm }));
  const results = await model.run({ x: { values: given, shape: [8] } });
  await model.release();
  return Object.fromEntries(Object.entries(results).map(([name, { values: found }]) => [name, found as Float32Array]));
}
const SLOW = ["Relu", "LeakyRelu", "Clip", "HardSigmoid"];

describe("operators for the wasm runtime", () => {
  it("are other ones than those that overwrite their operand, which stay in files", () => {
    expect(SLOW.filter((operator) => operators(true).includes(operator))).toEqual([]);
    expect(SLOW.filter((operator) => !operators(false).includes(operator))).toEqual([]);
  });

  it("have the values of the others, at kinks and beyond them too", async () => {
    const expected = interpret(all, { x: values });
    for (const wasm of [true, false]) {
      const found = await answers(wasm, values);
      for (const name of Object.keys(outputs)) {
        // Clip's upper bound is the largest number where there is none.
        const from = name === "bounded" ? 1 : 0;
        const rounded = (given: ArrayLike<number> = []) =>
          Array.from(given, (value) => Math.fround(value) + 0).slice(from);
        expect([wasm, name, rounded(found[name])]).toEqual([wasm, name, rounded(expected[name])]);
      }
    }
  });

  it("let what is not a number through", async () => {
    const found = await answers(true, new Float32Array(8).fill(Number.NaN));
    for (const name of ["relu", "leaky", "bounded"]) {
      expect([...(found[name] ?? [])]).toEqual(Array(8).fill(Number.NaN));
    }
  });
});

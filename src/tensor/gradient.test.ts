import { describe, expect, it } from "vitest";
import { gradient, gradientFlows } from "./gradient.ts";
import { add, gemm, greater, max, mul, neg, reshape, sign, stopGradient, sub, sum, toFloat } from "./operations.ts";
import { interpret } from "./reference.ts";
import { constant, input, named, type Tensor } from "./tensor.ts";

const valuesOf = (tensor: Tensor, inputs: Record<string, number[]> = {}): number[] => [
  ...(interpret({ tensor }, inputs).tensor as Float64Array),
];

const x = input("x", [3]);
const y = input("y", [3]);

describe("gradient", () => {
  it("of a scalar by itself is one", () => {
    const loss = sum(x);
    expect(valuesOf(gradient(loss, [loss])[0] as Tensor, { x: [1, 2, 3] })).toEqual([1]);
  });

  it("sums the contributions of all paths", () => {
    // x·y + x·x: ∂/∂x = y + 2x
    const [dx] = gradient(sum(add(mul(x, y), mul(x, x))), [x]);
    expect(valuesOf(dx as Tensor, { x: [1, 2, 3], y: [10, 20, 30] })).toEqual([12, 24, 36]);
  });

  it("can be taken by a tensor in the middle of the graph", () => {
    const middle = mul(x, x);
    const [dm] = gradient(sum(mul(middle, middle)), [middle]);
    expect(valuesOf(dm as Tensor, { x: [1, 2, 3] })).toEqual([2, 8, 18]);
  });

  it("can be applied as often as one likes", () => {
    // x⁴: 4x³, 12x², 24x, 24, 0-path
    let derivative = sum(mul(mul(x, x), mul(x, x)));
    const values = [];
    for (let order = 1; order <= 4; order++) {
      const [next] = gradient(derivative, [x]);
      values.push(valuesOf(next as Tensor, { x: [2, 0, 0] })[0]);
      derivative = sum(next as Tensor);
    }
    expect(values).toEqual([32, 48, 48, 24]);
  });

  it("does not pass a stop-gradient, but passes beside it", () => {
    const [dx] = gradient(sum(mul(stopGradient(x), x)), [x]);
    expect(valuesOf(dx as Tensor, { x: [5, 6, 7] })).toEqual([5, 6, 7]);
  });

  it("is shared evenly by equal largest elements", () => {
    const [dx] = gradient(max(x), [x]);
    expect(valuesOf(dx as Tensor, { x: [4, 1, 4] })).toEqual([0.5, 0, 0.5]);
  });

  it("by a tensor the loss does not depend on is an error that names both", () => {
    expect(() => gradient(named("D loss", sum(x)), [y])).toThrow(
      "differentiating D loss [] by y [3]: expected the loss to depend on it, but got no path along which a gradient flows. Leave it out, or check for a stopGradient or a comparison between them.",
    );
  });

  it.each([
    ["a stop-gradient", stopGradient(x)],
    ["a comparison", toFloat(greater(x, 0))],
    ["a sign", sign(x)],
  ])("through nothing but %s is such an error too", (_, blocked) => {
    expect(() => gradient(sum(mul(blocked, y)), [x])).toThrow("no path along which a gradient flows");
  });

  it("of a tensor that is no scalar is an error that says what to do", () => {
    expect(() => gradient(named("errors", mul(x, y)), [x])).toThrow(
      "differentiating errors [3]: expected a float32 scalar [], but got float32 of shape [3]. Reduce it with sum or mean first.",
    );
  });

  it("computes nothing that does not lie between the loss and the parameters", () => {
    // By the first weight alone: no product for the gradient of the data or of the second weight is made.
    const [data, w1, w2] = [input("data", [4, 2]), input("w1", [2, 3]), input("w2", [3, 1])];
    const [d1] = gradient(sum(gemm(gemm(data, w1), w2)), [w1]);
    const products = new Set<Tensor>();
    const visit = (tensor: Tensor): void => {
      if (tensor.op === "gemm") products.add(tensor);
      tensor.inputs.forEach(visit);
    };
    visit(d1 as Tensor);
    expect(products.size).toBe(2);
  });
});

describe("gradientFlows", () => {
  it("is true along differentiable paths and false across stop-gradients", () => {
    const frozen = stopGradient(x);
    const loss = sum(sub(mul(frozen, y), neg(reshape(y, [3]))));
    expect(gradientFlows(loss, y)).toBe(true);
    expect(gradientFlows(loss, x)).toBe(false);
    expect(gradientFlows(loss, constant(1))).toBe(false);
  });
});

import { expect, it } from "vitest";
import { graph } from "./graph.ts";
import { peakBytes } from "./memory.ts";
import { add, exp, mul, reshape, tanh } from "./operations.ts";
import { input } from "./tensor.ts";

it("counts what is alive at once: a chain needs two values, a sum of branches three", () => {
  const x = input("x", [10, 10]);
  expect(peakBytes(graph("one", { y: exp(x) }))).toBe(400);
  // tanh(x) is freed once exp of it is there.
  expect(peakBytes(graph("chain", { y: tanh(exp(tanh(x))) }))).toBe(800);
  const [a, b] = [tanh(x), exp(x)];
  expect(peakBytes(graph("branches", { y: mul(a, b) }))).toBe(1200);
  // a is needed again at the end.
  expect(peakBytes(graph("skip", { y: add(a, exp(tanh(mul(a, 2)))) }))).toBe(1200);
  expect(peakBytes(graph("view", { y: reshape(exp(x), [100]) }))).toBe(400);
});

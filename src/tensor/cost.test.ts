import { expect, it } from "vitest";
import { flops } from "./cost.ts";
import { graph } from "./graph.ts";
import { conv2d, convTranspose2d, gemm, relu, sum } from "./operations.ts";
import { input } from "./tensor.ts";

it.each([
  // 2·m·k·n, then m·n for the activation and m·n for the sum.
  ["a dense layer", sum(relu(gemm(input("a", [8, 3]), input("b", [3, 5])))), 2 * 8 * 3 * 5 + 40 + 40],
  // 2 per tap of every output pixel: 2·(N·O·H′·W′)·(C·kh·kw)
  [
    "a convolution",
    conv2d(input("x", [2, 3, 8, 8]), input("w", [4, 3, 4, 4]), undefined, { strides: 2, padding: 1 }),
    2 * (2 * 4 * 4 * 4) * (3 * 16),
  ],
  [
    "a convolution in two groups, each of half the channels",
    conv2d(input("x", [2, 4, 8, 8]), input("w", [4, 2, 4, 4]), undefined, { strides: 2, padding: 1, groups: 2 }),
    2 * (2 * 4 * 4 * 4) * (2 * 16),
  ],
  // The same products as the convolution that it transposes.
  [
    "its transpose",
    convTranspose2d(input("x", [2, 4, 4, 4]), input("w", [4, 3, 4, 4]), undefined, { strides: 2, padding: 1 }),
    2 * (2 * 4 * 4 * 4) * (3 * 16),
  ],
])("the cost of %s counts a multiply-add as two operations", (_, tensor, expected) => {
  expect(flops(graph("cost", { tensor }))).toBe(expected);
});

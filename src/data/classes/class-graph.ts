import { equal, gemm, toFloat } from "../../tensor/operations.ts";
import { constant, type Tensor } from "../../tensor/tensor.ts";
import { type ClassCode, codesOf, codeWidth } from "./class-code.ts";

/** The numbers of all classes. */
const eachOf = ({ counts }: ClassCode): number[] => counts.map((_, i) => i);

/** The codes [N×width] of classes by number [N×1], as `codesOf` has them. */
export function codeGraph(code: ClassCode, numbers: Tensor): Tensor {
  const each = eachOf(code);
  return weightedCodeGraph(code, toFloat(equal(numbers, constant(each, [1, each.length]))));
}

/** Codes [N×width] between those of classes, by how much there is of each [N×classes]. */
export const weightedCodeGraph = (code: ClassCode, weights: Tensor): Tensor =>
  gemm(weights, constant(codesOf(code, eachOf(code)), [code.counts.length, codeWidth(code)]));

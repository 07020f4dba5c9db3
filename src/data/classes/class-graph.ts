import { equal, gemm, toFloat } from "../../tensor/operations.ts";
import { constant, type Tensor } from "../../tensor/tensor.ts";
import { type ClassCode, codesOf, codeWidth } from "./class-code.ts";

/** The codes [N×width] of classes by number [N×1], as `codesOf` has them. */
export function codeGraph(code: ClassCode, numbers: Tensor): Tensor {
  const count = code.counts.length;
  const each = Array.from({ length: count }, (_, i) => i);
  const own = toFloat(equal(numbers, constant(each, [1, count])));
  return gemm(own, constant(codesOf(code, each), [count, codeWidth(code)]));
}

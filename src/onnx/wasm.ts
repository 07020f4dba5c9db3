/**
 * Operators that the wasm runtime is faster with. Its elementwise kernels leave it to the compiler to take four numbers at once,
 * which it does where the result has memory of its own; Relu, LeakyRelu, Clip and HardSigmoid overwrite their operand and
 * take one number after the other. Max, Min and PRelu do not, and Relu is then not drawn into Gemm (docs/measurements.md).
 * Values are the same, but for the sign of a zero; for the runtime at hand, never for a file.
 */
import type { Op } from "../tensor/tensor.ts";
import type { Lowering } from "./lowering.ts";

export const wasmLowerings: { readonly [K in Op]?: Lowering<K> } = {
  relu: (_, [x], { emit, float32 }) => emit("Max", [x, float32([0], [])]),
  leakyRelu: (made, [x], { emit, float32 }) => emit("PRelu", [x, float32([made.attributes.slope], [1])]),
  maximum: (_, operands, { emit }) => emit("Max", operands),
  // min(1, max(0, 3·10³⁸ x)), as elsewhere.
  step: (made, [x], { emit, inner, float32 }) => {
    const steep = inner("Mul", [x, float32([3e38], [])]);
    const bounded = made.inputs[0].op === "relu" ? steep : inner("Max", [steep, float32([0], [])]);
    return emit("Min", [bounded, float32([1], [])]);
  },
};

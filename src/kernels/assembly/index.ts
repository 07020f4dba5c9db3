// Compiled to WebAssembly by scripts/build-kernels.mjs. Every function works on float32 vectors at byte offsets of the one
// imported memory, which the rest of the program sees as Float32Array views. Only operations whose result WebAssembly
// defines to the last bit are used (no relaxed SIMD), so every machine computes the same bits.

export { bits, mask, normal, seek, uniform } from "./random";
export { adam, checksum, lerp, momentum, rmsprop, scale, sgd, sumOfSquares } from "./updates";

/** The first byte that no constant of ours occupies. */
export function heapBase(): usize {
  return __heap_base;
}

import type { Tensor } from "./tensor.ts";

/** Element types of the graph. `bool` comes from comparisons and goes into `where`. */
export type DType = "float32" | "bool";

/** Lengths of the axes, all known when the graph is built. `[]` is a scalar. */
export type Shape = readonly number[];

/** Number of elements. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** Row-major strides, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  }
  return strides;
}

/**
 * The shape of an elementwise operation: axes are aligned at the end, and an axis of length 1 (or a missing one) stretches.
 * `undefined` if the shapes do not fit.
 */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let i = 0; i < rank; i++) {
    const m = a[a.length - rank + i] ?? 1;
    const n = b[b.length - rank + i] ?? 1;
    if (m !== n && m !== 1 && n !== 1) return undefined;
    shape.push(m === 1 ? n : m);
  }
  return shape;
}

/** `"[128×2]"`, `"[]"` for a scalar. */
export function formatShape(shape: Shape): string {
  return `[${shape.join("×")}]`;
}

/** `"D/dense 1/weight [2×32]"`, or `"gemm [128×32]"` for a tensor without a name. */
export function describe(tensor: Tensor): string {
  return `${tensor.name ?? tensor.op} ${formatShape(tensor.shape)}`;
}

import { internal } from "../problem.ts";
import { at } from "./present.ts";

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

interface Lengths {
  2: readonly [number, number];
  4: readonly [number, number, number, number];
}

/** The lengths of a shape that has this many axes. */
export function axesOf<N extends keyof Lengths>(shape: Shape, rank: N): Lengths[N] {
  if (shape.length !== rank) throw internal(`${formatShape(shape)} has not ${rank} axes`);
  return shape as unknown as Lengths[N];
}

/** Row-major strides, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = at(strides, axis + 1) * at(shape, axis + 1);
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
    // An axis that is missing stretches like one of length 1.
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
export function describe(tensor: {
  readonly name: string | undefined;
  readonly op: string;
  readonly shape: Shape;
}): string {
  return `${tensor.name ?? tensor.op} ${formatShape(tensor.shape)}`;
}

/**
 * Turns by any angle: the nearest number of quarter turns, and three shears for the rest (Paeth 1986), each of which moves whole
 * rows or columns. A row moves by a sum of powers of two and a part of a pixel, so nothing has to be gathered.
 */

import { square } from "../../tensor/composed.ts";
import {
  abs,
  add,
  broadcast,
  concat,
  div,
  greater,
  greaterEqual,
  matmul,
  maximum,
  mul,
  neg,
  sign,
  slice,
  sqrt,
  step,
  sub,
  toFloat,
  where,
} from "../../tensor/operations.ts";
import { constant, type Tensor } from "../../tensor/tensor.ts";

/** A turn to the left by an angle from 0 to 45°, in mirrored pictures where it is to the right; each [N×1×1×1]. */
export interface Tilt {
  /** sin of the angle, and tan of its half. */
  readonly sine: Tensor;
  readonly halfTangent: Tensor;
  /** −1 where the turn is to the right, else 1. */
  readonly mirror: Tensor;
}

/** (a, b) of two normal numbers points anywhere alike: an angle from all around, as quarter turns and what is left of it. */
export function tiltOf(on: Tensor, a: Tensor, b: Tensor): { readonly quarters: Tensor; readonly tilt: Tilt } {
  const length = sqrt(add(add(square(a), square(b)), 1e-30));
  const [cosine, sine] = [div(a, length), div(b, length)];
  const flat = toFloat(greaterEqual(abs(cosine), abs(sine)));
  const steep = sub(1, flat);
  const quarters = add(mul(flat, mul(2, step(neg(cosine)))), mul(steep, add(1, mul(2, step(neg(sine))))));
  const rest = mul(on, sub(mul(flat, mul(sign(cosine), sine)), mul(steep, mul(sign(sine), cosine))));
  const restCosine = maximum(abs(cosine), abs(sine));
  return {
    quarters: mul(on, quarters),
    tilt: {
      sine: abs(rest),
      halfTangent: div(abs(rest), add(1, restCosine)),
      mirror: sub(1, mul(2, step(neg(rest)))),
    },
  };
}

/** The largest of both at 45°. */
const MOST = { sine: Math.SQRT1_2, halfTangent: Math.tan(Math.PI / 8) };

/** Mirrored pictures turned to the left, and mirrored back. */
export function tilted(x: Tensor, { sine, halfTangent, mirror }: Tilt): Tensor {
  const first = sheared(x, 2, halfTangent, MOST.halfTangent, "along");
  const second = sheared(first, 3, sine, MOST.sine, "against");
  const third = sheared(second, 2, halfTangent, MOST.halfTangent, "along");
  return where(greater(0, mirror), fromRightToLeft(third), third);
}

function fromRightToLeft(x: Tensor): Tensor {
  const width = x.shape.at(-1) ?? 1;
  const reversed = Array.from({ length: width * width }, (_, i) =>
    (i % width) + Math.floor(i / width) === width - 1 ? 1 : 0,
  );
  return matmul(x, constant(reversed, [width, width]));
}

/**
 * Moves the lines of pixels along `axis` by `slope` times their distance from the middle of the other axis: those behind it
 * forwards, those before it backwards; the other way round for "against".
 */
function sheared(x: Tensor, axis: 2 | 3, slope: Tensor, most: number, way: "along" | "against"): Tensor {
  const across = 5 - axis;
  const length = x.shape[across] ?? 1;
  const half = Math.floor(length / 2);
  const centre = (length - 1) / 2;
  const part = (from: number, to: number, forwards: boolean): Tensor => {
    const distances = Array.from({ length: to - from }, (_, i) => Math.abs(from + i - centre));
    const shape = [1, 1, 1, 1].with(across, to - from);
    const far = most * Math.max(...distances);
    return moved(slice(x, across, from, to), axis, mul(slope, constant(distances, shape)), far, forwards);
  };
  if (half === 0) return x;
  return concat([part(0, half, way === "against"), part(half, length, way === "along")], across);
}

/** Every line takes what lies `distance` pixels ahead of it on `axis`, or behind; at the edge what is there. */
function moved(x: Tensor, axis: number, distance: Tensor, most: number, ahead: boolean): Tensor {
  let [result, left] = [x, distance];
  for (let pixels = 2 ** Math.floor(Math.log2(Math.max(1, most))); pixels >= 1; pixels /= 2) {
    const far = greaterEqual(left, pixels);
    result = where(far, whole(result, axis, pixels, ahead), result);
    left = sub(left, mul(pixels, toFloat(far)));
  }
  return add(result, mul(left, sub(whole(result, axis, 1, ahead), result)));
}

function whole(x: Tensor, axis: number, pixels: number, ahead: boolean): Tensor {
  const length = x.shape[axis] ?? 1;
  const by = Math.min(pixels, length - 1);
  if (by === 0) return x;
  const edge = ahead ? slice(x, axis, length - 1) : slice(x, axis, 0, 1);
  const repeated = broadcast(edge, x.shape.with(axis, by));
  return concat(ahead ? [slice(x, axis, by), repeated] : [repeated, slice(x, axis, 0, length - by)], axis);
}

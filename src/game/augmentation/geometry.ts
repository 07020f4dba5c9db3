/**
 * Where pixels go. Flips, scales and shifts of both axes are one product with an interpolation matrix per axis, A_y·x·A_xᵀ, which
 * is linear in x: derivatives of any order pass through it. What would come in from outside is the nearest edge, repeated.
 */
import {
  abs,
  add,
  equal,
  exp,
  greater,
  matmul,
  maximum,
  minimum,
  mul,
  neg,
  relu,
  reshape,
  step,
  sub,
  toFloat,
  transpose,
  where,
} from "../../tensor/operations.ts";
import type { Shape } from "../../tensor/shape.ts";
import { constant, type Tensor } from "../../tensor/tensor.ts";
import { type Tilt, tilted, tiltOf } from "./rotation.ts";
import { group, lacksPicture, NORMAL, type Row, sidesOf } from "./row.ts";

/** What an operation does to the places of an image; what it leaves out stays. Numbers are of each example, [N×1×1×1]. */
interface Motion {
  /** Natural logarithm of how much larger things become, down and across. */
  readonly growth?: readonly [Tensor, Tensor];
  /** Pixels by which things move, down and across. */
  readonly shift?: readonly [Tensor, Tensor];
  /** −1 where left and right change places, else 1. */
  readonly mirror?: Tensor;
  /** Quarter turns to the left: 0, 1, 2 or 3. */
  readonly quarters?: Tensor;
  /** A turn of less than half a quarter. */
  readonly tilt?: Tilt;
}

/** The part of a side by which things move at most (translation), and the deviation of it (shift). */
const EIGHTH = 1 / 8;
/** Deviation of the binary logarithm of a scale. */
const SCALE = 0.2;

const lacksSquare = (shape: Shape): string | undefined => {
  if (lacksPicture(shape)) return lacksPicture(shape);
  const [height, width] = sidesOf(shape);
  return height === width ? undefined : "square images";
};

/** Most pixels of a whole translation. */
const reach = (side: number): number => Math.round(EIGHTH * side);

const picked = ({ numbers }: { readonly numbers: readonly Tensor[] }, i: number): Tensor => numbers[i] as Tensor;

const rows = {
  flip: {
    help: "left and right change places, in half of them",
    lacks: lacksPicture,
    numbers: () => [{ kind: "mask", keep: 0.5 }],
    part: (chance) => ({ mirror: sub(1, mul(2, mul(chance.on, picked(chance, 0)))) }),
  },
  rotate90: {
    help: "0 to 3 quarter turns",
    lacks: lacksSquare,
    numbers: () => [{ kind: "integers", below: 4 }],
    part: (chance) => ({ quarters: mul(chance.on, picked(chance, 0)) }),
  },
  translation: {
    help: "by whole pixels, up to 1/8 of a side",
    lacks: lacksPicture,
    numbers: (shape) => sidesOf(shape).map((side) => ({ kind: "integers", below: 2 * reach(side) + 1 })),
    part: (chance, { shape }) => {
      const [down, across] = sidesOf(shape).map((side, i) => mul(chance.on, sub(picked(chance, i), reach(side))));
      return { shift: [down as Tensor, across as Tensor] };
    },
  },
  scale: {
    help: "larger or smaller by 2^N(0, 0.2²)",
    lacks: lacksPicture,
    numbers: () => [NORMAL],
    part: (chance) => {
      const growth = mul(Math.LN2 * SCALE, mul(chance.on, picked(chance, 0)));
      return { growth: [growth, growth] };
    },
  },
  rotation: {
    help: "by any angle",
    lacks: lacksSquare,
    numbers: () => [NORMAL, NORMAL],
    part: ({ on, numbers: [a, b] }) => tiltOf(on, a as Tensor, b as Tensor),
  },
  stretch: {
    help: "wider and lower by 2^N(0, 0.2²), or the other way",
    lacks: lacksPicture,
    numbers: () => [NORMAL],
    part: (chance) => {
      const growth = mul(Math.LN2 * SCALE, mul(chance.on, picked(chance, 0)));
      return { growth: [neg(growth), growth] };
    },
  },
  shift: {
    help: "by parts of pixels, N(0, (1/8)²) of a side",
    lacks: lacksPicture,
    numbers: () => [NORMAL, NORMAL],
    part: (chance, { shape }) => {
      const [down, across] = sidesOf(shape).map((side, i) => mul(EIGHTH * side, mul(chance.on, picked(chance, i))));
      return { shift: [down as Tensor, across as Tensor] };
    },
  },
} satisfies Record<string, Row<Motion>>;

/** The sum of what some motions have of a kind. */
const summed = (tensors: readonly Tensor[]): Tensor | undefined =>
  tensors.length === 0 ? undefined : tensors.reduce((a, b) => add(a, b));

const indices = (side: number, shape: Shape): Tensor =>
  constant(
    Array.from({ length: side }, (_, i) => i),
    shape,
  );

/** What moves along one axis: c + (mirrored·(i − c) − shift)·zoom is where pixel i comes from. */
interface AlongAxis {
  readonly zoom: Tensor;
  readonly shift: Tensor | undefined;
  /** −1 where the result is to be read from its other end. */
  readonly mirrored: Tensor | undefined;
}

/** Where the pixels of a side come from, within it. `places`: the pixels' numbers along their axis. */
function sources(side: number, places: Tensor, { zoom, shift, mirrored }: AlongAxis): Tensor {
  const centre = (side - 1) / 2;
  const from = sub(places, centre);
  const turned = mirrored ? mul(mirrored, from) : from;
  const moved = shift ? sub(turned, shift) : turned;
  return minimum(maximum(add(centre, mul(moved, zoom)), 0), side - 1);
}

/** The weight of each pixel in what lies at a place: 1 there, 0 from the next pixel on. */
const weights = (places: Tensor, source: Tensor): Tensor => relu(sub(1, abs(sub(places, source))));

const alongRows = (x: Tensor, height: number, axis: AlongAxis): Tensor =>
  matmul(weights(indices(height, [1, 1, 1, height]), sources(height, indices(height, [1, 1, height, 1]), axis)), x);

const alongColumns = (x: Tensor, width: number, axis: AlongAxis): Tensor =>
  matmul(x, weights(indices(width, [1, 1, width, 1]), sources(width, indices(width, [1, 1, 1, width]), axis)));

const signWhere = (condition: Tensor): Tensor => sub(1, mul(2, condition));
const among = (quarters: Tensor, ...which: readonly [number, number]): Tensor =>
  add(toFloat(equal(quarters, which[0])), toFloat(equal(quarters, which[1])));

/** Turns pictures over their diagonal where the number of quarter turns is odd; what is left of these are two mirrors. */
function turned(
  x: Tensor,
  parts: readonly Motion[],
): { readonly x: Tensor; readonly mirrors: readonly [Tensor, Tensor] } | undefined {
  const given = parts.flatMap(({ quarters }) => (quarters ? [quarters] : []));
  const sum = summed(given);
  if (!sum) return undefined;
  const quarters = given.length > 1 ? sub(sum, mul(4, step(sub(sum, 3.5)))) : sum;
  const odd = greater(among(quarters, 1, 3), 0.5);
  return {
    x: where(odd, transpose(x, [0, 1, 3, 2]), x),
    mirrors: [signWhere(among(quarters, 1, 2)), signWhere(among(quarters, 2, 3))],
  };
}

const product = (tensors: readonly (Tensor | undefined)[]): Tensor | undefined => {
  const given = tensors.flatMap((tensor) => (tensor ? [tensor] : []));
  return given.length === 0 ? undefined : given.reduce((a, b) => mul(a, b));
};

/** In turn: quarter turns, then mirror, scale and shift, then the rest of a turn. */
function move(x: Tensor, parts: readonly Motion[]): Tensor {
  const [batch = 1, channels = 1, height = 1, width = 1] = x.shape;
  const quarter = turned(x, parts);
  const tilt = parts.find((part) => part.tilt)?.tilt;
  const axis = (which: 0 | 1): AlongAxis | undefined => {
    const growth = summed(parts.flatMap((part) => (part.growth ? [part.growth[which]] : [])));
    const shift = summed(parts.flatMap((part) => (part.shift ? [part.shift[which]] : [])));
    const mirrors = which === 1 ? parts.map(({ mirror }) => mirror) : [];
    const zoom = product([quarter?.mirrors[which], ...mirrors, growth && exp(neg(growth))]);
    const mirrored = which === 1 ? tilt?.mirror : undefined;
    if (!zoom && !shift && !mirrored) return undefined;
    return { zoom: zoom ?? constant(1), shift, mirrored };
  };
  const [down, across] = [axis(0), axis(1)];
  let moved = quarter?.x ?? x;
  if (down) moved = alongRows(moved, height, down);
  if (across) moved = alongColumns(moved, width, across);
  return tilt ? tilted(reshape(moved, [batch, channels, height, width]), tilt) : moved;
}

export const geometry = group<Motion>(rows, move);

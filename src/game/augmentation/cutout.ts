/** A box of half the sides, its centre anywhere in the image, becomes mid-grey (DeVries & Taylor 2017, as ADA has it). */
import { abs, greater, mul, sub, toFloat } from "../../tensor/operations.ts";
import { constant, type Tensor } from "../../tensor/tensor.ts";
import { group, lacksPicture, sidesOf, UNIFORM } from "./row.ts";

interface Box {
  /** 1 in its rows and columns, else 0: [N×1×h×1] and [N×1×1×w]. */
  readonly rows: Tensor;
  readonly columns: Tensor;
}

const QUARTER = 1 / 4;

/** 1 where the middle of a pixel is less than a quarter of the side from the centre. */
function inside(side: number, shape: readonly number[], centre: Tensor): Tensor {
  const middles = Array.from({ length: side }, (_, i) => (i + 0.5) / side);
  return toFloat(greater(QUARTER, abs(sub(constant(middles, shape), centre))));
}

export const cutout = group<Box>(
  {
    cutout: {
      help: "a box of half the sides becomes mid-grey",
      lacks: lacksPicture,
      numbers: () => [UNIFORM, UNIFORM],
      part: ({ on, numbers: [down, across] }, { shape }) => {
        const [height, width] = sidesOf(shape);
        return {
          rows: mul(on, inside(height, [1, 1, height, 1], down as Tensor)),
          columns: inside(width, [1, 1, 1, width], across as Tensor),
        };
      },
    },
  },
  (x, [box]) => mul(x, sub(1, mul((box as Box).rows, (box as Box).columns))),
);

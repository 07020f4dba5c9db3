/**
 * Noise on what D sees. On images as ADA has it: of those that get any, each gets its own deviation |N(0, σ²)|. On points and rows all
 * get the same, and it falls (instance noise: Sønderby et al. 2016, Arjovsky & Bottou 2017): its deviation is p·σ.
 */
import { abs, add, mul } from "../../tensor/operations.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { group, isPicture, NORMAL } from "./row.ts";

export const noise = group<Tensor>(
  {
    noise: {
      help: "N(0, σ²) on every number",
      numbers: (shape) => (isPicture(shape) ? [NORMAL] : []),
      field: NORMAL,
      part: ({ on, numbers: [normal], field }, { shape, noise: deviation, p }) => {
        const strength = isPicture(shape) ? mul(on, abs(normal as Tensor)) : p;
        return mul(mul(deviation, strength), field as Tensor);
      },
    },
  },
  (x, [added]) => add(x, added as Tensor),
);

/** Between vectors and feature maps: one learned map for each channel (Huang et al. 2024). */
import { mul, reshape, sum } from "../tensor/operations.ts";
import { formatShape, type Shape } from "../tensor/shape.ts";
import { imageSides } from "./convolutions.ts";
import { type Init, weightInit } from "./initialisers.ts";
import { dense } from "./layers.ts";
import type { LayerPlan, Parameter } from "./network.ts";

/** [n] to maps [c×h×w]: each channel is a learned map, times a number that follows linearly from the input. */
export const basis = (maps: Shape, init: Init): LayerPlan => ({
  kind: "basis",
  make: (name, input) => {
    const [channels = 1] = maps;
    const linear = dense(channels, { ...init, scale: init.scale * Math.SQRT1_2 }).make(`${name}/dense`, input);
    const map: Parameter = { name: `${name}/maps`, shape: maps, init: { kind: "normal", mean: 0, deviation: 1 } };
    return {
      label: `basis ${formatShape(maps)}`,
      output: maps,
      parameters: [map, ...linear.parameters],
      apply: (x, pass) => {
        const factors = linear.apply(x, pass);
        return mul(reshape(factors, [x.shape[0] ?? 1, channels, 1, 1]), pass.parameter(map.name));
      },
    };
  },
});

/** Maps [c×h×w] to [c]: of each channel the product with a learned map, summed. */
export const perMap = (init: Init): LayerPlan => ({
  kind: "per map",
  make: (name, input) => {
    const [channels, height, width] = imageSides(name, input);
    const weight: Parameter = {
      name: `${name}/weight`,
      shape: input,
      init: weightInit({ ...init, scale: init.scale * Math.SQRT1_2 }, height * width, 1),
      outputAxis: 0,
    };
    return {
      label: `a map of ${height}×${width} for each of ${channels}`,
      output: [channels],
      parameters: [weight],
      apply: (x, pass) => sum(mul(x, pass.parameter(weight.name)), { axes: [2, 3] }),
    };
  },
});

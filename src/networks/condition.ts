/** How y enters networks that have no heads for it: beside G's z, and by a projection of D's last features. */
import { problem } from "../problem.ts";
import { add, concat, gemm, mul, sum } from "../tensor/operations.ts";
import { formatShape, type Shape } from "../tensor/shape.ts";
import { type Init, type Initialiser, weightInit } from "./initialisers.ts";
import { dense } from "./layers.ts";
import type { LayerPlan, Parameter } from "./network.ts";

const zero: Initialiser = { kind: "constant", value: 0 };

const vectorOf = (name: string, what: string, shape: Shape | undefined): number => {
  const [width] = shape ?? [];
  if (shape?.length === 1 && width !== undefined) return width;
  throw problem({
    doing: `building ${name}`,
    expected: `a vector as ${what}`,
    came: shape ? formatShape(shape) : "none",
  });
};

/** [n] and y [k] side by side: [n + k]. */
export const besideCondition = (): LayerPlan => ({
  kind: "condition",
  make: (name, input, condition) => {
    const width = vectorOf(name, "y", condition);
    return {
      label: `with y of ${width}`,
      output: [vectorOf(name, "input", input) + width],
      parameters: [],
      apply: (x, pass) => concat([x, pass.condition()], 1),
    };
  },
});

/**
 * Features [n] to one number, w·h + b + (W h)·y: what all classes share, and what each number of y adds (the projection
 * discriminator, Miyato & Koyama 2018).
 */
export const projection = (init: Init): LayerPlan => ({
  kind: "projection",
  make: (name, input, condition) => {
    const [width, asked] = [vectorOf(name, "input", input), vectorOf(name, "y", condition)];
    const weight: Parameter = {
      name: `${name}/weight`,
      shape: [width, 1],
      init: weightInit(init, width, 1),
      outputAxis: 1,
    };
    const bias: Parameter = { name: `${name}/bias`, shape: [1], init: zero };
    const ofY: Parameter = {
      name: `${name}/of y`,
      shape: [width, asked],
      init: weightInit(init, width, asked),
      outputAxis: 1,
    };
    return {
      label: `projection on y of ${asked}`,
      output: [1],
      parameters: [weight, bias, ofY],
      apply: (h, pass) =>
        add(
          gemm(h, pass.parameter(weight.name), pass.parameter(bias.name)),
          sum(mul(gemm(h, pass.parameter(ofY.name)), pass.condition()), { axes: [1], keep: true }),
        ),
    };
  },
});

/** D's last layer: dense, or a projection where D is told y. */
export const verdict = (init: Init, condition: Shape | undefined): LayerPlan =>
  condition ? projection(init) : dense(1, init);

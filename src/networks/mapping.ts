/** A mapping network (Karras et al. 2019): z becomes w, whose shape the data may give, before G makes anything of it. */
import { square } from "../tensor/composed.ts";
import { add, div, mean, sqrt } from "../tensor/operations.ts";
import { block } from "./block.ts";
import type { Init } from "./initialisers.ts";
import { activation, dense } from "./layers.ts";
import type { Layer, LayerPlan, Network } from "./network.ts";

/** Added to the second moment before its root is taken; StyleGAN2 has the same. */
const FLOOR = 1e-8;
const SLOPE = 0.2;

/** Each example divided by the root of the mean of its squares. */
const secondMoment = (): LayerPlan => ({
  kind: "second moment",
  make: (_, input): Layer => ({
    label: "second moment 1",
    output: input,
    parameters: [],
    apply: (x) => div(x, sqrt(add(mean(square(x), { axes: [1], keep: true }), FLOOR))),
  }),
});

/** z [n] to w [n]: second moment 1, then so many dense layers, each with leaky-relu. */
export const mapping = (layers: number, init: Init): LayerPlan => ({
  kind: "mapping",
  make: (name, input, condition) => {
    const [width = 1] = input;
    const each = [
      dense(width, { ...init, scale: init.scale / Math.sqrt(1 + SLOPE ** 2) }),
      activation("leaky-relu", SLOPE),
    ];
    const row = block([secondMoment(), ...Array.from({ length: layers }, () => each).flat()]);
    return { ...row.make(name, input, condition), label: `mapping of ${layers} layers`, givesLatent: true };
  },
});

/** The layer whose output takes the place of z, if there is one. */
export const mappingOf = ({ layers }: Network): Layer | undefined => layers.find(({ givesLatent }) => givesLatent);

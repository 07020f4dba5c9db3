/** What examples of a minibatch differ by, shown to D (Karras et al. 2018, 2020): one that repeats itself is found out. */
import { internal } from "../problem.ts";
import { square } from "../tensor/composed.ts";
import { add, broadcast, concat, mean, reshape, sqrt, sub } from "../tensor/operations.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { LayerPlan } from "./network.ts";

/** Added to a variance before its root is taken, so that equal examples have a derivative; StyleGAN2 has the same. */
const FLOOR = 1e-8;

/**
 * [c×h×w] to [c + 1×h×w], or [n] to [n + 1]: the standard deviation of every number over `group` examples that follow each other,
 * its mean over all numbers, and that as one more map or number of each of them.
 */
export const minibatchDeviation = (group: number): LayerPlan => ({
  kind: "deviation",
  make: (name, input) => {
    const [channels = 0, ...sides] = input;
    return {
      label: `with the deviation in groups of ${group}`,
      output: [channels + 1, ...sides],
      parameters: [],
      group,
      apply: (x) => {
        const [batch = 0] = x.shape;
        if (batch % group !== 0)
          throw internal(`${name} got ${batch} examples, which groups of ${group} do not divide`);
        const grouped = reshape(x, [batch / group, group, sizeOf(input)]);
        const centered = sub(grouped, mean(grouped, { axes: [1], keep: true }));
        const deviation = sqrt(add(mean(square(centered), { axes: [1], keep: true }), FLOOR));
        const ofGroup = broadcast(mean(deviation, { axes: [2], keep: true }), [batch / group, group, sizeOf(sides)]);
        return concat([x, reshape(ofGroup, [batch, 1, ...sides])], 1);
      },
    };
  },
});

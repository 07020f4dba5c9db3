/** Layers that hold layers: a row of them is used as one. */
import { problem } from "../problem.ts";
import { add } from "../tensor/operations.ts";
import { formatShape, sameShape } from "../tensor/shape.ts";
import { type LayerPlan, leastCommonMultiple, sequential } from "./network.ts";

/**
 * A row of layers as one layer. Parameters, state, masks and statistics of its layers bear its name before theirs:
 * `"D/block 1/dense 1/weight"`. `kind` is what the row is called instead of a block.
 */
export const block = (plans: readonly LayerPlan[], kind = "block"): LayerPlan => ({
  kind,
  make: (name, input, condition) => {
    const { output, parameters, state, group = 1, apply } = sequential(name, input, plans, { condition });
    return { label: `${kind} of ${plans.length} layers`, output, parameters, state, group, apply };
  },
});

/** What stands beside the row of layers of a residual. */
export interface ResidualOptions {
  /**
   * What x goes through beside the row; nothing if left out. Where the row changes the shape, pooling and a 1×1 convolution with
   * stride 1 follow it, or a dense layer.
   */
  readonly shortcut?: readonly LayerPlan[];
}

/** s(x) + f(x), with f a row of layers and s the shortcut (He et al. 2016). */
export const residual = (plans: readonly LayerPlan[], { shortcut = [] }: ResidualOptions = {}): LayerPlan => ({
  kind: "residual",
  make: (name, input, condition) => {
    const row = block(plans).make(`${name}/row`, input, condition);
    const beside = block(shortcut).make(`${name}/shortcut`, input, condition);
    if (!sameShape(row.output, beside.output)) {
      throw problem({
        doing: `building ${name}`,
        expected: `a shortcut to ${formatShape(row.output)}, where the row ends`,
        came: `one to ${formatShape(beside.output)}`,
        next: "Give the residual a shortcut that changes the shape as its row does.",
      });
    }
    return {
      label: `residual of ${plans.length} layers`,
      output: row.output,
      parameters: [...row.parameters, ...beside.parameters],
      state: [...(row.state ?? []), ...(beside.state ?? [])],
      group: leastCommonMultiple(row.group ?? 1, beside.group ?? 1),
      apply: (x, pass) => add(beside.apply(x, pass), row.apply(x, pass)),
    };
  },
});

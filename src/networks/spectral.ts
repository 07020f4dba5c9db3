/** Spectral normalisation: weights divided by their largest singular value (Miyato et al. 2018). */
import { problem } from "../problem.ts";
import { norm } from "../tensor/composed.ts";
import { div, matmul, maximum, reshape, stopGradient, sum, transpose } from "../tensor/operations.ts";
import { at } from "../tensor/present.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Initialiser } from "./initialisers.ts";
import type { LayerPlan, Parameter, Pass, StateVariable } from "./network.ts";

/** Below this a vector is not divided by its length. */
const FLOOR = 1e-12;

const startsAtZero = (init: Initialiser): boolean =>
  (init.kind === "constant" && init.value === 0) || (init.kind === "normal" && init.mean === 0 && init.deviation === 0);

/** A weight whose singular values are held, and the state of its power iteration. */
interface Held {
  readonly weight: Parameter;
  readonly axis: number;
  readonly u: StateVariable;
}

function heldOf(name: string, { outputAxis: axis, ...weight }: Parameter): readonly Held[] {
  if (axis === undefined) return [];
  if (startsAtZero(weight.init)) {
    throw problem({
      doing: `building ${name} with spectral normalisation`,
      expected: "weights that do not start at 0, whose singular values are all 0",
      came: `${weight.name}, which does`,
      next: "Give it another start, or leave its layer unnormalised.",
    });
  }
  const u = {
    name: `${weight.name}/u`,
    shape: [at(weight.shape, axis), 1],
    init: { kind: "normal", mean: 0, deviation: 1 },
  } as const;
  return [{ weight, axis, u }];
}

const unit = (x: Tensor): Tensor => div(x, maximum(norm(x, {}, 0), FLOOR));

/** W/σ, and the state that belongs to it. No gradient goes through u and v, so that of σ is u·vᵀ, as it is where both are exact. */
function normalised({ weight, axis, u }: Held, pass: Pass): Tensor {
  const w = pass.parameter(weight.name);
  const first = [axis, ...weight.shape.map((_, i) => i).filter((i) => i !== axis)];
  const rows = at(weight.shape, axis);
  const matrix = reshape(transpose(w, first), [rows, sizeOf(weight.shape) / rows]);
  const constant = stopGradient(matrix);
  const v = unit(matmul(transpose(constant), stopGradient(pass.state(u.name))));
  const next = stopGradient(unit(matmul(constant, v)));
  pass.remember(u.name, next);
  return div(w, sum(matmul(transpose(next), matmul(matrix, stopGradient(v)))));
}

/**
 * A layer whose weights are each divided by their largest singular value σ, as are those of layers within it; biases, scales and
 * maps stay. σ = uᵀWv, W as [out × rest], after one power iteration in each forward pass, from a u that is kept from step to step;
 * outside of training u stays as it is. The layer keeps its name and those of its parameters.
 *
 * @throws where a weight starts at 0.
 */
export const spectralNorm = (plan: LayerPlan): LayerPlan => ({
  kind: plan.kind,
  make: (name, input, condition) => {
    const layer = plan.make(name, input, condition);
    const held = new Map(layer.parameters.flatMap((one) => heldOf(name, one)).map((one) => [one.weight.name, one]));
    if (held.size === 0) return layer;
    return {
      ...layer,
      label: `${layer.label}, spectral norm`,
      state: [...(layer.state ?? []), ...[...held.values()].map(({ u }) => u)],
      apply: (x, pass) =>
        layer.apply(x, {
          ...pass,
          parameter: (asked) => {
            const found = held.get(asked);
            return found ? normalised(found, pass) : pass.parameter(asked);
          },
        }),
    };
  },
});

/** A row of layers, with spectral normalisation of each where it is asked for. */
export const spectrally = (asked: boolean, plans: readonly LayerPlan[]): readonly LayerPlan[] =>
  asked ? plans.map(spectralNorm) : plans;

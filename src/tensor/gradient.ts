import { problem } from "../problem.ts";
import { derivative, flows } from "./derivatives.ts";
import { add, broadcast } from "./operations.ts";
import { describe, sameShape } from "./shape.ts";
import { named, type Tensor } from "./tensor.ts";

/** Nodes from which `target` is computed, itself included, operands before the nodes that use them. */
export function ancestors(targets: readonly Tensor[]): Tensor[] {
  const seen = new Set<Tensor>();
  const pending = [...targets];
  for (let tensor = pending.pop(); tensor; tensor = pending.pop()) {
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    pending.push(...tensor.inputs);
  }
  return [...seen].sort((a, b) => a.id - b.id);
}

/** Nodes between `wrt` and the ancestors in `order` that a gradient passes through, both ends included. */
function reachedFrom(order: readonly Tensor[], wrt: readonly Tensor[]): Set<Tensor> {
  const between = new Set<Tensor>(wrt);
  for (const tensor of order) {
    if (tensor.inputs.some((operand, i) => between.has(operand) && flows(tensor, i))) between.add(tensor);
  }
  return between;
}

/** Whether a gradient flows from `target` back to `tensor`: false across stop-gradients and comparisons. */
export function gradientFlows(target: Tensor, tensor: Tensor): boolean {
  const order = ancestors([target]);
  return order.includes(tensor) && reachedFrom(order, [tensor]).has(target);
}

/**
 * ∂loss/∂w for each `w` of `wrt`, as graphs of the same primitives, so that it can be applied again. Reverse accumulation:
 * one walk from the loss to the parameters, through nothing that does not lie between them.
 *
 * @param loss a scalar.
 * @param wrt the tensors to differentiate by. One that the loss does not depend on is an error: it would never be trained.
 */
export function gradient(loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  if (loss.shape.length !== 0 || loss.dtype !== "float32") {
    throw problem({
      doing: `differentiating ${describe(loss)}`,
      expected: "a float32 scalar []",
      came: `${loss.dtype} of shape [${loss.shape.join("×")}]`,
      next: "Reduce it with sum or mean first.",
    });
  }
  const order = ancestors([loss]);
  const between = reachedFrom(order, wrt);

  const arrived = new Map<Tensor, Tensor>();
  if (between.has(loss)) arrived.set(loss, broadcast(1, []));
  for (const tensor of order.toReversed()) {
    const reached = arrived.get(tensor);
    if (!reached) continue;
    tensor.inputs.forEach((operand, i) => {
      if (!between.has(operand) || !flows(tensor, i)) return;
      const contribution = derivative(tensor, reached, i);
      const before = arrived.get(operand);
      arrived.set(operand, before ? add(before, contribution) : contribution);
    });
  }

  return wrt.map((tensor) => {
    const result = arrived.get(tensor);
    if (!result) {
      throw problem({
        doing: `differentiating ${describe(loss)} by ${describe(tensor)}`,
        expected: "the loss to depend on it",
        came: "no path along which a gradient flows",
        next: "Leave it out, or check for a stopGradient or a comparison between them.",
      });
    }
    if (!sameShape(result.shape, tensor.shape)) {
      throw new Error(`internal: gradient of ${describe(tensor)} came out as ${describe(result)}`);
    }
    return tensor.name === undefined ? result : named(`∂/∂ ${tensor.name}`, result);
  });
}

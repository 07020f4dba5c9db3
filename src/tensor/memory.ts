import type { Graph } from "./graph.ts";
import { sizeOf } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** Operations whose result is the operand's memory under another shape. */
const VIEWS: ReadonlySet<Tensor["op"]> = new Set(["reshape", "input", "constant"]);

/**
 * Bytes that intermediate values and outputs of a graph take at most at one time, if it is computed node by node and every
 * value is freed after its last use. An estimate: a runtime may fuse operations, compute in place, or keep some space.
 */
export function peakBytes(graph: Graph): number {
  const lastUse = new Map<Tensor, number>();
  graph.nodes.forEach((node, at) => {
    for (const operand of node.inputs) lastUse.set(operand, at);
  });
  for (const { tensor } of graph.outputs) lastUse.set(tensor, graph.nodes.length);
  const bytes = (tensor: Tensor): number => (VIEWS.has(tensor.op) ? 0 : 4 * sizeOf(tensor.shape));
  let [live, peak] = [0, 0];
  graph.nodes.forEach((node, at) => {
    live += bytes(node);
    peak = Math.max(peak, live);
    for (const operand of new Set(node.inputs)) if (lastUse.get(operand) === at) live -= bytes(operand);
  });
  return peak;
}

import type { Graph } from "./graph.ts";
import { sizeOf } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** Operations whose result is the operand's memory under another shape. */
const VIEWS: ReadonlySet<Tensor["op"]> = new Set(["reshape", "after", "input", "constant"]);

/**
 * Bytes that intermediate values and outputs of a graph take at most at one time, if it is computed node by node. The runtime keeps the space
 * of a value that is no longer needed for later ones of the same shape, and gives it to no others, so that the most of each shape counts;
 * but where a graph recomputes (see recompute.ts) space is free after a value's last use. An estimate: a runtime may fuse operations,
 * compute in place, and lay values out anew.
 */
export function peakBytes(graph: Graph): number {
  const lastUse = new Map<Tensor, number>();
  graph.nodes.forEach((node, at) => {
    for (const operand of node.inputs) lastUse.set(operand, at);
  });
  for (const { tensor } of graph.outputs) lastUse.set(tensor, graph.nodes.length);
  const bytes = (tensor: Tensor): number => (VIEWS.has(tensor.op) ? 0 : 4 * sizeOf(tensor.shape));
  const shared = graph.nodes.some(({ op }) => op === "after");
  const spaces = new Map<string, { live: number; peak: number }>();
  const spaceOf = (tensor: Tensor): { live: number; peak: number } => {
    const key = shared ? "" : tensor.shape.join();
    const space = spaces.get(key) ?? { live: 0, peak: 0 };
    spaces.set(key, space);
    return space;
  };
  graph.nodes.forEach((node, at) => {
    const space = spaceOf(node);
    space.live += bytes(node);
    space.peak = Math.max(space.peak, space.live);
    for (const operand of new Set(node.inputs)) {
      if (lastUse.get(operand) === at) spaceOf(operand).live -= bytes(operand);
    }
  });
  return [...spaces.values()].reduce((sum, { peak }) => sum + peak, 0);
}

import type { Graph } from "./graph.ts";
import { sizeOf } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** Operations whose result is the operand's memory under another shape. */
const VIEWS: ReadonlySet<Tensor["op"]> = new Set(["reshape", "after", "input", "constant"]);

/**
 * The nodes in the order in which ONNX Runtime computes them: from what nothing is made of, the last first, down to what it is made of, of
 * several operands the last first, and each node once all of its operands are there.
 */
function inRuntimesOrder({ nodes }: Graph): readonly Tensor[] {
  const places = new Map(nodes.map((node, at) => [node, at]));
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  const pending = nodes.filter((node) => !used.has(node)).map((node) => ({ node, isReady: false }));
  const [seen, order] = [new Set<Tensor>(), [] as Tensor[]];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, isReady } = next;
    if (isReady) order.push(node);
    if (isReady || seen.has(node)) continue;
    seen.add(node);
    pending.push({ node, isReady: true });
    const operands = [...node.inputs].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
    pending.push(...operands.map((operand) => ({ node: operand, isReady: false })));
  }
  return order;
}

/**
 * Bytes that intermediate values and outputs of a graph take at most at one time, if it is computed node by node in the runtime's order. The
 * space of a value that is no longer needed goes to later ones of the same shape, by plan or because memory lies in pieces of that size;
 * so the most of each shape counts. An estimate: of what 64 to 128 pixels were measured to take, between 0.75 and 1.5 times. A runtime may fuse
 * operations, compute in place, and lay values out anew.
 */
export function peakBytes(graph: Graph): number {
  const nodes = inRuntimesOrder(graph);
  const lastUse = new Map<Tensor, number>();
  nodes.forEach((node, at) => {
    for (const operand of node.inputs) lastUse.set(operand, at);
  });
  for (const { tensor } of graph.outputs) lastUse.set(tensor, nodes.length);
  const bytes = (tensor: Tensor): number => (VIEWS.has(tensor.op) ? 0 : 4 * sizeOf(tensor.shape));
  const spaces = new Map<string, { live: number; peak: number }>();
  const spaceOf = (tensor: Tensor): { live: number; peak: number } => {
    const key = tensor.shape.join();
    const space = spaces.get(key) ?? { live: 0, peak: 0 };
    spaces.set(key, space);
    return space;
  };
  nodes.forEach((node, at) => {
    const space = spaceOf(node);
    space.live += bytes(node);
    space.peak = Math.max(space.peak, space.live);
    for (const operand of new Set(node.inputs)) {
      if (lastUse.get(operand) === at) spaceOf(operand).live -= bytes(operand);
    }
  });
  return [...spaces.values()].reduce((sum, { peak }) => sum + peak, 0);
}

import type { Graph } from "../tensor/graph.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Slices of one tensor that together cover one of its axes: a single Split does the work of all. */
export interface Split {
  readonly source: Tensor;
  readonly axis: number;
  /** In order along the axis. */
  readonly parts: readonly Tensor[];
}

/** The splits of a graph, by each of their parts. */
export function findSplits(graph: Graph): Map<Tensor, Split> {
  const candidates = new Map<string, { source: Tensor; axis: number; parts: Tensor[] }>();
  for (const tensor of graph.nodes) {
    const axis = slicedAxis(tensor);
    const [source] = tensor.inputs;
    if (axis === undefined || !source) continue;
    const key = `${source.id} ${axis}`;
    const group = candidates.get(key) ?? { source, axis, parts: [] };
    group.parts.push(tensor);
    candidates.set(key, group);
  }
  const splits = new Map<Tensor, Split>();
  for (const { source, axis, parts } of candidates.values()) {
    const ordered = parts.toSorted((a, b) => start(a, axis) - start(b, axis));
    let reached = 0;
    const covers = ordered.every((part) => {
      const follows = start(part, axis) === reached;
      reached += part.shape[axis] ?? 0;
      return follows;
    });
    if (!covers || reached !== source.shape[axis] || ordered.length < 2) continue;
    const split = { source, axis, parts: ordered };
    for (const part of ordered) splits.set(part, split);
  }
  return splits;
}

const start = (part: Tensor, axis: number): number => (part.op === "slice" ? (part.attributes.starts[axis] ?? 0) : 0);

/** The only axis that a slice cuts, if it is one with step 1. */
function slicedAxis(tensor: Tensor): number | undefined {
  if (tensor.op !== "slice" || tensor.attributes.steps.some((step) => step !== 1)) return undefined;
  const cut = tensor.shape.flatMap((length, axis) => (length === tensor.inputs[0]?.shape[axis] ? [] : [axis]));
  return cut.length === 1 ? cut[0] : undefined;
}

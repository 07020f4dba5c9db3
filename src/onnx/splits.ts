import type { Graph } from "../tensor/graph.ts";
import { at } from "../tensor/present.ts";
import type { Node, Tensor } from "../tensor/tensor.ts";

/** Slices of one tensor that together cover one of its axes: a single Split does the work of all. */
export interface Split {
  readonly source: Tensor;
  readonly axis: number;
  /** In order along the axis. */
  readonly parts: readonly Tensor[];
}

type Slice = Node<"slice">;

/** The splits of a graph, by each of their parts; none into more than `most`. */
export function findSplits(graph: Graph, most = Number.POSITIVE_INFINITY): Map<Tensor, Split> {
  const candidates = new Map<string, { source: Tensor; axis: number; parts: Slice[] }>();
  for (const tensor of graph.nodes) {
    if (tensor.op !== "slice") continue;
    const axis = slicedAxis(tensor);
    if (axis === undefined) continue;
    const [source] = tensor.inputs;
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
      reached += at(part.shape, axis);
      return follows;
    });
    if (!covers || reached !== source.shape[axis] || ordered.length < 2 || ordered.length > most) continue;
    const split = { source, axis, parts: ordered };
    for (const part of ordered) splits.set(part, split);
  }
  return splits;
}

const start = (part: Slice, axis: number): number => at(part.attributes.starts, axis);

/** The only axis that a slice cuts, if it is one with step 1. */
function slicedAxis(slice: Slice): number | undefined {
  if (slice.attributes.steps.some((step) => step !== 1)) return undefined;
  const [source] = slice.inputs;
  const cut = slice.shape.flatMap((length, axis) => (length === source.shape[axis] ? [] : [axis]));
  return cut.length === 1 ? cut[0] : undefined;
}

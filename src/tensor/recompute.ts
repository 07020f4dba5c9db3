/**
 * Activations that are computed again where the gradient needs them, instead of being kept from the forward pass on (gradient
 * checkpointing: Chen et al. 2016). What is kept is the least, in bytes, from which all others follow without a second product or
 * convolution (as in PyTorch's partitioner of minimum cut): of batch normalisation and an activation after a convolution, its output alone.
 *
 * The gradient is taken part by part: one ends where a product's gradient begins. A runtime computes equal expressions once, and nodes in
 * an order of its own, so that a copy alone would save nothing: what enters a part, kept values too, comes by `after`, which makes it wait for
 * all that the part before has left. So each part's copies are made when it begins, and are gone when it ends.
 *
 * Every value is the same operation of the same operands as before: the results are the same numbers.
 */

import { ancestors } from "./gradient.ts";
import { type Graph, graph } from "./graph.ts";
import { cheapestToKeep } from "./min-cut.ts";
import { concat, reshape, slice, sum } from "./operations.ts";
import { atKey } from "./present.ts";
import { describe, sizeOf } from "./shape.ts";
import { node, type Op, rebuilt, type Tensor } from "./tensor.ts";

/** Values of up to so many bytes are kept as they are: there is nothing to be won. */
const SMALL = 1 << 16;

const PRODUCTS: ReadonlySet<Op> = new Set<Op>(["gemm", "matmul", "conv2d", "convTranspose2d"]);
/** What only moves numbers, as is done to the operands of a product's gradient. */
const MOVES: ReadonlySet<Op> = new Set<Op>(["reshape", "transpose", "broadcast", "concat", "slice", "pad", "take"]);

const isGiven = ({ op }: Tensor): boolean => op === "input" || op === "constant";
const bytesOf = ({ shape }: Tensor): number => 4 * sizeOf(shape);

/** A graph that keeps less. `isGradient` tells outputs that are gradients by their names from those of the forward pass. */
export function recomputing(original: Graph, isGradient: (output: string) => boolean, small = SMALL): Graph {
  const results = original.outputs.filter(({ name }) => !isGradient(name)).map(({ tensor }) => tensor);
  const forward = new Set(ancestors(results));
  const first = original.nodes.filter((tensor) => forward.has(tensor));
  const second = original.nodes.filter((tensor) => !forward.has(tensor));
  const isFree = (tensor: Tensor): boolean => isGiven(tensor) || bytesOf(tensor) <= small || tensor.dtype !== "float32";
  const kept = keptOf(first, second, isFree);
  // The gradient begins when the forward pass is at its end.
  let reached = results.find(({ shape }) => sizeOf(shape) === 1);
  if (!reached || first.every((tensor) => isFree(tensor) || kept.has(tensor))) return original;

  const now = new Map<Tensor, Tensor>(first.map((tensor) => [tensor, tensor]));
  const present = (tensor: Tensor): Tensor => atKey(now, tensor, describe(tensor));
  const isThere = (tensor: Tensor): boolean => !forward.has(tensor) || kept.has(tensor);
  for (const part of partsOf(second)) {
    const own = new Set(part);
    const until: Tensor = reached;
    const entered = new Map<Tensor, Tensor>();
    /** A value as this part has it: its own, one that waits, or a copy made of such. */
    const enter = (tensor: Tensor): Tensor => {
      if (own.has(tensor) || isFree(tensor)) return present(tensor);
      const known = entered.get(tensor);
      if (known) return known;
      const made = isThere(tensor)
        ? node("after", [present(tensor), until], {}, tensor.name)
        : rebuilt(tensor, tensor.inputs.map(enter));
      entered.set(tensor, made);
      return made;
    };
    for (const tensor of part) now.set(tensor, rebuilt(tensor, tensor.inputs.map(enter)));
    reached = waitingFor(leftBy(part, second, original).map(present)) ?? until;
  }
  return graph(original.name, Object.fromEntries(original.outputs.map(({ name, tensor }) => [name, present(tensor)])));
}

/** Values of the forward pass that stay in memory for the gradient. */
function keptOf(first: readonly Tensor[], second: readonly Tensor[], isFree: (tensor: Tensor) => boolean): Set<Tensor> {
  const values = first.filter((tensor) => !isFree(tensor));
  const places = new Map(values.map((tensor, i) => [tensor, i]));
  const needed = new Set(second.flatMap(({ inputs }) => inputs));
  const chosen = cheapestToKeep(
    values.map((tensor) => ({
      cost: bytesOf(tensor),
      operands: tensor.inputs.flatMap((operand) => places.get(operand) ?? []),
      once: PRODUCTS.has(tensor.op),
      needed: needed.has(tensor),
    })),
  );
  return new Set(values.filter((_, i) => chosen.has(i)));
}

/** The nodes of a gradient in parts: products, with what moves numbers to and from them, and what lies between products. */
function partsOf(nodes: readonly Tensor[]): Tensor[][] {
  const parts: { readonly multiplies: boolean; readonly nodes: Tensor[] }[] = [];
  const moves: Tensor[] = [];
  for (const tensor of nodes) {
    if (MOVES.has(tensor.op)) {
      moves.push(tensor);
      continue;
    }
    const multiplies = PRODUCTS.has(tensor.op);
    const last = parts.at(-1);
    // What is moved between a product and something else goes with the product.
    if (last && (last.multiplies || !multiplies)) last.nodes.push(...moves.splice(0));
    if (last?.multiplies === multiplies) last.nodes.push(tensor);
    else parts.push({ multiplies, nodes: [...moves.splice(0), tensor] });
  }
  parts.at(-1)?.nodes.push(...moves);
  return parts.map((part) => part.nodes);
}

/** What a part leaves: outputs, and values of which later parts are made. */
function leftBy(part: readonly Tensor[], all: readonly Tensor[], { outputs }: Graph): Tensor[] {
  const own = new Set(part);
  const used = new Set(all.filter((tensor) => !own.has(tensor)).flatMap(({ inputs }) => inputs));
  for (const { tensor } of outputs) used.add(tensor);
  return part.filter((tensor) => used.has(tensor) && tensor.dtype === "float32");
}

/** A number that is there when all of these are. */
function waitingFor(tensors: readonly Tensor[]): Tensor | undefined {
  const ones = tensors.map((tensor) => slice(reshape(tensor, [sizeOf(tensor.shape)]), 0, 0, 1));
  const [one, ...others] = ones;
  if (!one) return undefined;
  return others.length === 0 ? one : sum(concat([one, ...others], 0), { keep: true });
}

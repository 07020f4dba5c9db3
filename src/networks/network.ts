import { problem } from "../problem.ts";
import type { Standardized } from "../tensor/composed.ts";
import { flops } from "../tensor/cost.ts";
import { graph } from "../tensor/graph.ts";
import { formatShape, type Shape, sameShape, sizeOf } from "../tensor/shape.ts";
import { input, named, type Tensor } from "../tensor/tensor.ts";
import type { Initialiser } from "./initialisers.ts";

export interface Parameter {
  /** `"G/dense 1/weight"`. */
  readonly name: string;
  readonly shape: Shape;
  readonly init: Initialiser;
}

/** Mean and variance that batch normalisation uses, per channel. */
export interface Statistics {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** What a layer is given when it is applied: the same network is applied to real x, to G(z), in training and for sampling. */
export interface Pass {
  /** The parameter of this name, as a tensor. */
  readonly parameter: (name: string) => Tensor;
  /** A mask of ones (kept with this probability) and zeros; `undefined` outside of training. */
  readonly mask: (name: string, shape: Shape, keep: number) => Tensor | undefined;
  /** The statistics to normalise with, given those of the batch at hand. */
  readonly statistics: (name: string, ofBatch: Standardized) => Statistics;
}

/** One layer with its place in a network known: names and shapes are fixed. */
export interface Layer {
  /** For the table of layers, e.g. `"dense 64"`. */
  readonly label: string;
  /** Shape of one example's output. */
  readonly output: Shape;
  readonly parameters: readonly Parameter[];
  /** Names under which the layer asks for batch statistics. */
  readonly statistics?: readonly { readonly name: string; readonly shape: Shape }[];
  /** True if one example's output depends on the other examples of the batch. */
  readonly mixesBatch?: boolean;
  /** x [batch × input] to [batch × output]. */
  readonly apply: (x: Tensor, pass: Pass) => Tensor;
}

/** A layer that still has to learn its name and the shape of its input (one example, without the batch axis). */
export type LayerMaker = (name: string, input: Shape) => Layer;

/** One of the two players: layers in a row. */
export interface Network {
  /** `"G"` or `"D"`. */
  readonly name: string;
  readonly input: Shape;
  readonly output: Shape;
  readonly layers: readonly Layer[];
  readonly parameters: readonly Parameter[];
  readonly statistics: readonly { readonly name: string; readonly shape: Shape }[];
  readonly mixesBatch: boolean;
  readonly apply: (x: Tensor, pass: Pass) => Tensor;
}

/** A layer of some kind, to be named after its kind and number: `"D/dense 2"`. */
export interface LayerPlan {
  readonly kind: string;
  readonly make: LayerMaker;
}

/** Puts layers in a row. */
export function sequential(name: string, inputShape: Shape, plans: readonly LayerPlan[]): Network {
  const counts = new Map<string, number>();
  let shape = inputShape;
  const layers = plans.map(({ kind, make }) => {
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    const layer = make(`${name}/${kind} ${number}`, shape);
    shape = layer.output;
    return { layer, title: `${name}/${kind} ${number}` };
  });
  const parameters = layers.flatMap(({ layer }) => layer.parameters);
  return {
    name,
    input: inputShape,
    output: shape,
    layers: layers.map(({ layer }) => layer),
    parameters,
    statistics: layers.flatMap(({ layer }) => layer.statistics ?? []),
    mixesBatch: layers.some(({ layer }) => layer.mixesBatch ?? false),
    apply: (x, pass) => {
      if (!sameShape(x.shape.slice(1), inputShape)) {
        throw problem({
          doing: `applying ${name} to ${x.name ?? x.op}`,
          expected: `shape [batch×${inputShape.join("×")}]`,
          came: formatShape(x.shape),
        });
      }
      return layers.reduce((value, { layer, title }) => named(`${title} output`, layer.apply(value, pass)), x);
    },
  };
}

/** Elements of all parameters. */
export const parameterCount = (network: { readonly parameters: readonly Parameter[] }): number =>
  network.parameters.reduce((total, { shape }) => total + sizeOf(shape), 0);

/** A line of the table that describes a network. */
export interface LayerSummary {
  readonly layer: string;
  readonly output: Shape;
  readonly parameters: number;
  /** Floating-point operations of the forward pass, per example. */
  readonly flops: number;
}

/** Layer by layer: output shape of one example, parameters and forward FLOPs. */
export function summarize(network: Network): LayerSummary[] {
  // Two examples, halved: normalisation over a batch of one is degenerate.
  const batch = 2;
  const pass = inputsPass();
  let shape = network.input;
  return network.layers.map((layer) => {
    const x = input("x", [batch, ...shape]);
    shape = layer.output;
    const cost = flops(graph(layer.label, { y: layer.apply(x, pass) }));
    return { layer: layer.label, output: shape, parameters: parameterCount(layer), flops: Math.round(cost / batch) };
  });

  function inputsPass(): Pass {
    const byName = new Map(network.parameters.map((parameter) => [parameter.name, parameter.shape]));
    return {
      parameter: (name) => input(name, byName.get(name) ?? []),
      mask: (name, maskShape) => input(name, maskShape),
      statistics: (_, ofBatch) => ofBatch,
    };
  }
}

import { problem } from "../problem.ts";
import type { Standardized } from "../tensor/composed.ts";
import { flops } from "../tensor/cost.ts";
import { dependence } from "../tensor/examples-apart.ts";
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
  /** Its own, and those of layers within it. */
  readonly parameters: readonly Parameter[];
  /** x [batch × input] to [batch × output]. A layer that holds others hands them its `pass`. */
  readonly apply: (x: Tensor, pass: Pass) => Tensor;
}

/** A layer that still has to learn its name and the shape of its input (one example, without the batch axis). */
export type LayerMaker = (name: string, input: Shape) => Layer;

/** A layer asks for statistics under a name; the shape is that of the mean, [1 × channels × …]. */
export interface StatisticsAsked {
  readonly name: string;
  readonly shape: Shape;
}

/** One of the two players: layers in a row. */
export interface Network {
  /** `"G"` or `"D"`. */
  readonly name: string;
  readonly input: Shape;
  readonly output: Shape;
  readonly layers: readonly Layer[];
  readonly parameters: readonly Parameter[];
  /** Batch statistics that its layers ask for, however deep. */
  readonly statistics: readonly StatisticsAsked[];
  /** Whether one example's output depends on the other examples of the batch. */
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
  const statistics: StatisticsAsked[] = [];
  let mixesBatch = false;
  let shape = inputShape;
  const layers = plans.map(({ kind, make }) => {
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    const title = `${name}/${kind} ${number}`;
    const layer = make(title, shape);
    const traced = trace(title, layer, shape);
    statistics.push(...traced.statistics);
    mixesBatch ||= traced.mixesBatch;
    shape = layer.output;
    return { layer, title };
  });
  const parameters = layers.flatMap(({ layer }) => layer.parameters);
  return {
    name,
    input: inputShape,
    output: shape,
    layers: layers.map(({ layer }) => layer),
    parameters,
    statistics,
    mixesBatch,
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

/** Examples of the trial that finds out what a layer does. One alone could not be told from what stretches to any number. */
const TRIAL = 3;

/** Applies a layer for a trial: what it says of itself must be so, and what it does to examples is seen, not asked. */
function trace(
  title: string,
  layer: Layer,
  inputShape: Shape,
): { readonly statistics: readonly StatisticsAsked[]; readonly mixesBatch: boolean } {
  const declared = new Map(layer.parameters.map((parameter) => [parameter.name, parameter.shape]));
  const statistics: StatisticsAsked[] = [];
  const x = input(`${title} input`, [TRIAL, ...inputShape]);
  const y = layer.apply(x, {
    parameter: (name) => {
      const shape = declared.get(name);
      if (shape) return input(name, shape);
      throw problem({
        doing: `building ${title}`,
        expected: `parameters that it lists (${[...declared.keys()].join(", ") || "none"})`,
        came: `a use of ${name}`,
        next: "List the parameters of layers within it too.",
      });
    },
    mask: (name, shape) => input(name, shape),
    statistics: (name, ofBatch) => {
      statistics.push({ name, shape: ofBatch.mean.shape });
      return ofBatch;
    },
  });
  if (!sameShape(y.shape, [TRIAL, ...layer.output])) {
    throw problem({
      doing: `building ${title}`,
      expected: `an output of shape [batch×${layer.output.join("×")}], as the layer says`,
      came: `${formatShape(y.shape)} of ${TRIAL} examples`,
    });
  }
  return { statistics, mixesBatch: dependence(y, x) === "across" };
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

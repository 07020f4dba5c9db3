import { internal, problem } from "../problem.ts";
import type { Standardized } from "../tensor/composed.ts";
import { flops } from "../tensor/cost.ts";
import { dependence } from "../tensor/examples-apart.ts";
import { graph } from "../tensor/graph.ts";
import { formatShape, type Shape, sameShape, sizeOf } from "../tensor/shape.ts";
import { input, named, type Tensor } from "../tensor/tensor.ts";
import type { Initialiser } from "./initialisers.ts";

/** One learned tensor of a network: its name, its shape, and how it starts. */
export interface Parameter {
  /** `"G/dense 1/weight"`. */
  readonly name: string;
  readonly shape: Shape;
  readonly init: Initialiser;
  /** Of a weight: the axis of what goes out; all others together are what comes in. Absent for biases, scales and maps. */
  readonly outputAxis?: number;
}

/** What a layer keeps from step to step beside its parameters: no gradient reaches it, the layer itself says what it becomes. */
export interface StateVariable {
  /** `"D/spectral norm 1/u"`; no parameter has this name too. */
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
  /** The state of this name, as the step finds it. */
  readonly state: (name: string) => Tensor;
  /**
   * What the state of this name shall be after the step. The first application of a step decides; a frozen player's state stays
   * as it is, and so does all state outside of training.
   */
  readonly remember: (name: string, next: Tensor) => void;
  /** y: what each example is to be, [batch × condition]. Throws where the game has none. */
  readonly condition: () => Tensor;
}

/** Takes parameters and state from a map of all there are. */
export const byName =
  (values: ReadonlyMap<string, Tensor>): Pass["parameter"] =>
  (name) => {
    const value = values.get(name);
    if (!value) throw internal(`unknown parameter or state ${name}`);
    return value;
  };

/**
 * How a network is applied outside of training: nothing is dropped, state stays as it is, batches are normalised by themselves.
 *
 * @param value a parameter or state by its name.
 */
export const outsideTraining = (value: (name: string) => Tensor, condition?: Tensor): Pass => ({
  parameter: value,
  state: value,
  remember: () => undefined,
  mask: () => undefined,
  statistics: (_, ofBatch) => ofBatch,
  condition: () => {
    if (condition) return condition;
    throw problem({
      doing: "applying a network outside of training",
      expected: "one that looks at examples alone",
      came: "one that asks for a condition, which is not given here",
    });
  },
});

/** One layer with its place in a network known: names and shapes are fixed. */
export interface Layer {
  /** For the table of layers, e.g. `"dense 64"`. */
  readonly label: string;
  /** Shape of one example's output. */
  readonly output: Shape;
  /** Its own, and those of layers within it. */
  readonly parameters: readonly Parameter[];
  /** Likewise; absent where it keeps nothing. */
  readonly state?: readonly StateVariable[];
  /**
   * So many examples that follow each other may depend on each other, in a layer or in those within it, and a batch is a multiple of
   * it; 1 if left out.
   */
  readonly group?: number;
  /** What it gives takes the place of z in G: w. */
  readonly givesLatent?: boolean;
  /** x [batch × input] to [batch × output]. A layer that holds others hands them its `pass`. */
  readonly apply: (x: Tensor, pass: Pass) => Tensor;
}

/**
 * A layer that still has to learn its name, the shape of its input and that of the condition, if there is one (of one example,
 * without the batch axis).
 */
export type LayerMaker = (name: string, input: Shape, condition?: Shape) => Layer;

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
  readonly state: readonly StateVariable[];
  /** Batch statistics that its layers ask for, however deep. */
  readonly statistics: readonly StatisticsAsked[];
  /** Shape of y, where one of its layers asks for it. */
  readonly condition: Shape | undefined;
  /** Whether one example's output depends on the other examples of the batch. */
  readonly mixesBatch: boolean;
  /** Of its layers' groups the least common multiple, which divides a batch; 1 if left out. */
  readonly group?: number;
  /** Whether it depends on examples of other groups too; as `mixesBatch` if left out. */
  readonly mixesGroups?: boolean;
  readonly apply: (x: Tensor, pass: Pass) => Tensor;
}

/** A layer of some kind, to be named after its kind and number: `"D/dense 2"`. */
export interface LayerPlan {
  readonly kind: string;
  readonly make: LayerMaker;
}

/** Puts layers in a row. `condition` is the shape of y, which any layer may ask for. */
export function sequential(
  name: string,
  inputShape: Shape,
  plans: readonly LayerPlan[],
  { condition }: { readonly condition?: Shape | undefined } = {},
): Network {
  const counts = new Map<string, number>();
  const statistics: StatisticsAsked[] = [];
  let mixesGroups = false;
  let conditional = false;
  let group = 1;
  let shape = inputShape;
  const layers = plans.map(({ kind, make }) => {
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    const title = `${name}/${kind} ${number}`;
    const layer = make(title, shape, condition);
    const traced = trace(title, layer, shape, condition);
    statistics.push(...traced.statistics);
    mixesGroups ||= traced.mixesGroups;
    group = leastCommonMultiple(group, layer.group ?? 1);
    conditional ||= traced.conditional;
    shape = layer.output;
    return { layer, title };
  });
  const parameters = layers.flatMap(({ layer }) => layer.parameters);
  const state = layers.flatMap(({ layer }) => layer.state ?? []);
  return {
    name,
    input: inputShape,
    output: shape,
    layers: layers.map(({ layer }) => layer),
    parameters,
    state,
    statistics,
    condition: conditional ? condition : undefined,
    mixesBatch: mixesGroups || group > 1,
    group,
    mixesGroups,
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

export function leastCommonMultiple(a: number, b: number): number {
  const divisor = (x: number, y: number): number => (y === 0 ? x : divisor(y, x % y));
  return (a / divisor(a, b)) * b;
}

/** How many examples may depend on each other: 1 where each stands alone, undefined where all of a batch may. */
export function groupOf({ mixesBatch, mixesGroups = mixesBatch, group = 1 }: Network): number | undefined {
  return mixesGroups ? undefined : group;
}

/** Groups of examples in the trial that finds out what a layer does. One alone could not be told from what stretches to any number. */
const TRIAL = 3;

/** What a trial of a layer has shown. */
interface Traced {
  readonly statistics: readonly StatisticsAsked[];
  /** Examples depend on others than those of their group. */
  readonly mixesGroups: boolean;
  /** It asked for y. */
  readonly conditional: boolean;
}

/** Applies a layer for a trial: what it says of itself must be so, and what it does to examples is seen, not asked. */
function trace(title: string, layer: Layer, inputShape: Shape, condition: Shape | undefined): Traced {
  const statistics: StatisticsAsked[] = [];
  let conditional = false;
  const { group = 1 } = layer;
  const batch = TRIAL * group;
  const x = input(`${title} input`, [batch, ...inputShape]);
  const y = layer.apply(x, {
    parameter: listed(title, "parameters", layer.parameters),
    state: listed(title, "state", layer.state ?? []),
    remember: (name, next) => {
      const declared = layer.state?.find((variable) => variable.name === name);
      if (declared && sameShape(declared.shape, next.shape)) return;
      throw problem({
        doing: `building ${title}`,
        expected: declared
          ? `state ${name} to stay ${formatShape(declared.shape)}`
          : "to remember what its state lists",
        came: declared ? formatShape(next.shape) : name,
      });
    },
    condition: () => {
      conditional = true;
      if (condition) return input("y", [batch, ...condition]);
      throw problem({
        doing: `building ${title}`,
        expected: "data with labels, or a condition",
        came: "none, which this layer asks for",
        next: "Give the network the shape of the condition, and the data a y.",
      });
    },
    mask: (name, shape) => input(name, shape),
    statistics: (name, ofBatch) => {
      statistics.push({ name, shape: ofBatch.mean.shape });
      return ofBatch;
    },
  });
  if (!sameShape(y.shape, [batch, ...layer.output])) {
    throw problem({
      doing: `building ${title}`,
      expected: `an output of shape [batch×${layer.output.join("×")}], as the layer says`,
      came: `${formatShape(y.shape)} of ${batch} examples`,
    });
  }
  return { statistics, mixesGroups: dependence(y, x, group) === "across", conditional };
}

/** Makes an input of what a layer lists; refuses what it does not. */
function listed(
  title: string,
  what: string,
  all: readonly { readonly name: string; readonly shape: Shape }[],
): (name: string) => Tensor {
  const made = new Map(all.map(({ name, shape }) => [name, input(name, shape)]));
  return (name) => {
    const found = made.get(name);
    if (found) return found;
    throw problem({
      doing: `building ${title}`,
      expected: `${what} that it lists (${[...made.keys()].join(", ") || "none"})`,
      came: `a use of ${name}`,
      next: `List the ${what} of layers within it too.`,
    });
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
  // Two groups of examples, divided by their number: normalisation over a batch of one is degenerate.
  const batch = 2 * (network.group ?? 1);
  const given = new Map([...network.parameters, ...network.state].map(({ name, shape }) => [name, shape]));
  const ofName = (name: string): Tensor => input(name, given.get(name) ?? []);
  const pass: Pass = {
    ...outsideTraining(ofName, input("y", [batch, ...(network.condition ?? [])])),
    mask: (name, shape) => input(name, shape),
  };
  let shape = network.input;
  return network.layers.map((layer) => {
    const x = input("x", [batch, ...shape]);
    shape = layer.output;
    const cost = flops(graph(layer.label, { y: layer.apply(x, pass) }));
    return { layer: layer.label, output: shape, parameters: parameterCount(layer), flops: Math.round(cost / batch) };
  });
}

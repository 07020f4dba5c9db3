import { dataKindNames } from "../data/kinds.ts";
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import { type Architecture, type InitOptions, initOf, type Place } from "./architecture.ts";
import { besideCondition, projection } from "./condition.ts";
import { minibatchDeviation } from "./deviation.ts";
import type { Init } from "./initialisers.ts";
import {
  type Activation,
  activation,
  dense,
  dropout,
  flatten,
  maxout,
  type Normalisation,
  normalisation,
  pixelLayers,
  reshape,
} from "./layers.ts";
import { type LayerPlan, type Network, sequential } from "./network.ts";
import { spectrally } from "./spectral.ts";

/** What a multilayer perceptron is built of. */
export interface MlpOptions {
  /** Units of each hidden layer. */
  readonly widths: readonly number[];
  readonly activation: Activation | "maxout";
  /** Slope of `leaky-relu` below zero. */
  readonly slope: number;
  /** Linear pieces per maxout unit. */
  readonly pieces: number;
  readonly normalisation: Normalisation;
  /** Probability with which dropout keeps a hidden value; 1 is no dropout. */
  readonly keep: number;
  /** The same for the network's input. */
  readonly keepInput: number;
  readonly init: Init;
  /** What the last layer's values go through. */
  readonly output: Activation | "linear";
  /** What comes before the first layer, and after the output: nothing if left out. */
  readonly before?: readonly LayerPlan[];
  readonly after?: readonly LayerPlan[];
  /** What the last layer's bias starts from; zero if left out. */
  readonly outputBias?: ArrayLike<number>;
  /** The last layer, where it is no dense one. */
  readonly last?: LayerPlan;
  /** Shape of y, where layers ask for it. */
  readonly condition?: Shape;
  /** Weights are divided by their largest singular value; they are not if left out. */
  readonly spectralNorm?: boolean;
  /** So many examples are compared before the last hidden layer, or the last one of all; none if left out or 0. */
  readonly minibatchDeviation?: number;
}

/** A multilayer perceptron from one shape to another. */
export function mlp(name: string, input: Shape, output: Shape, options: MlpOptions): Network {
  const { widths, pieces, keep, keepInput, init, before = [], after = [], outputBias, last, condition } = options;
  if (options.activation === "maxout" && options.normalisation !== "none") {
    throw problem({
      doing: `building ${name}`,
      expected: "maxout without normalisation",
      came: `${options.normalisation} normalisation`,
      next: `Use ${option("normalisation", "none")}, or another activation.`,
    });
  }
  const hidden = (units: number): LayerPlan[] => {
    const { normalisation: kind } = options;
    const nonlinear =
      options.activation === "maxout"
        ? [dense(units * pieces, init), maxout(pieces)]
        : kind === "none"
          ? [dense(units, init), activation(options.activation, options.slope)]
          : [
              dense(units, init, { bias: false }),
              normalisation(kind, init),
              activation(options.activation, options.slope),
            ];
    return keep < 1 ? [...nonlinear, dropout(keep)] : nonlinear;
  };
  const { minibatchDeviation: group = 0 } = options;
  const plans = [
    ...before,
    ...(input.length === 1 ? [] : [flatten()]),
    ...(keepInput < 1 ? [dropout(keepInput)] : []),
    ...widths.slice(0, -1).flatMap(hidden),
    ...(group > 0 ? [minibatchDeviation(group)] : []),
    ...widths.slice(-1).flatMap(hidden),
    last ?? dense(sizeOf(output), init, outputBias ? { biasInit: { kind: "values", values: outputBias } } : {}),
    ...(options.output === "linear" ? [] : [activation(options.output)]),
    ...after,
    ...(output.length === 1 ? [] : [reshape(output)]),
  ];
  return sequential(name, input, spectrally(options.spectralNorm ?? false, plans), { condition });
}

/** What a player's options say of a perceptron. */
export interface MlpBuilding extends InitOptions {
  readonly widths: readonly number[];
  readonly activation: Activation | "maxout";
  readonly slope: number;
  readonly pieces: number;
  readonly normalisation: Normalisation;
  readonly dropout: number;
  readonly inputDropout: number;
  readonly spectralNorm: boolean;
  readonly minibatchDeviation: number;
}

function build(building: Place & MlpBuilding): Network {
  const { name, input, output, kind, outputBias } = building;
  // Of rows of cells y is for the network that has a head for each column.
  const condition = kind === "mixed" ? undefined : building.condition;
  const { widths, activation, slope, pieces, normalisation } = building;
  const [images, makes, ends] = [kind === "images", name === "G", pixelLayers[building.pixels]];
  const given = condition && makes ? [besideCondition()] : [];
  return mlp(name, input, output, {
    widths,
    activation,
    slope,
    pieces,
    normalisation,
    keep: 1 - building.dropout,
    keepInput: 1 - building.inputDropout,
    init: initOf(building),
    output: images && makes ? ends.output : "linear",
    before: [...(images && !makes ? ends.before : []), ...given],
    after: images && makes ? ends.after : [],
    spectralNorm: building.spectralNorm,
    minibatchDeviation: makes ? 0 : building.minibatchDeviation,
    ...(outputBias ? { outputBias } : {}),
    ...(condition ? { condition, ...(makes ? {} : { last: projection(initOf(building)) }) } : {}),
  });
}

export const mlpArchitecture: Architecture<MlpBuilding> = {
  help: "multilayer perceptron",
  data: dataKindNames,
  options: {
    widths: true,
    activation: true,
    slope: true,
    pieces: true,
    normalisation: true,
    dropout: true,
    inputDropout: true,
    spectralNorm: true,
    minibatchDeviation: true,
    init: true,
    initScale: true,
  },
  hasOutputBias: true,
  // What images have otherwise is for convolutions.
  defaults: { images: { normalisation: "none", init: "glorot" } },
  hiddenLayers: ({ widths }) => widths.length,
  generator: build,
  discriminator: build,
};

/** Options for other data than those they were chosen for: what suits data of one kind alone comes and goes with them. */
import type { DataSet, GivenOptions } from "#inner";
import { viewOf } from "./view.ts";

/** Pictures by convolutions are for the command line: here a small perceptron plays. */
const FOR_PICTURES = { network: "mlp", widths: [128], batch: 64, latent: 16 } as const satisfies GivenOptions;

/**
 * Smooth players in one dimension: leaky ReLU makes a saw of the paper's Figure 1. softplus in G is straight far out, so that p_g has
 * the tails that tanh would cut off.
 */
const FOR_A_LINE = {
  activation: "tanh",
  generator: { activation: "softplus" },
} as const satisfies GivenOptions;

/** The options, with what suits these data in the place of what suited others; what the user has said stays. */
export function fitted(data: DataSet, options: GivenOptions): GivenOptions {
  const rest = withoutLine(withoutPictures(options));
  switch (viewOf(data)) {
    case "images":
      // A minibatch is no larger than all pictures that there are.
      return { ...withoutLine(options), ...FOR_PICTURES, batch: Math.min(FOR_PICTURES.batch, data.count) };
    case "line":
      return saysActivation(rest)
        ? rest
        : { ...rest, ...FOR_A_LINE, generator: { ...rest.generator, ...FOR_A_LINE.generator } };
    case "plane":
    case "table":
    case "mixed":
      return rest;
  }
}

const saysActivation = ({ activation, generator, discriminator }: GivenOptions): boolean =>
  [activation, generator?.activation, discriminator?.activation].some((said) => said !== undefined);

/** A choice of networks is made for pictures alone. */
function withoutPictures(options: GivenOptions): GivenOptions {
  if (options.network === undefined) return options;
  const { network: _, widths: _widths, batch: _batch, latent: _latent, ...rest } = options;
  return rest;
}

function withoutLine(options: GivenOptions): GivenOptions {
  const { activation, generator, ...rest } = options;
  if (activation !== FOR_A_LINE.activation || generator?.activation !== FOR_A_LINE.generator.activation) return options;
  const { activation: _, ...ofGenerator } = generator;
  return { ...rest, ...(Object.keys(ofGenerator).length > 0 ? { generator: ofGenerator } : {}) };
}

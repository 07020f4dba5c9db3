/**
 * The guided tour: the lecture's line of thought, each step with the state of the lab that it speaks of. Every number in the
 * texts (the message files) was measured at that state; the same seed makes it again.
 */
import type { TourId } from "../words/messages.ts";

/** What is carried out, in order, once the state is set. */
type TourAction =
  | { readonly do: "pause" }
  | { readonly do: "play"; readonly rounds: number }
  | { readonly do: "move"; readonly player: "G" | "D"; readonly times: number }
  | { readonly do: "train-d" }
  /** A second side from the same seed, with these options instead. */
  | { readonly do: "compare"; readonly options: string };

type TourPanel = "plot" | "curves" | "networks" | "controls" | "algorithm" | "compare";

export interface TourStep {
  readonly id: TourId;
  /** The state as a query string, by the names of the command line's flags. */
  readonly url: string;
  readonly actions: readonly TourAction[];
  /** Where to look. */
  readonly show: readonly TourPanel[];
}

/** As in the library's Figure 1: z on a line, smooth networks, no moving average, so that every state is one of Algorithm 1. */
const LINE = "latent=1&activation=tanh&g-activation=tanh&init=glorot&average=0";

/** p_g begins between the two humps of p_data: D has much to learn, and G far to go. */
const APART = `data=two-normals&${LINE}&d-learning-rate=0.005`;

/** p_g begins as a spike in the gap. Plain gradient steps: Adam would lengthen a short gradient and so hide what is shown. */
const FAR = `data=two-normals&${LINE}&batch=128&g-widths=16&g-init-scale=0.4&g-optimizer=sgd&g-learning-rate=0.002&d-learning-rate=0.01&loss=minimax`;

/** A slow G and a D fast enough to follow: the run is calm and ends at p_g = p_data. */
const FIGURE = `data=normal&${LINE}&batch=128&d-steps=2&g-widths=16&g-learning-rate=0.0005&d-learning-rate=0.002&decay-steps=2000&seed=4`;
/** Rounds until panel (a), and until panel (d). */
const EARLY = 200;
const END = 2000;

/** Momentum, a high rate and a small D: G collapses. */
const COLLAPSING = "average=0&beta1=0.9&learning-rate=0.005&d-widths=16";

export const tourSteps: readonly TourStep[] = [
  { id: "d-step", url: APART, actions: [{ do: "move", player: "D", times: 100 }], show: ["plot", "curves"] },
  {
    id: "g-step",
    url: APART,
    actions: [
      { do: "move", player: "D", times: 100 },
      { do: "move", player: "G", times: 30 },
    ],
    show: ["plot"],
  },
  {
    id: "other-loss",
    url: FAR,
    actions: [
      { do: "compare", options: "loss=non-saturating" },
      { do: "move", player: "D", times: 150 },
      { do: "move", player: "G", times: 20 },
    ],
    show: ["plot", "compare", "curves"],
  },
  { id: "algorithm", url: FIGURE, actions: [{ do: "play", rounds: 10 }], show: ["algorithm", "networks"] },
  { id: "figure-a", url: FIGURE, actions: [{ do: "play", rounds: EARLY }], show: ["plot"] },
  { id: "figure-b", url: FIGURE, actions: [{ do: "play", rounds: EARLY }, { do: "train-d" }], show: ["plot"] },
  {
    id: "figure-c",
    url: FIGURE,
    actions: [{ do: "play", rounds: EARLY }, { do: "train-d" }, { do: "move", player: "G", times: 40 }],
    show: ["plot"],
  },
  {
    id: "criterion",
    url: `${APART}&batch=512`,
    actions: [{ do: "move", player: "D", times: 100 }, { do: "move", player: "G", times: 20 }, { do: "train-d" }],
    show: ["plot", "curves"],
  },
  { id: "kl", url: `data=uniform&prior=uniform&${LINE}`, actions: [{ do: "pause" }], show: ["plot", "curves"] },
  { id: "figure-d", url: FIGURE, actions: [{ do: "play", rounds: END }], show: ["plot", "curves"] },
  {
    id: "yours",
    url: "data=ring",
    actions: [
      { do: "compare", options: COLLAPSING },
      { do: "play", rounds: 600 },
    ],
    show: ["plot", "controls", "compare"],
  },
];

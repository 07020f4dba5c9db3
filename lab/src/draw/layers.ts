/** Which layers of a plot are on, and what every plot is given. */
import type { Frame, Opened, Reading } from "../worker/protocol.ts";
import type { View } from "../worker/view.ts";

export interface Layers {
  readonly real: boolean;
  readonly generated: boolean;
  /** p_data as a curve: one dimension. */
  readonly dataDensity: boolean;
  /** p_g. */
  readonly generatedDensity: boolean;
  /** D: a curve in one dimension, a field in two. */
  readonly discriminator: boolean;
  /** Where D(x) is 1/2, or a score 0. */
  readonly boundary: boolean;
  /** D*, as lines. */
  readonly optimal: boolean;
  /** D* as a field, in the place of D. */
  readonly optimalField: boolean;
  /** The lattice of z carried to x. */
  readonly manifold: boolean;
  /** D's pull on the generated samples. */
  readonly pulls: boolean;
  /** z → x beneath the plot: one dimension. */
  readonly arrows: boolean;
}
export type Layer = keyof Layers;

const NONE: Layers = {
  real: false,
  generated: false,
  dataDensity: false,
  generatedDensity: false,
  discriminator: false,
  boundary: false,
  optimal: false,
  optimalField: false,
  manifold: false,
  pulls: false,
  arrows: false,
};

export const layerNames = Object.keys(NONE) as readonly Layer[];

/** The layers that are on; with others, those and no more. */
export const shownOf = (layers: Layers): readonly Layer[] => layerNames.filter((layer) => layers[layer]);
export const layersWith = (shown: readonly Layer[]): Layers => ({
  ...NONE,
  ...Object.fromEntries(shown.map((layer) => [layer, true])),
});

const DEFAULTS: Readonly<Record<View, readonly Layer[]>> = {
  line: ["real", "generated", "dataDensity", "generatedDensity", "discriminator", "optimal", "arrows"],
  plane: ["real", "generated", "discriminator", "boundary"],
  table: ["real", "generated"],
  mixed: [],
  images: ["real", "generated"],
};

export const defaultLayers = (view: View): Layers => layersWith(DEFAULTS[view]);

/** The layers that there can be, in the order in which they are offered. */
export function layersOf({ view, density, probability, config }: Opened): Layer[] {
  const known = density !== null;
  // A score has no D* to be compared with.
  const optimal = known && probability;
  switch (view) {
    case "line":
      return [
        "real",
        "generated",
        "dataDensity",
        "generatedDensity",
        "discriminator",
        ...(optimal ? (["optimal"] as const) : []),
        // Only where z is a number too.
        ...(config.latent === 1 ? (["arrows"] as const) : []),
      ];
    case "plane":
      return [
        "real",
        "generated",
        "discriminator",
        "boundary",
        ...(optimal ? (["optimal", "optimalField"] as const) : []),
        ...(known ? (["generatedDensity"] as const) : []),
        "manifold",
        "pulls",
      ];
    case "table":
      return ["real", "generated"];
    case "mixed":
    case "images":
      return [];
  }
}

/** One layer turned on or off. Two fields cannot lie on each other: turning one on turns the other off. */
export function toggled(layers: Layers, layer: Layer, on: boolean): Layers {
  const other = { discriminator: "optimalField", optimalField: "discriminator" }[layer as string];
  return { ...layers, ...(on && other ? { [other]: false } : {}), [layer]: on };
}

/** Of every view. */
export interface PlotProps {
  readonly opened: Opened;
  readonly frame: Frame | null;
  /** The frame of half a second ago or less: for text, which nobody reads thirty times a second. */
  readonly seldom: Frame | null;
  readonly reading: Reading | null;
  readonly layers: Layers;
  readonly label: string;
}

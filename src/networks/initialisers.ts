import type { Vector } from "../kernels/kernels.ts";
import type { Stream } from "../kernels/streams.ts";

/** How a parameter starts. */
export type Initialiser =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "normal"; readonly mean: number; readonly deviation: number }
  | { readonly kind: "uniform"; readonly halfWidth: number }
  | { readonly kind: "values"; readonly values: ArrayLike<number> };

export const initSchemes = ["he", "glorot", "normal", "uniform"] as const;
export type InitScheme = (typeof initSchemes)[number];

/** Where the papers start weights. `scale` is the scheme's free number; see `weightInit`. */
export interface Init {
  readonly scheme: InitScheme;
  readonly scale: number;
}

/** The scale a scheme's paper gives. */
export const defaultScale: Readonly<Record<InitScheme, number>> = {
  he: 1,
  glorot: 1,
  normal: 0.02,
  uniform: 0.05,
};

/**
 * Start values of a weight.
 * - `he`: N(0, 2·scale²/fanIn) (He et al. 2015, eq. 10)
 * - `glorot`: U(±scale·√(6/(fanIn + fanOut))) (Glorot & Bengio 2010, eq. 16)
 * - `normal`: N(0, scale²), scale 0.02 (Radford et al. 2016, section 4)
 * - `uniform`: U(±scale), scale 0.05 (code of Goodfellow et al. 2014)
 */
export function weightInit({ scheme, scale }: Init, fanIn: number, fanOut: number): Initialiser {
  switch (scheme) {
    case "he":
      return { kind: "normal", mean: 0, deviation: scale * Math.sqrt(2 / fanIn) };
    case "glorot":
      return { kind: "uniform", halfWidth: scale * Math.sqrt(6 / (fanIn + fanOut)) };
    case "normal":
      return { kind: "normal", mean: 0, deviation: scale };
    case "uniform":
      return { kind: "uniform", halfWidth: scale };
  }
}

/** Writes the start values of one parameter. */
export function initialise(initialiser: Initialiser, stream: Stream, to: Vector): void {
  switch (initialiser.kind) {
    case "constant":
      to.data.fill(initialiser.value);
      break;
    case "normal":
      stream.normal(to, initialiser.mean, initialiser.deviation);
      break;
    case "uniform":
      stream.uniform(to, -initialiser.halfWidth, 2 * initialiser.halfWidth);
      break;
    case "values":
      to.data.set(initialiser.values);
      break;
  }
}

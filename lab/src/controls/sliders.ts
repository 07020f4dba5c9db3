/** Sliders for numbers that people try out: between values that make sense, where options allow more. */
import type { OptionKey } from "../words/messages.ts";

interface Slider {
  readonly from: number;
  readonly to: number;
  /** Equal ways of the slider are equal factors. */
  readonly logarithmic?: boolean;
}

const SLIDERS: Partial<Record<OptionKey, Slider>> = {
  learningRate: { from: 1e-5, to: 0.1, logarithmic: true },
  batch: { from: 1, to: 1024, logarithmic: true },
  latent: { from: 1, to: 64, logarithmic: true },
  dSteps: { from: 1, to: 10 },
  gSteps: { from: 1, to: 10 },
  gradientPenalty: { from: 0, to: 10 },
  r1: { from: 0, to: 10 },
  r2: { from: 0, to: 10 },
  labelSmoothing: { from: 0, to: 0.5 },
  average: { from: 0, to: 0.999 },
  dropout: { from: 0, to: 0.9 },
  slope: { from: 0, to: 0.9 },
  beta1: { from: 0, to: 0.99 },
  beta2: { from: 0, to: 0.999 },
  momentum: { from: 0, to: 0.99 },
  finalRate: { from: 0.001, to: 1, logarithmic: true },
  initScale: { from: 0.01, to: 10, logarithmic: true },
  halfWidth: { from: 0.1, to: 10, logarithmic: true },
};

/** Places of a slider, from 0 to this. */
export const PLACES = 100;

export const sliderOf = (key: OptionKey): Slider | undefined => SLIDERS[key];

/** The value at a place; integers are whole, others have two digits that count. */
export function valueAt({ from, to, logarithmic }: Slider, place: number, whole: boolean): number {
  const share = place / PLACES;
  const value = logarithmic ? from * (to / from) ** share : from + share * (to - from);
  return whole ? Math.round(value) : Number(value.toPrecision(logarithmic ? 2 : 3));
}

/** The place of a value; the nearest end for values outside. */
export function placeOf({ from, to, logarithmic }: Slider, value: number): number {
  const within = Math.min(to, Math.max(from, value));
  const share = logarithmic ? Math.log(within / from) / Math.log(to / from) : (within - from) / (to - from);
  return Math.round(share * PLACES);
}

/** What an arrow of a number field adds: a tenth or so of the value, one of integers. */
export const stepOf = (value: number, whole: boolean): number =>
  whole || value === 0 ? 1 : 10 ** Math.floor(Math.log10(Math.abs(value)));

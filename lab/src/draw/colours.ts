/** Colours of D as a field: what it takes for generated, cannot tell, takes for real. */
import type { Palette } from "./palette.ts";

export type Rgb = readonly [red: number, green: number, blue: number];

/** Of #rgb and #rrggbb: a build may have shortened the colours of the theme. */
export function rgbOf(colour: string): Rgb {
  const digits = colour.replace("#", "");
  const wide = digits.length < 6 ? [...digits].map((digit) => digit + digit).join("") : digits;
  const at = (i: number): number => Number.parseInt(wide.slice(2 * i, 2 * i + 2), 16) || 0;
  return [at(0), at(1), at(2)];
}

/** From one colour to another. */
export const mixed = (from: Rgb, to: Rgb, share: number): Rgb => [
  from[0] + share * (to[0] - from[0]),
  from[1] + share * (to[1] - from[1]),
  from[2] + share * (to[2] - from[2]),
];

/** Colours from the lowest value to the highest; the one in the middle is neutral. */
export const SHADES = 255;
const MIDDLE = (SHADES - 1) / 2;
/** The ends are paler than the dots of the same colours, which must stand out on them. */
const STRENGTH = 0.5;

/** Of −1 (surely generated) to 1 (surely real). */
export function shadeOf(palette: Pick<Palette, "paper" | "generated" | "real">, side: number): Rgb {
  const end = side < 0 ? palette.generated : palette.real;
  return mixed(rgbOf(palette.paper), rgbOf(end), STRENGTH * Math.min(1, Math.abs(side)));
}

/** All shades, three bytes each. */
export function fieldColours(palette: Pick<Palette, "paper" | "generated" | "real">): Uint8ClampedArray {
  const colours = new Uint8ClampedArray(3 * SHADES);
  for (let i = 0; i < SHADES; i++) colours.set(shadeOf(palette, (i - MIDDLE) / MIDDLE), 3 * i);
  return colours;
}

/** Values that the ends of the scale stand for. */
export type Range = readonly [low: number, high: number];

/** The shade of a value: the middle of the range is neutral, values beyond the ends have the ends' shades. */
export function shadeIndex(value: number, [low, high]: Range): number {
  const side = Math.min(1, Math.max(-1, (2 * value - low - high) / (high - low)));
  // The same rounding on both sides of the middle.
  return MIDDLE + Math.sign(side) * Math.round(Math.abs(side) * MIDDLE);
}

/** Probabilities go from 0 to 1. Scores have no bounds: the range is symmetric, in steps of 1, 2, 5, so that it rarely changes. */
export function rangeOf(values: Float32Array | null, probability: boolean): Range {
  if (probability) return [0, 1];
  let largest = 0;
  for (const value of values ?? []) if (Math.abs(value) > largest) largest = Math.abs(value);
  if (!(largest > 0 && Number.isFinite(largest))) return [-1, 1];
  const power = 10 ** Math.floor(Math.log10(largest));
  const end = power * ([1, 2, 5].find((step) => step * power >= largest) ?? 10);
  return [-end, end];
}

export const css = ([red, green, blue]: Rgb): string =>
  `rgb(${Math.round(red)} ${Math.round(green)} ${Math.round(blue)})`;

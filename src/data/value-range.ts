/** Which numbers are black and white in images that are not bytes. */
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";

export interface ValueRange {
  /** Becomes −1. */
  readonly black: number;
  /** Becomes 1. */
  readonly white: number;
}

/** What is known of the values of all images. */
export interface ValueSpread {
  readonly low: number;
  readonly high: number;
  /** They are integers. */
  readonly whole: boolean;
}

/** What numbers usually run from and to, the narrowest first. */
const USUAL: readonly ValueRange[] = [
  { black: 0, white: 1 },
  { black: -1, white: 1 },
  { black: 0, white: 255 },
];
/** Bits of cameras and scanners whose values are kept in 16. */
const DEPTHS = [10, 12, 14, 16];

/** Where values fill less than this share of their range, images are almost black (or, with negative values, of one grey). */
const DIM = 1 / 8;

export const isDim = ({ low, high }: ValueSpread, { black, white }: ValueRange): boolean =>
  (high - (black < 0 ? low : black)) / (white - black) < DIM;

/**
 * The range of all images together: the narrowest that numbers usually have (0 to 1, −1 to 1, 0 to 255, integers of 10, 12, 14
 * or 16 bits) and that holds them, otherwise from the smallest to the largest of the values. One range for all, so that
 * a dark image stays darker than a bright one. Unless `dim`, a range in which they would be almost black is not taken.
 */
export function rangeOf(doing: string, spread: ValueSpread, dim: "dim" | "bright"): ValueRange {
  const { low, high, whole } = spread;
  const depths = whole ? DEPTHS.map((bits) => ({ black: 0, white: 2 ** bits - 1 })) : [];
  const usual = [...USUAL, ...depths].find(
    (range) =>
      range.black <= low &&
      high <= range.white &&
      (range.black === 0 || low < 0) &&
      (dim === "dim" || !isDim(spread, range)),
  );
  if (usual) return usual;
  if (low < high) return { black: low, white: high };
  // Black images are images.
  if (dim === "bright") return rangeOf(doing, spread, "dim");
  throw problem({
    doing,
    expected: "images whose values differ",
    came: `${low} everywhere`,
    next: `${option("range")} BLACK,WHITE says what is black and what is white.`,
  });
}

/** Two numbers as people write them; JavaScript takes more besides: blanks, 0x10, Infinity. */
export const RANGE_TEXT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?,[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** A range as it is given on the command line: `0,4095`. White may be the smaller one: then images are inverted. */
export function readRange(text: string): ValueRange {
  const [black = Number.NaN, white = Number.NaN] = RANGE_TEXT.test(text) ? text.split(",").map(Number) : [];
  if (black !== white && Number.isFinite(2 / (white - black)) && Number.isFinite(white - black))
    return { black, white };
  throw problem({
    doing: `reading option ${option("range")}`,
    expected: "the values of black and white, two different numbers such as 0,4095",
    came: text,
  });
}

export const formatRange = ({ black, white }: ValueRange): string => `${black} to ${white}`.replaceAll("-", "−");

/** `0` to `4095` in [−1, 1]; what lies outside is cut off. */
export function intoRange({ black, white }: ValueRange): (value: number) => number {
  const scale = 2 / (white - black);
  const shift = -1 - black * scale;
  return (value) => Math.min(1, Math.max(-1, value * scale + shift));
}

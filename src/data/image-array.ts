/** Images that stand as numbers in an array, or in the rows of a table. */
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { type ClassLabels, labelsOf } from "./class-labels.ts";
import type { DataSet } from "./dataset.ts";
import { type ExampleOptions, exampleData } from "./held-out.ts";
import type { ImageLayout } from "./image-layout.ts";
import { formatRange, intoRange, isDim, rangeOf, readRange, type ValueRange, type ValueSpread } from "./value-range.ts";

/** How images are read from numbers. */
export interface ImageOptions extends ExampleOptions {
  /** The values of black and white as `LOW,HIGH`. Left out: by what the values are. */
  readonly range?: string;
}

export interface ImageArray {
  readonly name: string;
  /** Image after image, in the order of `layout`. */
  readonly values: Uint8Array | Float64Array;
  readonly layout: ImageLayout;
  /** Equal fingerprints, equal values and layout. */
  readonly fingerprint: string;
  /** The class of each. */
  readonly labels?: ClassLabels;
}

export interface ArrayImages {
  readonly data: DataSet;
  /** What the values were taken for, e.g. `numbers from 0 to 1`. */
  readonly range: string;
  readonly notices: readonly string[];
}

/** Numbers as images [channels × height × width] in [−1, 1]. Throws if one is not finite or no range fits. */
export function arrayImages(array: ImageArray, { range: asked, ...options }: ImageOptions = {}): ArrayImages {
  const { name, values, layout, fingerprint, labels } = array;
  const { count, channels, height, width } = layout;
  const doing = `reading ${name}`;
  const spread = spreadOf(doing, values);
  const bytes = values instanceof Uint8Array;
  const range =
    asked === undefined ? (bytes ? { black: 0, white: 255 } : rangeOf(doing, spread, "dim")) : readRange(asked);
  const scaled = intoRange(range);
  const area = height * width;
  const size = channels * area;
  const source = {
    name,
    shape: [channels, height, width],
    count,
    ...(labels ? { y: labelsOf(labels) } : {}),
    fingerprint: asked === undefined ? fingerprint : `${fingerprint}, from ${formatRange(range)}`,
    write: (index: number, to: Float32Array, at: number): void => {
      for (let i = 0; i < size; i++) {
        // From C×H×W to its place in the array's order.
        const from = layout.last ? (i % area) * channels + Math.floor(i / area) : i;
        to[at + i] = scaled(values[index * size + from] ?? 0);
      }
    },
  };
  return {
    data: exampleData(source, options),
    range: bytes && asked === undefined ? "bytes" : `numbers from ${formatRange(range)}`,
    notices: noticesOf(values, spread, range, asked !== undefined),
  };
}

function spreadOf(doing: string, values: Uint8Array | Float64Array): ValueSpread {
  let [low, high, whole, unread] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, true, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) unread++;
    low = Math.min(low, value);
    high = Math.max(high, value);
    whole &&= Number.isInteger(value);
  }
  if (unread === 0) return { low, high, whole };
  throw problem({
    doing,
    expected: "finite numbers",
    came: `NaN or infinity in ${unread} of ${values.length} places`,
    next: "Fill them before the array is saved, e.g. np.nan_to_num(array).",
  });
}

function noticesOf(
  values: Uint8Array | Float64Array,
  spread: ValueSpread,
  range: ValueRange,
  asked: boolean,
): readonly string[] {
  const { low, high } = spread;
  const { black, white } = range;
  if (asked) {
    const [from, to] = [Math.min(black, white), Math.max(black, white)];
    let outside = 0;
    for (const value of values) if (value < from || value > to) outside++;
    return outside === 0
      ? []
      : [
          `${outside} of ${values.length} values lie outside of ${option("range", `${black},${white}`)} and are cut off: they run from ${low} to ${high}.`,
        ];
  }
  if (isDim(spread, range)) return [dimNotice(spread, range)];
  // What is as usual need not be said.
  return (black === 0 && (white === 1 || white === 255)) || black === -1 ? [] : [rangeNotice("values", spread, range)];
}

const short = (value: number): string => String(Number(value.toPrecision(6)));

/** Images that are almost black. */
export const dimNotice = ({ low, high }: ValueSpread, { black, white }: ValueRange): string =>
  `All values lie between ${short(low)} and ${short(high)}, but ${black} is black and ${white} is white, so that next to nothing is seen${low < high ? `; ${option("range", `${low},${high}`)} spreads them` : ""}.`;

/** How values became brightness. */
export const rangeNotice = (what: string, { low, high }: ValueSpread, { black, white }: ValueRange): string =>
  `The ${what} run from ${short(low)} to ${short(high)}: ${short(black)} is black and ${short(white)} is white in all of them; ${option("range")} BLACK,WHITE says otherwise.`;

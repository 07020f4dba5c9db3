/** Layers that make images smaller, larger or smoother and learn nothing. Shapes in comments leave out the batch axis. */
import { problem } from "../problem.ts";
import { conv2d, convTranspose2d, max, mean, mul, pair, reshape } from "../tensor/operations.ts";
import { constant, type Pair, type Tensor } from "../tensor/tensor.ts";
import { imageSides, sides, steps } from "./convolutions.ts";
import type { LayerPlan } from "./network.ts";

const poolings = { average: mean, max } as const;

/**
 * The mean or the largest value of windows side by side: [c×h×w] to [c×h/window×w/window]. Without `window` of the whole image, to
 * [c×1×1]. Of equal largest values each has its share of the gradient.
 */
export const pooling = (kind: keyof typeof poolings, window?: number | Pair): LayerPlan => ({
  kind: `${kind} pool`,
  make: (name, input) => {
    const [channels, height, width] = imageSides(name, input);
    const [down, across] = window === undefined ? [height, width] : pair(window);
    const [rows, columns] = [height / down, width / across];
    if (![rows, columns].every((count) => Number.isSafeInteger(count) && count > 0)) {
      throw problem({
        doing: `building ${name}`,
        expected: `images whose sides are multiples of ${sides([down, across])}`,
        came: sides([height, width]),
      });
    }
    return {
      label: `${kind} pool ${window === undefined ? "of the whole image" : sides([down, across])}`,
      output: [channels, rows, columns],
      parameters: [],
      apply: (x) => {
        const [batch = 1] = x.shape;
        return poolings[kind](reshape(x, [batch, channels, rows, down, columns, across]), { axes: [3, 5] });
      },
    };
  },
});

/** The filter, and by how much sides grow or shrink. */
export interface ResamplingOptions {
  /** Taps along one axis, used along both, in any unit: a filter always keeps the mean of what it is laid over. */
  readonly filter: readonly number[];
  /** Sides grow by this factor, or shrink by that one: an integer; 1 if left out. One of both at most. */
  readonly up?: number;
  readonly down?: number;
  /**
   * What lies beyond the image: `zero`, which darkens its edges (Karras et al. 2020), or nothing, so that the `mean` is taken over
   * what lies within. `zero` if left out.
   */
  readonly edges?: "zero" | "mean";
}

/** What of a filter's sum lies on the image, at each of the places that it is laid over. */
function coverage(filter: readonly number[], from: number, to: number, up: number, down: number): number[] {
  const before = (filter.length - up * down) / 2;
  const covered = new Array<number>(to).fill(0);
  for (let i = 0; i < from; i++) {
    filter.forEach((tap, k) => {
      // Enlarging, pixel i is spread over the places from i·up on; shrinking, place j gathers the pixels from j·down on.
      const place = up > 1 ? i * up + k - before : (i - k + before) / down;
      if (Number.isInteger(place) && place >= 0 && place < to) covered[place] = (covered[place] as number) + tap;
    });
  }
  return covered;
}

/**
 * Smooths every channel with a fixed filter, and enlarges or shrinks the image by it: [c×h×w] to [c×h·up/down×w·up/down]. With `up: 2`
 * the filter [1, 1] repeats pixels and [1, 3, 3, 1] is bilinear; with `down: 2` both average before every second pixel is taken.
 */
export const resampling = ({ filter, up = 1, down = 1, edges = "zero" }: ResamplingOptions): LayerPlan => ({
  kind: "resample",
  make: (name, input) => {
    const [channels, height, width] = imageSides(name, input);
    const total = filter.reduce((sum, tap) => sum + tap, 0);
    const refuse = (expected: string, came: string): Error => problem({ doing: `building ${name}`, expected, came });
    if (![up, down].every((factor) => Number.isSafeInteger(factor) && factor >= 1) || (up > 1 && down > 1)) {
      throw refuse("to enlarge or to shrink by an integer", `up ${up} and down ${down}`);
    }
    const around = filter.length - up * down;
    if (around < 0 || around % 2 !== 0 || !(total > 0)) {
      throw refuse(
        `taps whose sum is above 0, ${up * down}, ${up * down + 2}, ${up * down + 4} … in number, so that the image stays in its place`,
        `[${filter.join(", ")}]`,
      );
    }
    if (height % down !== 0 || width % down !== 0) {
      throw refuse(`images whose sides are multiples of ${down}`, sides([height, width]));
    }
    const output = [channels, (height * up) / down, (width * up) / down] as const;
    const square = filter.flatMap((a) => filter.map((b) => (a * b * up ** 2) / total ** 2));
    const filters = constant(Array.from({ length: channels }, () => square).flat(), [
      channels,
      1,
      filter.length,
      filter.length,
    ]);
    const options = { padding: around / 2, groups: channels };
    const smooth = (x: Tensor): Tensor =>
      up > 1
        ? convTranspose2d(x, filters, undefined, { ...options, strides: up })
        : conv2d(x, filters, undefined, { ...options, strides: down });
    const [rows, columns] = [
      coverage(filter, height, output[1], up, down),
      coverage(filter, width, output[2], up, down),
    ];
    const share = (total / up) ** 2;
    const whole = constant(
      rows.flatMap((row) => columns.map((column) => share / (row * column))),
      [1, 1, output[1], output[2]],
    );
    return {
      label: `resample [${filter.join(", ")}]${steps("×", [up, up])}${steps("/", [down, down])}`,
      output,
      parameters: [],
      apply: (x) => (edges === "zero" ? smooth(x) : mul(smooth(x), whole)),
    };
  },
});

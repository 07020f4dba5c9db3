/** How sure a mean over examples is, without assuming how it is distributed. */
import { bytesFor, createKernels } from "../kernels/kernels.ts";
import { openStream } from "../kernels/streams.ts";

/** A figure with the interval that holds it with the stated probability. */
export interface WithInterval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Of a normal distribution, two-sided 95 %. */
export const Z95 = 1.96;

/** The 95 % interval of a figure whose error is normal with this deviation. */
export const normalInterval = (value: number, deviation: number): WithInterval => ({
  value,
  low: value - Z95 * deviation,
  high: value + Z95 * deviation,
});

export interface BootstrapOptions {
  readonly seed: number;
  readonly resamples?: number;
  /** Probability that the interval is meant to hold. */
  readonly level?: number;
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The sum of the means of some groups, with its percentile bootstrap interval (Efron 1979): every group is drawn from anew,
 * with replacement, and by itself.
 */
export async function bootstrap(
  groups: readonly Float64Array[],
  { seed, resamples = 1000, level = 0.95 }: BootstrapOptions,
): Promise<WithInterval> {
  const longest = Math.max(...groups.map(({ length }) => length));
  const kernels = await createKernels(bytesFor([longest]));
  const random = kernels.allocate(longest);
  const words = new Uint32Array(random.data.buffer, random.data.byteOffset, longest);
  const sums = new Float64Array(resamples);
  groups.forEach((group, g) => {
    const stream = openStream(kernels, seed, "bootstrap", g);
    for (let i = 0; i < resamples; i++) {
      stream.bits(random);
      let sum = 0;
      for (let j = 0; j < group.length; j++) sum += group[Math.floor((words[j]! * group.length) / 2 ** 32)]!; // j < longest
      sums[i] = (sums[i] ?? 0) + sum / group.length;
    }
  });
  sums.sort();
  const at = (part: number): number => sums[Math.min(resamples - 1, Math.floor(part * resamples))] ?? Number.NaN;
  return {
    value: groups.reduce((sum, group) => sum + mean(group), 0),
    low: at((1 - level) / 2),
    high: at((1 + level) / 2),
  };
}

/**
 * A share, with its 95 % interval (Wilson 1927): unlike the share plus and minus twice its deviation it is right for few
 * examples and near 0 and 1.
 *
 * @param share of `count` examples, from 0 to 1.
 */
export function shareInterval(share: number, count: number): WithInterval {
  const z = Z95;
  const weight = 1 / (1 + z ** 2 / count);
  const center = weight * (share + z ** 2 / (2 * count));
  const half = weight * z * Math.sqrt((share * (1 - share)) / count + (z / (2 * count)) ** 2);
  return { value: share, low: Math.max(0, center - half), high: Math.min(1, center + half) };
}

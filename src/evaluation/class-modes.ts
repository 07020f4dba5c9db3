import { problem } from "../problem.ts";
import { kullbackLeibler } from "../theory/jensen-shannon.ts";

/** How well stacks of images cover every combination of classes: 1,000 for three digits. */
export interface ClassModes {
  /** Combinations that at least one sample shows. */
  readonly modes: number;
  /** How many there are. */
  readonly of: number;
  /**
   * KL(share of samples that show each combination ‖ equal shares), in nats: from 0 to log `of`. With n samples of equal shares
   * it is not 0 but about (`of` − 1) / 2n.
   */
  readonly reverseKl: number;
}

export interface Combinations {
  /** Classes that an image can have. */
  readonly classes: number;
  /** Images in a stack. */
  readonly channels: number;
}

/** How many samples show each combination: `read` as for {@link classModes}. */
export function combinationCounts(read: ArrayLike<number>, { classes, channels }: Combinations): number[] {
  const doing = "counting combinations of classes";
  const count = read.length / channels;
  if (!Number.isInteger(count) || count === 0) {
    throw problem({
      doing,
      expected: `${channels} classes for each sample, one sample at least`,
      came: `${read.length} classes`,
    });
  }
  const counts = new Array<number>(classes ** channels).fill(0);
  for (let i = 0; i < count; i++) {
    let mode = 0;
    for (let channel = 0; channel < channels; channel++) {
      const found = read[i * channels + channel] ?? Number.NaN;
      if (!(Number.isInteger(found) && found >= 0 && found < classes)) {
        throw problem({ doing, expected: `classes from 0 to ${classes - 1}`, came: String(found) });
      }
      mode = mode * classes + found;
    }
    counts[mode] = (counts[mode] ?? 0) + 1;
  }
  return counts;
}

/**
 * Counts modes by the protocol of VEEGAN and PacGAN (Srivastava et al. 2017, section 4.2; Lin et al. 2018, section 4.2), who
 * take 26,000 samples: a classifier reads the digit in each channel.
 *
 * @param read the class in each channel, sample after sample: samples × channels whole numbers from 0 to classes − 1.
 * @throws where they are not.
 */
export function classModes(read: ArrayLike<number>, combinations: Combinations): ClassModes {
  const counts = combinationCounts(read, combinations);
  const count = read.length / combinations.channels;
  return {
    modes: counts.filter((found) => found > 0).length,
    of: counts.length,
    reverseKl: kullbackLeibler(
      counts.map((found) => found / count),
      counts.map(() => 1 / counts.length),
    ),
  };
}

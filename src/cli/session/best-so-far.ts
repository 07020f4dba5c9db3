import type { MetricsLine } from "../../inner.ts";

/** The best lines of a run so far, by each metric of the samples. */
export interface Best {
  /** Whether the line is the best so far by some metric of the samples. */
  readonly take: (line: MetricsLine) => boolean;
  readonly steps: () => readonly number[];
}

/** @param before lines of earlier sessions. */
export function createBest(before: readonly MetricsLine[]): Best {
  let leastDistance: MetricsLine | undefined;
  let mostQuality: MetricsLine | undefined;
  let mostAlike: MetricsLine | undefined;
  const take = (line: MetricsLine): boolean => {
    const nearer = (line.energyDistance ?? Infinity) < (leastDistance?.energyDistance ?? Infinity);
    const better = (line.highQuality ?? 0) > (mostQuality?.highQuality ?? 0);
    const alike = (line.quality ?? 0) > (mostAlike?.quality ?? 0);
    if (nearer) leastDistance = line;
    if (better) mostQuality = line;
    if (alike) mostAlike = line;
    return nearer || better || alike;
  };
  before.forEach(take);
  return { take, steps: () => [leastDistance, mostQuality, mostAlike].flatMap((line) => line?.step ?? []) };
}

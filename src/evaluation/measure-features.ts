/** The metrics that compare features: what each finds, and what it has to say against its own figure. */
import type { FeatureSets } from "./feature-sets.ts";
import type { Figure } from "./figure.ts";
import { type FrechetDistance, frechetDistance } from "./frechet.ts";
import { kernelDistance } from "./kernel-distance.ts";
import type { NeighbourScores } from "./neighbours.ts";

/** A figure of features; its details are numbers. */
export interface FeatureFigure extends Figure {
  readonly details: Readonly<Record<string, number>>;
}

/** Examples for each feature from which on the bias of FID is small, and known to one part in ten. */
const ENOUGH = 10;

export async function measureFrechet(sets: FeatureSets): Promise<FeatureFigure> {
  const { real, generated, dimension, threads, watch } = sets;
  const found = await frechetDistance(real, generated, dimension, { threads, ...watch("Fréchet distance") });
  const { value, low, high, bias } = found;
  return { value, low, high, details: { dimension, bias }, cautions: biasCautions(found, sets) };
}

/** Where the number of examples makes a good part of FID. */
function biasCautions({ value, bias }: FrechetDistance, { real, generated, dimension }: FeatureSets): string[] {
  const least = Math.min(real.length, generated.length) / dimension;
  if (least >= ENOUGH * dimension && bias <= value / 10) return [];
  return [
    `About ${bias.toPrecision(2)} of it or more comes of the number of examples alone (${least} for ${dimension} features): equal distributions would not read 0, and the interval reaches down by that. Take ${ENOUGH} examples a feature or more, or measure kid.`,
  ];
}

export async function measureKernel(sets: FeatureSets): Promise<FeatureFigure> {
  const { real, generated, dimension, seed, threads, watch } = sets;
  const found = await kernelDistance(real, generated, dimension, { seed, threads, ...watch("kernel distance") });
  const { value, low, high, ...details } = found;
  return { value, low, high, details: { dimension, ...details }, cautions: [] };
}

/** A figure by balls that reach to the k-th neighbour. */
export const measureNeighbours =
  (figure: Exclude<keyof NeighbourScores, "k">, k: number) =>
  async (sets: FeatureSets): Promise<FeatureFigure> => {
    const found = await sets.neighbours(k);
    return { ...found[figure], details: { dimension: sets.dimension, k }, cautions: [] };
  };

export async function measureDensity(sets: FeatureSets): Promise<FeatureFigure> {
  const found = await measureNeighbours("density", 5)(sets);
  const crowded =
    "Above 1 it is no better: samples crowd where real examples lie closest, as those of a shrunken G do.";
  return found.low > 1 ? { ...found, cautions: [crowded] } : found;
}

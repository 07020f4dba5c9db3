/** The training pictures that are nearest to some pictures, as pixels to look at. */
import { type DataSet, nearestExamples, openExtractor, sizeOf, type types } from "../../inner.ts";
import type { GivenFeatures } from "./features.ts";

export interface NearestWish {
  readonly data: DataSet;
  readonly pictures: Float32Array;
  readonly k: number;
  /** The model whose features are compared; pixels without it. */
  readonly features: GivenFeatures | undefined;
  readonly threads: number;
  readonly progress: (done: number, of: number) => void;
}

/** The neighbours of each picture, nearest first, and the pixels of all of them in that order. */
export async function nearestTraining({ features, pictures, data, ...wish }: NearestWish): Promise<{
  readonly near: readonly (readonly types.NearTo[])[];
  readonly pixels: Float32Array;
}> {
  const extractor =
    features &&
    (await openExtractor(features.name, features.bytes, data.shape, { ...features, threads: wish.threads }));
  try {
    const near = await nearestExamples({ ...wish, data, examples: pictures, ...(extractor ? { extractor } : {}) });
    const size = sizeOf(data.shape);
    const flat = near.flat();
    const pixels = new Float32Array(flat.length * size);
    flat.forEach(({ index }, i) => data.write?.(index, pixels, i * size));
    return { near, pixels };
  } finally {
    await extractor?.release();
  }
}

/** k-means by Lloyd's algorithm: the baseline that beats every generator in the Parzen score (Theis et al. 2016). */
import { moveCentres } from "../training/classes/k-means.ts";
import { createReference, rowsOf, type Watch } from "./exact-distances.ts";

/**
 * `count` centroids of examples [n×size], begun from the first ones. `rounds` at most; fewer where nothing moves any more. One
 * that lost all its examples stays where it is.
 */
export async function centroids(
  examples: Float32Array,
  size: number,
  count: number,
  { rounds = 5, threads = 1, progress, signal }: Watch & { readonly rounds?: number; readonly threads?: number } = {},
): Promise<Float32Array> {
  const total = rowsOf("examples", examples, size);
  const centres = examples.slice(0, Math.min(count, total) * size);
  const nearest = new Uint32Array(total);
  for (let round = 0; round < rounds; round++) {
    let moved = 0;
    const to = await createReference(centres, size, { threads });
    await to
      .distances(
        examples,
        (i, distances) => {
          const found = distances.nearest(1).others[0] ?? 0;
          if (round === 0 || found !== nearest[i]) moved++;
          nearest[i] = found;
        },
        { progress: (done) => progress?.(round * total + done, rounds * total), ...(signal ? { signal } : {}) },
      )
      .finally(to.release);
    if (moved === 0) break;
    moveCentres({ values: examples, width: size }, nearest, centres);
  }
  return centres;
}

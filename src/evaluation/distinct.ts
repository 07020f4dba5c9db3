import { createReference, type Watch } from "./exact-distances.ts";

/**
 * Examples [n×size] that differ from all before them that do: one that is no further than `near` from such an example counts as
 * the same again. Returns their places.
 */
export async function distinctOf(
  examples: Float32Array,
  size: number,
  near: number,
  { threads = 1, ...watch }: Watch & { readonly threads?: number } = {},
): Promise<number[]> {
  const reference = await createReference(examples, size, { threads });
  // Just above, so that what is as far as `near` is below it. What is the same as another is no reach for others.
  const bounds = new Float64Array(reference.count);
  const bound = Math.max(near ** 2 * (1 + 1e-12), Number.MIN_VALUE);
  const kept: number[] = [];
  try {
    await reference.distances(
      examples,
      (example, distances) => {
        let differs = true;
        distances.within(bounds, 1, () => {
          differs = false;
        });
        if (!differs) return;
        bounds[example] = bound;
        kept.push(example);
      },
      watch,
    );
  } finally {
    await reference.release();
  }
  return kept;
}

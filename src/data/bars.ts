/** How the range of a column is parted into bars of a histogram. */

/**
 * Bars of equal width from `low` on, `most` of them at most, and what they span. Of whole numbers each holds equally many, as bars of
 * two and of three would make a saw of an even column: there are fewer then, and the last may reach beyond `high`.
 */
export function barsOver(
  { low, high, whole }: { readonly low: number; readonly high: number; readonly whole: boolean },
  most: number,
): { readonly count: number; readonly span: number } {
  // A column of one value has no range of its own.
  if (!whole) return { count: most, span: high > low ? high - low : 1 };
  const width = Math.ceil((high - low + 1) / most);
  const count = Math.ceil((high - low + 1) / width);
  return { count, span: count * width };
}

/** Shares of rows by the bars that they are in: of one column, and of two together. */

/** Of each bar. */
export function sharesOf(codes: Uint8Array, bars: number): Float64Array {
  const shares = new Float64Array(bars);
  for (const code of codes) shares[code] = (shares[code] ?? 0) + 1 / codes.length;
  return shares;
}

/** Of each pair of bars: those of the second column follow each other. */
export function pairShares(first: Uint8Array, second: Uint8Array, bars: readonly [number, number]): Float64Array {
  const shares = new Float64Array(bars[0] * bars[1]);
  first.forEach((code, row) => {
    const at = code * bars[1] + (second[row] ?? 0);
    shares[at] = (shares[at] ?? 0) + 1 / first.length;
  });
  return shares;
}

/** Places of columns, the least alike first; what cannot be compared comes last. */
export function worstFirst(scores: readonly number[]): number[] {
  const key = (at: number): number => {
    const score = scores[at] ?? Number.NaN;
    return Number.isNaN(score) ? 2 : score;
  };
  return scores.map((_, at) => at).sort((a, b) => key(a) - key(b) || a - b);
}

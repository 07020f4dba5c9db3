/** What of rows of cells meets how often, exactly: what G's loss may be compared with. */

/** Numbers of an example that stand side by side. */
export type NumberRun = readonly [from: number, count: number];

/** Of the S numbers of some runs, row after row [S×S]. */
export interface MomentsOfRows {
  /** Σ ω r rᵀ over the training rows, with the weights ω that rows are drawn with; places within bins at the middle of their interval. */
  readonly pairs: Float64Array;
  /** The same with the given cell as the left r: Σ over columns j of Σ ω⁽ʲ⁾ (cell of j) rᵀ / C. */
  readonly given: Float64Array;
}

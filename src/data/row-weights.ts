/** With which chances rows are drawn in training: half of them evenly, half by the logarithm of how often their cell occurs (CTGAN, section 4.3). */
import type { CellRows } from "./cell-rows.ts";

/** The chances of the cells of each column: in proportion to ln(rows + 1), 0 where there is no row. */
export function logShares(counts: ArrayLike<number>): Float64Array {
  const shares = Float64Array.from(counts, (count) => Math.log1p(count));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}

/** Rows in each cell of each column, of the first `trained`. */
export function rowsInCells({ layout, cells }: CellRows, trained: number): readonly Float64Array[] {
  const { blocks } = layout;
  return blocks.map((block, c) => {
    const counts = new Float64Array(block.cells);
    for (let row = 0; row < trained; row++) {
      const cell = cells[row * blocks.length + c] as number;
      counts[cell] = (counts[cell] as number) + 1;
    }
    return counts;
  });
}

/**
 * The chance of a row of each cell, by column, where that column is the one that is given: ω = 1/2n + 1/2 · share of the cell / its
 * rows. That of a row is the mean over its columns.
 */
export function rowWeights(rows: CellRows, trained: number): readonly Float64Array[] {
  return rowsInCells(rows, trained).map((counts) => {
    const shares = logShares(counts);
    return counts.map((count, cell) => (count === 0 ? 0 : 0.5 / trained + (0.5 * (shares[cell] as number)) / count));
  });
}

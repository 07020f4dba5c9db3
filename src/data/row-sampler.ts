/** Minibatches of a mixed table: in each row one column is given, and rows of rare cells come more often than they are. */
import { bytesFor, createKernels } from "../kernels/kernels.ts";
import { openStream } from "../kernels/streams.ts";
import { type CellRows, writeRow } from "./cell-rows.ts";
import { conditionWidth, writeCondition } from "./columns/table-condition.ts";
import type { Reader, ReaderOptions } from "./dataset.ts";
import { logShares, rowsInCells } from "./row-weights.ts";

/** The rows of one column by their cells. */
interface ByCell {
  /** Chances of all cells up to each, of log-frequencies. */
  readonly upTo: Float64Array;
  /** Rows, those of the first cell first. */
  readonly rows: Uint32Array;
  /** Where those of each cell begin, and at last how many there are. */
  readonly begin: Uint32Array;
}

function byCells(data: CellRows, trained: number): readonly ByCell[] {
  const { cells, layout } = data;
  const columns = layout.blocks.length;
  return rowsInCells(data, trained).map((counts, c) => {
    let chance = 0;
    const upTo = logShares(counts).map((share) => {
      chance += share;
      return chance;
    });
    const begin = new Uint32Array(counts.length + 1);
    counts.forEach((count, cell) => {
      begin[cell + 1] = (begin[cell] as number) + count;
    });
    const next = begin.slice();
    const rows = new Uint32Array(trained);
    for (let row = 0; row < trained; row++) {
      const cell = cells[row * columns + c] as number;
      const at = next[cell] as number;
      rows[at] = row;
      next[cell] = at + 1;
    }
    return { upTo, rows, begin };
  });
}

/** Random words that say column, coin and cell, row, and other columns; then one for each column with bins. */
const CHOICE = 4;
const WORD = 2 ** 32;

/**
 * Prepares the sampler of the first `trained` rows: x is a row, y says the cell of one of its columns. The column is any of them;
 * the row is any, or, as a coin says, any of a cell of that column, which is drawn by the logarithm of its frequency (ln(rows + 1)).
 * In a share of the rows (`subsets`) each other column is given too with a chance of one half. Of the places that lead to a value one
 * is drawn anew each time. All of it follows from seed and position.
 */
export function rowSampler(data: CellRows, trained: number): (options: ReaderOptions) => Promise<Reader> {
  const { layout, cells, binned } = data;
  const columns = layout.blocks.length;
  const [size, sizeOfY] = [layout.size, conditionWidth(layout)];
  const perRow = 4 * Math.ceil((CHOICE + binned.length) / 4);
  let prepared: readonly ByCell[] | undefined;
  return async ({ seed, batch, position = 0, subsets = 0, rows = { from: 0, count: batch } }) => {
    prepared ??= byCells(data, trained);
    const byCell = prepared;
    const kernels = await createKernels(bytesFor([rows.count * perRow]));
    const random = kernels.allocate(rows.count * perRow);
    const words = new Uint32Array(random.data.buffer, random.data.byteOffset, random.data.length);
    const stream = openStream(kernels, seed, "rows");
    let read = position;
    return {
      next: ({ x, y }) => {
        stream.position = ((read * batch + rows.from) * perRow) / 4;
        stream.bits(random);
        for (let i = 0; i < rows.count; i++) {
          const at = i * perRow;
          const column = below(words[at]!, columns); // at < its length
          const row = chosenRow(byCell[column]!, trained, words[at + 1]!, words[at + 2]!); // as above
          const to = rows.from + i;
          writeRow(data, row, x, to * size, (bin) => (words[at + CHOICE + bin]! + 0.5) / WORD); // below perRow
          if (!y) continue;
          y.fill(0, to * sizeOfY, (to + 1) * sizeOfY);
          const chosen = [column, ...othersOf(column, columns, words[at + 3]!, subsets)]; // as above
          const given = chosen.map((c) => ({ column: c, cell: cells[row * columns + c]! })); // a training row
          writeCondition(layout, given, y, to * sizeOfY);
        }
        read++;
      },
      get position() {
        return read;
      },
    };
  };
}

/** ⌊word · count / 2³²⌋: its bias, below count / 2³², does not matter. */
const below = (word: number, count: number): number => Math.floor((word * count) / WORD);

/** Each other column with a chance of one half, in a share of all rows. */
function othersOf(column: number, columns: number, word: number, share: number): readonly number[] {
  if (word >= share * WORD) return [];
  const others: number[] = [];
  // Marsaglia's xorshift makes of one word as many as there are columns. It never leaves 0, and never comes there.
  let bits = word | 1;
  for (let c = 0; c < columns; c++) {
    bits ^= bits << 13;
    bits ^= bits >>> 17;
    bits ^= bits << 5;
    if (c !== column && bits < 0) others.push(c);
  }
  return others;
}

/** The upper half of a word says that any row will do; its lower half which cell it is to be of. */
function chosenRow({ upTo, rows, begin }: ByCell, trained: number, coin: number, word: number): number {
  if (coin >= WORD / 2) return below(word, trained);
  const chance = coin / (WORD / 2);
  let [low, high] = [0, upTo.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (upTo[middle]! > chance)
      high = middle; // between two cells
    else low = middle + 1;
  }
  // By rounding, the last cell may be one without a row: the one before it is meant.
  while (begin[low + 1] === begin[low]) low--;
  const from = begin[low]!; // a cell
  return rows[from + below(word, begin[low + 1]! - from)]!; // of the cell
}

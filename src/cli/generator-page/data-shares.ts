/** How numbers or dates of the training data are spread, as far as the cells of a column tell. */
import { barsOver, type CellsColumn } from "../../inner.ts";

export interface DataShares {
  /** The smallest and the largest value; of whole numbers the end of the last part, as each has equally many. */
  readonly low: number;
  readonly high: number;
  /** The share of all rows in each of equal parts between them; rows without a value are in none. */
  readonly shares: readonly number[];
}

/** A share of the rows that lies at a value, or evenly between two. */
interface Mass {
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

/** `most`: how many parts; of whole numbers fewer, where that many would hold one more than others. */
export function dataShares(column: CellsColumn, most: number): DataShares {
  const masses = massesOf(column);
  const low = masses.reduce((least, { from }) => Math.min(least, from), Number.POSITIVE_INFINITY);
  const high = masses.reduce((greatest, { to }) => Math.max(greatest, to), Number.NEGATIVE_INFINITY);
  const whole = column.kind === "quantiles" && column.integer === true;
  const { count: parts, span } = barsOver({ low, high, whole }, most);
  const shares = new Array<number>(parts).fill(0);
  const partOf = (value: number): number => Math.min(parts - 1, Math.floor(((value - low) / span) * parts));
  for (const { from, to, share } of masses) {
    const [first, last] = [partOf(from), partOf(to)];
    for (let part = first; part <= last; part++) {
      const begin = Math.max(from, low + (part * span) / parts);
      const end = part === last ? to : low + ((part + 1) * span) / parts;
      shares[part] = (shares[part] ?? 0) + share * (first === last ? 1 : Math.max(0, end - begin) / (to - from));
    }
  }
  return { low, high: low + span, shares };
}

function massesOf({ values, gap, bins, counts }: CellsColumn): Mass[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const shareOf = (cell: number): number => (counts[cell] ?? 0) / total;
  const before = values.length + (gap === undefined ? 0 : 1);
  return [
    ...values.map((value, cell) => ({ from: value, to: value, share: shareOf(cell) })),
    ...bins.flatMap(({ values: all, upTo }, bin) => {
      const share = shareOf(before + bin);
      if (upTo)
        return all.map((value, i) => ({
          from: value,
          to: value,
          share: share * ((upTo[i] ?? 1) - (upTo[i - 1] ?? 0)),
        }));
      // As many rows between any two knots.
      return all.slice(1).map((to, i) => ({ from: all[i] as number, to, share: share / (all.length - 1) }));
    }),
  ];
}

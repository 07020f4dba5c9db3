/** Rows of columns of several kinds: in units of the data, and as the numbers of examples. */
import type { ColumnKind, Place } from "./column-kind.ts";

export interface Codec<C> {
  /** Numbers that an example has for these columns. */
  readonly width: (columns: readonly C[]) => number;
  /** What each of them means. */
  readonly places: (columns: readonly C[]) => readonly Place[];
  /** Rows in units of the data [rows×columns], as numbers of examples [rows×width]. */
  readonly encode: (columns: readonly C[], values: ArrayLike<number>) => Float32Array<ArrayBuffer>;
  /** Numbers of examples [rows×width], in units of the data [rows×columns]; rounded to the resolution of each column if `round`. */
  readonly decode: (columns: readonly C[], numbers: ArrayLike<number>, round: boolean) => Float64Array<ArrayBuffer>;
  /** The values of one column, of all rows. */
  readonly decodeColumn: (
    columns: readonly C[],
    index: number,
    numbers: ArrayLike<number>,
    round: boolean,
  ) => Float64Array<ArrayBuffer>;
}

/** A codec for columns of some kinds; `kindOf` finds the row of a column. */
export function createCodec<C>(kindOf: (column: C) => ColumnKind<C>): Codec<C> {
  const widthOf = (column: C): number => kindOf(column).width(column);
  const width = (columns: readonly C[]): number => columns.reduce((sum, column) => sum + widthOf(column), 0);
  const starts = (columns: readonly C[]): number[] => startsOf(columns.map(widthOf));

  const encode: Codec<C>["encode"] = (columns, values) => {
    const [size, rows] = [width(columns), values.length / columns.length];
    const to = new Float32Array(rows * size);
    const begin = starts(columns);
    columns.forEach((column, c) => {
      const kind = kindOf(column);
      for (let row = 0; row < rows; row++) {
        kind.encode(column, values[row * columns.length + c] ?? 0, to, row * size + (begin[c] as number));
      }
    });
    return to;
  };

  const decodeColumn: Codec<C>["decodeColumn"] = (columns, index, numbers, round) => {
    const [size, start] = [width(columns), starts(columns)[index] as number];
    const values = new Float64Array(numbers.length / size);
    const column = columns[index] as C;
    decodeInto(kindOf(column), column, { numbers, start, size }, { values, start: 0, size: 1 }, round);
    return values;
  };

  const decode: Codec<C>["decode"] = (columns, numbers, round) => {
    const [size, begin] = [width(columns), starts(columns)];
    const values = new Float64Array((numbers.length / size) * columns.length);
    columns.forEach((column, c) => {
      const from = { numbers, start: begin[c] as number, size };
      decodeInto(kindOf(column), column, from, { values, start: c, size: columns.length }, round);
    });
    return values;
  };

  return {
    width,
    places: (columns) => columns.flatMap((column) => kindOf(column).places(column)),
    encode,
    decode,
    decodeColumn,
  };
}

/** Where the numbers of each column begin. */
function startsOf(widths: readonly number[]): number[] {
  let next = 0;
  return widths.map((width) => {
    const start = next;
    next += width;
    return start;
  });
}

/** Where a column stands in rows of `size` numbers. */
interface Stand {
  readonly start: number;
  readonly size: number;
}

/** Writes the values of a column, of all rows. */
function decodeInto<C>(
  kind: ColumnKind<C>,
  column: C,
  from: Stand & { readonly numbers: ArrayLike<number> },
  to: Stand & { readonly values: Float64Array },
  round: boolean,
): void {
  for (let row = 0; row * to.size < to.values.length; row++) {
    to.values[row * to.size + to.start] = kind.decode(column, from.numbers, row * from.size + from.start, round);
  }
}

/** Rows of columns of several kinds: in units of the data, and as the numbers of examples. */
import { add, concat, mul, slice } from "../../tensor/operations.ts";
import { constant, type Tensor } from "../../tensor/tensor.ts";
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
  /** {@link decode} as a graph [N×width] → [N×columns], not rounded: before the units, and with them. */
  readonly beforeUnits: (columns: readonly C[], x: Tensor) => Tensor;
  readonly decodeGraph: (columns: readonly C[], x: Tensor) => Tensor;
  /** What makes values of {@link beforeUnits}: a number for each column. */
  readonly units: (columns: readonly C[]) => { readonly scale: number[]; readonly shift: number[] };
}

/** A codec for columns of some kinds; `kindOf` finds the row of a column. */
export function createCodec<C>(kindOf: (column: C) => ColumnKind<C>): Codec<C> {
  const widthOf = (column: C): number => kindOf(column).width(column);
  const width = (columns: readonly C[]): number => columns.reduce((sum, column) => sum + widthOf(column), 0);
  /** Where the numbers of each column begin. */
  const starts = (columns: readonly C[]): number[] => {
    let next = 0;
    return columns.map((column) => {
      const start = next;
      next += widthOf(column);
      return start;
    });
  };
  const units: Codec<C>["units"] = (columns) => {
    const all = columns.map((column) => kindOf(column).unit(column));
    return { scale: all.map(({ scale }) => scale), shift: all.map(({ shift }) => shift) };
  };

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
    const column = columns[index] as C;
    const [size, start, kind] = [width(columns), starts(columns)[index] as number, kindOf(column)];
    return Float64Array.from({ length: numbers.length / size }, (_, row) =>
      kind.decode(column, numbers, row * size + start, round),
    );
  };

  const decode: Codec<C>["decode"] = (columns, numbers, round) => {
    const values = new Float64Array((numbers.length / width(columns)) * columns.length);
    columns.forEach((_, c) => {
      decodeColumn(columns, c, numbers, round).forEach((value, row) => {
        values[row * columns.length + c] = value;
      });
    });
    return values;
  };

  const beforeUnits: Codec<C>["beforeUnits"] = (columns, x) => {
    const begin = starts(columns);
    const blocks = sideBySide(columns, kindOf).map(({ kind, from, to }) => {
      const block = columns.slice(from, to);
      const start = begin[from] ?? 0;
      // A table of one kind, as most are, needs no parts.
      const numbers = block.length === columns.length ? x : slice(x, 1, start, start + width(block));
      return kind.decodeGraph(block, numbers);
    });
    return blocks.length === 1 ? (blocks[0] as Tensor) : concat(blocks, 1);
  };

  return {
    width,
    places: (columns) => columns.flatMap((column) => kindOf(column).places(column)),
    encode,
    decode,
    decodeColumn,
    beforeUnits,
    decodeGraph: (columns, x) => {
      const { scale, shift } = units(columns);
      const row = (values: readonly number[]): Tensor => constant(values, [1, values.length]);
      return add(mul(beforeUnits(columns, x), row(scale)), row(shift));
    },
    units,
  };
}

/** Columns of one kind that stand side by side. */
function sideBySide<C>(columns: readonly C[], kindOf: (column: C) => ColumnKind<C>) {
  const blocks: { readonly kind: ColumnKind<C>; readonly from: number; to: number }[] = [];
  columns.forEach((column, c) => {
    const kind = kindOf(column);
    const last = blocks.at(-1);
    if (last?.kind === kind) last.to = c + 1;
    else blocks.push({ kind, from: c, to: c + 1 });
  });
  return blocks;
}

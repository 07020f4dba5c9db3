/** How generated rows of a mixed table compare with real ones: bars of every column, and scores of columns and pairs. */
import {
  areCells,
  type ColumnFacts,
  type DataSet,
  evenRows,
  keptRows,
  noise,
  type Play,
  quality,
  realExamples,
  type TypedTable,
  wholeTableOf,
} from "#inner";
import { type Bars, barsOf } from "./bars.ts";
import type { MixedRows, RowsReading } from "./protocol.ts";

/** Rows that are compared, of each kind. */
const COMPARED = 2000;

export interface RowReadings {
  /** What does not change: the bars, and the real rows in them. */
  readonly real: MixedRows;
  /** @param draw G(z), in the shares of the data. */
  readonly read: (draw: (z: Float32Array) => Promise<Float32Array>) => Promise<RowsReading>;
}

/** `null` for other data. */
export async function createRowReadings(
  { config, game }: Pick<Play, "config" | "game">,
  data: DataSet,
): Promise<RowReadings | null> {
  const { columns } = data;
  if (!columns || !areCells(columns)) return null;
  const real = await realRows(data, config.seed);
  const bars = real.columns.map((column) => barsOf(column, column.values));
  const z = await noise(game.prior, config.seed, COMPARED, "evaluation");
  return {
    real: {
      columns: real.columns.map((column, i) => ({
        name: column.name,
        ordered: isOrdered(column),
        bars: bars[i]?.bars ?? [],
        codes: codesOf(real, bars, i),
      })),
      rows: real.rows,
    },
    read: async (draw) => {
      const all = wholeTableOf(data, await draw(z));
      // Rows that break a rule are drawn again where rows are sampled.
      const kept = keptRows(all, data.rules);
      const generated = kept.rows > 0 ? kept : all;
      const { shapes, pairs, strongPairs, columns: scores, pairList } = quality(real, generated);
      return {
        rows: generated.rows,
        shapes,
        pairs,
        strongPairs,
        columns: scores.map(({ shape }, i) => ({ score: shape, codes: codesOf(generated, bars, i) })),
        pairScores: pairList.map(({ columns: pair, similarity }) => ({ pair, score: similarity })),
      };
    },
  };
}

/** Real rows as they were read, evenly taken; where these are not at hand, as they are trained on. */
async function realRows(data: DataSet, seed: number): Promise<TypedTable> {
  if (data.typed) return evenRows(data.typed, COMPARED);
  return wholeTableOf(data, await realExamples(data, seed, Math.min(COMPARED, data.count)));
}

const isOrdered = ({ kind }: ColumnFacts): boolean => kind !== "category" && kind !== "boolean";

const valuesOf = ({ columns }: TypedTable, column: number): Float64Array =>
  columns[column]?.values ?? new Float64Array();

const codesOf = (table: TypedTable, bars: readonly Bars[], column: number): Uint8Array =>
  Uint8Array.from(valuesOf(table, column), (value) => bars[column]?.barOf(value) ?? 0);

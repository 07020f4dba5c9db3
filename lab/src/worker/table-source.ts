/** A table that the user chose, by the reader of the command line: rows of cells, or of numbers alone. */
import {
  type CellsColumn,
  type DataSet,
  option,
  problem,
  type ReadOptions,
  type ReadTable,
  readCsv,
  readCsvTable,
  readJsonLines,
  readJsonTable,
  readParquetTable,
  tableData,
  typedData,
} from "#inner";
import type { Source, TableColumn } from "./protocol.ts";

type TableSource = Extract<Source, { readonly kind: "table" }>;

export interface OpenedTable {
  readonly data: DataSet;
  readonly notices: readonly string[];
  /** Every column of the file; `null` where numbers alone are read. */
  readonly read: readonly TableColumn[] | null;
}

/** It is no part of what data are called. */
const ENDING = /\.(?:[ct]sv|jsonl?|ndjson|parquet|pq)$/i;
/** Values of a Parquet file that a page has room for. */
const MOST_VALUES = 2 ** 24;

/** Rows of cells unless numbers alone are asked for. */
export async function openTable(source: TableSource): Promise<OpenedTable> {
  return source.reading?.encode === "scaled" ? ofNumbers(source) : ofCells(source);
}

async function ofNumbers({ name, notices = [], ...source }: TableSource): Promise<OpenedTable> {
  if ("bytes" in source) {
    throw problem({
      doing: `reading ${name}`,
      expected: "text, of which numbers alone can be read",
      came: "Parquet",
      next: `Choose ${option("encode", "cells")}.`,
    });
  }
  const table = readCsv(name, source.text);
  const data = await tableData(name, table);
  return { data, notices: [...notices, ...table.notices, ...data.notices], read: null };
}

async function ofCells(source: TableSource): Promise<OpenedTable> {
  const { name, notices = [], reading = {} } = source;
  const { encode: _, ...options } = reading;
  const read = await tableIn(source, options);
  const { table, constants, made } = read;
  const data = await typedData(name.replace(ENDING, ""), table, { constants, made });
  return {
    data,
    notices: [...notices, ...read.notices, ...data.notices],
    read: described(read, data),
  };
}

const tableIn = async (source: TableSource, options: ReadOptions): Promise<ReadTable> =>
  "bytes" in source
    ? readParquetTable(source.name, source.bytes, { ...options, mostValues: MOST_VALUES })
    : readerOf(source.name)(source.name, source.text, options);

/** By the ending of its name, as on the command line. */
function readerOf(name: string): typeof readJsonTable {
  if (/\.json$/i.test(name)) return readJsonTable;
  return /\.(jsonl|ndjson)$/i.test(name) ? readJsonLines : readCsvTable;
}

type Learned = Pick<Awaited<ReturnType<typeof typedData>>, "columns" | "rules">;

const described = ({ columns, made }: ReadTable, { columns: learned, rules }: Learned): readonly TableColumn[] =>
  columns.map(({ name, kind, reason, gaps }) => {
    const cells = learned.find((column) => column.name === name);
    return {
      name,
      kind,
      reason,
      gaps,
      made: made.some((column) => column.name === name),
      told: rules?.derived.some(({ column }) => column.name === name) ?? false,
      cells: cells ? { values: cells.values.length, gap: cells.gap !== undefined, ...binned(cells) } : null,
    };
  });

/** The bin of a category has its rare values. */
const binned = ({ kind, bins }: CellsColumn): { readonly bins: number; readonly rare: number } =>
  kind === "category" || kind === "boolean"
    ? { bins: 0, rare: bins.reduce((sum, { values }) => sum + values.length, 0) }
    : { bins: bins.length, rare: 0 };

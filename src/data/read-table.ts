/** Mixed tables as people have them: CSV, JSON, JSON lines and Parquet, read into typed columns. */
import { readLines, type TextOptions } from "./csv-lines.ts";
import { jsonLineRecords, jsonRecords } from "./json-records.ts";
import { parquetRecords } from "./parquet-records.ts";
import { lineRecords } from "./records.ts";
import { type ReadOptions, type ReadTable, readTable } from "./typed-reader.ts";

/** Text of a table with commas, semicolons, tabs, bars or spaces between fields. Every refusal names the line or the column. */
export function readCsvTable(name: string, text: string, options: TextOptions & ReadOptions = {}): ReadTable {
  return readTable(name, lineRecords(readLines(`reading ${name} as CSV`, name, text, options)), options);
}

/** A list of objects, or of lists below a list of names, in JSON. Types are kept as they stand there. */
export const readJsonTable = (name: string, text: string, options: ReadOptions = {}): ReadTable =>
  readTable(name, jsonRecords(name, text), options);

/** A line of JSON for every row. */
export const readJsonLines = (name: string, text: string, options: ReadOptions = {}): ReadTable =>
  readTable(name, jsonLineRecords(name, text), options);

/**
 * A Parquet file, compressed by Snappy, gzip, or not at all. Types are kept as they stand there. `mostValues`: a file with more is
 * refused before it is read.
 */
export const readParquetTable = async (
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  { mostValues, ...options }: ReadOptions & { readonly mostValues?: number } = {},
): Promise<ReadTable> => readTable(name, await parquetRecords(name, bytes, mostValues), options);

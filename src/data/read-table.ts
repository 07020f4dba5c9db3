/** Mixed tables as people have them: CSV, JSON and JSON lines, read into typed columns. */
import { readLines, type TextOptions } from "./csv-lines.ts";
import { lineRecords } from "./records.ts";
import { type ReadOptions, type ReadTable, readTable } from "./typed-reader.ts";

/** Text of a table with commas, semicolons, tabs, bars or spaces between fields. Every refusal names the line or the column. */
export function readCsvTable(name: string, text: string, options: TextOptions & ReadOptions = {}): ReadTable {
  return readTable(name, lineRecords(readLines(`reading ${name} as CSV`, name, text, options)), options);
}

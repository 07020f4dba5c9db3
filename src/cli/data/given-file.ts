/** Rows of a file, of which the empty fields are to be filled: texts by the names of their columns. */
import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import {
  decodeText,
  type GivenRow,
  jsonLineRecords,
  jsonRecords,
  lineRecords,
  parquetRecords,
  problem,
  type Records,
  readLines,
} from "../../inner.ts";
import { fileProblem } from "../files/writing.ts";

/** Reads CSV (the first line names the columns), JSON, JSON lines or Parquet. */
export async function readGivenRows(path: string, say: (line: string) => void): Promise<readonly GivenRow[]> {
  const doing = `reading the rows of ${path}`;
  const bytes = await readFile(path).catch((error: unknown) => {
    throw fileProblem(doing, error, "a file");
  });
  const { columns, count, notices } = await recordsOf(path, doing, new Uint8Array(bytes));
  for (const line of notices) say(line);
  return Array.from({ length: count }, (_, row) =>
    Object.fromEntries(columns.map(({ name, field }) => [name, field(row)])),
  );
}

async function recordsOf(path: string, doing: string, bytes: Uint8Array<ArrayBuffer>): Promise<Records> {
  const name = basename(path);
  const ending = extname(path).toLowerCase();
  if (ending === ".parquet") return parquetRecords(name, bytes);
  const { text } = decodeText(name, bytes);
  switch (ending) {
    case ".csv":
    case ".tsv":
    case ".txt":
      return lineRecords(readLines(doing, name, text, { header: "yes" }));
    case ".json":
      return jsonRecords(name, text);
    case ".jsonl":
    case ".ndjson":
      return jsonLineRecords(name, text);
    default:
      throw problem({ doing, expected: "a .csv, .tsv, .json, .jsonl or .parquet file", came: ending || "no ending" });
  }
}

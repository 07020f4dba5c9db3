/** Rows of a table written to a file as they are drawn. */
import { extname } from "node:path";
import {
  csvRows,
  encodeNpy,
  formatNumber,
  jsonLineRows,
  jsonRows,
  type NumberedRows,
  parquetRows,
  type RowFormat,
  type RowsOnRequest,
  type Tally,
  tsvRows,
  type WrittenRows,
  type WrittenSource,
} from "../../inner.ts";
import { writeParts } from "../files/write-parts.ts";
import { writeWhole } from "../files/writing.ts";

/** Formats of rows by the endings of their files. */
const FORMATS: Readonly<Record<string, RowFormat>> = {
  ".csv": csvRows,
  ".tsv": tsvRows,
  ".json": jsonRows,
  ".jsonl": jsonLineRows,
  ".ndjson": jsonLineRows,
  ".parquet": parquetRows,
};

export interface RowsToWrite {
  readonly written: readonly WrittenSource[];
  readonly rows: RowsOnRequest;
  readonly kept?: WrittenRows["kept"] | undefined;
  readonly safe: boolean;
}

/** Milliseconds between lines on how far it is. */
const LINE_EVERY = 5000;

/** Writes rows; what became of them is returned. Nothing is written where not one row is found. */
export async function writeRows(
  out: string,
  { written, rows, kept, safe }: RowsToWrite,
  say: (line: string) => void,
): Promise<Tally> {
  const asWritten = ({ table, numbers }: NumberedRows): WrittenRows => ({
    table,
    numbers,
    seed: rows.seed,
    ...(kept ? { kept } : {}),
  });
  const ending = extname(out).toLowerCase();
  const format = FORMATS[ending];
  if (!format) return writeNumbers(out, written, rows, say);
  let first = await rows.tables.next();
  if (first.done) return first.value;
  return writeParts(out, async (take) => {
    const writer = format(written, { safe });
    let [done, said] = [0, performance.now()];
    for (;;) {
      if (first.done) {
        await take(await writer.end());
        return first.value;
      }
      await take(await writer.rows(asWritten(first.value)));
      done += first.value.table.rows;
      if (performance.now() - said > LINE_EVERY) {
        said = performance.now();
        say(`${formatNumber(done)} of ${formatNumber(rows.count)} rows`);
      }
      first = await rows.tables.next();
    }
  });
}

/** The numbers of rows as an array: categories, text and what is made anew are left out, and said. */
async function writeNumbers(
  out: string,
  written: readonly WrittenSource[],
  { tables }: RowsOnRequest,
  say: (line: string) => void,
): Promise<Tally> {
  const isNumber = (source: WrittenSource): boolean =>
    source.from === "constant"
      ? source.constant.value !== undefined
      : source.from === "table" && source.facts.kind !== "category";
  const numeric = written.filter(isNumber);
  const left = written.filter((source) => !isNumber(source));
  if (left.length > 0)
    say(`${left.map(({ name }) => name).join(", ")}: text, which a .npy file of numbers leaves out.`);
  const parts: Float64Array[] = [];
  for (;;) {
    const next = await tables.next();
    if (next.done) {
      if (next.value.made > 0) await writeWhole(out, encodeNpy([next.value.made, numeric.length], joined(parts)));
      return next.value;
    }
    const { table } = next.value;
    const part = new Float64Array(table.rows * numeric.length);
    numeric.forEach((source, c) => {
      for (let row = 0; row < table.rows; row++) {
        const value =
          source.from === "table"
            ? table.columns[source.index]?.values[row]
            : source.from === "constant"
              ? source.constant.value
              : undefined;
        part[row * numeric.length + c] = value ?? Number.NaN;
      }
    });
    parts.push(part);
  }
}

function joined(parts: readonly Float64Array[]): Float64Array<ArrayBuffer> {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

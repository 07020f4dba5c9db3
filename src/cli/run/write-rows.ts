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
  /** Whether text that a spreadsheet would take for a formula is made harmless. */
  readonly safe: boolean;
}

/** A part of a file of rows. */
interface RowsPart {
  readonly bytes: Uint8Array;
  /** Rows in it. */
  readonly rows: number;
}

/** Rows in a format, part after part as they are drawn: none where not one row is found. What became of them is returned. */
export async function* rowParts(
  format: RowFormat,
  { written, rows, kept, safe }: RowsToWrite,
): AsyncGenerator<RowsPart, Tally, undefined> {
  const asWritten = ({ table, numbers }: NumberedRows): WrittenRows => ({
    table,
    numbers,
    seed: rows.seed,
    ...(kept ? { kept } : {}),
  });
  let next = await rows.tables.next();
  if (next.done) return next.value;
  const writer = format(written, { safe });
  while (!next.done) {
    yield { bytes: await writer.rows(asWritten(next.value)), rows: next.value.table.rows };
    next = await rows.tables.next();
  }
  yield { bytes: await writer.end(), rows: 0 };
  return next.value;
}

/** Milliseconds between lines on how far it is. */
const LINE_EVERY = 5000;

/** Writes rows; what became of them is returned. Nothing is written where not one row is found. */
export async function writeRows(out: string, request: RowsToWrite, say: (line: string) => void): Promise<Tally> {
  const format = FORMATS[extname(out).toLowerCase()];
  if (!format) return writeNumbers(out, request.written, request.rows, say);
  const parts = rowParts(format, request);
  let next = await parts.next();
  if (next.done) return next.value;
  return writeParts(out, async (take) => {
    let [done, said] = [0, performance.now()];
    while (!next.done) {
      await take(next.value.bytes);
      done += next.value.rows;
      if (performance.now() - said > LINE_EVERY) {
        said = performance.now();
        say(`${formatNumber(done)} of ${formatNumber(request.rows.count)} rows`);
      }
      next = await parts.next();
    }
    return next.value;
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

/** Rows of a table in a Parquet file, with the types that the file states. */
import { gunzipSync } from "fflate";
import type { ColumnMetaData, CompressionCodec, Compressors, FileMetaData, SchemaElement } from "hyparquet";
import { isProblem, problem } from "../problem.ts";
import { cellColumn, type MomentForm } from "./cell-records.ts";
import { formatNumber } from "./counted.ts";
import type { Records } from "./records.ts";

/** Values of a file, whatever its bytes say: as many as fit into the memory of a machine as text. */
const MOST_VALUES = 2 ** 28;
/** Bytes that it may take when it is unpacked. */
const MOST_BYTES = 2 ** 31;

const READ: readonly CompressionCodec[] = ["UNCOMPRESSED", "SNAPPY", "GZIP"];

/** The columns that stand at the top of the schema, each with its place among those of the file. */
function columnsOf({ schema }: FileMetaData): readonly SchemaElement[] {
  const columns: SchemaElement[] = [];
  // Depth first; what has children is followed by them.
  for (let at = 1; at < schema.length; ) {
    const element = schema[at] as SchemaElement;
    columns.push(element);
    for (let open = 1; open > 0 && at < schema.length; at++) open += (schema[at]?.num_children ?? 0) - 1;
  }
  return columns;
}

/** `most`: how many values there is room for. */
export async function parquetRecords(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  most = MOST_VALUES,
): Promise<Records> {
  const doing = `reading ${name} as Parquet`;
  // Whoever reads no Parquet does not load it.
  const { parquetMetadata, parquetRead } = await import("hyparquet");
  const file = {
    byteLength: bytes.byteLength,
    slice: (from: number, to?: number): ArrayBuffer => bytes.slice(from, to).buffer,
  };
  try {
    const metadata = parquetMetadata(bytes.slice().buffer, { geoparquet: false });
    const elements = columnsOf(metadata);
    const count = checked(doing, metadata, elements.length, most);
    const cells = new Map(elements.map((element) => [element.name, new Array<unknown>(count)]));
    await parquetRead({
      file,
      metadata,
      compressors,
      geoparquet: false,
      onChunk: ({ columnName, columnData, rowStart }) => {
        const column = cells.get(columnName);
        for (let i = 0; column && i < columnData.length && rowStart + i < count; i++)
          column[rowStart + i] = columnData[i];
      },
    });
    return {
      columns: elements.map((element) => {
        const column = cells.get(element.name) ?? [];
        return cellColumn(element.name, column.map(meaningOf(element)), {
          moments: momentsOf(element),
          unnamed: element === elements.at(-1) && /^__index_level_\d+__$/.test(element.name),
        });
      }),
      count,
      placeOf: (row) => `row ${formatNumber(row + 1)}`,
      notices: [],
    };
  } catch (cause) {
    if (isProblem(cause)) throw cause;
    throw problem({
      doing,
      expected: "a Parquet file that is whole",
      came: cause instanceof Error ? cause.message : String(cause),
      next: 'Write it again, or save it as CSV, e.g. pd.read_parquet("FILE").to_csv("data.csv", index=False).'.replace(
        "FILE",
        name,
      ),
      cause,
    });
  }
}

/** How many rows there are, if all of them can be read. */
function checked(
  doing: string,
  { num_rows: rows, row_groups: groups }: FileMetaData,
  columns: number,
  most: number,
): number {
  const chunks = groups.flatMap((group) => group.columns.map(({ meta_data: about }) => about as ColumnMetaData));
  const codec = chunks.map((about) => about.codec).find((one) => !READ.includes(one));
  if (codec !== undefined) {
    throw problem({
      doing,
      expected: `columns compressed by ${READ.slice(1).join(" or ")}, or not at all`,
      came: codec,
      next: 'Write it anew, e.g. df.to_parquet("data.parquet", compression="snappy").',
    });
  }
  const unpacked = chunks.reduce((sum, about) => sum + Number(about.total_uncompressed_size), 0);
  const count = Number(rows);
  if (count < 1 || columns < 1) throw problem({ doing, expected: "rows", came: "none" });
  if (count * columns > most || unpacked > MOST_BYTES) {
    throw problem({
      doing,
      expected: `at most ${formatNumber(most)} values of ${formatNumber(MOST_BYTES)} bytes`,
      came: `${formatNumber(count * columns)} values of ${formatNumber(unpacked)} bytes`,
      next: "Give a part of its rows.",
    });
  }
  return count;
}

/** Snappy is in the reader. A page never grows beyond the length that stands before it. */
const compressors: Compressors = {
  GZIP: (input, length) => gunzipSync(input, { out: new Uint8Array(length) }),
};

const UNITS = { MILLIS: 1, MICROS: 1000, NANOS: 1e6 } as const;

/** Milliseconds of the day, by the unit of a time. */
function unitOfTime({ logical_type: logical, converted_type: converted }: SchemaElement): number | undefined {
  if (logical?.type === "TIME") return UNITS[logical.unit];
  return converted === "TIME_MILLIS" ? 1 : converted === "TIME_MICROS" ? 1000 : undefined;
}

/** What is read, as what it means. */
function meaningOf(element: SchemaElement): (value: unknown) => unknown {
  const { type, scale, logical_type: logical, converted_type: converted } = element;
  const unit = unitOfTime(element);
  if (unit !== undefined)
    return (value) => (value === null || value === undefined ? value : new Date(Number(value) / unit));
  const decimals = logical?.type === "DECIMAL" ? logical.scale : converted === "DECIMAL" ? scale : undefined;
  if (decimals !== undefined)
    return (value) => (typeof value === "number" ? Number(value.toFixed(Math.min(15, decimals))) : value);
  if (type === "FLOAT") return (value) => (typeof value === "number" ? shortest(value) : value);
  return (value) => value;
}

/** The shortest number that is the same in float32: 0.1 and not 0.10000000149011612. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const near = Number(value.toPrecision(digits));
    if (Math.fround(near) === value) return near;
  }
  return value;
}

function momentsOf(element: SchemaElement): MomentForm {
  const { logical_type: logical, converted_type: converted } = element;
  if (logical?.type === "DATE" || converted === "DATE") return { day: true };
  if (unitOfTime(element) !== undefined) return { time: true };
  const zone = logical?.type === "TIMESTAMP" ? logical.isAdjustedToUTC : false;
  return { zone };
}

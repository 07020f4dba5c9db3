/** A CSV file as data: a table of columns of any kind, a table of numbers alone, or rows that are images. */
import { basename, resolve } from "node:path";
import {
  type CsvTable,
  type DataSet,
  decodeText,
  formatNumber,
  type GivenDataOptions,
  readCsv,
  suggestTableShape,
  type Table,
  tableData,
  tableImages,
  withoutGaps,
} from "../../inner.ts";
import { openMixedText } from "./mixed-table.ts";
import { type DataRequest, type OpenedData, refuseOthers } from "./request.ts";
import { requireRoom } from "./table-room.ts";

/** Options about reading text, and about the rows that are left. */
const READING = ["columns", "leaveOut", "header", "separator", "decimal", "encoding", "comments", "nan"] as const;
const OF_ROWS = ["outliers", "round"] as const;
const OF_IMAGES = ["shape", "layout", "range", "mirror"] as const;

/** Options that ask for columns of all kinds. */
const OF_CELLS = ["column", "schema", "missing", "identifiers", "rule"] as const;

/**
 * Columns from which on they are read as numbers alone, unless cells are asked for. Training of a thousand begins within half a minute,
 * but an exported file decodes each column by itself: a runtime opens that of 300 in half a minute, that of 1,000 in five or more.
 */
const MANY_COLUMNS = 512;

/** Images where a shape is given, numbers alone where they are to be scaled, and otherwise whatever the columns hold. */
export async function openTable(request: DataRequest, bytes: Uint8Array): Promise<OpenedData> {
  const { shape, encode } = request.options;
  if (shape !== undefined || encode === "scaled") return openNumbers(request, bytes);
  const fields = fieldsOfFirstLine(bytes);
  const asked = encode === "cells" || OF_CELLS.some((key) => request.options[key] !== undefined);
  if (asked || fields <= MANY_COLUMNS) return openMixedText(request, bytes);
  const opened = await openNumbers(request, bytes);
  const notice = `${formatNumber(fields)} columns are many: they are learned as numbers alone, scaled; --encode cells learns columns of all kinds; a runtime then takes minutes to open what export writes.`;
  return { ...opened, notices: [notice, ...opened.notices] };
}

/** How many fields the first line has, by whichever separator it has most of. */
function fieldsOfFirstLine(bytes: Uint8Array): number {
  const end = bytes.findIndex((byte) => byte === 0x0a || byte === 0x0d);
  const line = bytes.subarray(0, end < 0 ? bytes.length : end);
  const counts = [",", ";", "\t", "|"].map((separator) => {
    const code = separator.charCodeAt(0);
    return line.reduce((count, byte) => count + (byte === code ? 1 : 0), 1);
  });
  return Math.max(...counts);
}

async function openNumbers({ argument, options }: DataRequest, bytes: Uint8Array): Promise<OpenedData> {
  const { encode, ...others } = options;
  const { shape } = options;
  refuseOthers(argument, encode === "cells" ? options : others, [
    ...READING,
    "holdout",
    ...(shape === undefined ? OF_ROWS : OF_IMAGES),
  ]);
  const name = basename(argument);
  requireRoom(`reading ${name} as CSV`, bytes);
  const { table, notices } = readTable(name, bytes, options);
  const dataName = name.replace(/\.[ct]sv$/i, "");
  const found =
    shape === undefined
      ? await asRows(dataName, table, options)
      : await tableImages(dataName, table, { ...options, shape }).then(({ data, range, notices, labels }) => ({
          data,
          ...(labels ? { labels: { from: "a column of the table", labels } } : {}),
          facts: [["Read as", `images of ${shape}, ${range}`]] as const,
          notices,
        }));
  return { ...found, source: resolve(argument), notices: [...notices, ...found.notices], skipped: [] };
}

/** Text of any encoding as a table without gaps. */
function readTable(
  name: string,
  bytes: Uint8Array,
  { encoding = "auto", nan = "drop", ...reading }: GivenDataOptions,
): { table: CsvTable; notices: readonly string[] } {
  const { text, notices } = decodeText(name, bytes, encoding === "auto" ? undefined : encoding);
  const table = readCsv(name, text, { ...reading, gaps: nan === "mean" ? "keep" : "drop" });
  const filled = withoutGaps(`reading ${name} as CSV`, table, nan);
  return { table: { ...table, ...filled.table }, notices: [...notices, ...table.notices, ...filled.notices] };
}

async function asRows(
  name: string,
  table: CsvTable,
  { holdout = 0, outliers = "drop", round = "yes" }: GivenDataOptions,
): Promise<{ data: DataSet; facts: OpenedData["facts"]; notices: readonly string[] }> {
  const data = await tableData(name, table, { holdout, outliers, round: round === "yes" });
  return {
    data,
    facts: [
      ["Rows", formatNumber(data.count)],
      ...rangesOf(table).map(([column, range]) => [`Column ${column}`, range] as const),
      ...(table.left.length > 0 ? [["Columns not taken", table.left.join(", ")] as const] : []),
    ],
    notices: [...data.notices, ...suggestTableShape(table.columns)],
  };
}

function rangesOf({ columns, values }: Table): readonly (readonly [name: string, range: string])[] {
  const width = columns.length;
  const [low, high] = [values.slice(0, width), values.slice(0, width)];
  values.forEach((value, i) => {
    low[i % width] = Math.min(low[i % width] as number, value);
    high[i % width] = Math.max(high[i % width] as number, value);
  });
  return columns.map((column, i) => [column, `${low[i]} to ${high[i]}`]);
}

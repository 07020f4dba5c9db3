/** Tables as people have them, of every format, as data: each column of the kind it has. */
import { basename, resolve } from "node:path";
import {
  checkTableSchema,
  decodeText,
  formatNumber,
  type GivenDataOptions,
  listed,
  option,
  problem,
  type ReadOptions,
  type ReadTable,
  readCsvTable,
  readJsonLines,
  readJsonTable,
  readParquetTable,
  schemaOf,
  suggestTableShape,
  type TextOptions,
  typedData,
} from "../../inner.ts";
import { columnFacts } from "./column-facts.ts";
import { type DataRequest, type OpenedData, refuseOthers } from "./request.ts";
import { readSchema } from "./schema-file.ts";
import { mostFields, requireJsonRoom, requireRoom } from "./table-room.ts";

/** Options about what is in a table, however it came. */
const OF_COLUMNS = [
  "encode",
  "columns",
  "leaveOut",
  "column",
  "schema",
  "missing",
  "identifiers",
  "nan",
  "outliers",
  "round",
  "rule",
  "relations",
  "holdout",
] as const;
/** Options about text. */
const OF_TEXT = ["header", "separator", "decimal", "encoding", "comments"] as const;

/** Options as the reader takes them. */
async function readOptions({
  schema,
  round = "yes",
  ...options
}: GivenDataOptions): Promise<ReadOptions & TextOptions> {
  const read = typeof schema === "string" ? await readSchema(schema) : schema;
  return {
    ...options,
    ...(read ? { schema: checkTableSchema(read, "reading a schema") } : {}),
    round: round === "yes",
  };
}

/** CSV, TSV and the like. */
export async function openMixedText({ argument, options }: DataRequest, bytes: Uint8Array): Promise<OpenedData> {
  refuseOthers(argument, options, [...OF_COLUMNS, ...OF_TEXT]);
  const name = basename(argument);
  requireRoom(`reading ${name} as CSV`, bytes);
  const { text, notices } = textOf(name, bytes, options);
  return opened(argument, options, readCsvTable(name, text, await readOptions(options)), notices);
}

/** A list of rows in JSON. */
export const openJson = (request: DataRequest, bytes: Uint8Array): Promise<OpenedData> =>
  openJsonWith(readJsonTable, request, bytes);

/** A row on every line. */
export const openJsonLines = (request: DataRequest, bytes: Uint8Array): Promise<OpenedData> =>
  openJsonWith(readJsonLines, request, bytes);

async function openJsonWith(
  read: typeof readJsonTable,
  { argument, options }: DataRequest,
  bytes: Uint8Array,
): Promise<OpenedData> {
  requireCells(argument, options, [...OF_COLUMNS, "encoding"]);
  const name = basename(argument);
  requireJsonRoom(`reading ${name}`, bytes);
  const { text, notices } = textOf(name, bytes, options);
  return opened(argument, options, read(name, text, await readOptions(options)), notices);
}

export async function openParquet({ argument, options }: DataRequest, bytes: Uint8Array): Promise<OpenedData> {
  requireCells(argument, options, OF_COLUMNS);
  const read = await readParquetTable(basename(argument), bytes as Uint8Array<ArrayBuffer>, {
    ...(await readOptions(options)),
    mostValues: mostFields(),
  });
  return opened(argument, options, read, []);
}

/** Scaled numbers are made of text alone. */
function requireCells(argument: string, options: GivenDataOptions, allowed: Parameters<typeof refuseOthers>[2]): void {
  refuseOthers(argument, options, allowed);
  if (options.encode !== "scaled") return;
  throw problem({
    doing: `reading data ${argument}`,
    expected: "--encode cells for this format",
    came: "--encode scaled",
    next: "Save it as CSV to learn its numbers alone.",
  });
}

const textOf = (name: string, bytes: Uint8Array, { encoding = "auto" }: GivenDataOptions) =>
  decodeText(name, bytes, encoding === "auto" ? undefined : encoding);

/** Rows that were read, as data. */
async function opened(
  argument: string,
  { holdout = 0, rule = [], relations = "keep", identifiers = "leave" }: GivenDataOptions,
  read: ReadTable,
  before: readonly string[],
): Promise<OpenedData> {
  const name = basename(argument).replace(/\.(?:[ct]sv|jsonl?|ndjson|parquet|pq)$/i, "");
  const { table, constants, left } = read;
  const rules = [...new Set([...(read.rules ?? []), ...rule])];
  const made = identifiers === "make" ? read.made : [];
  const data = await typedData(name, table, { holdout, constants, made, rules, relations });
  return {
    data,
    source: resolve(argument),
    facts: [
      ["Rows", formatNumber(table.rows)],
      ...(left.length > 0 ? [["Columns not taken", left.join(", ")] as const] : []),
    ],
    columns: columnFacts(
      read.columns,
      data.columns,
      data.rules?.derived.map(({ column }) => column.name),
      made.map((column) => column.name),
    ),
    schema: schemaOf({ ...read, rules }),
    notices: [
      ...before,
      ...read.notices,
      ...(read.made.length > 0 && identifiers === "leave" ? [leftNotice(read)] : []),
      ...data.notices,
      ...suggestTableShape(table.columns.map((column) => column.name)),
    ],
    skipped: [],
  };
}

const leftNotice = ({ made }: ReadTable): string => {
  const [it, its] = made.length === 1 ? ["it", "its"] : ["them", "their"];
  return `Samples have no ${listed(made.map((column) => column.name))}; ${option("identifiers", "make")} makes ${it} anew by ${its} pattern.`;
};

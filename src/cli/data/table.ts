/** A CSV file as data. */
import { basename, resolve } from "node:path";
import { formatNumber, readCsv, tableData } from "../../index.ts";
import { type DataRequest, type OpenedData, refuseOthers } from "./request.ts";

export async function openTable(
  { argument, options }: DataRequest,
  bytes: Uint8Array,
  say: (line: string) => void,
): Promise<OpenedData> {
  refuseOthers(argument, options, ["columns", "header", "holdout"]);
  const name = basename(argument);
  const { columns = [], header = "auto", holdout = 0 } = options;
  const table = readCsv(name, new TextDecoder().decode(bytes), {
    header,
    ...(columns.length > 0 ? { columns } : {}),
  });
  if (table.dropped > 0) say(`${formatNumber(table.dropped)} rows with missing values are left out.`);
  const data = await tableData(name.replace(/\.[ct]sv$/i, ""), table, { holdout });
  const range = (column: number): string => {
    const values = table.values.filter((_, i) => i % table.columns.length === column);
    const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
    return `${low} to ${high}`;
  };
  return {
    data,
    source: resolve(argument),
    facts: [
      ["Rows", formatNumber(data.count)],
      ...(table.dropped > 0 ? [["Rows left out", `${formatNumber(table.dropped)}, for missing values`] as const] : []),
      ...table.columns.map((column, i) => [`Column ${column}`, range(i)] as const),
      ...(table.left.length > 0 ? [["Columns not taken", table.left.join(", ")] as const] : []),
    ],
    skipped: [],
  };
}

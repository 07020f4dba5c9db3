/** A CSV file as data. */
import { basename, resolve } from "node:path";
import { formatNumber, readCsv, suggestTableShape, tableData, tableImages } from "../../index.ts";
import { type DataRequest, type OpenedData, refuseOthers } from "./request.ts";

export async function openTable({ argument, options }: DataRequest, bytes: Uint8Array): Promise<OpenedData> {
  refuseOthers(argument, options, ["columns", "leaveOut", "header", "holdout", "shape", "layout", "range", "mirror"]);
  const name = basename(argument);
  const { columns = [], leaveOut = [], header = "auto", holdout = 0, shape } = options;
  if (shape === undefined) refuseOthers(argument, options, ["columns", "leaveOut", "header", "holdout"]);
  const table = readCsv(name, new TextDecoder().decode(bytes), {
    header,
    leaveOut,
    ...(columns.length > 0 ? { columns } : {}),
  });
  const dataName = name.replace(/\.[ct]sv$/i, "");
  if (shape !== undefined) {
    const { data, range, notices } = await tableImages(dataName, table, { ...options, shape });
    return {
      data,
      source: resolve(argument),
      facts: [["Read as", `images of ${shape}, ${range}`]],
      notices: [...notices, ...droppedNotice(table.dropped)],
      skipped: [],
    };
  }
  const data = await tableData(dataName, table, { holdout });
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
      ...table.columns.map((column, i) => [`Column ${column}`, range(i)] as const),
      ...(table.left.length > 0 ? [["Columns not taken", table.left.join(", ")] as const] : []),
    ],
    notices: [...droppedNotice(table.dropped), ...suggestTableShape(table.columns)],
    skipped: [],
  };
}

const droppedNotice = (count: number): readonly string[] =>
  count > 0
    ? [`${formatNumber(count)} row${count === 1 ? " with missing values is" : "s with missing values are"} left out.`]
    : [];

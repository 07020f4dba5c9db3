/** Rows as CSV (RFC 4180), under their names. Where numbers have decimal commas, semicolons stand between them. */
import { type CsvStyle, csvLines, numberCell, textCell } from "../csv-text.ts";
import { type RowFormat, textWriter } from "./row-format.ts";
import { rowText, type WrittenRows, type WrittenSource } from "./written-columns.ts";

export const csvRows: RowFormat = (columns, { safe }) => {
  const commas = columns.some((column) => column.from === "table" && column.facts.form?.mark === ",");
  return delimitedRows(columns, { separator: commas ? ";" : ",", safe });
};

/** The same with tabs between. */
export const tsvRows: RowFormat = (columns, { safe }) => delimitedRows(columns, { separator: "\t", safe });

function delimitedRows(columns: readonly WrittenSource[], style: CsvStyle): ReturnType<RowFormat> {
  const head = (): string => csvLines([columns.map(({ name }) => textCell(name, style))], style);
  return textWriter(
    (rows, first) => {
      const lines = Array.from({ length: rows.table.rows }, (_, row) =>
        columns.map((column) =>
          (isNumber(column, rows, row) ? numberCell : textCell)(rowText(column, rows, row), style),
        ),
      );
      return (first ? head() : "") + csvLines(lines, style);
    },
    (empty) => (empty ? head() : ""),
  );
}

/** Numbers are never text that a spreadsheet takes for a formula; the gaps among them may be. */
function isNumber(column: WrittenSource, { table }: WrittenRows, row: number): boolean {
  if (column.from !== "table") return column.from === "constant" && column.constant.value !== undefined;
  const { kind } = column.facts;
  return (kind === "number" || kind === "integer") && !Number.isNaN(table.columns[column.index]?.values[row]);
}

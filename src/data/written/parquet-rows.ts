/** Rows as Parquet, compressed by Snappy: dates as instants, whole numbers as such, gaps as nulls. */
import { type BasicType, ByteWriter, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";
import type { RowFormat } from "./row-format.ts";
import { rowValue, type WrittenSource } from "./written-columns.ts";

/** Rows of a group, which are compressed together. */
const GROUP = 100_000;

/** How the values of a column are stored. */
function typeOf(column: WrittenSource): BasicType {
  if (column.from === "made") return "STRING";
  if (column.from === "constant") return column.constant.value === undefined ? "STRING" : "DOUBLE";
  switch (column.facts.kind) {
    case "integer":
      return "INT64";
    case "number":
      return "DOUBLE";
    case "boolean":
      return "BOOLEAN";
    case "date":
      return "TIMESTAMP";
    case "category":
      return "STRING";
  }
}

export const parquetRows: RowFormat = (columns) => {
  const types = columns.map(typeOf);
  const writer = new ByteWriter();
  const schema = schemaFromColumnData({
    columnData: columns.map(({ name }, i) => ({ name, data: [], type: types[i] as BasicType, nullable: true })),
  });
  const file = new ParquetWriter({ writer, schema });
  /** What was written since the last time. */
  const taken = (): Uint8Array => {
    const bytes = new Uint8Array(writer.buffer.slice(0, writer.index));
    // The writer counts where it is in the file apart from where it is in its memory.
    writer.index = 0;
    return bytes;
  };
  let waiting: unknown[][] = columns.map(() => []);
  const writeGroup = async (): Promise<void> => {
    const columnData = columns.map(({ name }, i) => ({
      name,
      data: waiting[i] as unknown[],
      type: types[i] as BasicType,
    }));
    await file.write({ columnData, rowGroupSize: GROUP });
    waiting = columns.map(() => []);
  };
  return {
    rows: async (rows) => {
      columns.forEach((column, i) => {
        for (let row = 0; row < rows.table.rows; row++) {
          const value = rowValue(column, rows, row);
          waiting[i]?.push(
            types[i] === "INT64" && value !== null
              ? BigInt(Math.round(Number(value)))
              : types[i] === "STRING" && value !== null
                ? String(value)
                : value,
          );
        }
      });
      if ((waiting[0]?.length ?? 0) >= GROUP) await writeGroup();
      return taken();
    },
    end: async () => {
      if ((waiting[0]?.length ?? 0) > 0) await writeGroup();
      await file.finish();
      return taken();
    },
  };
};

/** Columns of cells as an exported model describes them: what is needed to ask it for cells, and to read its rows. */
import type { CellsColumn, ColumnDescription, DateColumn, TypedTable } from "#inner";

/** What the file says of its columns; `null` where it is not of a mixed table. */
export function describedColumns({ columns = "null" }: Readonly<Record<string, string>>): ColumnDescription[] | null {
  try {
    const said: unknown = JSON.parse(columns);
    return Array.isArray(said) && said.length > 0 && said.every(isDescription) ? said : null;
  } catch {
    return null;
  }
}

function isDescription(said: unknown): said is ColumnDescription {
  const { name, kind, cells } = said as Partial<ColumnDescription>;
  return (
    typeof name === "string" &&
    typeof kind === "string" &&
    Array.isArray(cells) &&
    cells.length > 0 &&
    cells.every(({ text, count }) => typeof text === "string" && typeof count === "number")
  );
}

/**
 * The column as cells: those of its ends alone where it has bins, between which values are taken to be even. Enough to plan what is
 * asked for; the model itself knows the values.
 */
export function cellsOf({ name, kind, levels = [], form, date, gap, cells }: ColumnDescription): CellsColumn {
  const shared = {
    name,
    values: cells.flatMap(({ value }) => (value === undefined ? [] : [value])),
    ...(gap !== undefined && cells.some((cell) => cell.gap) ? { gap } : {}),
    counts: cells.map(({ count }) => count),
    bins: cells.flatMap(({ values, from, to }): CellsColumn["bins"] => {
      if (values) return [{ values, upTo: values.map((_, i) => (i + 1) / values.length) }];
      return from === undefined || to === undefined ? [] : [{ values: [from, to] }];
    }),
  };
  switch (kind) {
    case "category":
      return { kind, levels, ...shared };
    case "boolean":
      return { kind, levels: [levels[0] ?? "", levels[1] ?? ""], ...shared };
    case "date":
      return { kind, form: date as DateColumn["form"], parts: [], ...shared };
    case "number":
    case "integer":
      return {
        kind: "quantiles",
        ...(kind === "integer" ? { integer: true } : {}),
        ...(form ? { form } : {}),
        ...shared,
      };
  }
}

/** Rows that the model put out, in units of the data. */
export function tableOf(columns: readonly ColumnDescription[], values: Float32Array | Float64Array): TypedTable {
  const { length } = columns;
  const rows = values.length / length;
  return {
    columns: columns.map(({ name, kind, levels, form, date, gap }, c) => ({
      name,
      kind,
      values: Float64Array.from({ length: rows }, (_, row) => values[row * length + c] ?? Number.NaN),
      ...(levels ? { levels } : {}),
      ...(form ? { form } : {}),
      ...(date ? { dateForm: date } : {}),
      ...(gap === undefined ? {} : { gap }),
    })),
    rows,
  };
}

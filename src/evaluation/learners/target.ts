/** What is predicted from the other columns of a table. */
import { isNominal, type TypedColumn, type TypedTable } from "../../data/typed-table.ts";
import { problem } from "../../problem.ts";

/** Something that every row of a table has, or lacks. */
export interface Target {
  /** As a reader may see it: `income`, or `mdvis > 0`. */
  readonly name: string;
  /** Names of columns that would tell it, or part of it: they are not predicted from. */
  readonly without: readonly string[];
  /** The names of classes; absent where the target is a number. */
  readonly classes?: readonly string[];
  /** For each row its class, as a place in `classes`, or its number; NaN where it lacks one. */
  readonly values: (table: TypedTable) => Float64Array;
}

/**
 * A column as target. Its levels are the classes, all that one of the tables has, whatever their order there; a number or date stays
 * a number.
 */
export function columnTarget(name: string, ...tables: readonly TypedTable[]): Target {
  const found = tables.map((table) => columnOf(table, name));
  if (!found.some(isNominal)) return { name, without: [name], values: (table) => columnOf(table, name).values };
  const classes = [...new Set(found.flatMap(({ levels }) => levels ?? []))];
  return {
    name,
    without: [name],
    classes,
    values: (table) => {
      const { levels, values } = columnOf(table, name);
      const places = (levels ?? []).map((level) => classes.indexOf(level));
      return values.map((place) => places[place] ?? Number.NaN);
    },
  };
}

function columnOf({ columns }: TypedTable, name: string): TypedColumn {
  const found = columns.find((column) => column.name === name);
  if (found) return found;
  throw problem({
    doing: `measuring how well ${name} is predicted`,
    expected: "a column of that name",
    came: columns.map((column) => column.name).join(", "),
    next: "Name one of these columns.",
  });
}

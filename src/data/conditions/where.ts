/** What rows are asked for: conditions on columns, each as the set of values that it lets through. */
import { problem } from "../../problem.ts";
import { asEntry, listedNames } from "../listed.ts";
import { nearest } from "../nearest.ts";
import { type ColumnFacts, isNominal } from "../typed-table.ts";
import { spanOf } from "./asked-value.ts";
import {
  both,
  contains,
  everyValue,
  nextAbove,
  nextBelow,
  others,
  type Span,
  setOf,
  type ValueSet,
} from "./value-set.ts";
import { type AskedValue, type Clause, type Comparison, comparisons, parseWhere } from "./where-text.ts";

/** Comparisons of one column, which all must hold: `{ ">": 60, "<=": 70 }`, `{ in: ["DE", "FR"] }`, `{ "!=": null }`. */
export type Comparisons = { readonly [C in Comparison]?: AskedValue } & { readonly in?: readonly AskedValue[] };

/**
 * Conditions that all must hold, as text (`sex=Female,age>60`) or by column: a value, a list of which any will do, `null` for a gap,
 * or comparisons. Comparisons leave out rows that have a gap there.
 */
export type Where = string | { readonly [column: string]: AskedValue | readonly AskedValue[] | Comparisons };

/** The columns of a table, and what is to be said of columns that it has and that cannot be asked for. */
export interface AskableTable {
  readonly columns: readonly ColumnFacts[];
  /** By name: why not, as in `city` is "free text, which is not learned". */
  readonly refused?: ReadonlyMap<string, string>;
}

/** The values that each column may have, by its name. */
export type Asked = ReadonlyMap<string, ValueSet>;

/**
 * Reads conditions on the columns of a table.
 *
 * @param doing for error texts.
 * @throws where a column or a level is unknown (the nearest is named), a value does not fit its column, or conditions on one
 *   column exclude each other.
 */
export function readWhere(where: Where, table: AskableTable, doing: string): Asked {
  const asked = new Map<string, ValueSet>();
  for (const clause of typeof where === "string" ? parseWhere(where, doing) : clausesOf(where, doing)) {
    const column = columnNamed(clause.column, table, doing);
    const known = asked.get(column.name);
    const set = valuesOf(clause, column, doing);
    const together = known ? both(known, set) : set;
    if (known && isEmpty(together) && !isEmpty(known) && !isEmpty(set)) {
      throw problem({
        doing,
        expected: `conditions on ${column.name} that hold together`,
        came: "some that exclude each other",
      });
    }
    asked.set(column.name, together);
  }
  return asked;
}

/** The conditions of an object, one after the other. */
function clausesOf(where: Exclude<Where, string>, doing: string): readonly Clause[] {
  // Programs without types give anything: what has no entries would be no condition at all.
  if (typeof where !== "object" || where === null || Array.isArray(where) || where instanceof Map) {
    const came =
      where === null ? "null" : Array.isArray(where) ? "a list" : `a ${where instanceof Map ? "Map" : typeof where}`;
    throw problem({ doing, expected: "conditions as text or as an object of columns", came });
  }
  return Object.entries(where).flatMap(([column, wish]): readonly Clause[] => {
    if (Array.isArray(wish)) return [{ column, comparison: "=", values: wish as readonly AskedValue[] }];
    if (wish === null || typeof wish !== "object" || wish instanceof Date) {
      return [{ column, comparison: "=", values: [wish] }];
    }
    return Object.entries(wish as Comparisons).map(([key, value]): Clause => {
      if (key === "in" && Array.isArray(value))
        return { column, comparison: "=", values: value as readonly AskedValue[] };
      const comparison = comparisons.find((known) => known === key);
      if (!comparison) throw problem({ doing, expected: `${comparisons.join(", ")} or in for ${column}`, came: key });
      return { column, comparison, values: [value as AskedValue] };
    });
  });
}

/** Finds a column by its name. */
export function columnNamed(name: string, { columns, refused }: AskableTable, doing: string): ColumnFacts {
  const found = columns.find((column) => column.name === name);
  if (found) return found;
  const why = refused?.get(name);
  if (why !== undefined) throw problem({ doing, expected: "a column that is learned", came: `${name}: ${why}` });
  const names = columns.map((column) => column.name);
  const close = nearest(name, names);
  throw problem({
    doing,
    expected: "a column of the table",
    came: name === "" ? "an empty name" : name,
    next: close === undefined ? `Columns are ${listedNames(names)}.` : `Did you mean ${asEntry(close)}?`,
  });
}

const isEmpty = ({ gap, spans }: ValueSet): boolean => !gap && spans.length === 0;

/** The values of a column for which one condition holds. */
function valuesOf({ comparison, values }: Clause, column: ColumnFacts, doing: string): ValueSet {
  const gap = values.includes(null);
  const spans = values.filter((value) => value !== null).map((value) => spanOf(value, column, doing));
  if (comparison === "=") return setOf(spans, gap);
  // != of nothing but a gap asks for every value.
  if (comparison === "!=") return spans.length === 0 ? everyValue : others(setOf(spans));
  const [span] = spans;
  if (!span || values.length !== 1) {
    throw problem({ doing, expected: `one value after ${column.name} ${comparison}`, came: gap ? "a gap" : "several" });
  }
  if (isNominal(column)) {
    throw problem({
      doing,
      expected: `= or != for ${column.name}, whose values have no order`,
      came: comparison,
      next: `Name those that will do: ${column.name}=A|B.`,
    });
  }
  return { gap: false, spans: [ordered(comparison, span)] };
}

function ordered(comparison: Exclude<Comparison, "=" | "!=">, { from, to }: Span): Span {
  switch (comparison) {
    case "<":
      return { from: Number.NEGATIVE_INFINITY, to: nextBelow(from) };
    case "<=":
      return { from: Number.NEGATIVE_INFINITY, to };
    case ">":
      return { from: nextAbove(to), to: Number.POSITIVE_INFINITY };
    case ">=":
      return { from, to: Number.POSITIVE_INFINITY };
  }
}

/** Whether the values of a row, by the names of their columns, are what was asked for. */
export const holdsFor = (asked: Asked, valueIn: (column: string) => number): boolean =>
  [...asked].every(([column, set]) => contains(set, valueIn(column)));

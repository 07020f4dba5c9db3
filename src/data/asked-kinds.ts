/** What a user says of single columns: their kinds, by the option `column` or by a schema. */
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { place } from "./csv-names.ts";
import { nearest } from "./nearest.ts";
import type { SchemaColumn, TableSchema } from "./table-schema.ts";
import { type TableColumnKind, tableColumnKinds } from "./typed-table.ts";

export interface AskedColumn {
  readonly kind?: TableColumnKind;
  /** Of dates. */
  readonly pattern?: string;
  /** What the schema says of it. */
  readonly schema?: SchemaColumn;
}

/** `zip=category`, `when=date:DD/MM/YYYY`: by the column's place in the file. */
export function askedKinds(
  doing: string,
  names: readonly string[],
  given: readonly string[] = [],
  schema?: TableSchema,
): ReadonlyMap<number, AskedColumn> {
  const asked = new Map<number, AskedColumn>();
  for (const column of schema?.columns ?? []) {
    const at = names.indexOf(column.name);
    if (at < 0) {
      throw problem({
        doing: `${doing} by its schema`,
        expected: `a column ${column.name}`,
        came: names.join(", "),
        next: `Take it out of the schema, or name the columns alike.`,
      });
    }
    asked.set(at, {
      kind: column.kind,
      schema: column,
      ...(column.pattern === undefined ? {} : { pattern: column.pattern }),
    });
  }
  for (const entry of given) {
    const { name, kind, pattern } = parts(doing, names, entry);
    const at = place(`${doing}, option ${option("column")}`, names, name);
    asked.set(at, { ...asked.get(at), kind, ...(pattern === undefined ? {} : { pattern }) });
  }
  return asked;
}

function parts(doing: string, names: readonly string[], entry: string) {
  // A name may have an = itself, a kind has none; a pattern follows dates alone.
  const [, name = "", kind = "", pattern] = /^(.+)=([a-z]*)(?::(.+))?$/s.exec(entry) ?? [];
  const known = (tableColumnKinds as readonly string[]).includes(kind);
  if (known && (pattern === undefined || kind === "date")) return { name, kind: kind as TableColumnKind, pattern };
  const close = nearest(kind, tableColumnKinds);
  throw problem({
    doing: `${doing}, option ${option("column")}`,
    expected: `a column and its kind, e.g. ${names[0]}=category; kinds are ${tableColumnKinds.join(", ")}, and date:DD.MM.YYYY`,
    came: entry,
    ...(close && kind !== "" && !known ? { next: `Did you mean ${close}?` } : {}),
  });
}

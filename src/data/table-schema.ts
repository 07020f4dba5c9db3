/**
 * What the columns of a table are, as a file that people read and change: `describe --schema` writes it, `train --schema` takes it.
 * Columns are read in its order and as its kinds; a value that it does not know is refused.
 */
import { z } from "zod";
import { problem } from "../problem.ts";
import { tableColumnKinds } from "./typed-table.ts";

const columnSchema = z.strictObject({
  name: z.string().min(1),
  kind: z.enum(tableColumnKinds),
  /** Why; for people. */
  reason: z.string().optional(),
  /** All values of a category or boolean; of a boolean, the one that is false first. */
  levels: z.array(z.string()).min(1).optional(),
  /** The least and the largest value, as they are written. */
  range: z.tuple([z.string(), z.string()]).optional(),
  /** Digits behind the decimal mark. */
  decimals: z.int().min(0).max(15).optional(),
  /** How dates are written, e.g. `DD.MM.YYYY`. */
  pattern: z.string().min(1).optional(),
  /** Words that count as missing; an empty field always does. Left out: those that usually do. */
  missing: z.array(z.string()).optional(),
});

export const tableSchema = z.looseObject({
  columns: z.array(columnSchema).min(1),
  /** Rules between columns, e.g. `start<=end`. */
  rules: z.array(z.string().min(1)).readonly().optional(),
});

/** Schema of a table. Whatever else stands in it is kept for others to read. */
export interface TableSchema {
  readonly columns: readonly SchemaColumn[];
  readonly rules?: readonly string[] | undefined;
  readonly [key: string]: unknown;
}
export type SchemaColumn = Readonly<z.infer<typeof columnSchema>>;

/** Checks what comes from a file. Throws with the place of the first thing that is wrong. */
export function checkTableSchema(given: unknown, doing: string): TableSchema {
  const { data, error } = tableSchema.safeParse(given);
  if (!data) {
    const [issue] = error.issues;
    throw problem({
      doing,
      expected: 'a schema as describe writes it: {"columns": [{"name": …, "kind": …}, …]}',
      came: `${issue?.path.join(".") || "something else"}: ${issue?.message}`,
      next: `Kinds are ${tableColumnKinds.join(", ")}.`,
    });
  }
  const names = data.columns.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw problem({ doing, expected: "each column once", came: `${twice} twice` });
  return data;
}

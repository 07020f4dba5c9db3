/** The kinds of columns of a table, and which of them a column is. Add one here. */
import type { TableColumnKind } from "../typed-table.ts";
import { booleanKind } from "./boolean.ts";
import type { ColumnKind } from "./column-kind.ts";
import { constantKind } from "./constant.ts";
import { dateKind } from "./date.ts";
import { identifierKind } from "./identifier.ts";
import { ignoredKind } from "./ignored.ts";
import { integerKind, numberKind } from "./number.ts";
import { categoryKind, textKind } from "./text.ts";

/** In the order in which they are tried; the first that recognises a column has it. */
export const columnKinds: Readonly<Record<TableColumnKind, ColumnKind>> = {
  constant: constantKind,
  ignored: ignoredKind,
  boolean: booleanKind,
  date: dateKind,
  identifier: identifierKind,
  text: textKind,
  category: categoryKind,
  integer: integerKind,
  number: numberKind,
};

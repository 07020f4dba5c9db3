/** The columns of a mixed table as they can be asked for: those that are learned, and those that rules derive from them. */
import { type ColumnDescription, type KeptRules, typedText } from "#inner";

type Derived = KeptRules["derived"][number];

/** In the order of the data; columns that were learned in the place of others are not among them. */
export function askedColumns(
  learned: readonly ColumnDescription[],
  rules: KeptRules | undefined,
): readonly ColumnDescription[] {
  if (!rules) return learned;
  const known = new Map(learned.map((column) => [column.name, column]));
  for (const made of rules.derived) known.set(made.column.name, derivedColumn(made));
  return rules.order.flatMap((name) => known.get(name) ?? []);
}

/** Its values, or its range: how many training rows have each is not known. */
function derivedColumn({ column, range }: Derived): ColumnDescription {
  const { name, kind, levels, form, dateForm, gap } = column;
  const text = (value: number): string => typedText(column, value);
  const cells = levels
    ? levels.map((level, value) => ({ text: level, count: 0, value }))
    : range
      ? [{ text: `${text(range[0])} to ${text(range[1])}`, count: 0, from: range[0], to: range[1] }]
      : [];
  return {
    name,
    kind,
    ...(levels ? { levels } : {}),
    ...(form ? { form } : {}),
    ...(dateForm ? { date: dateForm } : {}),
    ...(gap === undefined ? {} : { gap }),
    cells: [...cells, ...(gap === undefined ? [] : [{ text: gap, count: 0, gap: true as const }])],
  };
}

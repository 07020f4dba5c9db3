/** Columns that say nothing of their rows: counts without a name, numbers that are all infinite, lists and objects. */
import { type ColumnKind, type ExaminedColumn, filledRows, type ReadAs } from "./column-kind.ts";

export const ignoredKind: ColumnKind = {
  recognise: (column) => {
    const { stated, texts, about, chosen } = column;
    const first = texts.slice(0, 3).join(", ");
    if (stated === "nested") {
      return { kind: "ignored", reason: "objects or lists", remark: { topic: "nested", detail: first.slice(0, 40) } };
    }
    if (about.infinite === texts.length) {
      return { kind: "ignored", reason: "no finite number", remark: { topic: "infinite", detail: "" } };
    }
    return !chosen && countsRows(column)
      ? { kind: "ignored", reason: "counts the rows", remark: { topic: "index", detail: first } }
      : undefined;
  },
  read: (): ReadAs => ({ kind: "ignored", reason: "as asked for" }),
};

/** An unnamed column of 0, 1, 2, … or from another number on. */
function countsRows(column: ExaminedColumn): boolean {
  const { unnamed, texts, gaps, codes } = column;
  if (!unnamed || gaps > 0 || texts.length < 2 || texts.length < filledRows(column)) return false;
  const { values, others } = column.numbers();
  const [from = Number.NaN] = values;
  return others.length === 0 && codes.every((code, row) => Number.isInteger(from) && values[code] === from + row);
}

/** Columns of words: categories, and free text, which is not learned. */

import { CALLED_ID, short } from "../left-columns.ts";
import { listed } from "../listed.ts";
import { looksNumeric } from "../number-column.ts";
import { type ColumnKind, differentText, type ExaminedColumn, FEWEST, filledRows, type ReadAs } from "./column-kind.ts";
import { isDistinct } from "./identifier.ts";
import { isNumeric } from "./number.ts";

/** Letters of a text that says something, on average. */
const LONG = 20;
/** More different numbers than this are a measure, and a word among them is none. */
const MANY_NUMBERS = 20;

const E_MAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

const asText = (column: ExaminedColumn, reason: string, remark: ReadAs["remark"]): ReadAs => ({
  kind: "text",
  reason,
  made: column.texts.every((text) => E_MAIL.test(text))
    ? { kind: "count", next: "1", before: "user", after: "@example.com" }
    : { kind: "count", next: "1", before: `${column.name} ` },
  ...(remark ? { remark } : {}),
});

/** Texts that are no numbers in a column of numbers; none where it is no such column. */
function strangers({ texts, stated }: ExaminedColumn): readonly string[] {
  if (stated === "text") return [];
  const others = texts.filter((text) => !looksNumeric(text));
  return others.length <= texts.length / 2 ? others : [];
}

export const textKind: ColumnKind = {
  recognise: (column) => {
    if (isNumeric(column)) return undefined;
    const { texts } = column;
    const rows = filledRows(column);
    const no = strangers(column);
    if (no.length > 0 && texts.length - no.length > MANY_NUMBERS) {
      const found = listed(no.map(short), 3);
      return asText(column, `${no.length} of ${rows} no numbers: ${found}`, { topic: "partly", detail: found });
    }
    if (rows < FEWEST) return undefined;
    const letters = texts.reduce((sum, { length }) => sum + length, 0);
    const isLong = texts.length > rows / 2 && letters > LONG * texts.length;
    if (!isLong && !isDistinct(column)) return undefined;
    return asText(column, differentText(column), {
      topic: "text",
      detail: `${differentText(column)}: ${short(texts[0] ?? "")}, …`,
    });
  },
  read: (column) => asText(column, "as asked for", undefined),
};

/** Different values, the most frequent first. */
function asCategory(column: ExaminedColumn, reason: string): ReadAs {
  const { texts, counts } = column;
  const order = texts.map((_, i) => i).sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b);
  const numbers = new Float64Array(texts.length);
  order.forEach((text, level) => {
    numbers[text] = level;
  });
  return { kind: "category", reason, levels: order.map((i) => texts[i] as string), numbers };
}

/** Why: what its values are that are no words. */
function reasonOf(column: ExaminedColumn): string {
  const different = differentText(column);
  const no = strangers(column);
  if (column.about.codes > column.texts.length / 2)
    return `${different}, codes such as ${short(column.texts[0] ?? "")}`;
  if (no.length > 0) return `${different}, numbers and ${listed(no.map(short), 3)}`;
  if (column.texts.every(looksNumeric)) return `${different}, numbers in several forms`;
  return column.kept === undefined ? different : `${different}, ${column.kept} is one`;
}

export const categoryKind: ColumnKind = {
  recognise: (column) => {
    // The same customer in several rows: numbers in between are nobody.
    if (!isNumeric(column)) return asCategory(column, reasonOf(column));
    const again = CALLED_ID.test(column.name) && column.texts.every((text) => /^\d+$/.test(text));
    const repeats = column.texts.length <= filledRows(column) / 2;
    return again && repeats && !column.chosen && column.texts.length > 2
      ? {
          ...asCategory(column, `${differentText(column)}, an id that comes again`),
          remark: { topic: "repeated id", detail: differentText(column) },
        }
      : undefined;
  },
  read: (column) => asCategory(column, differentText(column)),
};

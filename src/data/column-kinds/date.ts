/** Columns of dates, of times of day, or of both. */
import { dateReader, type FoundDates, findDateForm, resolutionOf } from "../date-reading.ts";
import type { ColumnKind, ReadAs } from "./column-kind.ts";

/** Fewer numbers of eight digits may look like days by chance. */
const FEWEST_COMPACT = 5;

const asDates = (texts: readonly string[], { form, read, other }: FoundDates, reason: string): ReadAs => ({
  kind: "date",
  reason,
  numbers: texts.map(read),
  dateForm: form,
  ...(other === undefined ? {} : { remark: { topic: "days", detail: `as ${form.pattern}, where ${other} fits too` } }),
});

export const dateKind: ColumnKind = {
  recognise: ({ texts, stated }) => {
    if (stated === "number" || stated === "boolean") return undefined;
    const found = findDateForm(texts);
    if (!found || (found.form.pattern === "YYYYMMDD" && texts.length < FEWEST_COMPACT)) return undefined;
    return asDates(texts, found, found.form.pattern);
  },
  read: ({ texts }, { pattern }) => {
    if (pattern === undefined) {
      const found = findDateForm(texts);
      if (found) return asDates(texts, found, found.form.pattern);
      const fits = findDateForm(texts.slice(0, 1));
      const unfit = texts.find((text) => !fits || Number.isNaN(fits.read(text))) ?? "";
      return { unfit, expected: fits ? `a date as ${fits.form.pattern}` : "a date, e.g. 2024-01-31" };
    }
    const read = dateReader(pattern);
    const moments = texts.map(read);
    const unfit = texts[moments.findIndex(Number.isNaN)];
    if (unfit !== undefined) return { unfit, expected: `a date as ${pattern}` };
    return {
      kind: "date",
      reason: pattern,
      numbers: moments,
      dateForm: { pattern, resolution: resolutionOf(moments) },
    };
  },
};

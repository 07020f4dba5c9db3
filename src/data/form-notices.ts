/** What is said of numbers that are not written as programs write them. */
import { option } from "../option-text.ts";
import { listed } from "./listed.ts";
import { type NumberForm, numberText } from "./number-form.ts";

export interface WrittenNumbers {
  readonly name: string;
  readonly form: NumberForm;
  readonly values: Float64Array;
}

/** A sentence of columns whose numbers are not written as programs write them, if there are some. */
export function formNotices(taken: readonly WrittenNumbers[]): readonly string[] {
  const read = taken.flatMap(({ name, form, values }) => {
    const { mark, thousands, minus, prefix, suffix } = form;
    if ([mark, thousands, minus, prefix, suffix].every((part) => part === undefined)) return [];
    const example = values.find((value) => Number.isFinite(value) && (minus === undefined || value < 0)) ?? 0;
    return [`${name} (${numberText({ form }, example)} is ${example}${mark ? ", with a decimal comma" : ""})`];
  });
  if (read.length === 0) return [];
  return [
    `Read as numbers, and written in the same form: ${listed(read, 4)}; ${option("decimal")} names another decimal mark.`,
  ];
}

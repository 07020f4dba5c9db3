/** A column as its different texts, each once, and which of them stands in each row. */
import { findDateForm } from "./date-reading.ts";
import { isDoubtful, isMissing } from "./missing.ts";
import { looksNumeric } from "./number-column.ts";
import type { FieldColumn } from "./records.ts";

/** No text: a gap. */
const GAP = -1;

export interface ColumnTexts {
  readonly name: string;
  /** Different texts that are values, without blanks around them, in the order in which they first stand. */
  readonly texts: readonly string[];
  /** Rows of each. */
  readonly counts: readonly number[];
  /** The place among `texts` for each row; −1 for a gap. */
  readonly codes: Int32Array;
  /** Rows without a value. */
  readonly gaps: number;
  /** How gaps are written, the most frequent way first. */
  readonly gapTexts: readonly string[];
  /** A word that stands for a gap elsewhere, and is a value here since it is the most frequent one. */
  readonly kept?: string;
}

/** Reads a column once. `words`: what counts as missing, if that was said. */
export function columnTexts(
  column: Pick<FieldColumn, "name" | "field" | "stated">,
  count: number,
  words: readonly string[] | undefined,
): ColumnTexts {
  const places = new Map<string, number>();
  const codes = new Int32Array(count);
  const counts: number[] = [];
  for (let row = 0; row < count; row++) {
    const text = column.field(row)?.trim() ?? "";
    let place = places.get(text);
    if (place === undefined) {
      place = counts.length;
      places.set(text, place);
      counts.push(0);
    }
    counts[place] = (counts[place] as number) + 1;
    codes[row] = place;
  }
  const all = [...places.keys()];
  // What a file states is no word that stands for something else, but for a gap that somebody names.
  const missing = (text: string): boolean => isMissing(text, words ?? (column.stated ? [] : undefined));
  const kept = words === undefined && !column.stated ? keptWords(all, counts) : new Set<string>();
  const isValue = all.map((text) => kept.has(text) || !missing(text));
  const values = all.flatMap((_, i) => (isValue[i] ? [i] : []));
  const gapPlaces = all.flatMap((_, i) => (isValue[i] ? [] : [i])).sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0));
  const recoded = new Int32Array(all.length).fill(GAP);
  values.forEach((place, i) => {
    recoded[place] = i;
  });
  const [word] = kept;
  return {
    name: column.name,
    texts: values.map((place) => all[place] as string),
    counts: values.map((place) => counts[place] as number),
    codes: codes.map((place) => recoded[place] as number),
    gaps: gapPlaces.reduce((sum, place) => sum + (counts[place] as number), 0),
    gapTexts: gapPlaces.map((place) => all[place] as string),
    ...(word === undefined ? {} : { kept: word }),
  };
}

/**
 * Words that may stand for a gap and are values: the most frequent of a column of words, or all there are beside empty fields.
 * In a column of numbers or dates they are gaps.
 */
function keptWords(texts: readonly string[], counts: readonly number[]): ReadonlySet<string> {
  const values: string[] = [];
  const doubtful: number[] = [];
  let most = 0;
  texts.forEach((text, i) => {
    if (!isMissing(text, undefined)) {
      values.push(text);
      most = Math.max(most, counts[i] as number);
    } else if (isDoubtful(text)) doubtful.push(i);
  });
  const frequent = doubtful.filter((i) => (counts[i] as number) >= most).map((i) => texts[i] as string);
  if (frequent.length === 0 || (values.length > 0 && (values.every(looksNumeric) || findDateForm(values))))
    return new Set();
  return new Set(frequent);
}

/** Values of the different texts as one for every row: NaN for gaps. */
export function expanded({ codes }: Pick<ColumnTexts, "codes">, numbers: ArrayLike<number>): Float64Array<ArrayBuffer> {
  const values = new Float64Array(codes.length);
  codes.forEach((code, row) => {
    values[row] = code === GAP ? Number.NaN : (numbers[code] as number);
  });
  return values;
}

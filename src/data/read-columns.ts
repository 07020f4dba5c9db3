/** The columns of a table, each as one of the kinds: by what stands in it, or by what is said of it. */
import { problem } from "../problem.ts";
import { type AskedColumn, askedKinds } from "./asked-kinds.ts";
import type { ExaminedColumn, ReadAs } from "./column-kinds/column-kind.ts";
import { columnKinds } from "./column-kinds/column-kinds.ts";
import { type ColumnTexts, columnTexts } from "./column-texts.ts";
import { place } from "./csv-names.ts";
import { dateReader } from "./date-reading.ts";
import { marksOf } from "./decimal-marks.ts";
import { short } from "./left-columns.ts";
import { listedNames } from "./listed.ts";
import { missingWords } from "./missing.ts";
import { type DecimalMark, examine, type NumberColumn, readNumbers } from "./number-column.ts";
import type { Records } from "./records.ts";
import type { SchemaColumn, TableSchema } from "./table-schema.ts";

export interface ColumnChoices {
  /** Columns to take, by name or by number from 1. Left out: all. */
  readonly columns?: readonly string[];
  /** Columns not to take, by name or by number from 1. */
  readonly leaveOut?: readonly string[];
  /** Kinds of single columns: `zip=category`, `when=date:DD/MM/YYYY`. */
  readonly column?: readonly string[];
  /** What all columns are; those that are not in it are left out. */
  readonly schema?: TableSchema;
  /** Words that count as missing, for all columns or, as `column=word|word`, for one. */
  readonly missing?: readonly string[];
  /** What stands before decimals; `auto` finds out. */
  readonly decimal?: "auto" | DecimalMark;
}

/** A column that was read as a kind. */
export interface KindedColumn {
  readonly texts: ColumnTexts;
  readonly as: ReadAs;
}

/** All columns that were taken, in their order, and the names of the others. */
export interface KindedColumns {
  readonly columns: readonly KindedColumn[];
  readonly left: readonly string[];
}

/** Reads every column that is wanted. Throws where one cannot be of the kind that was asked for, naming the line. */
export function readColumns(doing: string, records: Records, choices: ColumnChoices): KindedColumns {
  const { schema } = choices;
  const names = records.columns.map(({ name }) => name);
  const asked = askedKinds(doing, names, choices.column, schema);
  const words = missingWords(doing, names, choices.missing);
  const unwanted = new Set((choices.leaveOut ?? []).map((column) => place(doing, names, column)));
  const chosen = choices.columns?.map((column) => place(doing, names, column));
  const order = chosen ?? schema?.columns.map(({ name }) => names.indexOf(name)) ?? names.map((_, i) => i);
  const wanted = [...new Set(order)].filter((at) => !unwanted.has(at));

  const looked = wanted.map((at) => {
    const column = records.columns[at] as Records["columns"][number];
    const texts = columnTexts(column, records.count, words(column.name) ?? asked.get(at)?.schema?.missing);
    return { at, texts, about: examine(texts.texts), stated: column.stated, unnamed: column.unnamed ?? false };
  });
  const marks = marksOf(
    looked.map(({ about }) => about),
    records.separator ?? "comma",
    choices.decimal ?? "auto",
  );
  const columns = looked.map(({ at, texts, about, ...rest }, i): KindedColumn => {
    const mark = marks[i] ?? "point";
    let numbers: NumberColumn | undefined;
    const column: ExaminedColumn = {
      ...texts,
      ...rest,
      about,
      mark,
      place: at,
      of: names.length,
      chosen: chosen !== undefined,
      numbers: () => (numbers ??= readNumbers(texts.texts, about, mark, false)),
    };
    return { texts, as: readAs(doing, records, column, asked.get(at)) };
  });
  return { columns, left: names.filter((_, at) => !wanted.includes(at)) };
}

function readAs(doing: string, records: Records, column: ExaminedColumn, asked: AskedColumn | undefined): ReadAs {
  if (asked?.kind === undefined) {
    for (const { recognise } of Object.values(columnKinds)) {
      const found = recognise?.(column);
      if (found) return found;
    }
    // Category takes all that is no number, and number all that is one.
    return columnKinds.category.read(column, {}) as ReadAs;
  }
  const refuse: Refusal = (text, expected, next) => {
    const code = column.texts.indexOf(text);
    const row = code < 0 ? column.codes.indexOf(-1) : column.codes.indexOf(code);
    const times = code < 0 ? column.gaps : (column.counts[code] ?? 1);
    throw problem({
      doing: `${doing}, ${records.placeOf(row)}, ${column.name}`,
      expected,
      came: `${text === "" ? "an empty field" : short(text)}${times > 1 ? ` (in ${times.toLocaleString("en-US")} rows)` : ""}`,
      next,
    });
  };
  const read = columnKinds[asked.kind].read(column, asked);
  if ("unfit" in read) {
    return refuse(
      read.unfit,
      read.expected,
      `Mend it, let it count as missing, or take ${column.name} for another kind.`,
    );
  }
  return asked.schema ? bySchema(column, read, asked.schema, refuse) : read;
}

type Refusal = (text: string, expected: string, next: string) => never;

/** What a schema says of a column beside its kind. */
function bySchema(column: ExaminedColumn, read: ReadAs, schema: SchemaColumn, refuse: Refusal): ReadAs {
  const { levels, range, decimals, reason } = schema;
  const said = reason === undefined ? read : { ...read, reason };
  if (levels && read.levels) {
    const unknown = column.texts.find((text) => !levels.includes(text));
    if (unknown !== undefined) {
      refuse(
        unknown,
        `one of ${listedNames(levels, 8)}, as the schema has it`,
        "Add it to the levels of the schema, or mend the line.",
      );
    }
    // In the order of the schema; what stands in no row cannot be learned, unless it is what is true or false.
    const present = read.kind === "boolean" ? levels : levels.filter((level) => column.texts.includes(level));
    return { ...said, levels: present, numbers: column.texts.map((text) => present.indexOf(text)) };
  }
  if (range && read.numbers) {
    const [low, high] = boundsOf(range, read, column.mark);
    const outside = column.texts.find((_, i) => {
      const value = read.numbers?.[i] as number;
      return Number.isFinite(value) && (value < low || value > high);
    });
    if (outside !== undefined) {
      refuse(
        outside,
        `a value from ${range[0]} to ${range[1]}, as the schema has it`,
        "Widen the range of the schema, or mend the line.",
      );
    }
  }
  return decimals !== undefined && read.form ? { ...said, form: { ...read.form, decimals } } : said;
}

/** The ends of a range as numbers, or as moments. */
function boundsOf(
  range: readonly [string, string],
  { dateForm }: ReadAs,
  mark: DecimalMark,
): readonly [number, number] {
  const value = dateForm
    ? dateReader(dateForm.pattern)
    : (text: string): number => readNumbers([text], examine([text]), mark, true).values[0] ?? Number.NaN;
  return [value(range[0]), value(range[1])];
}

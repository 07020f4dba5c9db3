/**
 * The reader of mixed tables: rows of text become typed columns, constants, and columns that can be made anew. What was guessed,
 * left out or changed is said in `notices`, and of each column why it is what it is.
 */
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { expanded } from "./column-texts.ts";
import { dateText } from "./date-form.ts";
import type { GapRule } from "./gaps.ts";
import { heldOutRows } from "./held-out-rows.ts";
import { listed } from "./listed.ts";
import type { MadeColumn } from "./made-values.ts";
import { type NumberForm, numberText } from "./number-form.ts";
import { type ColumnChoices, type KindedColumn, type KindedColumns, readColumns } from "./read-columns.ts";
import { readNotices } from "./read-notices.ts";
import type { Records } from "./records.ts";
import type { TableSchema } from "./table-schema.ts";
import type { ConstantColumn } from "./table-text.ts";
import {
  isNominal,
  type LearnedKind,
  learnedKinds,
  type TableColumnKind,
  type TypedColumn,
  type TypedTable,
} from "./typed-table.ts";
import { usableRows } from "./usable-rows.ts";

/** What is to be taken of a table, and as what. */
export interface ReadOptions extends ColumnChoices {
  /** Rows with gaps are left out (`drop`), or the mean takes their place in columns of numbers. Left out: gaps are learned as gaps. */
  readonly nan?: GapRule;
  /** `drop` leaves out rows with a number a thousand times further out than all others; `keep` trains on them. */
  readonly outliers?: "drop" | "keep";
  /** Whether generated numbers are written with the decimals of the data. */
  readonly round?: boolean;
  /** How many rows (`held-out-rows.ts`) will not be trained on: what never changes in the others is not learned. */
  readonly holdout?: number;
}

/** What was found of a column. */
export interface ReadColumn {
  readonly name: string;
  readonly kind: TableColumnKind;
  /** Why, in a few words: `3 different`, `counts the rows`. */
  readonly reason: string;
  /** Rows without a value, of those that were read. */
  readonly gaps: number;
  /** How gaps are written, the most frequent way first. */
  readonly gapTexts: readonly string[];
  /** A word that stands for a gap elsewhere, and is a value here. */
  readonly kept?: string;
  /** Of categories and booleans. */
  readonly levels?: readonly string[];
  /** The least and the largest of numbers and dates, as they are written. */
  readonly range?: readonly [string, string];
  readonly decimals?: number;
  /** Of dates. */
  readonly pattern?: string;
}

/** A table that was read. */
export interface ReadTable {
  /** What is learned. */
  readonly table: TypedTable;
  /** What never changes, and is written as it was. */
  readonly constants: readonly ConstantColumn[];
  /** What is not learned and can be made anew. */
  readonly made: readonly MadeColumn[];
  /** Rules between columns that stand in the schema. */
  readonly rules?: readonly string[];
  /** Every column that was taken. */
  readonly columns: readonly ReadColumn[];
  /** Names of columns that were not taken. */
  readonly left: readonly string[];
  /** A sentence each. */
  readonly notices: readonly string[];
}

const isLearned = (kind: TableColumnKind): kind is LearnedKind => (learnedKinds as readonly string[]).includes(kind);

/** Reads records. Throws, with the line, where a value cannot be what was asked for, and where there is nothing to learn. */
export function readTable(name: string, records: Records, options: ReadOptions = {}): ReadTable {
  const doing = `reading ${name}`;
  const read = readColumns(doing, records, options);
  const learned = read.columns.filter(({ as }) => isLearned(as.kind));
  if (learned.length === 0) throw nothingToLearn(doing, read);
  const all: TypedTable = {
    columns: learned.map((column) => typedColumn(column, options.round ?? true)),
    rows: records.count,
  };
  const { table: usable, notices } = usableRows(doing, all, records.placeOf, options);
  const { table, found } = withoutSettled(usable, read, options.holdout ?? 0);
  if (table.columns.length === 0) throw nothingToLearn(doing, found);
  return {
    table,
    ...besides(found),
    ...(options.schema?.rules ? { rules: options.schema.rules } : {}),
    columns: found.columns.map((column) => describedColumn(column, table)),
    left: found.left,
    notices: [...records.notices, ...readNotices(found), ...notices],
  };
}

/** Columns that are the same in all rows that are left to train on become constants. */
function withoutSettled(
  table: TypedTable,
  found: KindedColumns,
  holdout: number,
): { readonly table: TypedTable; readonly found: KindedColumns } {
  const isHeld = heldOutRows(table.rows, holdout);
  const settled = new Map(
    table.columns.flatMap((column) => {
      const first = column.values.find((_, row) => !isHeld(row));
      const same = first !== undefined && column.values.every((value, row) => isHeld(row) || Object.is(value, first));
      return same ? [[column.name, valueText(column, first)] as const] : [];
    }),
  );
  if (settled.size === 0) return { table, found };
  return {
    table: { ...table, columns: table.columns.filter(({ name }) => !settled.has(name)) },
    found: {
      ...found,
      columns: found.columns.map((column): KindedColumn => {
        const text = settled.get(column.texts.name);
        if (text === undefined) return column;
        return { ...column, as: { kind: "constant", reason: "the same in every row that is trained on", text } };
      }),
    },
  };
}

/** A value as it is written. */
function valueText({ levels, dateForm, form = {}, gap = "" }: TypedColumn, value: number): string {
  if (Number.isNaN(value)) return gap;
  return levels?.[value] ?? (dateForm ? dateText(dateForm, value) : numberText({ form }, value, 17));
}

function nothingToLearn(doing: string, { columns }: KindedColumns): Error {
  return problem({
    doing,
    expected: "a column to learn",
    came:
      columns.length === 0
        ? "none"
        : listed(columns.map(({ texts, as }) => `${texts.name} (${as.kind}: ${as.reason})`)),
    next: `Name the kind of one by ${option("column")}, e.g. ${option("column", [`${columns[0]?.texts.name ?? "a"}=category`])}.`,
  });
}

function typedColumn({ texts, as }: KindedColumn, round: boolean): TypedColumn {
  const { decimals: _, padded: __, ...free } = as.form ?? {};
  const form: NumberForm | undefined = as.form && (round ? as.form : free);
  const [gap] = texts.gapTexts;
  return {
    name: texts.name,
    kind: as.kind as LearnedKind,
    values: expanded(texts, as.numbers ?? []),
    ...(as.levels ? { levels: as.levels } : {}),
    ...(form ? { form } : {}),
    ...(as.dateForm ? { dateForm: as.dateForm } : {}),
    ...(gap === undefined ? {} : { gap }),
  };
}

/** Columns that stand beside what is learned, with their places among what is written. */
function besides({ columns }: KindedColumns): Pick<ReadTable, "constants" | "made"> {
  const written = columns.filter(({ as }) => isLearned(as.kind) || as.kind === "constant");
  const withMade = columns.filter((column) => written.includes(column) || column.as.made);
  return {
    constants: written.flatMap(({ texts, as }, place) => {
      if (as.kind !== "constant") return [];
      const text = as.text ?? "";
      const value = /^-?\d+(\.\d+)?$/.test(text) && !/^-?0\d/.test(text) ? Number(text) : undefined;
      return [{ name: texts.name, text, ...(value === undefined ? {} : { value }), place }];
    }),
    made: withMade.flatMap(({ texts, as }, place): readonly MadeColumn[] =>
      as.made && (as.kind === "identifier" || as.kind === "text")
        ? [{ name: texts.name, kind: as.kind, form: as.made, place }]
        : [],
    ),
  };
}

function describedColumn({ texts, as }: KindedColumn, { columns }: TypedTable): ReadColumn {
  const learned = columns.find(({ name }) => name === texts.name);
  const range = learned && rangeOf(learned);
  return {
    name: texts.name,
    kind: as.kind,
    reason: as.reason,
    gaps: texts.gaps,
    gapTexts: texts.gapTexts,
    ...(texts.kept === undefined ? {} : { kept: texts.kept }),
    ...(learned?.levels ? { levels: learned.levels } : {}),
    ...(range ? { range } : {}),
    ...(as.form?.decimals === undefined ? {} : { decimals: as.form.decimals }),
    ...(as.dateForm ? { pattern: as.dateForm.pattern } : {}),
  };
}

/** The least and the largest value in rows that are learned from, as they are written. */
function rangeOf(column: TypedColumn): readonly [string, string] | undefined {
  if (isNominal(column)) return undefined;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of column.values) {
    if (Number.isNaN(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return undefined;
  return [valueText(column, low), valueText(column, high)];
}

/** What was found, as a schema that people read and change. */
export const schemaOf = ({ columns, rules = [] }: Pick<ReadTable, "columns" | "rules">): TableSchema => ({
  columns: columns.map(({ name, kind, reason, gapTexts, kept, levels, range, decimals, pattern }) => {
    const missing = gapTexts.filter((text) => text !== "");
    return {
      name,
      kind,
      reason,
      ...(levels ? { levels: [...levels] } : {}),
      ...(range ? { range: [...range] as [string, string] } : {}),
      ...(decimals === undefined ? {} : { decimals }),
      ...(pattern === undefined ? {} : { pattern }),
      ...(missing.length > 0 || kept !== undefined ? { missing } : {}),
    };
  }),
  ...(rules.length > 0 ? { rules: [...rules] } : {}),
});

/** What each kind of column of a table has to say: whether a column is of it, and how the column is read as one. */
import type { ColumnTexts } from "../column-texts.ts";
import type { DateForm } from "../date-form.ts";
import type { MadeForm } from "../made-values.ts";
import type { ColumnFields, DecimalMark, NumberColumn } from "../number-column.ts";
import type { NumberForm } from "../number-form.ts";
import type { StatedKind } from "../records.ts";
import type { TableColumnKind } from "../typed-table.ts";

/** A column that has been looked at, and is to be of some kind. */
export interface ExaminedColumn extends ColumnTexts {
  readonly stated?: StatedKind | undefined;
  /** It is the first, and the file has no name for it. */
  readonly unnamed: boolean;
  /** Its place in the file, from 0, and how many there are. */
  readonly place: number;
  readonly of: number;
  /** The user names it among those to take. */
  readonly chosen: boolean;
  /** Its texts as numbers would be written. */
  readonly about: ColumnFields;
  /** What stands before its decimals. */
  readonly mark: DecimalMark;
  /** Its texts as numbers; codes such as 007 are none. */
  readonly numbers: () => NumberColumn;
}

/** A column of a kind. */
export interface ReadAs {
  readonly kind: TableColumnKind;
  /** Why, in a few words: `3 different`, `all different`. */
  readonly reason: string;
  /** Of kinds that are learned: a value for each text. */
  readonly numbers?: ArrayLike<number>;
  readonly levels?: readonly string[];
  readonly form?: NumberForm;
  readonly dateForm?: DateForm;
  /** Of identifiers and text: how to make more. */
  readonly made?: MadeForm;
  /** Of a constant: its one text. */
  readonly text?: string;
  /** What has to be said of it beside the kind, to be put together with other columns of the same. */
  readonly remark?: Remark;
}

/** What is said of a column. */
interface Remark {
  readonly topic: RemarkTopic;
  /** What belongs behind its name, in brackets. */
  readonly detail: string;
}

export type RemarkTopic = "index" | "identifier" | "text" | "partly" | "infinite" | "nested" | "days" | "repeated id";

/** A text that cannot be of the kind. */
export interface Unfit {
  readonly unfit: string;
  /** What it should be: `a number`. */
  readonly expected: string;
}

/** What a user says of a kind beside its name: the pattern of dates. */
interface AskedKind {
  readonly pattern?: string | undefined;
}

export interface ColumnKind {
  /** The column as this kind, if it looks like one. */
  readonly recognise?: (column: ExaminedColumn) => ReadAs | undefined;
  /** The column as this kind because somebody says so. */
  readonly read: (column: ExaminedColumn, asked: AskedKind) => ReadAs | Unfit;
}

/** Fewer rows say nothing about what a column is for. */
export const FEWEST = 10;

/** Rows with a value. */
export const filledRows = ({ codes, gaps }: ColumnTexts): number => codes.length - gaps;

/** `12 different`, `all different`. */
export const differentText = (column: ColumnTexts): string =>
  column.texts.length === filledRows(column) && column.texts.length > 1
    ? "all different"
    : `${column.texts.length.toLocaleString("en-US")} different`;

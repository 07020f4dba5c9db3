/** Why a column of a table is not learned, and how that is said. */
import { option } from "../option-text.ts";
import { formatNumber } from "./counted.ts";
import type { Line } from "./delimited.ts";
import { listed } from "./listed.ts";
import { type ColumnFields, isGap, looksNumeric, type NumberColumn } from "./number-column.ts";

/** `constant`: text that never changes, which is written back. */
type LeftKind = "index" | "identifier" | "codes" | "partly" | "text" | "single" | "infinite" | "empty" | "constant";

export interface LeftColumn {
  readonly kind: LeftKind;
  readonly name: string;
  /** What is to be said of it, in the words of its kind. */
  readonly detail: string;
}

export interface ExaminedColumn {
  readonly name: string;
  readonly fields: readonly string[];
  readonly about: ColumnFields;
  readonly numbers: NumberColumn;
  readonly lines: readonly Line[];
  /** The header leaves its name empty, and it is the first. */
  readonly unnamed: boolean;
  /** By the user, who knows what it holds. */
  readonly chosen: boolean;
}

/** Fewer rows than this say nothing about what a column is for. */
const FEWEST = 10;

/** `undefined` for a column of numbers that is learned. */
export function reasonToLeave(column: ExaminedColumn): LeftColumn | undefined {
  const { name, fields, about, numbers, unnamed, chosen } = column;
  const leave = (kind: LeftKind, detail = ""): LeftColumn => ({ kind, name, detail });
  if (about.filled === 0) return leave("empty");
  const [first = ""] = fields;
  const same = fields.length > 1 && fields.every((field) => field === first);
  if (numbers.others.length > 0) {
    if (same && about.codes === 0) return leave("constant");
    const codes = about.codes === numbers.others.length;
    if (codes) return leave("codes", fields[numbers.others[0] ?? 0]?.trim() ?? "");
    if (numbers.others.length <= about.filled / 2) return leave("partly", offenders(column));
    return leave("text", kindOfText(fields));
  }
  if (about.infinite === about.filled) return leave("infinite");
  if (chosen) return undefined;
  if (unnamed && isCounting(numbers.values))
    return leave(
      "index",
      fields
        .slice(0, 3)
        .map((field) => field.trim())
        .join(", "),
    );
  const filled = fields.flatMap((field) => (isGap(field) ? [] : [field.trim()]));
  if (about.gaps > 0 && filled.every((field) => field === filled[0])) {
    return leave("single", `${filled[0]}, and ${formatNumber(about.gaps)} gaps`);
  }
  return isIdentifier(name, filled, numbers) ? leave("identifier", range(filled)) : undefined;
}

const isCounting = (values: Float64Array): boolean =>
  values.length > 1 && values.every((value, i) => Number.isInteger(value) && value === (values[0] ?? 0) + i);

/** id, ID, user_id, userId; not paid. */
export const CALLED_ID = /^(?:[iI][dD]|[uUgG][uU][iI][dD]|[kK]ey|[iI]ndex)$|[_ .-][iI][dD]$|[a-z]I[dD]$/;

/**
 * Whole numbers that a float64 cannot tell apart, or that are all different and count, or are called an id. Seconds and milliseconds
 * of our time are measurements, however regular.
 */
function isIdentifier(name: string, filled: readonly string[], { values, form }: NumberColumn): boolean {
  if (form.decimals !== 0 || filled.some((field) => !/^[-+]?\d+$/.test(field))) return false;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (Math.max(Math.abs(low), Math.abs(high)) > Number.MAX_SAFE_INTEGER) return true;
  if (filled.length < FEWEST || new Set(filled).size < filled.length) return false;
  if (CALLED_ID.test(name)) return true;
  const ofOurTime = [1, 1e3, 1e6].some((unit) => low >= 8e8 * unit && high <= 2.6e9 * unit);
  return low >= 1e5 && !ofOurTime && high - low < 1.5 * filled.length;
}

function range(filled: readonly string[]): string {
  const numbers = filled.map(BigInt);
  const [low, high] = [numbers.reduce((a, b) => (b < a ? b : a)), numbers.reduce((a, b) => (b > a ? b : a))];
  return `${formatNumber(new Set(filled).size)} different from ${low} to ${high}`;
}

/** The first fields that are no numbers, and where they stand. */
function offenders({ fields, about, numbers, lines }: ExaminedColumn): string {
  const shown = numbers.others.slice(0, 3).map((row) => `${short(fields[row] ?? "")} in line ${lines[row]?.line}`);
  const more = numbers.others.length > 3 ? ", …" : "";
  const one = numbers.others.length === 1;
  const are = numbers.others.every((row) => looksNumeric(fields[row] ?? ""))
    ? one
      ? "is a number in another form"
      : "are numbers in another form"
    : one
      ? "is no number"
      : "are no numbers";
  return `${formatNumber(numbers.others.length)} of its ${formatNumber(about.filled)} values ${are} (${shown.join(", ")}${more})`;
}

export const short = (field: string): string => (field.length > 40 ? `${field.slice(0, 40)}…` : field.trim());

const DATE = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ]\d{1,2}:\d{2}.*)?$/;
const TIME = /^\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/;
const TRUTH = /^(?:true|false|yes|no|t|f|y|n)$/i;

function kindOfText(fields: readonly string[]): string {
  const different = new Set<string>();
  for (const field of fields) if (!isGap(field)) different.add(field.trim());
  const all = [...different];
  const number = `${formatNumber(all.length)} different`;
  if (all.every((text) => DATE.test(text))) return `dates, ${number}`;
  if (all.every((text) => TIME.test(text))) return `times, ${number}`;
  if (all.length <= 2 && all.every((text) => TRUTH.test(text))) return all.join(" or ");
  return `text, ${number}${all.length <= 4 ? `: ${all.map(short).join(", ")}` : ""}`;
}

/** A sentence for each reason, however many columns it is true of. */
export function leftNotices(left: readonly LeftColumn[]): readonly string[] {
  const says = (kind: LeftKind, sentence: (columns: readonly LeftColumn[], many: boolean) => string): string[] => {
    const of = left.filter((column) => column.kind === kind);
    return of.length > 0 ? [sentence(of, of.length > 1)] : [];
  };
  const names = (of: readonly LeftColumn[]): string => listed(of.map(({ name }) => name));
  const detailed = (of: readonly LeftColumn[]): string => listed(of.map(({ name, detail }) => `${name} (${detail})`));
  return [
    ...says(
      "index",
      (of) =>
        `The first column has no name and counts the rows (${of[0]?.detail}, …): it is not learned; ${option("columns", ["1"])} takes it.`,
    ),
    ...says(
      "identifier",
      (of, many) =>
        `${detailed(of)} ${many ? "are taken for identifiers" : "is taken for an identifier"} and not learned; ${option("columns")} takes ${many ? "them as numbers" : "it as a number"}.`,
    ),
    ...says(
      "codes",
      (of, many) =>
        `${detailed(of)} ${many ? "hold" : "holds"} codes, with leading zeros, 0x or +, not numbers, and ${many ? "are" : "is"} not learned; ${option("columns")} takes ${many ? "them as numbers" : "it as a number"}.`,
    ),
    ...says(
      "partly",
      (of) =>
        `${listed(of.map(({ name, detail }) => `${name} is not taken, as ${detail}`))}: mend them or leave them empty.`,
    ),
    ...says(
      "text",
      (of, many) =>
        `${detailed(of)} ${many ? "are" : "is"} not taken: only numbers can be learned so far. Write ${many ? "them" : "it"} as numbers to train on ${many ? "them" : "it"}.`,
    ),
    ...says(
      "single",
      (of, many) =>
        `${detailed(of)} ${many ? "hold" : "holds"} a single value and gaps, and ${many ? "are" : "is"} not taken.`,
    ),
    ...says(
      "infinite",
      (of, many) => `${names(of)} ${many ? "hold" : "holds"} no finite number, and ${many ? "are" : "is"} not taken.`,
    ),
    ...says("empty", (of, many) => `${names(of)} ${many ? "are empty and not taken" : "is empty and not taken"}.`),
  ];
}

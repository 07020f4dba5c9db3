/** The fields of a column as numbers, in whatever form people write them: 1,234.5 and 1.234,5, $5, 12 %, −7 kg. */
import type { NumberForm } from "./number-form.ts";

/** Ways of writing that a value is missing: people's, those of pandas, and what spreadsheets write for what they could not compute. */
const GAPS = new Set(
  [
    "",
    "na",
    "n/a",
    "n.a.",
    "nan",
    "-nan",
    "null",
    "(null)",
    "<null>",
    "\\n",
    "none",
    "nil",
    "undefined",
    "missing",
  ].concat(["?", ".", "-", "--", "---", "–", "—", "−", "<na>"]),
);
/** The errors of a spreadsheet; each is followed by the end of its field. */
export const SPREADSHEET_ERROR = /^#(?:n\/?a|div\/0!|value!|ref!|name\?|num!|null!)$/i;

export function isGap(field: string): boolean {
  const text = field.trim();
  return text === "" || GAPS.has(text.toLowerCase()) || SPREADSHEET_ERROR.test(text);
}

const INFINITE = /^[-+]?(?:inf|infinity|∞)$/i;
// Read in one way only: a megabyte of digits and a letter would else be tried in each of its parts.
const PLAIN = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i;
/** 007, and numbers of telephones. */
const CODE = /^(?:[-+]?0\d+|\+\d{10,15}|\+\d{1,3}(?:[ ()-]+\d+){2,})$/;
const HEXADECIMAL = /^[-+]?0[xob][\da-f]+$/i;

const CURRENCIES =
  "USD|EUR|GBP|JPY|CHF|CNY|KRW|INR|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RUB|TRY|BRL|MXN|ZAR|SGD|HKD|THB|ILS|Rs\\.?|kr\\.?";
/** Sign, currency, sign, digits in groups, exponent, unit. */
const DECORATED = new RegExp(
  `^([-+]?)((?:[A-Z]{1,2})?\\p{Sc}\\s?|(?:${CURRENCIES})\\s)?([-+]?)` +
    `(\\d+(?:[.,'’ \\u00a0\\u202f]\\d+)*|[.,]\\d+)((?:[eE][-+]?\\d+)?)` +
    `(\\s?(?:[%‰]|\\p{Sc}|°[CFK]?|${CURRENCIES})|\\s\\p{L}[\\p{L}\\d/²³]{0,5})?$`,
  "u",
);

/** Which mark stands before decimals; the other one then stands between thousands. */
export type DecimalMark = "point" | "comma";

const BODIES: Readonly<Record<DecimalMark, RegExp>> = {
  point: /^(?:\d*(?:\.\d+)?|[1-9]\d{0,2}(?:([,'’ \u00a0\u202f])\d{3})(?:\1\d{3})*(?:\.\d+)?)$/,
  comma: /^(?:\d*(?:,\d+)?|[1-9]\d{0,2}(?:([.'’ \u00a0\u202f])\d{3})(?:\1\d{3})*(?:,\d+)?)$/,
};

interface Parts {
  readonly prefix: string;
  readonly suffix: string;
  readonly negative: boolean;
  readonly body: string;
  readonly exponent: string;
}

function partsOf(field: string): Parts | undefined {
  const found = DECORATED.exec(field);
  if (!found) return undefined;
  const [, before = "", prefix = "", after = "", body = "", exponent = "", suffix = ""] = found;
  if (before !== "" && after !== "") return undefined;
  return { prefix, suffix, negative: before === "-" || after === "-", body, exponent };
}

/** Whether a field is a number in one form or another. */
export function looksNumeric(field: string): boolean {
  const text = withMinus(field);
  if (PLAIN.test(text) || INFINITE.test(text) || HEXADECIMAL.test(text)) return true;
  const parts = partsOf(text);
  return parts !== undefined && (BODIES.point.test(parts.body) || BODIES.comma.test(parts.body));
}

const TRUE_MINUS = /^[−–](?=[^−–]*\d)/;
const BRACKETED = /^(\p{Sc}?)\(([^()+−–-]*\d[^()]*)\)(\s?%?)$/u;

/** A field with a minus sign as programs write it: also for −5, and for (5), as accountants write it. */
const withMinus = (field: string): string => field.trim().replace(TRUE_MINUS, "-").replace(BRACKETED, "-$1$2$3");

/** What the fields of a column are, before it is decided how they are read. */
export interface ColumnFields {
  /** Rows without a value. */
  readonly gaps: number;
  readonly infinite: number;
  /** Numbers that are codes: 007, 0x1f. */
  readonly codes: number;
  /** Numbers in the form that most have, by the mark that their decimals would have. */
  readonly fits: Readonly<Record<DecimalMark, number>>;
  /** Fields that hold something. */
  readonly filled: number;
  readonly prefix: string;
  readonly suffix: string;
  /** Whether some have a point. */
  readonly points: boolean;
}

/** Looks at every field once. */
export function examine(fields: readonly string[]): ColumnFields {
  let [gaps, infinite, codes, plainOnes, points, grouped] = [0, 0, 0, 0, 0, 0];
  const others: Parts[] = [];
  for (const raw of fields) {
    if (isGap(raw)) {
      gaps++;
      continue;
    }
    const field = withMinus(raw);
    if (INFINITE.test(field)) infinite++;
    else if (CODE.test(field) || HEXADECIMAL.test(field)) codes++;
    else if (PLAIN.test(field) && Number.isFinite(Number(field))) {
      plainOnes++;
      if (field.includes(".")) {
        points++;
        // 1.234 is a thousand and more where the comma is the decimal mark.
        if (BODIES.comma.test(field.replace(/^[-+]/, ""))) grouped++;
      }
    } else if (PLAIN.test(field)) infinite++;
    else {
      const parts = partsOf(field);
      if (parts) others.push(parts);
    }
  }
  // Plain numbers are numbers without unit: of 5 % and 5 the more frequent ones are the column's.
  const { prefix, suffix } = mostFrequent(others, plainOnes);
  const bare = prefix === "" && suffix === "";
  const same = others.filter((parts) => parts.prefix === prefix && parts.suffix === suffix);
  const fitting = (mark: DecimalMark): number => same.filter(({ body }) => BODIES[mark].test(body)).length;
  const own = bare ? { point: plainOnes, comma: plainOnes - points + grouped } : { point: 0, comma: 0 };
  return {
    gaps,
    infinite,
    codes,
    fits: { point: fitting("point") + own.point, comma: fitting("comma") + own.comma },
    filled: fields.length - gaps,
    prefix,
    suffix,
    points: (bare && points > 0) || same.some(({ body }) => body.includes(".")),
  };
}

function mostFrequent(all: readonly Parts[], plain: number): { prefix: string; suffix: string; count: number } {
  const counts = new Map<string, { prefix: string; suffix: string; count: number }>();
  for (const { prefix, suffix } of all) {
    const key = `${prefix}\0${suffix}`;
    const found = counts.get(key) ?? { prefix, suffix, count: key === "\0" ? plain : 0 };
    found.count++;
    counts.set(key, found);
  }
  return [...counts.values()].reduce((a, b) => (b.count > a.count ? b : a), { prefix: "", suffix: "", count: plain });
}

export interface NumberColumn {
  /** A number per field: NaN for a gap or for something else, infinite where that is written. */
  readonly values: Float64Array;
  readonly form: NumberForm;
  /** Places of fields that hold something else than a number. */
  readonly others: readonly number[];
}

/** Reads the fields as numbers whose decimals stand after the given mark. Codes are numbers only if `codes`. */
export function readNumbers(
  fields: readonly string[],
  { prefix, suffix }: Pick<ColumnFields, "prefix" | "suffix">,
  mark: DecimalMark,
  codes: boolean,
): NumberColumn {
  const values = new Float64Array(fields.length).fill(Number.NaN);
  const others: number[] = [];
  const written: Written = { fewest: 99, most: 0, free: false, thousands: "", minus: undefined };
  const bare = prefix === "" && suffix === "";
  fields.forEach((raw, i) => {
    if (isGap(raw)) return;
    const field = withMinus(raw);
    if (field.startsWith("-")) written.minus ??= TRUE_MINUS.test(raw.trim()) ? "−" : raw.includes("(") ? "()" : "-";
    if (INFINITE.test(field)) {
      values[i] = field.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    } else if (CODE.test(field) || HEXADECIMAL.test(field)) {
      if (codes) values[i] = signed(field);
      else others.push(i);
    } else if (bare && (mark === "point" || !field.includes(".")) && PLAIN.test(field)) {
      values[i] = Number(field);
      if (/e/i.test(field)) written.free = true;
      else note(written, decimalsOf(field, "."));
    } else {
      const parts = partsOf(field);
      const fits = parts?.prefix === prefix && parts.suffix === suffix && BODIES[mark].test(parts.body);
      if (parts && fits) {
        const [point, comma] = mark === "point" ? [".", ","] : [",", "."];
        const size = Number(
          parts.body
            .replace(/['’ \u00a0\u202f]/g, "")
            .replaceAll(comma, "")
            .replace(point, ".") + parts.exponent,
        );
        values[i] = parts.negative ? -size : size;
        written.thousands ||= /\d([,.'’ \u00a0\u202f])\d{3}(?!\d)/.exec(parts.body.split(point)[0] ?? "")?.[1] ?? "";
        if (parts.exponent !== "") written.free = true;
        else note(written, decimalsOf(parts.body, point));
      } else others.push(i);
    }
  });
  return { values, form: formOf(written, prefix, suffix, mark), others };
}

/** Number() knows 0x1f, but neither −0x1f nor +49 30 1234567. */
const signed = (field: string): number =>
  field.startsWith("-") ? -Number(field.slice(1)) : Number(field.replace(/[+ ()-]/g, ""));

interface Written {
  fewest: number;
  most: number;
  /** Some have exponents: there is no number of decimals. */
  free: boolean;
  thousands: string;
  /** How the first negative number is written. */
  minus: "-" | "−" | "()" | undefined;
}

const decimalsOf = (text: string, point: string): number => {
  const at = text.indexOf(point);
  return at < 0 ? 0 : text.length - at - 1;
};

function note(written: Written, decimals: number): void {
  written.fewest = Math.min(written.fewest, decimals);
  written.most = Math.max(written.most, decimals);
}

function formOf(
  { fewest, most, free, thousands, minus }: Written,
  prefix: string,
  suffix: string,
  mark: DecimalMark,
): NumberForm {
  return {
    ...(free || fewest > most || most > 15
      ? {}
      : { decimals: most, ...(fewest === most && most > 0 ? { padded: true } : {}) }),
    ...(mark === "comma" && most > 0 ? { mark: "," } : {}),
    ...(thousands === "" ? {} : { thousands }),
    ...(minus === undefined || minus === "-" ? {} : { minus }),
    ...(prefix === "" ? {} : { prefix }),
    ...(suffix === "" ? {} : { suffix }),
  };
}

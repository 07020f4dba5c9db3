/** How the numbers of a column are written: `$1,234.00`, `12,5 %`, `007.50`. What is read in a form is written in it again. */

export interface NumberForm {
  /** Digits after the decimal mark, at most: the resolution of the data. Absent: as many as it takes. */
  readonly decimals?: number;
  /** Every number has all of its decimals, zeros too. */
  readonly padded?: true;
  /** The decimal mark, if it is not a point. */
  readonly mark?: ",";
  /** What stands between groups of three digits. */
  readonly thousands?: string;
  /** How a negative number is written, if not with a hyphen: −5, or (5) as accountants do. */
  readonly minus?: "−" | "()";
  /** Before the digits, after the sign: `$`. */
  readonly prefix?: string;
  /** After the digits: `%`. */
  readonly suffix?: string;
}

/** What must be known of a column to write its numbers. */
export interface WrittenNumber {
  readonly kind?: "number";
  /** Its deviation. Absent: the numbers are float32 as they are. */
  readonly scale?: number;
  readonly form?: NumberForm;
}

/** Nine digits tell any two float32 apart. */
const NINE = 9;

/** A number of a column, in units of the data, as text. `digits`: as for {@link significantDigits}. */
export function numberText({ scale, form = {} }: WrittenNumber, value: number, digits = NINE): string {
  if (!Number.isFinite(value)) return String(value);
  const text = digitsOf(value, scale, form, digits);
  const { mark = ".", thousands = "", minus = "-", prefix = "", suffix = "" } = form;
  if (mark === "." && thousands === "" && minus === "-" && prefix === "" && suffix === "") return text;
  const negative = text.startsWith("-");
  const [whole = "", fraction] = (negative ? text.slice(1) : text).split(".");
  const grouped = thousands === "" ? whole : whole.replace(/\B(?=(?:\d{3})+$)/g, thousands);
  const size = `${prefix}${grouped}${fraction === undefined ? "" : mark + fraction}${suffix}`;
  if (!negative) return size;
  return minus === "()" ? `(${size})` : minus + size;
}

function digitsOf(value: number, scale: number | undefined, { decimals, padded }: NumberForm, digits: number): string {
  if (decimals === undefined) return String(Number(value.toPrecision(significantDigits(value, scale, digits))));
  const fixed = withDecimals(value, decimals);
  // −0.00 is 0.00.
  const text = Number(fixed) === 0 ? fixed.replace("-", "") : fixed;
  return padded || decimals === 0 ? text : text.replace(/\.?0+$/, "");
}

/** As toFixed, but without digits that a float64 does not have: 981361849.2326187 has seven decimals, and zeros behind. */
function withDecimals(value: number, decimals: number): string {
  const shortest = /^-?\d+\.(\d+)$/.exec(String(value));
  const own = shortest?.[1]?.length ?? Number.POSITIVE_INFINITY;
  return shortest && own <= decimals ? `${shortest[0]}${"0".repeat(decimals - own)}` : value.toFixed(decimals);
}

/** Digits of a value whose neighbours lie `scale` apart or less: as many more as it is far from 0 against that. */
export function significantDigits(value: number, scale = Number.POSITIVE_INFINITY, digits = NINE): number {
  const far = Math.floor(Math.log10(Math.abs(value) / scale));
  return Number.isFinite(far) ? Math.min(17, digits + Math.max(0, far)) : digits;
}

/** The nearest number of the column's resolution. */
export function atResolution({ form }: WrittenNumber, value: number): number {
  return form?.decimals === undefined ? value : Number(value.toFixed(form.decimals));
}

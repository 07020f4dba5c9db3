/**
 * Identifiers and text made anew: they are not learned, as each names one row. What is made has the pattern of what was read, and
 * repeats neither itself nor, where that can be known, a value of the data.
 */

/** Counts on behind the largest number that was read: `ID-0041`, `ID-0042`, … */
export interface CountForm {
  readonly kind: "count";
  /** The first number to be made, in digits: it may be larger than a float64 can tell apart. */
  readonly next: string;
  /** Digits at least: zeros stand before smaller numbers. */
  readonly digits?: number;
  readonly before?: string;
  readonly after?: string;
}

/** Letters and digits at random, each combination once at most; those of the data are as likely as others. */
export interface PatternForm {
  readonly kind: "pattern";
  /** `#` a digit, and so on as `ALPHABETS` has them; `\` before a sign stands for the sign itself. */
  readonly pattern: string;
}

/** How values that are not learned are made anew. */
export type MadeForm = CountForm | PatternForm;

/** A column that is not learned, and can be made anew. */
export interface MadeColumn {
  readonly name: string;
  readonly kind: "identifier" | "text";
  readonly form: MadeForm;
  /** Its place among all columns, from 0: the learned ones, those that never change, and those like it. */
  readonly place: number;
}

const CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const SMALL = CAPITALS.toLowerCase();
const DIGITS = "0123456789";

/** What stands for one sign of a pattern, the narrowest first. */
const ALPHABETS: Readonly<Record<string, string>> = {
  "#": DIGITS,
  x: `${DIGITS}abcdef`,
  X: `${DIGITS}ABCDEF`,
  A: CAPITALS,
  a: SMALL,
  N: CAPITALS + DIGITS,
  n: SMALL + DIGITS,
  L: CAPITALS + SMALL,
  w: CAPITALS + SMALL + DIGITS,
};

/** The pattern that all of the texts have; undefined where they have none. */
export function patternOf(texts: readonly string[]): MadeForm | undefined {
  return countOf(texts) ?? signsOf(texts);
}

const LAST_NUMBER = /^(.*?)(\d+)(\D*)$/s;

function countOf(texts: readonly string[]): CountForm | undefined {
  const [, before = "", , after = ""] = LAST_NUMBER.exec(texts[0] ?? "") ?? [];
  let largest = -1n;
  let shortest = Number.POSITIVE_INFINITY;
  let zeros = false;
  for (const text of texts) {
    const digits = text.slice(before.length, text.length - after.length);
    if (!text.startsWith(before) || !text.endsWith(after) || !/^\d+$/.test(digits)) return undefined;
    const number = BigInt(digits);
    if (number > largest) largest = number;
    shortest = Math.min(shortest, digits.length);
    zeros ||= digits.length > 1 && digits.startsWith("0");
  }
  if (largest < 0n) return undefined;
  return {
    kind: "count",
    next: String(largest + 1n),
    ...(zeros ? { digits: shortest } : {}),
    ...(before === "" ? {} : { before }),
    ...(after === "" ? {} : { after }),
  };
}

function signsOf(texts: readonly string[]): PatternForm | undefined {
  const [first = ""] = texts;
  if (first === "" || texts.some(({ length }) => length !== first.length)) return undefined;
  let pattern = "";
  for (let i = 0; i < first.length; i++) {
    const signs = new Set(texts.map((text) => text[i] as string));
    if (signs.size === 1) {
      const [sign = ""] = signs;
      pattern += sign === "\\" || sign in ALPHABETS ? `\\${sign}` : sign;
      continue;
    }
    const found = Object.entries(ALPHABETS).find(([, alphabet]) => [...signs].every((sign) => alphabet.includes(sign)));
    if (!found) return undefined;
    pattern += found[0];
  }
  return { kind: "pattern", pattern };
}

/**
 * The `index`-th value of a form, from 0: other values for other indices. Of a pattern, which value it is follows from the seed.
 * Where a pattern has no more combinations, `-1`, `-2`, … stand behind them.
 */
export function madeValue(form: MadeForm, index: number, seed: number): string {
  if (form.kind === "count") {
    const number = String(BigInt(form.next) + BigInt(index));
    return `${form.before ?? ""}${number.padStart(form.digits ?? 1, "0")}${form.after ?? ""}`;
  }
  const signs = [...form.pattern.matchAll(/\\(.)|(.)/gs)].map(([, sign, letter = ""]) => ({
    sign: sign ?? letter,
    alphabet: sign === undefined ? (ALPHABETS[letter] ?? "") : "",
  }));
  const sizes = signs.flatMap(({ alphabet }) => (alphabet === "" ? [] : [alphabet.length]));
  const { digits, rest } = digitsOf(index, sizes);
  const mixed = mix(digits, sizes, seed);
  let next = 0;
  const text = signs.map(({ sign, alphabet }) => (alphabet === "" ? sign : alphabet[mixed[next++] ?? 0])).join("");
  return rest === 0 ? text : `${text}-${rest}`;
}

/** A number with a digit of each of the sizes, the first one changing fastest, and what is left over. */
function digitsOf(index: number, sizes: readonly number[]): { digits: number[]; rest: number } {
  let rest = index;
  const digits = sizes.map((size) => {
    const digit = rest % size;
    rest = Math.floor(rest / size);
    return digit;
  });
  return { digits, rest };
}

/** Rounds of mixing: after two, every digit depends on all others. */
const ROUNDS = 3;

/** A permutation of all combinations: each digit is moved by a number that follows from the others (a Feistel network). */
function mix(digits: readonly number[], sizes: readonly number[], seed: number): readonly number[] {
  const mixed = [...digits];
  for (let round = 0; round < ROUNDS; round++) {
    sizes.forEach((size, i) => {
      let hash = scrambled(seed ^ Math.imul(round * sizes.length + i + 1, 0x9e3779b9));
      mixed.forEach((digit, j) => {
        if (j !== i) hash = scrambled(hash ^ Math.imul(digit + 1, 0x85ebca6b) ^ j);
      });
      mixed[i] = ((mixed[i] as number) + (hash >>> 0)) % size;
    });
  }
  return mixed;
}

/** The finaliser of MurmurHash3: every bit depends on every other. */
function scrambled(word: number): number {
  let hash = word | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

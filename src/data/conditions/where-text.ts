/** Conditions as people type them: `sex=Female,age>60`, `country=DE|FR`, `"city"!="A, B"`, `speed is missing`. */
import { problem } from "../../problem.ts";

export const comparisons = ["=", "!=", "<", "<=", ">", ">="] as const;
/** How a column is compared with a value. */
export type Comparison = (typeof comparisons)[number];

/** A value as a condition names it: text stands for what a file would have there, `null` for a gap. */
export type AskedValue = string | number | boolean | Date | null;

/** One condition on one column: for `=` and `!=` any of some values. */
export interface Clause {
  readonly column: string;
  readonly comparison: Comparison;
  readonly values: readonly AskedValue[];
}

const HOW = 'Write conditions as sex=Female,age>60,"home town"!="A, B",country=DE|FR,speed is missing.';

const SPELLINGS: Readonly<Record<string, Comparison>> = { "==": "=", "≤": "<=", "≥": ">=", "≠": "!=", "<>": "!=" };
/** The comparison of a sign, however it is spelt. */
export const comparisonNamed = (sign: string): Comparison => SPELLINGS[sign.trim()] ?? (sign.trim() as Comparison);

const OPERATOR = /==|!=|<=|>=|<>|[=<>≤≥≠]/y;
const MISSING = /\s+is\s+(not\s+)?missing\s*(?=,|$)/iy;

/** Reads conditions. Throws where a name, an operator or a quotation mark is missing. `doing` is for error texts. */
export function parseWhere(text: string, doing: string): readonly Clause[] {
  const scanner = createScanner(text, doing);
  const clauses: Clause[] = [];
  do clauses.push(clauseOf(scanner));
  while (scanner.takes(","));
  return clauses;
}

function clauseOf(scanner: Scanner): Clause {
  const column = scanner.word(/[=<>≤≥≠!,]|\s+is\s+(?:not\s+)?missing\s*(?:,|$)/i);
  const missing = scanner.match(MISSING);
  if (missing) return { column: column.text, comparison: missing[1] ? "!=" : "=", values: [null] };
  const sign = scanner.match(OPERATOR)?.[0];
  if (column.text === "" || sign === undefined) {
    throw scanner.fail(
      column.text === "" ? "the name of a column" : `=, !=, <, <=, > or >= after ${column.text}`,
      clauseAfterComma(scanner, column.text),
    );
  }
  const values: AskedValue[] = [];
  do {
    const { text, quoted } = scanner.word(/[,|]/);
    values.push(text === "" && !quoted ? null : text);
  } while (scanner.takes("|"));
  return { column: column.text, comparison: comparisonNamed(sign), values };
}

/** What to do where a condition does not go on: most often a comma within a value. */
const clauseAfterComma = ({ before }: Scanner, name: string): string =>
  before.includes(",") && name !== "" ? `A value with a comma stands in quotation marks: city="A, ${name}".` : HOW;

interface Scanner {
  /** What was read so far. */
  readonly before: string;
  /** Takes what stands in quotation marks (doubled where they are part of it), or all up to `end`, without blanks around it. */
  readonly word: (end: RegExp) => { readonly text: string; readonly quoted: boolean };
  /** Takes what a sticky expression matches. */
  readonly match: (expression: RegExp) => RegExpExecArray | undefined;
  readonly takes: (character: string) => boolean;
  readonly fail: (expected: string, next?: string) => Error;
}

function createScanner(text: string, doing: string): Scanner {
  let at = 0;
  const match = (expression: RegExp): RegExpExecArray | undefined => {
    expression.lastIndex = at;
    const found = expression.exec(text) ?? undefined;
    if (found) at += found[0].length;
    return found;
  };
  const fail = (expected: string, next = HOW): Error =>
    problem({
      doing,
      expected,
      came: at < text.length ? text.slice(at) : `the end of ${text || "an empty text"}`,
      next,
    });
  return {
    get before() {
      return text.slice(0, at);
    },
    match,
    fail,
    takes: (character) => {
      if (text[at] !== character) return false;
      at++;
      return true;
    },
    word: (end) => {
      match(/\s*/y);
      const mark = text[at];
      if (mark === '"' || mark === "'") {
        const quoted = match(mark === '"' ? /"((?:[^"]|"")*)"(?!")/y : /'((?:[^']|'')*)'(?!')/y);
        if (!quoted) throw fail(`a ${mark} at the end of a quotation`);
        // A blank before "is missing" belongs to that.
        match(/\s*(?=[=<>≤≥≠!,|]|$)/y);
        return { text: (quoted[1] ?? "").replaceAll(mark + mark, mark), quoted: true };
      }
      const rest = text.slice(at);
      const found = rest.search(end);
      const word = found < 0 ? rest : rest.slice(0, found);
      at += word.length;
      return { text: word.trim(), quoted: false };
    },
  };
}

/**
 * Rules between columns of a row, as people write them: `start<=end`, `total=net+tax`, `a!=b`, `if sex=Male then pregnant=no`,
 * `fixed(code,name)` for combinations of values that occur in the data alone. Of gaps a rule says nothing, unless it asks for them.
 */
import { problem } from "../../problem.ts";
import { contains } from "../conditions/value-set.ts";
import { type AskableTable, type Asked, columnNamed, holdsFor, readWhere } from "../conditions/where.ts";
import { type Comparison, comparisonNamed, parseWhere } from "../conditions/where-text.ts";
import { type ColumnFacts, isNominal } from "../typed-table.ts";
import { readSum } from "./read-sum.ts";
import { alone, type Sum, slackIn, sumIn } from "./sum.ts";

/** A rule; `text` as it was written. */
export type Rule = { readonly text: string } & (
  | {
      readonly kind: "compare";
      readonly comparison: Comparison;
      readonly left: Sum;
      readonly right: Sum;
      readonly within: number;
    }
  /** Two categories that have the same text, or another one. */
  | { readonly kind: "alike"; readonly columns: readonly [ColumnFacts, ColumnFacts]; readonly same: boolean }
  | { readonly kind: "given"; readonly asked: Asked; readonly gaps: boolean }
  | { readonly kind: "implies"; readonly premise: Asked; readonly conclusion: Asked }
  | { readonly kind: "fixed"; readonly columns: readonly string[] }
);

const HOW = 'Write rules as start<=end, total=net+tax, a!=b, fixed(code,name) or "if sex=Male then pregnant=no".';

/** Reads a rule on the columns of a table. Throws where it names what the table has not, or is none. */
export function readRule(text: string, table: AskableTable): Rule {
  const doing = `reading rule ${text}`;
  const list = /^\s*fixed\s*\((.*)\)\s*$/is.exec(text);
  if (list) return { kind: "fixed", text, columns: fixedColumns(list[1] ?? "", table, doing) };
  const implied = splitOutside(text.replace(/^\s*if\s+/i, ""), /\s+then\s+/iy);
  if (/^\s*if\s/i.test(text)) {
    if (!implied) throw problem({ doing, expected: "then, as in if sex=Male then pregnant=no", came: text, next: HOW });
    const [premise, , conclusion] = implied;
    return {
      kind: "implies",
      text,
      premise: readWhere(premise, table, doing),
      conclusion: readWhere(conclusion, table, doing),
    };
  }
  const parts = splitOutside(text, /\s*(?:==|!=|<=|>=|<>|[=<>≤≥≠])\s*/y);
  if (!parts) throw problem({ doing, expected: "a comparison", came: text, next: HOW });
  return comparisonOf(text, parts, table, doing);
}

function comparisonOf(text: string, [before, sign, behind]: Parts, table: AskableTable, doing: string): Rule {
  const comparison = comparisonNamed(sign);
  const left = readSum(before, table, doing);
  const kinds = new Map(table.columns.map((column) => [column.name, column]));
  const column = kinds.get(alone(left) ?? "");
  const other = column && kinds.get(unquoted(behind.trim()));
  if (column && !other && (isNominal(column) || column.kind === "date" || /\|/.test(behind))) {
    const clauses = parseWhere(text, doing);
    return {
      kind: "given",
      text,
      asked: readWhere(text, table, doing),
      gaps: !clauses.some(({ values }) => values.includes(null)),
    };
  }
  if (column && other && isNominal(column) && isNominal(other)) {
    if (comparison !== "=" && comparison !== "!=") {
      throw problem({ doing, expected: "= or != between values that have no order", came: comparison });
    }
    return { kind: "alike", text, columns: [column, other], same: comparison === "=" };
  }
  const right = readSum(behind, table, doing);
  const used = [...left.terms, ...right.terms].map((term) => kinds.get(term.column) as ColumnFacts);
  const unlike = used.find(({ kind }) => (kind === "date") !== (used[0]?.kind === "date")) ?? used.find(isNominal);
  const dates = used[0]?.kind === "date";
  if (unlike || (dates && (alone(left) === undefined || alone(right) === undefined))) {
    throw problem({
      doing,
      expected: dates ? "a date on either side" : "numbers on both sides",
      came: unlike ? `${unlike.name}, a ${unlike.kind}` : text,
    });
  }
  return { kind: "compare", text, comparison, left, right, within: comparison === "=" ? half(left, right, kinds) : 0 };
}

/** Half of the last place of a column that equals a sum: the sum is rounded to it. */
function half(left: Sum, right: Sum, kinds: ReadonlyMap<string, ColumnFacts>): number {
  const column = kinds.get(alone(left) ?? alone(right) ?? "");
  if (!column || column.kind === "date") return 0;
  const decimals = column.form?.decimals ?? (column.kind === "integer" ? 0 : undefined);
  return decimals === undefined ? 0 : 0.5 * 10 ** -decimals;
}

function fixedColumns(text: string, table: AskableTable, doing: string): readonly string[] {
  const names: string[] = [];
  for (let rest = text; ; ) {
    const parts = splitOutside(rest, /\s*,\s*/y);
    names.push(columnNamed(unquoted((parts?.[0] ?? rest).trim()), table, doing).name);
    if (!parts) break;
    rest = parts[2];
  }
  if (new Set(names).size < 2) throw problem({ doing, expected: "two columns or more", came: names.join(", ") });
  return [...new Set(names)];
}

const unquoted = (name: string): string => {
  const [, mark, inner] = /^(["'])(.*)\1$/s.exec(name) ?? [];
  return inner === undefined || mark === undefined ? name : inner.replaceAll(mark + mark, mark);
};

type Parts = readonly [before: string, found: string, behind: string];

/** A text around the first match of a sticky expression that is not within quotation marks. */
function splitOutside(text: string, expression: RegExp): Parts | undefined {
  let mark = "";
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (mark !== "") {
      if (character === mark) mark = "";
      continue;
    }
    if (character === '"' || (character === "'" && !/\w/.test(text[at - 1] ?? ""))) mark = character;
    expression.lastIndex = at;
    const found = expression.exec(text)?.[0];
    if (found) return [text.slice(0, at), found, text.slice(at + found.length)];
  }
  return undefined;
}

/** Whether a row keeps a rule. `valueIn`: the row's value of a column, NaN for a gap. */
export function keeps(rule: Rule, valueIn: (column: string) => number): boolean {
  switch (rule.kind) {
    case "fixed":
      return true;
    case "given":
      return [...rule.asked].every(([column, set]) => {
        const value = valueIn(column);
        return (rule.gaps && Number.isNaN(value)) || contains(set, value);
      });
    case "implies":
      return !holdsFor(rule.premise, valueIn) || holdsFor(rule.conclusion, valueIn);
    case "alike": {
      const [a, b] = rule.columns.map(({ name, levels }) => levels?.[valueIn(name)]);
      return a === undefined || b === undefined || (a === b) === rule.same;
    }
    case "compare": {
      const apart = sumIn(rule.right, valueIn) - sumIn(rule.left, valueIn);
      if (Number.isNaN(apart)) return true;
      const slack = Math.max(slackIn(rule.left, valueIn), slackIn(rule.right, valueIn));
      return ordered(rule.comparison, apart, slack, rule.within * (1 + 1e-9));
    }
  }
}

/** Whether right − left = `apart` is what a comparison asks for, where rounding may move it by `slack`. */
function ordered(comparison: Comparison, apart: number, slack: number, within: number): boolean {
  switch (comparison) {
    case "=":
      return Math.abs(apart) <= slack + within;
    case "!=":
      return Math.abs(apart) > slack;
    case "<":
      return apart > slack;
    case "<=":
      return apart >= -slack;
    case ">":
      return apart < -slack;
    case ">=":
      return apart <= slack;
  }
}

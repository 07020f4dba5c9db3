/** What holds between columns in every row of a table, and not by chance: rules that nobody needs to write. */
import { isNominal, type TypedColumn, type TypedTable } from "../typed-table.ts";
import { type FoundCombination, findCombinations, quoted } from "./combinations.ts";
import { findPairCombinations } from "./pair-combinations.ts";
import { type Rule, readRule } from "./rule.ts";
import { alone } from "./sum.ts";
import { findWeightedSums } from "./weighted-sums.ts";

/** Of a column of numbers with more values than this, others than those of the data are generated: no table has them. */
const MOST_TOLD_BY_NUMBERS = 200;
/** Rows in which both parts of a sum count; fewer prove none. */
const FEWEST_SUMMED = 10;
/** Columns of numbers that are looked through for sums: their number is cubed. */
const MOST_SUMMED = 60;
/** Rounding of decimals that are added, relative to the sum. */
const ROUNDING = 1e-9;

/**
 * Rules in the form of `rule.ts`: columns that are equal, sums, of so many times a column too, then columns that another one tells, or two.
 * Columns that rules of the user's own make others of are left to those.
 */
export function findRelations(whole: TypedTable, rules: readonly string[] = []): readonly string[] {
  const ruled = new Set(rules.flatMap((text) => columnsIn(readRule(text, whole))));
  const free = whole.columns.filter(({ name }) => !ruled.has(name));
  const copies = findCopies(whole.columns).filter(({ total }) => !ruled.has(total));
  const copied = new Set(copies.map(({ total }) => total));
  const table = { ...whole, columns: free.filter(({ name }) => !copied.has(name)) };
  const sums = findSums(table);
  const summed = new Set(sums.flatMap(({ rule }) => columnsIn(readRule(rule, table))));
  const weighted = findWeightedSums(table, summed);
  const computed = new Set([...sums.map(({ total }) => total), ...weighted.map(({ column }) => column)]);
  const told = findCombinations(table).flatMap((found) => withoutComputed(found, table, computed));
  const rulesOfOne = [...[...copies, ...sums, ...weighted].map(({ rule }) => rule), ...told];
  const related = new Set(rulesOfOne.flatMap((text) => columnsIn(readRule(text, whole))));
  return [...rulesOfOne, ...findPairCombinations(table, related).map(({ rule }) => rule)];
}

/** The columns that a rule makes others of. Of rules that are kept by drawing again there are none. */
export function columnsIn(rule: Rule): readonly string[] {
  if (rule.kind === "fixed") return rule.columns;
  if (rule.kind !== "compare") return [];
  const { comparison, left, right } = rule;
  const apart = comparison !== "!=" && alone(left) !== undefined && alone(right) !== undefined;
  return comparison === "=" || apart ? [...left.terms, ...right.terms].map(({ column }) => column) : [];
}

function withoutComputed(
  { from, told }: FoundCombination,
  { columns }: TypedTable,
  computed: ReadonlySet<string>,
): readonly string[] {
  const source = columns.find(({ name }) => name === from);
  const rest = told.filter((name) => !computed.has(name));
  if (!source || computed.has(from) || rest.length === 0 || !isTeller(source)) return [];
  return [`fixed(${[from, ...rest].map(quoted).join(",")})`];
}

/** Whether only values of the data are generated of a column. */
const isTeller = (column: TypedColumn): boolean =>
  isNominal(column) || new Set(column.values).size <= MOST_TOLD_BY_NUMBERS;

/** Numbers and dates of many values that stand twice in every row. Of few values, one column tells the other. */
function findCopies(columns: readonly TypedColumn[]): readonly FoundSum[] {
  const many = columns.filter((column) => !isTeller(column));
  return many.flatMap((copy, i) => {
    const first = many
      .slice(0, i)
      .find(
        (column) =>
          (column.kind === "date") === (copy.kind === "date") &&
          column.values.every((value, row) => Object.is(value, copy.values[row])),
      );
    return first ? [{ total: copy.name, rule: `${quoted(copy.name)}=${quoted(first.name)}` }] : [];
  });
}

interface FoundSum {
  readonly total: string;
  readonly rule: string;
}

/** Columns that are the sum of two others. Each is found once: where a = b + c, neither b = a − c nor c = a − b is looked for. */
function findSums({ columns, rows }: TypedTable): readonly FoundSum[] {
  const numbers = columns.filter(({ kind }) => kind === "number" || kind === "integer").slice(0, MOST_SUMMED);
  const found: FoundSum[] = [];
  const taken = new Set<string>();
  for (const total of numbers) {
    const parts = numbers.filter((part) => part !== total && !taken.has(part.name));
    pairs: for (const [i, a] of parts.entries()) {
      for (const b of parts.slice(i + 1)) {
        if (!isSum(total.values, a.values, b.values, rows)) continue;
        taken.add(total.name);
        found.push({ total: total.name, rule: `${quoted(total.name)}=${quoted(a.name)}+${quoted(b.name)}` });
        break pairs;
      }
    }
  }
  return found;
}

/** Whether a sum holds in every row, gaps beside gaps, and counts in enough of them. */
function isSum(total: Float64Array, a: Float64Array, b: Float64Array, rows: number): boolean {
  let summed = 0;
  for (let row = 0; row < rows; row++) {
    const [whole = 0, one = 0, other = 0] = [total[row], a[row], b[row]];
    const sum = one + other;
    if (Number.isNaN(sum) || Number.isNaN(whole)) {
      if (Number.isNaN(sum) !== Number.isNaN(whole)) return false;
    } else if (Math.abs(whole - sum) > ROUNDING * Math.max(Math.abs(whole), Math.abs(one), Math.abs(other))) {
      return false;
    } else if (one !== 0 && other !== 0) summed++;
  }
  return summed >= FEWEST_SUMMED;
}

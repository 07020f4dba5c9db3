/** What holds between columns in every row of a table, and not by chance: rules that nobody needs to write. */
import { isNominal, type TypedColumn, type TypedTable } from "../typed-table.ts";
import { type FoundCombination, findCombinations, quoted } from "./combinations.ts";
import { findPairCombinations } from "./pair-combinations.ts";
import { type Rule, readRule } from "./rule.ts";
import { alone } from "./sum.ts";
import { type FoundSum, findWeightedSums, keepsSum, type Weights } from "./weighted-sums.ts";

/** Of a column of numbers with more values than this, others than those of the data are generated: no table has them. */
const MOST_TOLD_BY_NUMBERS = 200;
/** Rows in which both parts of a sum count; fewer prove none. */
const FEWEST_SUMMED = 10;
/** Columns of numbers that are looked through for sums: their number is cubed. */
const MOST_SUMMED = 60;
/** Both parts once. */
const PLAIN: Weights = { p: 1, q: 1, r: 0 };

/**
 * Rules in the form of `rule.ts`: columns that are equal, sums, of so many times a column too, then columns that another one tells, or
 * two. Columns that rules of the user's own make others of are left to those.
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
  const computed = new Set([...sums, ...weighted].map(({ total }) => total));
  const told = findCombinations(table).flatMap((found) => withoutComputed(found, table, computed));
  const rulesOfOne = [...[...copies, ...sums, ...weighted].map(({ rule }) => rule), ...told];
  const related = new Set(rulesOfOne.flatMap((text) => columnsIn(readRule(text, whole))));
  return [...rulesOfOne, ...findPairCombinations(table, related)];
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

/** Columns that are the sum of two others. Each is found once: where a = b + c, neither b = a − c nor c = a − b is looked for. */
function findSums({ columns, rows }: TypedTable): readonly FoundSum[] {
  const numbers = columns.filter(({ kind }) => kind === "number" || kind === "integer").slice(0, MOST_SUMMED);
  const found: FoundSum[] = [];
  const taken = new Set<string>();
  for (const total of numbers) {
    const parts = numbers.filter((part) => part !== total && !taken.has(part.name));
    pairs: for (const [i, a] of parts.entries()) {
      for (const b of parts.slice(i + 1)) {
        if (!isSum(total, a, b, rows)) continue;
        taken.add(total.name);
        found.push({ total: total.name, rule: `${quoted(total.name)}=${quoted(a.name)}+${quoted(b.name)}` });
        break pairs;
      }
    }
  }
  return found;
}

/** Whether a sum holds in every row, and counts in enough of them. */
function isSum(total: TypedColumn, a: TypedColumn, b: TypedColumn, rows: number): boolean {
  let summed = 0;
  const seen = (one: number, other: number): void => {
    if (one !== 0 && other !== 0) summed++;
  };
  return keepsSum(total, [a, b], PLAIN, rows, seen) && summed >= FEWEST_SUMMED;
}

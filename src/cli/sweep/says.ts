/** What a sweep has shown, in sentences. */
import { counted, formatNumber } from "../../inner.ts";
import { metricText, pText, scoreText } from "./metric-text.ts";
import type { Beside, SweepTable, TableRow } from "./table.ts";

const LEVEL = 0.05;
/** Settings that a sentence names one by one. */
const NAMED = 4;

/** A setting beside another: where one option differs, its value is enough. */
const shortName = ({ values, text }: TableRow): string => {
  const all = Object.values(values);
  return all.length === 1 ? (all[0] as string) : text;
};

/** `a`, `a and b`, `a, b and c`; of many the first ones. */
function listText(parts: readonly string[]): string {
  const shown = parts.length > NAMED + 1 ? [...parts.slice(0, NAMED), `${parts.length - NAMED} others`] : parts;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

function bestSentence({ metric, rows }: SweepTable): string {
  const [best] = rows;
  if (!best) return "";
  const { value, low, high } = best.mean;
  const { better } = metricText(metric);
  const count = best.scores.filter((score) => score !== null).length;
  const interval = count < 2 ? "" : ` (95 % interval ${metricText(metric).figure(low)} to ${scoreText(metric, high)})`;
  // Which of equal ones stands first is no finding.
  const equal = rows.slice(1).filter(({ mean, failed }) => mean.value === value && failed.length === 0);
  const also =
    equal.length > 0 ? `; ${listText(equal.map(shortName))} ${equal.length === 1 ? "has" : "have"} the same` : "";
  return `${best.text} has the ${better === "higher" ? "highest" : "lowest"} ${metricText(metric).title}: ${scoreText(metric, value)}${interval}, ${count === 1 ? "of one seed" : `the mean of ${count} seeds`}${also}.`;
}

function moreText({ more, difference }: Beside): string {
  if (difference.value === 0) return "their means are the same";
  if (more === null) return "a thousand seeds would not do, if the difference is what it looks like";
  return `${counted(more, "more seed")} would tell them apart four times in five, if the difference is what it looks like`;
}

/** The sentences, the most important first. */
export function sentencesOf(table: SweepTable): string[] {
  const { best, rows, beside, metric } = table;
  const failures = rows.flatMap((row) => (row.failed.length > 0 ? [failureSentence(row, table)] : []));
  if (best === null) return ["Nothing was measured.", ...failures];
  const { better } = metricText(metric);
  const rowOf = (setting: number): TableRow => rows.find((row) => row.setting === setting) as TableRow;
  const name = ({ setting }: Beside): string => shortName(rowOf(setting));
  const worse = ({ difference: { value } }: Beside): boolean => (better === "higher" ? value < 0 : value > 0);
  const told = beside.filter(({ corrected }) => corrected !== null && corrected < LEVEL);
  const untold = beside.filter(({ corrected }) => corrected !== null && corrected >= LEVEL);
  const single = beside.filter(({ corrected }) => corrected === null);
  const winner = rows[0] as TableRow;
  const better95 = told.filter(worse);
  return [
    bestSentence(table),
    ...(better95.length > 0
      ? [
          `${winner.text} is better than ${listText(better95.map((one) => `${name(one)} (${pText(one.corrected as number)})`))}.`,
        ]
      : []),
    ...told
      .filter((one) => !worse(one))
      .map(
        (one) =>
          `${rowOf(one.setting).text} is better with the seeds that it finished (${pText(one.corrected as number)}), but not all of its runs did.`,
      ),
    ...untold
      .slice(0, NAMED)
      .map((one) => `It cannot be told from ${name(one)} (${pText(one.corrected as number)}): ${moreText(one)}.`),
    ...(untold.length > NAMED
      ? [`Nor can it be told from ${formatNumber(untold.length - NAMED)} others, of which the table has the figures.`]
      : []),
    ...(single.length > 0
      ? ["One seed shows no more than itself: whether another setting is worse, or had less luck, cannot be told."]
      : []),
    ...failures,
  ];
}

function failureSentence({ text, failed, setting }: TableRow, { seeds }: SweepTable): string {
  const [first] = failed;
  if (!first) return "";
  if (first.seed === null) return `${text} could not be played (setting ${setting}): ${first.says}`;
  const count = failed.length === seeds.length ? "each of its runs" : counted(failed.length, "run");
  return `${text} failed in ${count} of ${seeds.length}, with seed ${first.seed}: ${first.says}`;
}

/** What the figures rest on. */
export function assumptionsOf({ beside }: SweepTable, halved: boolean): string[] {
  if (!beside.some(({ p }) => p !== null)) return [];
  return [
    `Each p is of a paired t test: settings are compared seed by seed, which assumes that their differences are about normal over seeds. p values of all pairs are corrected together after Holm, as the best was picked by the same scores; the chance that any difference that is called one is luck is at most 5 %.`,
    ...(beside.some(({ signs }) => signs !== null)
      ? ["The p of signs beside it, uncorrected, assumes no more than that luck has no side."]
      : []),
    ...(halved ? ["Settings that halving has stopped are compared by the last scores that both had."] : []),
  ];
}

/** The command that adds the seeds which would tell the most promising setting apart; undefined if none is known. */
export function seedsToAsk({ beside, seeds }: SweepTable): number | undefined {
  const known = beside.flatMap(({ more }) => (more !== null && more > 0 ? [more] : []));
  if (known.length > 0) return seeds.length + Math.min(...known);
  return beside.some(({ p }) => p === null) ? Math.max(3, seeds.length + 1) : undefined;
}

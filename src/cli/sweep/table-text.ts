/** The table of a sweep as text for the terminal, and as CSV. */
import { decimal, formatNumber, safeText } from "../../inner.ts";
import { textTable } from "../terminal/text-table.ts";
import { metricText, pText } from "./metric-text.ts";
import type { SweepTable } from "./table.ts";

/** Seeds of which a terminal shows the single scores. */
const MOST_SEEDS = 6;

export function tableText({ metric, seeds, rows, beside }: SweepTable): string {
  const { figure, unit } = metricText(metric);
  const single = seeds.length <= MOST_SEEDS ? seeds : [];
  const steps = new Set(rows.map((row) => row.steps)).size > 1;
  const heading = [
    "setting",
    ...(steps ? ["steps"] : []),
    ...single.map((seed) => `seed ${seed}`),
    `mean${unit}`,
    "95 % interval",
    "p",
  ];
  const lines = rows.map((row) => {
    const { value, low, high } = row.mean;
    const p = beside.find(({ setting }) => setting === row.setting)?.corrected ?? null;
    return [
      row.text,
      ...(steps ? [row.steps === null ? "–" : formatNumber(row.steps)] : []),
      ...single.map((_, i) => {
        const score = row.scores[i] ?? null;
        return score === null ? (row.failed.length > 0 ? "failed" : "–") : figure(score);
      }),
      Number.isNaN(value) ? "–" : figure(value),
      Number.isNaN(low + high) ? "–" : `${figure(low)} to ${figure(high)}`,
      p === null ? "" : pText(p).replace(/^p = /, "").replace(/^p /, ""),
    ];
  });
  return textTable(
    [heading, ...lines],
    heading.map((_, column) => column > 0),
  );
}

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Text that a spreadsheet would take for a formula is made harmless; numbers stay what they are. */
const textValue = (text: string): string => (decimal(text) === undefined ? safeText(text) : text);

/** A line a setting; what was not measured is empty. */
export function tableCsv({ seeds, rows, beside }: SweepTable): string {
  const options = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  const number = (value: number | null | undefined): string =>
    value === null || value === undefined || Number.isNaN(value) ? "" : String(value);
  const heading = [
    ...["setting", ...options, "steps", ...seeds.map((seed) => `seed ${seed}`), "mean", "low", "high"],
    ...["less the best", "p", "p of signs", "more seeds", "failed"],
  ];
  const lines = rows.map((row) => {
    const found = beside.find(({ setting }) => setting === row.setting);
    return [
      String(row.setting),
      ...options.map((name) => textValue(row.values[name] ?? "")),
      number(row.steps),
      ...row.scores.map(number),
      ...[row.mean.value, row.mean.low, row.mean.high].map(number),
      ...[found?.difference.value, found?.corrected, found?.signs, found?.more].map(number),
      row.failed.map(({ seed, says }) => (seed === null ? says : `seed ${seed}: ${says}`)).join(" "),
    ];
  });
  return `${[heading, ...lines].map((cells) => cells.map(cell).join(",")).join("\n")}\n`;
}

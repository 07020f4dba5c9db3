/** The scores of all settings as a picture: a row each, a dot a run, and the mean with its interval. */
import { scaleLinear } from "d3-scale";
import { escapeHtml } from "../html.ts";
import { metricText, scoreText } from "./metric-text.ts";
import type { SweepTable, TableRow } from "./table.ts";

const [WIDTH, ROW, LEFT, RIGHT, TOP, BOTTOM] = [880, 26, 260, 20, 12, 44] as const;
/** Rows of a picture; the table has them all. */
export const MOST_ROWS = 40;
/** Letters that fit beside a row. */
const LETTERS = 36;

const known = (row: TableRow): number[] => row.scores.filter((score) => score !== null);

/** As SVG in the colours of the page; empty where nothing was measured. */
export function stripSvg({ metric, rows, best }: SweepTable): string {
  const shown = rows.filter((row) => known(row).length > 0).slice(0, MOST_ROWS);
  // Intervals of two or three seeds reach far beyond all scores: the axis is that of the scores.
  const scores = shown.flatMap(known);
  if (scores.length === 0) return "";
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  const margin = (high - low || Math.abs(high) || 1) / 12;
  const x = scaleLinear([low - margin, high + margin], [LEFT, WIDTH - RIGHT]).clamp(true);
  const height = TOP + ROW * shown.length + BOTTOM;
  const bottom = TOP + ROW * shown.length;
  const { figure } = metricText(metric);
  const at = (value: number): string => x(value).toFixed(1);
  const ticks = x
    .ticks(6)
    .map(
      (tick) =>
        `<path d="M${at(tick)} ${TOP}V${bottom}" stroke="var(--rule)"/><text x="${at(tick)}" y="${bottom + 18}" text-anchor="middle" class="faint">${escapeHtml(figure(tick))}</text>`,
    );
  const lines = shown.map((row, i) => {
    const y = TOP + ROW * (i + 0.5);
    const name = row.text.length > LETTERS ? `${row.text.slice(0, LETTERS - 1)}…` : row.text;
    const bold = row.setting === best ? ' font-weight="600"' : "";
    const dots = known(row).map(
      (score) =>
        `<circle cx="${at(score)}" cy="${y}" r="4" fill="#0072B2" fill-opacity=".55"><title>${escapeHtml(scoreText(metric, score))}</title></circle>`,
    );
    const { value, low: from, high: to } = row.mean;
    const interval = Number.isNaN(from + to)
      ? ""
      : `<path d="M${at(from)} ${y}H${at(to)}" stroke="#D55E00" stroke-width="2"/>`;
    return `<text x="${LEFT - 12}" y="${y + 4}" text-anchor="end"${bold}><title>${escapeHtml(row.text)}</title>${escapeHtml(name)}</text>${interval}<path d="M${at(value)} ${y - 7}v14" stroke="#D55E00" stroke-width="3"/>${dots.join("")}`;
  });
  const { title, unit } = metricText(metric);
  const label = `${title}${unit === "" ? "" : `,${unit}`}`;
  return `<svg class="strip" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(`Scores of ${shown.length} settings: ${title}`)}">${ticks.join("")}${lines.join("")}<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${bottom + 38}" text-anchor="middle" class="faint">${escapeHtml(label)}</text></svg>`;
}

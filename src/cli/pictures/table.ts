/** Rows of a table as a scatter matrix: every pair of columns, and each column's histogram on the diagonal. */
import { type Column, columnInUnits, formatNumber, significantDigits } from "../../inner.ts";
import { escapeHtml } from "../html.ts";
import { COLOURS } from "./colours.ts";

/** More columns than this would make cells too small to read; the first ones are shown, and how many there are is said. */
const MOST_COLUMNS = 8;
/** Around the cells, for names and numbers. */
const LEFT = 64;
const BOTTOM = 40;
const NOTE = 20;
const GAP = 8;
const BARS = 24;

interface Axis {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly real: readonly number[];
  readonly generated: readonly number[];
}

/** `real` and `generated` as in training (scaled); the picture is in the data's units. */
export function tableSvg(columns: readonly Column[], generated: Float32Array, real: Float32Array): string {
  const width = columns.length;
  const axes = columns.slice(0, MOST_COLUMNS).map((column, i): Axis => {
    const [values, made] = [real, generated].map((rows) => Array.from(columnInUnits(columns, i, rows))) as [
      number[],
      number[],
    ];
    const shown = values.length > 0 ? values : made;
    const [from, to] = [shown.reduce((a, b) => Math.min(a, b)), shown.reduce((a, b) => Math.max(a, b))];
    const margin = 0.1 * (to - from);
    return { name: column.name, low: from - margin, high: to + margin, real: values, generated: made };
  });
  const cell = Math.max(140, Math.floor(600 / axes.length));
  const side = axes.length * (cell + GAP);
  const body = axes.map((vertical, row) =>
    axes
      .map((horizontal, column) => {
        const content = row === column ? histogram(vertical, cell) : scatter(horizontal, vertical, cell);
        const place = `translate(${LEFT + column * (cell + GAP)} ${GAP + row * (cell + GAP)})`;
        const frame = `<rect width="${cell}" height="${cell}" fill="none" stroke="#bbbbbb"/>`;
        const below = row === axes.length - 1 ? ticks(horizontal, cell, false) : "";
        const beside = column === 0 ? ticks(vertical, cell, true) : "";
        return `<g transform="${place}">${frame}<svg width="${cell}" height="${cell}">${content}</svg>${below}${beside}</g>`;
      })
      .join(""),
  );
  const [total, bottom] = [LEFT + side, GAP + side + BOTTOM];
  const some = axes.length < width;
  const note = some
    ? `<text x="${LEFT}" y="${bottom + NOTE - 8}" fill="#555555">the first ${axes.length} of ${formatNumber(width)} columns</text>`
    : "";
  const high = bottom + (some ? NOTE : 0);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${total}" height="${high}" viewBox="0 0 ${total} ${high}" ` +
    `font-family="sans-serif" font-size="12"><rect width="${total}" height="${high}" fill="white"/>${body.join("")}${note}</svg>`
  );
}

const position = (value: number, { low, high }: Axis, cell: number): number => ((value - low) / (high - low)) * cell;

function scatter(horizontal: Axis, vertical: Axis, cell: number): string {
  const dots = (which: "real" | "generated", radius: number, opacity: number): string => {
    const circles = horizontal[which].map((value, i) => {
      const x = position(value, horizontal, cell).toFixed(1);
      const y = (cell - position(vertical[which][i] ?? 0, vertical, cell)).toFixed(1);
      return `<circle cx="${x}" cy="${y}" r="${radius}"/>`;
    });
    return `<g fill="${COLOURS[which]}" fill-opacity="${opacity}">${circles.join("")}</g>`;
  };
  return dots("real", 2.2, 0.5) + dots("generated", 1.2, Math.min(0.6, 600 / Math.max(1, horizontal.generated.length)));
}

function histogram(axis: Axis, cell: number): string {
  const heights = (values: readonly number[]): number[] => {
    const bars = new Array<number>(BARS).fill(0);
    for (const value of values) {
      const bar = Math.floor(position(value, axis, BARS));
      if (bar >= 0 && bar < BARS) bars[bar] = (bars[bar] ?? 0) + 1 / values.length;
    }
    return bars;
  };
  const [real, generated] = [heights(axis.real), heights(axis.generated)];
  const top = 1.25 * Math.max(...real, ...generated);
  const outline = (bars: readonly number[]): string =>
    `M0 ${cell}${bars
      .map((bar, i) => {
        const y = (cell - (bar / top) * cell).toFixed(1);
        return `L${((i / BARS) * cell).toFixed(1)} ${y}L${(((i + 1) / BARS) * cell).toFixed(1)} ${y}`;
      })
      .join("")}L${cell} ${cell}`;
  return (
    `<path d="${outline(real)}" fill="${COLOURS.real}" fill-opacity="0.3" stroke="${COLOURS.real}"/>` +
    `<path d="${outline(generated)}" fill="none" stroke="${COLOURS.generated}" stroke-width="1.5"/>`
  );
}

/** Name and the ends of the range, below a cell or turned beside it. */
function ticks(axis: Axis, cell: number, beside: boolean): string {
  const text = (at: number, anchor: string, line: number, content: string): string => {
    const place = beside
      ? `transform="translate(${-line} ${cell - at}) rotate(-90)"`
      : `x="${at}" y="${cell + line + 8}"`;
    return `<text ${place} text-anchor="${anchor}">${escapeHtml(content)}</text>`;
  };
  const span = axis.high - axis.low;
  const figure = (value: number): string => String(Number(value.toPrecision(significantDigits(value, span, 3))));
  const name = axis.name.length * 7 > cell ? `${axis.name.slice(0, Math.floor(cell / 7) - 1)}…` : axis.name;
  return (
    text(0, "start", 6, figure(axis.low)) +
    text(cell, "end", 6, figure(axis.high)) +
    text(cell / 2, "middle", beside ? 24 : 22, name)
  );
}

/** How the values of each column of a mixed table are spread, beside those of the data. */
import { valueText } from "../../../inner.ts";
import { cellName, percent } from "./conditions.ts";
import { find, penOf } from "./elements.ts";
import type { PageColumn } from "./facts.ts";
import { words } from "./language.ts";

/** Categories that have a bar; the rest share one. */
const MOST_BARS = 8;

/** Draws one column: `values` are those of all rows, in units of the data, NaN at gaps. */
export function showShares(column: PageColumn, index: number, values: Float64Array): void {
  const place = find(`shares-${index}`, HTMLElement);
  place.replaceChildren(...(column.data ? histogramOf(column, column.data, values) : barsOf(column, values)));
}

interface Bar {
  readonly name: string;
  readonly data: number;
  readonly drawn: number;
}

function barsOf(column: PageColumn, values: Float64Array): HTMLElement[] {
  const { cells = [] } = column;
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const total = cells.reduce((sum, { count }) => sum + count, 0);
  const drawnOf = (of: readonly number[]): number =>
    of.reduce((sum, value) => sum + (counts.get(value) ?? 0), 0) / Math.max(1, values.length);
  const all = cells.map((cell): Bar => {
    const { count, value, values: rare } = cell;
    // A gap is NaN, which a map finds.
    const of = value === undefined ? (rare ?? [Number.NaN]) : [value];
    return { name: cellName(column, cell), data: count / total, drawn: drawnOf(of) };
  });
  const shown = all.length > MOST_BARS + 1 ? all.toSorted((a, b) => b.data - a.data).slice(0, MOST_BARS) : all;
  const rest = all.filter((bar) => !shown.includes(bar));
  const sum = (key: "data" | "drawn"): number => rest.reduce((all, bar) => all + bar[key], 0);
  const others = { name: words().others(rest.length), data: sum("data"), drawn: sum("drawn") };
  const bars = rest.length > 0 ? [...shown, others] : shown;
  const list = document.createElement("ul");
  list.className = "bars";
  list.append(...bars.map(barElement));
  return [list];
}

function barElement({ name, data, drawn }: Bar): HTMLLIElement {
  const item = document.createElement("li");
  item.style.setProperty("--drawn", `${100 * drawn}%`);
  item.style.setProperty("--data", `${100 * data}%`);
  item.title = words().shares(name, percent(drawn), percent(data));
  const [label, share] = [document.createElement("span"), document.createElement("span")];
  label.textContent = name;
  share.textContent = percent(drawn);
  item.append(label, share);
  return item;
}

/** Bars of the rows drawn, a line of the data, and the ends of the range. */
function histogramOf(column: PageColumn, data: readonly number[], values: Float64Array): HTMLElement[] {
  const { low, high, name, cells = [] } = column;
  const bars = new Array<number>(data.length).fill(0);
  let gaps = 0;
  for (const value of values) {
    if (Number.isNaN(value)) gaps++;
    else {
      const bar = Math.min(data.length - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * data.length)));
      bars[bar] = (bars[bar] ?? 0) + 1 / values.length;
    }
  }
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  // The last of some whole numbers lies within the last bar.
  const last = cells.reduce((most, { value, to = value ?? low }) => Math.max(most, to), low);
  const [from, to] = [valueText(column, low), valueText(column, Math.min(high, last))];
  canvas.ariaLabel = words().histogram(name, from, to);
  // It has a size once it stands in the page.
  requestAnimationFrame(() => drawBars(canvas, bars, data));
  const ends = document.createElement("p");
  ends.className = "ends";
  for (const text of [from, to]) {
    const end = document.createElement("span");
    end.textContent = text;
    ends.append(end);
  }
  const gap = cells.find((cell) => cell.gap);
  if (!gap) return [canvas, ends];
  const total = cells.reduce((sum, { count }) => sum + count, 0);
  const note = document.createElement("p");
  note.className = "hint";
  note.textContent = words().gaps(percent(gaps / Math.max(1, values.length)), percent(gap.count / total));
  return [canvas, ends, note];
}

function drawBars(canvas: HTMLCanvasElement, bars: readonly number[], data: readonly number[]): void {
  const ratio = window.devicePixelRatio;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  const pen = penOf(canvas);
  pen.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const top = Math.max(...bars, ...data) || 1;
  const y = (share: number): number => height - 1 - (share / top) * (height - 3);
  const wide = width / bars.length;
  pen.fillStyle = style.getPropertyValue("--generated");
  pen.globalAlpha = 0.55;
  bars.forEach((share, i) => {
    pen.fillRect(i * wide, y(share), Math.max(1, wide - 1), height - y(share));
  });
  pen.globalAlpha = 1;
  pen.strokeStyle = style.getPropertyValue("--ink");
  pen.lineWidth = 1;
  pen.beginPath();
  data.forEach((share, i) => {
    pen.lineTo(i * wide, y(share));
    pen.lineTo((i + 1) * wide, y(share));
  });
  pen.stroke();
}

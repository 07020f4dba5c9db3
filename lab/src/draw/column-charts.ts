/** The columns of a mixed table as small charts: shares of real rows beside those of generated ones. */
import { FONT, fitted } from "./axes.ts";
import type { Palette } from "./palette.ts";
import type { Size } from "./surface.ts";

interface ColumnBar {
  readonly text: string;
  /** Part of a range: its neighbours stand close. */
  readonly range: boolean;
  readonly real: number;
  readonly generated: number;
}

export interface ColumnChart {
  readonly name: string;
  /** As it is written: 93 %. */
  readonly score: string;
  /** Numbers and dates stand upright, others lie under each other with their names. */
  readonly ordered: boolean;
  /** The ends of the range. */
  readonly ends: readonly [low: string, high: string];
  readonly bars: readonly ColumnBar[];
}

const SMALL = "11px system-ui, 'Noto Sans KR', sans-serif";
const [TITLE, LINE, UPRIGHT, ENDS, GAP] = [20, 14, 84, 16, 18];
/** A chart is at least so wide. */
const LEAST = 170;

interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

export interface ColumnLayout {
  readonly places: readonly Place[];
  readonly height: number;
}

const heightOf = ({ ordered, bars }: ColumnChart): number => TITLE + (ordered ? UPRIGHT + ENDS : bars.length * LINE);

/** In rows of as many as there is room for. */
export function layColumns(charts: readonly ColumnChart[], width: number): ColumnLayout {
  const across = Math.max(1, Math.min(charts.length, Math.floor((width + GAP) / (LEAST + GAP))));
  const each = (width - (across - 1) * GAP) / across;
  const places: Place[] = [];
  let top = 0;
  for (let from = 0; from < charts.length; from += across) {
    const row = charts.slice(from, from + across);
    places.push(...row.map((_, i) => ({ left: i * (each + GAP), top, width: each })));
    top += Math.max(...row.map(heightOf)) + GAP;
  }
  return { places, height: Math.max(0, top - GAP) };
}

export function drawColumns(
  context: CanvasRenderingContext2D,
  { width }: Size,
  palette: Palette,
  charts: readonly ColumnChart[],
  above: number,
): void {
  const { places } = layColumns(charts, width);
  charts.forEach((chart, i) => {
    const place = places[i];
    if (!place) return;
    const at = { ...place, top: place.top + above };
    drawTitle(context, at, palette, chart);
    (chart.ordered ? drawUpright : drawLines)(context, { ...at, top: at.top + TITLE }, palette, chart);
  });
}

function drawTitle(
  context: CanvasRenderingContext2D,
  { left, top, width }: Place,
  palette: Palette,
  { name, score }: ColumnChart,
): void {
  context.font = FONT;
  context.textBaseline = "middle";
  context.textAlign = "right";
  context.fillStyle = palette.faint;
  context.fillText(score, left + width, top + TITLE / 2);
  const room = width - context.measureText(score).width - 8;
  context.textAlign = "left";
  context.fillStyle = palette.ink;
  context.fillText(fitted(context, name, room), left, top + TITLE / 2);
}

const largest = (bars: readonly ColumnBar[]): number =>
  Math.max(1e-9, ...bars.map(({ real, generated }) => Math.max(real, generated)));

/** A line for each value: its name, the share of real rows, beneath it that of generated ones. */
function drawLines(
  context: CanvasRenderingContext2D,
  { left, top, width }: Place,
  palette: Palette,
  { bars }: ColumnChart,
): void {
  context.font = SMALL;
  context.textBaseline = "middle";
  context.textAlign = "left";
  const names = Math.min(0.45 * width, Math.max(0, ...bars.map(({ text }) => context.measureText(text).width)) + 6);
  const room = width - names;
  const most = largest(bars);
  bars.forEach(({ text, real, generated }, i) => {
    const y = top + i * LINE;
    context.fillStyle = palette.ink;
    context.fillText(fitted(context, text, names - 6), left, y + LINE / 2);
    context.fillStyle = palette.real;
    context.fillRect(left + names, y + 1, (room * real) / most, LINE / 2 - 1.5);
    context.fillStyle = palette.generated;
    context.fillRect(left + names, y + LINE / 2 + 0.5, (room * generated) / most, LINE / 2 - 1.5);
  });
}

/** Between bars of values, and beside those of ranges. */
const APART = 6;

function drawUpright(
  context: CanvasRenderingContext2D,
  { left, top, width }: Place,
  palette: Palette,
  { bars, ends }: ColumnChart,
): void {
  const breaks = bars.filter((bar, i) => i > 0 && !(bar.range && bars[i - 1]?.range)).length;
  const each = (width - breaks * APART) / Math.max(1, bars.length);
  const most = largest(bars);
  const bottom = top + UPRIGHT;
  context.font = SMALL;
  context.textBaseline = "top";
  let x = left;
  const ranges: number[] = [];
  bars.forEach((bar, i) => {
    if (i > 0 && !(bar.range && bars[i - 1]?.range)) x += APART;
    const [real, generated] = [bar.real, bar.generated].map((share) => (UPRIGHT * share) / most) as [number, number];
    context.fillStyle = palette.real;
    context.fillRect(x, bottom - real, each / 2 - 0.5, real);
    context.fillStyle = palette.generated;
    context.fillRect(x + each / 2, bottom - generated, Math.max(1, each / 2 - 1), generated);
    if (bar.range) ranges.push(x, x + each);
    x += each;
  });
  context.fillStyle = palette.rule;
  context.fillRect(left, bottom, width, 1);
  drawEnds(context, { left, top: bottom + 3, width }, palette, { bars, ends, ranges });
}

/** The ends of the range, or the first and the last value where there are no ranges. */
function drawEnds(
  context: CanvasRenderingContext2D,
  { left, top, width }: Place,
  palette: Palette,
  { ends: [low, high], ranges }: Pick<ColumnChart, "bars" | "ends"> & { readonly ranges: readonly number[] },
): void {
  const [from, to] = ranges.length > 0 ? [ranges[0] ?? left, ranges.at(-1) ?? left] : [left, left + width];
  context.fillStyle = palette.faint;
  context.textAlign = "left";
  context.fillText(fitted(context, low, (to - from) / 2), from, top);
  context.textAlign = "right";
  context.fillText(fitted(context, high, (to - from) / 2), to, top);
}

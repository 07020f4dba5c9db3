/** Which charts there are, with which lines, and what of the history goes into them. */

import type { AlignedData } from "uplot";
import { formatNumber } from "#inner";
import type { Palette } from "../draw/palette.ts";
import type { Cell, History, SeriesName } from "../state/history.ts";
import type { ChartKey, CurveWords } from "../words/messages.ts";

type Words = CurveWords;

interface Line {
  readonly name: SeriesName;
  readonly label: string;
  readonly colour: keyof Palette;
  /** Half the width of a band around the line. */
  readonly error?: SeriesName;
  /** Of the other side in compare mode. */
  readonly second?: boolean;
}

/** A horizontal line that theory draws. */
interface Mark {
  readonly value: number;
  readonly label: string;
  /** Its name stands at the right end, because curves begin at the left. */
  readonly atEnd?: boolean;
}

export interface Chart {
  readonly key: ChartKey;
  readonly title: string;
  readonly unit: string;
  readonly meaning: string;
  readonly lines: readonly Line[];
  readonly marks: readonly Mark[];
  /** The scale holds these at least. */
  readonly from: readonly number[];
  readonly logarithmic: boolean;
}

/** A chart with its numbers. */
export interface DrawnChart extends Chart {
  readonly steps: readonly number[];
  /** One column for each line; `null` is a gap, `undefined` a step that only the other side has. */
  readonly values: readonly (readonly (Cell | undefined)[])[];
  /** One column for each line that has a band, else `null`. */
  readonly errors: readonly (readonly (Cell | undefined)[] | null)[];
  /** First and last step of all charts, so that they stand in line. */
  readonly span: readonly [number, number];
}

interface Sides {
  readonly history: History;
  readonly second: History | undefined;
  readonly probability: boolean;
}

const line = (name: SeriesName, label: string, colour: keyof Palette): Line => ({ name, label, colour });

function allCharts({ probability, modesOf }: { probability: boolean; modesOf: number | null }, t: Words): Chart[] {
  const { lines, marks } = t;
  const plain = { marks: [], from: [], logarithmic: false };
  const norms = { ...plain, logarithmic: true };
  return [
    {
      key: "losses",
      ...t.charts.losses,
      ...plain,
      lines: [line("dLoss", lines.d, "discriminator"), line("gLoss", lines.g, "generated")],
    },
    {
      key: "value",
      ...t.charts.value,
      ...plain,
      lines: [line("value", lines.value, "accent")],
      marks: [{ value: -Math.log(4), label: marks.equilibriumValue }],
      from: [-Math.log(4), -1],
    },
    {
      key: "jsd",
      ...t.charts.jsd,
      ...plain,
      lines: [{ ...line("jsd", lines.jsd, "accent"), error: "jsdError" }],
      marks: [
        { value: Math.LN2, label: marks.disjoint, atEnd: true },
        { value: 0, label: marks.equal },
      ],
      from: [0, Math.LN2],
    },
    {
      key: "answers",
      ...(probability ? t.charts.answers : t.scores),
      ...plain,
      lines: [line("meanDReal", lines.onReal, "real"), line("meanDFake", lines.onGenerated, "generated")],
      ...(probability ? { marks: [{ value: 0.5, label: marks.half }], from: [0, 1] } : {}),
    },
    {
      key: "bothNorms",
      ...t.charts.bothNorms,
      ...norms,
      lines: [line("minimaxNorm", lines.minimax, "pull"), line("nonSaturatingNorm", lines.nonSaturating, "generated")],
    },
    {
      key: "norms",
      ...t.charts.norms,
      ...norms,
      lines: [line("dGradientNorm", lines.d, "discriminator"), line("gGradientNorm", lines.g, "generated")],
    },
    {
      key: "modes",
      ...t.charts.modes,
      ...plain,
      lines: [line("modes", lines.modes, "accent")],
      marks: modesOf === null ? [] : [{ value: modesOf, label: marks.all(modesOf) }],
      from: [0, modesOf ?? 1],
    },
    {
      key: "distance",
      ...t.charts.distance,
      ...plain,
      lines: [line("distance", lines.distance, "discriminator")],
      from: [0],
    },
    {
      key: "energy",
      ...t.charts.energy,
      ...plain,
      lines: [line("energyDistance", lines.generated, "generated"), line("energyDistanceOfReal", lines.real, "real")],
      from: [0],
    },
    {
      key: "alike",
      ...t.charts.alike,
      ...plain,
      lines: [
        line("shapes", lines.shapes, "accent"),
        line("pairs", lines.pairs, "pull"),
        line("strongPairs", lines.strongPairs, "discriminator"),
      ],
      from: [1],
    },
  ];
}

/** The charts for which something was measured. */
export function chartsOf(sides: Sides, t: Words): Chart[] {
  const { history, second, probability } = sides;
  const has = (name: SeriesName): boolean => history.has(name) || (second?.has(name) ?? false);
  const modesOf = history.columns(["modesOf"])[1]?.findLast((cell) => cell !== null) ?? null;
  return allCharts({ probability, modesOf }, t)
    .filter(({ key, lines }) => {
      if (key === "value" && !probability) return false;
      // One chart of G's gradient is enough, and so is one measure of how good the samples are.
      if (key === "norms" && has("minimaxNorm")) return false;
      if (key === "energy" && has("modes")) return false;
      return lines.some(({ name }) => has(name));
    })
    .map((chart) => {
      if (!second) return chart;
      const others = chart.lines.map((own) => ({ ...own, label: t.second(own.label), second: true }));
      return { ...chart, lines: [...chart.lines, ...others] };
    });
}

type Gappy = readonly (Cell | undefined)[];

/** Columns of two tables over the steps of both. */
function joined(first: readonly Gappy[], second: readonly Gappy[]): Gappy[] {
  const steps = [...new Set([...(first[0] ?? []), ...(second[0] ?? [])] as number[])].sort((a, b) => a - b);
  const spread = ([own = [], ...columns]: readonly Gappy[]): Gappy[] => {
    const at = new Map(own.map((step, i) => [step, i]));
    return columns.map((column) => steps.map((step) => column[at.get(step) ?? -1]));
  };
  return [steps, ...spread(first), ...spread(second)];
}

/** Reads a chart's numbers from the history. */
export function withNumbers(chart: Chart, { history, second }: Sides): DrawnChart {
  const own = chart.lines.filter((each) => !each.second);
  const names = own.flatMap(({ name, error }) => (error ? [name, error] : [name]));
  const columns = second ? joined(history.columns(names), second.columns(names)) : history.columns(names);
  const [steps = [], ...rest] = columns as readonly Gappy[];
  let at = 0;
  const values: Gappy[] = [];
  const errors: (Gappy | null)[] = [];
  for (const { error } of chart.lines) {
    values.push(rest[at++] ?? []);
    errors.push(error ? (rest[at++] ?? []) : null);
  }
  const spans = [history.span(), second?.span() ?? null].filter((span) => span !== null);
  const first = Math.min(...spans.map(([from]) => from));
  const last = Math.max(...spans.map(([, to]) => to));
  return { ...chart, steps: steps as readonly number[], values, errors, span: [first, Math.max(last, first + 1)] };
}

/** For each line its values, then the two edges of its band. A logarithm has no place for 0. */
export function dataOf({ steps, values, errors, logarithmic }: DrawnChart): AlignedData {
  const columns = values.flatMap((column, line) => {
    if (logarithmic) return [column.map((value) => (typeof value === "number" && value <= 0 ? null : value))];
    const error = errors[line];
    if (!error) return [column];
    const edge = (sign: number) =>
      column.map((value, i) => (typeof value === "number" ? value + sign * (error[i] ?? 0) : value));
    return [column, edge(1), edge(-1)];
  });
  return [steps, ...columns] as unknown as AlignedData;
}

export function rangeOf({ from, logarithmic }: DrawnChart, min: number | null, max: number | null): [number, number] {
  if (logarithmic) {
    if (min === null || max === null || max <= 0) return [1e-3, 1];
    const low = Math.floor(Math.log10(Math.max(min, max * 1e-15)));
    return [10 ** low, 10 ** Math.max(Math.ceil(Math.log10(max)), low + 1)];
  }
  const low = Math.min(...from, min ?? from[0] ?? 0);
  const high = Math.max(...from, max ?? from[0] ?? 0);
  const spare = high > low ? 0.06 * (high - low) : Math.max(0.1 * Math.abs(low), 0.1);
  return [low - spare, high + spare];
}

/** Powers of ten: every one, or every so many that at most six are drawn. */
export function decades(min: number, max: number): number[] {
  const [low, high] = [Math.ceil(Math.log10(min) - 1e-9), Math.floor(Math.log10(max) + 1e-9)];
  const apart = Math.ceil((high - low + 1) / 6);
  return Array.from({ length: Math.floor((high - low) / apart) + 1 }, (_, i) => 10 ** (low + i * apart));
}
/** "1e19", since there is little room beside an axis. */
const brief = (exponential: string): string => exponential.replace(/(?:\.0+|(\.\d*?)0+)?e\+?/, "$1e");

function inDigits(value: number, digits: number): string {
  const size = Math.abs(value);
  const exponential = size !== 0 && (size >= 1e5 || size < 1e-3);
  const text = exponential ? brief(value.toExponential(digits - 2)) : String(+value.toPrecision(digits));
  return text.replaceAll("-", "−");
}

/** To four digits; exact numbers are in the CSV. */
export const formatValue = (value: Cell | undefined): string =>
  value === null || value === undefined ? "–" : inDigits(value, 4);

/** The numbers of an axis, with as many digits as tell them apart; gaps stay empty. */
export function tickTexts(ticks: readonly Cell[]): string[] {
  const numbers = new Set(ticks.filter((tick) => tick !== null)).size;
  for (let digits = 4; ; digits++) {
    const texts = ticks.map((tick) => (tick === null ? "" : inDigits(tick, digits)));
    if (digits === 9 || new Set(texts.filter((text) => text !== "")).size === numbers) return texts;
  }
}

/** As {@link formatValue}, with the error if there is one. */
export function formatAt({ values, errors }: DrawnChart, lineAt: number, i: number, plusMinus: string): string {
  const value = values[lineAt]?.[i];
  const error = errors[lineAt]?.[i];
  return error === null || error === undefined
    ? formatValue(value)
    : `${formatValue(value)} ${plusMinus} ${formatValue(+error.toPrecision(2))}`;
}

/** Where the line's last value is; −1 if there is none. */
export const lastOf = ({ values }: DrawnChart, lineAt: number): number =>
  values[lineAt]?.findLastIndex((value) => value !== null && value !== undefined) ?? -1;

/** Where the last values stand, the newest first. */
export const lastRows = ({ steps }: DrawnChart, count: number): number[] =>
  Array.from({ length: Math.min(count, steps.length) }, (_, i) => steps.length - 1 - i);

/** The chart in words: the last value of each line. */
export function summaryOf(chart: DrawnChart, t: Words): string {
  const values = chart.lines.map(({ label }, at) => `${label} ${formatAt(chart, at, lastOf(chart, at), t.plusMinus)}`);
  return t.summary(chart.title, chart.unit, formatNumber(chart.steps.at(-1) ?? 0), values.join("; "));
}

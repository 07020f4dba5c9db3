/** Which charts a run's record makes, with their numbers. */

import type { AlignedData } from "uplot";
import type { MetricsLine } from "#inner";
import { formatNumber } from "#inner";
import type { Palette } from "../draw/palette.ts";
import { formatValue } from "../views/curve-charts.ts";
import type { RunWords } from "../words/messages.ts";

type Words = RunWords;
type Key = keyof MetricsLine;
/** `null` is a gap. */
type Column = readonly (number | null)[];

export interface RunLine {
  readonly label: string;
  readonly colour: keyof Palette;
  readonly values: Column;
  /** The edges of a band around the line. */
  readonly band?: readonly [low: Column, high: Column];
}

export interface RunChart {
  readonly key: string;
  readonly title: string;
  readonly unit: string;
  readonly meaning: string;
  readonly steps: readonly number[];
  readonly lines: readonly RunLine[];
  /** Horizontal lines that theory draws. */
  readonly marks: readonly { readonly value: number; readonly label: string }[];
  /** The scale holds these at least. */
  readonly from: readonly number[];
  /** From the start of the run to the last step of the record, so that all charts stand in line. */
  readonly span: readonly [number, number];
}

interface Plan extends Omit<RunChart, "steps" | "lines" | "span"> {
  readonly lines: readonly {
    readonly name: Key;
    readonly label: string;
    readonly colour: keyof Palette;
    readonly band?: readonly [low: Key, high: Key];
  }[];
}

function plansFor(probability: boolean, modesOf: number | undefined, t: Words): Plan[] {
  const { charts, lines, marks } = t;
  return [
    {
      key: "losses",
      ...charts.losses,
      lines: [
        { name: "dLoss", label: lines.d, colour: "discriminator" },
        { name: "gLoss", label: lines.g, colour: "generated" },
      ],
      marks: [],
      from: [],
    },
    {
      key: "answers",
      ...(probability ? charts.answers : charts.scores),
      lines: [
        { name: "meanDReal", label: lines.onReal, colour: "real" },
        { name: "meanDFake", label: lines.onGenerated, colour: "generated" },
      ],
      marks: probability ? [{ value: 0.5, label: marks.half }] : [],
      from: probability ? [0, 1] : [],
    },
    {
      key: "value",
      ...charts.value,
      lines: [{ name: "value", label: lines.value, colour: "accent" }],
      marks: [{ value: -Math.log(4), label: marks.equilibriumValue }],
      from: [-Math.log(4), -1],
    },
    {
      key: "energy",
      ...charts.energy,
      lines: [
        {
          name: "energyDistance",
          label: lines.energy,
          colour: "generated",
          band: ["energyDistanceLow", "energyDistanceHigh"],
        },
      ],
      marks: [{ value: 0, label: marks.equal }],
      from: [0],
    },
    {
      key: "variety",
      ...charts.variety,
      lines: [
        { name: "sampleDistance", label: lines.generated, colour: "generated" },
        { name: "realDistance", label: lines.real, colour: "real" },
      ],
      marks: [],
      from: [0],
    },
    {
      key: "modes",
      ...charts.modes,
      lines: [{ name: "modes", label: lines.modes, colour: "accent" }],
      marks: modesOf === undefined ? [] : [{ value: modesOf, label: marks.all(formatNumber(modesOf)) }],
      from: [0, modesOf ?? 1],
    },
  ];
}

const valueIn = (line: MetricsLine, name: Key): number | null => {
  const value = line[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
};

/** The charts for which something was measured, each over the steps at which it was. */
export function chartsOf(record: readonly MetricsLine[], t: Words): RunChart[] {
  // V is there where D's answers are probabilities, and only there.
  const probability = record.some(({ value }) => value !== undefined);
  const modesOf = record.findLast(({ of }) => of !== undefined)?.of;
  const last = Math.max(1, record.at(-1)?.step ?? 0);
  return plansFor(probability, modesOf, t).flatMap(({ lines, ...chart }) => {
    const measured = record.filter((line) => lines.some(({ name }) => valueIn(line, name) !== null));
    if (measured.length === 0) return [];
    const column = (name: Key): Column => measured.map((line) => valueIn(line, name));
    return {
      ...chart,
      span: [0, last] as const,
      steps: measured.map(({ step }) => step),
      lines: lines.map(({ name, label, colour, band }) => ({
        label,
        colour,
        values: column(name),
        ...(band ? { band: [column(band[0]), column(band[1])] as const } : {}),
      })),
    };
  });
}

/** Steps, then for each line its values and the edges of its band. */
export const dataOf = ({ steps, lines }: RunChart): AlignedData =>
  [steps, ...lines.flatMap(({ values, band }) => [values, ...(band ?? [])])] as unknown as AlignedData;

export function rangeOf({ from }: RunChart, min: number | null, max: number | null): [number, number] {
  const low = Math.min(...from, min ?? from[0] ?? 0);
  const high = Math.max(...from, max ?? from[0] ?? 0);
  const spare = high > low ? 0.06 * (high - low) : Math.max(0.1 * Math.abs(low), 0.1);
  return [low - spare, high + spare];
}

/** A value with its interval, if it has one. */
export function formatAt({ values, band }: RunLine, at: number): string {
  const [low, high] = [band?.[0][at] ?? null, band?.[1][at] ?? null];
  const value = formatValue(values[at]);
  return low === null || high === null ? value : `${value} (${formatValue(low)} … ${formatValue(high)})`;
}

/** The chart in words: the last value of each line. */
export function summaryOf(chart: RunChart, t: Words): string {
  const last = chart.steps.length - 1;
  const values = chart.lines.map((line) => `${line.label} ${formatAt(line, last)}`);
  return t.summary(chart.title, chart.unit, formatNumber(chart.steps[last] ?? 0), values.join("; "));
}

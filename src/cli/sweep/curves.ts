/** What runs reported while they trained, setting over setting. */
import { join } from "node:path";
import type { FigureKey, MetricsLine } from "../../inner.ts";
import type { DrawnChart } from "../report/charts.ts";
import { readMetrics } from "../run/metrics-record.ts";
import type { SweepTable } from "./table.ts";

/** Colours that stay apart for colour-blind readers (Okabe & Ito 2008). */
const COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C6D31", "#7F7F7F"];
/** Settings whose spread over seeds is drawn too; of more it would hide the others. */
const FEW = 3;

const CHARTS: readonly { key: FigureKey; title: string; unit: string; logarithmic?: boolean }[] = [
  { key: "highQuality", title: "High-quality samples", unit: "share" },
  { key: "quality", title: "Quality of rows", unit: "share" },
  { key: "energyDistance", title: "Energy distance to the data", unit: "distance" },
  { key: "meanDReal", title: "D's answers to real examples", unit: "D(x)" },
  { key: "dLoss", title: "Loss of D", unit: "loss" },
  { key: "gLoss", title: "Loss of G", unit: "loss" },
];

interface Family {
  readonly label: string;
  readonly colour: string;
  /** Of each run. */
  readonly lines: readonly (readonly MetricsLine[])[];
}

/** The charts of the best settings of a table. `folderOf`: where the runs of a setting are. */
export async function curvesOf(
  { rows, seeds }: SweepTable,
  folderOf: (setting: number, seed: number) => string,
): Promise<DrawnChart[]> {
  const families: Family[] = [];
  for (const { setting, text } of rows) {
    if (families.length === COLOURS.length) break;
    const lines: MetricsLine[][] = [];
    for (const seed of seeds) lines.push(await readMetrics(join(folderOf(setting, seed))));
    if (lines.some((run) => run.length > 0))
      families.push({ label: text, colour: COLOURS[families.length] ?? "", lines });
  }
  const shown = families.length < rows.length ? ` The ${families.length} best of ${rows.length} settings.` : "";
  return CHARTS.flatMap(({ key, title, unit }) => {
    const having = families.filter(({ lines }) => lines.some((run) => run.some((line) => line[key] !== undefined)));
    if (having.length === 0) return [];
    const steps = [
      ...new Set(
        having.flatMap(({ lines }) => lines.flat().flatMap((line) => (line[key] === undefined ? [] : [line.step]))),
      ),
    ].sort((a, b) => a - b);
    const spread = seeds.length > 1 && having.length <= FEW;
    const drawn = having.map((family) => curvesOfFamily(family, key, steps, spread));
    return [
      {
        title,
        meaning: `${seeds.length === 1 ? "One run" : `Mean of ${seeds.length} seeds`} of each setting${spread ? ", in a band from the least to the most of them" : ""}.${shown}`,
        unit,
        steps,
        curves: drawn,
      },
    ];
  });
}

function curvesOfFamily({ label, colour, lines }: Family, key: FigureKey, steps: readonly number[], spread: boolean) {
  const byRun = lines.map((run) => new Map(run.map((line) => [line.step, line[key]])));
  const at = steps.map((step) => byRun.flatMap((values) => values.get(step) ?? []));
  const over = (of: (all: readonly number[]) => number): (number | null)[] =>
    at.map((all) => (all.length === 0 ? null : of(all)));
  const values = over((all) => all.reduce((sum, value) => sum + value, 0) / all.length);
  if (!spread) return { label, colour, values };
  return {
    label,
    colour,
    values,
    bands: [{ low: over((all) => Math.min(...all)), high: over((all) => Math.max(...all)) }],
  };
}

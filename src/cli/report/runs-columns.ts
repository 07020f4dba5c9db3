/** What the page of runs shows of each: figures, the settings in which they differ, the best of each metric, and curves. */
import { type Config, type FigureKey, formatNumber, type MetricsLine, optionMatters } from "../../inner.ts";
import { evenly } from "../pictures/evenly.ts";
import { flagName } from "../terminal/flags.ts";

/** A run on the page. */
export interface ShownRun {
  readonly folder: string;
  readonly config: Config;
  readonly metrics: readonly MetricsLine[];
  /** By heading; `null` where it does not apply or was not measured. */
  readonly figures: Readonly<Record<string, string | number | null>>;
  /** How figures are written that are more than a number. */
  readonly texts: Readonly<Record<string, string>>;
}

interface Cell {
  readonly text: string;
  /** Rows are sorted by it. */
  readonly value: string | number | null;
  /** The best of all runs on the same data, where there are several. */
  readonly best: boolean;
}

export interface Column {
  readonly heading: string;
  readonly right: boolean;
  /** Whether it is not the same for all runs. */
  readonly differs: boolean;
  /** Whether runs may be chosen by it: a few words. */
  readonly words: readonly string[];
  readonly cells: readonly Cell[];
}

/** How a figure is written, and which is best. */
interface Figure {
  readonly heading: string;
  readonly write?: (value: number) => string;
  readonly better?: "higher" | "lower";
}

const digits =
  (count: number) =>
  (value: number): string =>
    value.toFixed(count);

/** Headings with what stands below them; those of texts have nothing but the heading. */
const FIGURES: readonly Figure[] = [
  { heading: "data" },
  { heading: "loss" },
  { heading: "seed", write: String },
  { heading: "step", write: formatNumber },
  { heading: "of", write: formatNumber },
  { heading: "seconds", write: digits(0) },
  { heading: "D(x)", write: digits(3) },
  { heading: "D(G(z))", write: digits(3) },
  { heading: "modes", write: String, better: "higher" },
  { heading: "HQ %", write: digits(1), better: "higher" },
  { heading: "JSD", write: digits(4), better: "lower" },
  { heading: "energy distance", write: digits(4), better: "lower" },
  { heading: "quality", write: digits(3), better: "higher" },
  { heading: "begun" },
];

/** Settings that change nothing of what is computed, or stand in a column of their own. */
const NOT_SHOWN = [
  "loss",
  "seed",
  "steps",
  "checkpointEvery",
  "keep",
  "reportEvery",
  "sampleEvery",
  "keepSamples",
  "threads",
];
/** Words to choose runs by, at most. */
const MOST_WORDS = 12;

const textOf = (value: unknown): string => (Array.isArray(value) ? value.join(",") || "none" : String(value));

/** Settings by flag; those without an effect are left out. */
function settingsOf(config: Config): ReadonlyMap<string, string> {
  const { data: _, generator, discriminator, run, own: __, from, ...game } = config;
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries({ ...game, ...run })) {
    if (!NOT_SHOWN.includes(key) && optionMatters(key, config)) found.set(flagName(key), textOf(value));
  }
  for (const [player, options] of Object.entries({ generator, discriminator })) {
    const whose = player as "generator" | "discriminator";
    for (const [key, value] of Object.entries(options)) {
      if (optionMatters(key, config, whose)) found.set(flagName(key, whose), textOf(value));
    }
  }
  if (from) found.set("--from", from.run);
  return found;
}

/** Settings under their headings: where both players have always the same, that is one column. */
function withoutTwins(
  names: readonly string[],
  settings: readonly ReadonlyMap<string, string>[],
): { readonly name: string; readonly heading: string }[] {
  const alike = (a: string, b: string): boolean =>
    names.includes(a) && names.includes(b) && settings.every((one) => one.get(a) === one.get(b));
  return names.flatMap((name) => {
    if (name.startsWith("--g-") && alike(name, name.replace("--g-", "--d-"))) {
      return [{ name, heading: name.replace("--g-", "--") }];
    }
    return name.startsWith("--d-") && alike(name, name.replace("--d-", "--g-")) ? [] : [{ name, heading: name }];
  });
}

const several = (values: readonly unknown[]): boolean => new Set(values).size > 1;

const wordsOf = (texts: readonly string[], differs: boolean): string[] => {
  const words = [...new Set(texts)].sort();
  return differs && words.length <= MOST_WORDS && words.length < texts.length ? words : [];
};

/** Places of runs on the same data. */
function groupsOf(runs: readonly ShownRun[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [i, { config }] of runs.entries()) {
    const { fingerprint } = config.data;
    groups.set(fingerprint, [...(groups.get(fingerprint) ?? []), i]);
  }
  return [...groups.values()];
}

/** The best among runs on the same data: others cannot be compared. */
function bestOf(runs: readonly ShownRun[], { heading, better }: Figure): readonly boolean[] {
  return runs.map(({ figures, config }) => {
    const own = figures[heading];
    const beside = runs.flatMap((run) => {
      const value = run.figures[heading];
      return run.config.data.fingerprint === config.data.fingerprint && typeof value === "number" ? [value] : [];
    });
    if (!better || typeof own !== "number" || !several(beside)) return false;
    return own === (better === "higher" ? Math.max(...beside) : Math.min(...beside));
  });
}

/** Figures first, then the settings in which runs differ. */
export function columnsOf(runs: readonly ShownRun[]): Column[] {
  const figures = FIGURES.flatMap((figure): Column[] => {
    const { heading, write } = figure;
    const values = runs.map((run) => run.figures[heading] ?? null);
    if (values.every((value) => value === null)) return [];
    const best = bestOf(runs, figure);
    const textFor = (value: string | number | null): string =>
      value === null ? "–" : typeof value === "number" && write ? write(value) : String(value);
    const texts = values.map((value, i) => runs[i]?.texts[heading] ?? textFor(value));
    const differs = several(values);
    return [
      {
        heading,
        right: write !== undefined,
        differs,
        words: write ? [] : wordsOf(texts, differs && heading !== "begun"),
        cells: values.map((value, i) => ({ text: texts[i] ?? "", value, best: best[i] ?? false })),
      },
    ];
  });
  const settings = runs.map(({ config }) => settingsOf(config));
  // Other data have other defaults, which say nothing of a choice.
  const groups = groupsOf(runs);
  const names = [...new Set(settings.flatMap((one) => [...one.keys()]))].filter((name) =>
    groups.some((group) => several(group.map((i) => settings[i]?.get(name)))),
  );
  return [
    ...figures,
    ...withoutTwins(names, settings).map(({ name, heading }): Column => {
      const texts = settings.map((one) => one.get(name) ?? "–");
      const numbers = texts.every((text) => text === "–" || Number.isFinite(Number(text)));
      return {
        heading,
        right: numbers,
        differs: true,
        words: numbers ? [] : wordsOf(texts, true),
        cells: texts.map((text) => ({
          text,
          value: text === "–" ? null : numbers ? Number(text) : text,
          best: false,
        })),
      };
    }),
  ];
}

/** What curves of runs are laid over each other for. */
const METRICS = [
  ["energyDistance", "Energy distance to the data", "distance"],
  ["quality", "Quality of rows", "share"],
  ["highQuality", "High-quality samples", "share"],
  ["modes", "Modes found", "modes"],
  ["meanDReal", "D's answers to real examples", "D(x)"],
  ["meanDFake", "D's answers to generated examples", "D(G(z))"],
  ["dLoss", "Loss of D", "loss"],
  ["gLoss", "Loss of G", "loss"],
  ["value", "Value of the game", "nats"],
  ["dGradientNorm", "Norm of D's gradient", "norm"],
  ["gGradientNorm", "Norm of G's gradient", "norm"],
  ["sampleDistance", "Variety of samples", "distance"],
] as const satisfies readonly (readonly [FigureKey, string, string])[];

/** Points of a curve: more would not be seen. */
const MOST_POINTS = 400;

/** Curves by metric, of each run that has them. */
export const curvesOf = (runs: readonly ShownRun[]) =>
  METRICS.flatMap(([key, title, unit]) => {
    const curves = runs.map(({ metrics }) => {
      const lines = evenly(
        metrics.filter((line) => line[key] !== undefined),
        MOST_POINTS,
      );
      return {
        steps: lines.map(({ step }) => step),
        values: lines.map((line) => Number((line[key] ?? 0).toPrecision(5))),
      };
    });
    return curves.some(({ steps }) => steps.length > 0) ? [{ title, unit, curves }] : [];
  });

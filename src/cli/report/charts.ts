/** The charts of a report: which curves each has, and what they mean. */
import { type Config, type FigureKey, lossOf, type MetricsLine } from "../../inner.ts";
import { COLOURS } from "../pictures/colours.ts";

interface Curve {
  readonly key: FigureKey;
  readonly label: string;
  readonly colour: string;
  /** Figures between which it may be: drawn as a band. */
  readonly between?: readonly [low: FigureKey, high: FigureKey];
}

interface Chart {
  readonly title: string;
  /** What the curves mean, in a sentence. */
  readonly meaning: string;
  readonly curves: readonly Curve[];
  readonly unit: string;
  /** A horizontal line that theory draws. */
  readonly line?: ChartLine;
  readonly logarithmic?: boolean;
}

interface ChartLine {
  readonly value: number;
  readonly label: string;
}

type Values = readonly (number | null)[];

/** A chart as the script of our pages draws it. */
export interface DrawnChart {
  readonly title: string;
  readonly meaning: string;
  readonly unit: string;
  readonly steps: readonly number[];
  readonly curves: readonly {
    readonly label: string;
    readonly colour: string;
    readonly values: Values;
    readonly bands?: readonly { readonly low: Values; readonly high: Values }[];
  }[];
  readonly line?: ChartLine;
  readonly logarithmic?: boolean;
}

const D_COLOUR = COLOURS.real;
const G_COLOUR = COLOURS.generated;

const answersChart = (probability: boolean): Chart => ({
  title: "D's answers",
  meaning: probability
    ? "Mean probability that D gives to an example being real. At equilibrium D cannot tell: both are 1/2."
    : "Mean score that D gives. The scores have no fixed scale; what counts is how far apart they are.",
  unit: probability ? "probability" : "score",
  curves: [
    { key: "meanDReal", label: "D(x), real", colour: D_COLOUR },
    { key: "meanDFake", label: "D(G(z)), generated", colour: G_COLOUR },
  ],
  ...(probability ? { line: { value: 0.5, label: "1/2" } } : {}),
});

const lossesChart = (probability: boolean): Chart => ({
  title: "Losses",
  meaning:
    "What each player minimises, on training minibatches. They do not have to fall: when one player improves, the other's loss rises.",
  unit: probability ? "nats" : "loss",
  curves: [
    { key: "dLoss", label: "D", colour: D_COLOUR },
    { key: "gLoss", label: "G", colour: G_COLOUR },
    { key: "penalty", label: "penalty", colour: "#009E73" },
  ],
});

/** Charts that mean the same whatever the loss is. */
const ANY_LOSS: readonly Chart[] = [
  {
    title: "Value of the game",
    meaning:
      "V(D, G) = mean log D(x) + mean log(1 − D(G(z))). D raises it, G lowers it; −log 4 is the value where p_g = p_data and D = 1/2.",
    unit: "nats",
    curves: [{ key: "value", label: "V(D, G)", colour: "#CC79A7" }],
    line: { value: -Math.log(4), label: "−log 4" },
  },
  {
    title: "Gradient norms",
    meaning:
      "Length of each player's gradient. If G's vanishes while D's answers are far apart, G has stopped learning.",
    unit: "norm",
    logarithmic: true,
    curves: [
      { key: "dGradientNorm", label: "D", colour: D_COLOUR },
      { key: "gGradientNorm", label: "G", colour: G_COLOUR },
    ],
  },
  {
    title: "Augmentation",
    meaning:
      "How strongly what D sees is changed: the probability of each operation for each image, or how much of the noise is left on points and rows.",
    unit: "share",
    curves: [{ key: "augmentation", label: "p", colour: "#009E73" }],
  },
  {
    title: "Quality of rows",
    meaning:
      "How alike generated rows are to real ones: each column by itself, pairs of columns, and those pairs that go together closely. 1 is best; real rows themselves stay a little below.",
    unit: "share",
    curves: [
      {
        key: "quality",
        label: "mean of the three (95 %)",
        colour: G_COLOUR,
        between: ["qualityLow", "qualityHigh"],
      },
      { key: "shapes", label: "columns", colour: D_COLOUR },
      { key: "pairs", label: "pairs", colour: "#CC79A7" },
      { key: "strongPairs", label: "strong pairs", colour: "#009E73" },
    ],
  },
  {
    title: "Distance to the data",
    meaning:
      "Energy distance between samples and real examples: 0 where p_g = p_data, and only there. While its 95 % interval holds 0, so many examples cannot tell them apart.",
    unit: "distance",
    curves: [
      {
        key: "energyDistance",
        label: "energy distance (95 %)",
        colour: G_COLOUR,
        between: ["energyDistanceLow", "energyDistanceHigh"],
      },
    ],
    line: { value: 0, label: "p_g = p_data" },
  },
  {
    title: "Variety",
    meaning:
      "Mean distance between examples. If that of generated ones falls far below that of real ones, G makes the same few again and again.",
    unit: "distance",
    curves: [
      { key: "sampleDistance", label: "generated", colour: G_COLOUR },
      { key: "realDistance", label: "real", colour: D_COLOUR },
    ],
  },
  {
    title: "Modes found",
    meaning: "Modes of the data with at least one sample within three deviations.",
    unit: "modes",
    curves: [{ key: "modes", label: "modes", colour: "#009E73" }],
  },
  {
    title: "High-quality samples",
    meaning: "Share of samples within three deviations of a mode; samples of the data itself reach about 0.99.",
    unit: "share",
    curves: [{ key: "highQuality", label: "high quality", colour: "#009E73" }],
  },
  {
    title: "Learning rates",
    meaning: "What each player's steps are multiplied by.",
    unit: "rate",
    curves: [
      { key: "dLearningRate", label: "D", colour: D_COLOUR },
      { key: "gLearningRate", label: "G", colour: G_COLOUR },
    ],
  },
];

function chartsFor({ loss }: Config): readonly Chart[] {
  const probability = lossOf(loss).output === "logit";
  return [answersChart(probability), lossesChart(probability), ...ANY_LOSS];
}

/** A chart with its points: steps at which at least one of its curves has a value. */
function drawn({ curves: all, ...chart }: Chart, metrics: readonly MetricsLine[]): DrawnChart | undefined {
  const curves = all.filter(({ key }) => metrics.some((line) => line[key] !== undefined));
  const lines = metrics.filter((line) => curves.some(({ key }) => line[key] !== undefined));
  if (lines.length === 0) return undefined;
  const values = (key: FigureKey): Values => lines.map((line) => line[key] ?? null);
  return {
    ...chart,
    steps: lines.map(({ step }) => step),
    curves: curves.map(({ key, label, colour, between }) => ({
      label,
      colour,
      values: values(key),
      ...(between ? { bands: [{ low: values(between[0]), high: values(between[1]) }] } : {}),
    })),
  };
}

/** Rates that never change say nothing as a curve. */
const changes = ({ title, curves }: DrawnChart): boolean =>
  title !== "Learning rates" || curves.some(({ values }) => new Set(values).size > 1);

/** Steps a second from each report to the next: pauses and new sessions are left out, whose clocks begin anew. */
function throughputOf(metrics: readonly MetricsLine[]): DrawnChart | undefined {
  const rates = metrics.map(({ step, seconds, stepsPerSecond }, i) => {
    const before = metrics[i - 1];
    if (!before) return stepsPerSecond;
    const took = seconds - before.seconds;
    return took > 0 && step > before.step ? (step - before.step) / took : null;
  });
  if (rates.length < 2) return undefined;
  return {
    title: "Throughput",
    meaning: "Steps a second since the report before, with samples, checkpoints and reports.",
    unit: "steps/s",
    steps: metrics.map(({ step }) => step),
    curves: [{ label: "steps a second", colour: "#009E73", values: rates }],
  };
}

function memoryOf(metrics: readonly MetricsLine[]): DrawnChart | undefined {
  const lines = metrics.filter(({ memory }) => memory !== undefined);
  if (lines.length < 2) return undefined;
  return {
    title: "Memory",
    meaning: "What the process takes of the machine's memory.",
    unit: "MiB",
    steps: lines.map(({ step }) => step),
    curves: [{ label: "memory", colour: "#CC79A7", values: lines.map(({ memory = 0 }) => memory / 2 ** 20) }],
  };
}

const SPREADS = [
  ["generator", "weights", "G's weights", G_COLOUR],
  ["discriminator", "weights", "D's weights", D_COLOUR],
  ["generator", "gradient", "G's gradient", G_COLOUR],
  ["discriminator", "gradient", "D's gradient", D_COLOUR],
] as const;

/** Histograms over the steps: between neighbouring lines lies the same share of all numbers. */
function spreadCharts(metrics: readonly MetricsLine[]): DrawnChart[] {
  return SPREADS.flatMap(([player, what, title, colour]) => {
    const found = metrics.flatMap(({ step, spread }) => {
      const quantiles = spread?.[player][what];
      return quantiles ? [{ step, quantiles }] : [];
    });
    const parts = (found[0]?.quantiles.length ?? 0) - 1;
    if (found.length < 2 || parts < 2 || found.some(({ quantiles }) => quantiles.length !== parts + 1)) return [];
    const at = (i: number): Values => found.map(({ quantiles }) => quantiles[i] ?? null);
    const half = Math.floor(parts / 2);
    return [
      {
        title: `How ${title} ${what === "weights" ? "are" : "is"} spread`,
        meaning: `${what === "weights" ? "All weights" : "All numbers of the gradient of the last step"}, as a histogram that is seen from above: every band holds as many of them, the outermost reach to the least and the greatest.`,
        unit: what === "weights" ? "weight" : "gradient",
        // Few numbers lie so far out that the others would be a line.
        logarithmic: true,
        steps: found.map(({ step }) => step),
        curves: [
          {
            label: "median",
            colour,
            values: at(half),
            bands: Array.from({ length: half }, (_, i) => ({ low: at(i), high: at(parts - i) })),
          },
        ],
      },
    ];
  });
}

/** Charts with their points; those that have none are left out. */
export const drawnCharts = (config: Config, metrics: readonly MetricsLine[]): DrawnChart[] =>
  [
    ...chartsFor(config).map((chart) => drawn(chart, metrics)),
    ...spreadCharts(metrics),
    throughputOf(metrics),
    memoryOf(metrics),
  ].filter((chart) => chart !== undefined && changes(chart)) as DrawnChart[];

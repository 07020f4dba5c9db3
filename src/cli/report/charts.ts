/** The charts of a report: which curves each has, and what they mean. */
import { type Config, type FigureKey, lossOf, type MetricsLine } from "../../inner.ts";
import { COLOURS } from "../pictures/colours.ts";

interface Curve {
  readonly key: FigureKey;
  readonly label: string;
  readonly colour: string;
  /** A bound of another curve: drawn thinly. */
  readonly bound?: boolean;
}

interface Chart {
  readonly title: string;
  /** What the curves mean, in a sentence. */
  readonly meaning: string;
  readonly curves: readonly Curve[];
  readonly unit: string;
  /** A horizontal line that theory draws. */
  readonly line?: { readonly value: number; readonly label: string };
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
      { key: "quality", label: "mean of the three", colour: G_COLOUR },
      { key: "qualityLow", label: "interval from", colour: G_COLOUR, bound: true },
      { key: "qualityHigh", label: "interval to", colour: G_COLOUR, bound: true },
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
      { key: "energyDistance", label: "energy distance", colour: G_COLOUR },
      { key: "energyDistanceLow", label: "interval from", colour: G_COLOUR, bound: true },
      { key: "energyDistanceHigh", label: "interval to", colour: G_COLOUR, bound: true },
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
];

function chartsFor({ loss }: Config): readonly Chart[] {
  const probability = lossOf(loss).output === "logit";
  return [answersChart(probability), lossesChart(probability), ...ANY_LOSS];
}

/** Points of a chart: steps at which at least one of its curves has a value. */
function seriesOf(
  chart: Chart,
  metrics: readonly MetricsLine[],
): { curves: readonly Curve[]; data: (number | null)[][] } {
  const curves = chart.curves.filter(({ key }) => metrics.some((line) => line[key] !== undefined));
  const lines = metrics.filter((line) => curves.some(({ key }) => line[key] !== undefined));
  const positive = (value: number | undefined): number | null =>
    value === undefined || (chart.logarithmic && value <= 0) ? null : value;
  return {
    curves,
    data: [lines.map(({ step }) => step), ...curves.map(({ key }) => lines.map((line) => positive(line[key])))],
  };
}

/** Charts with their points; those that have none are left out. */
export const drawnCharts = (config: Config, metrics: readonly MetricsLine[]) =>
  chartsFor(config)
    .map((chart) => ({ ...chart, ...seriesOf(chart, metrics) }))
    .filter(({ curves, data }) => curves.length > 0 && (data[0]?.length ?? 0) > 0);

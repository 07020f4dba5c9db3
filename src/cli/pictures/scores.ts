/** Scores as pictures. Everything drawn here was computed elsewhere. */
import { type Baseline, type Metric, metrics, type Shown, sizeOf } from "../../inner.ts";
import type { SavedScore, TriedSigmas } from "../run/scores-record.ts";
import { chartGroup, domainOf, type Line, svgPage } from "./chart.ts";
import { COLOURS } from "./colours.ts";
import { imageSheet } from "./examples.ts";

const [WIDTH, HEIGHT] = [640, 360];

/** A metric over the steps, with intervals; for the Parzen score with lines for what is no generator. */
export function scoreSvg(metric: Metric, scores: readonly SavedScore[], baselines: readonly Baseline[]): string {
  const { title, unit, better } = metrics[metric];
  const last = Math.max(...scores.map(({ step }) => step), 1);
  const lines: Line[] = [
    { label: "samples (95 %)", points: scores.map(({ step, value }) => [step, value]), colour: COLOURS.generated },
    ...baselines.map(({ of, value }, i) => ({
      label: of,
      points: [
        [0, value],
        [last, value],
      ] as const,
      colour: i === 0 ? COLOURS.real : "#222222",
      dash: i === 0 ? "8 4" : "2 3",
      width: 1.4,
    })),
  ];
  const values = [...scores.flatMap(({ low, high }) => [low, high]), ...baselines.map(({ value }) => value)];
  const chart = chartGroup({
    title,
    note: `${better} is better; ${scores.at(-1)?.generated ?? 0} samples`,
    width: WIDTH,
    height: HEIGHT,
    x: { label: "step", domain: [0, 1.02 * last] },
    y: { label: unit === "" ? title : unit, domain: domainOf(values, 0.06) },
    bars: scores.map(({ step, low, high }) => ({ x: step, low, high, colour: COLOURS.generated })),
    lines,
  });
  return svgPage(WIDTH, HEIGHT, [{ x: 0, y: 0, svg: chart }]);
}

/** What each σ gives on the validation examples. The far left falls so deep that the best would not be seen: it is cut off. */
export function sigmaSvg(step: number, { validation, sigma }: TriedSigmas): string {
  const best = Math.max(...validation.map(({ mean }) => mean));
  const worst = Math.min(...validation.map(({ mean }) => mean));
  const floor = Math.max(worst, best - 1500);
  const sigmas = validation.map((tried) => tried.sigma);
  const chart = chartGroup({
    title: "Parzen log-likelihood of validation examples against σ",
    note: `step ${step}; σ = ${sigma.toPrecision(4)} is best and taken for the test examples${worst < floor ? `; lowest value ${worst.toFixed(0)}, not shown` : ""}`,
    width: WIDTH,
    height: HEIGHT,
    x: { label: "σ of the window", domain: [Math.min(...sigmas) - 0.02, Math.max(...sigmas) + 0.02] },
    y: { label: "nats per example", domain: domainOf([floor, best], 0.06) },
    lines: [
      {
        label: "mean over validation examples",
        points: validation.filter(({ mean }) => mean >= floor).map((tried) => [tried.sigma, tried.mean]),
        colour: COLOURS.generated,
      },
      {
        label: "best σ",
        points: [
          [sigma, floor],
          [sigma, best],
        ],
        colour: "#222222",
        dash: "2 3",
        width: 1.4,
      },
    ],
  });
  return svgPage(WIDTH, HEIGHT, [{ x: 0, y: 0, svg: chart }]);
}

/** Pairs in a row of the picture. */
const IN_ROW = 12;

/** Rows of samples, and below each the training examples that they are nearest to. */
export async function pairsPicture({ shape, generated, nearest }: Shown): Promise<Buffer> {
  const size = sizeOf(shape);
  const count = generated.length / size;
  const rows: Float32Array[] = [];
  for (let from = 0; from < count; from += IN_ROW) {
    const to = Math.min(count, from + IN_ROW);
    for (const values of [generated, nearest]) {
      // White where the last row has no pair.
      const row = new Float32Array(IN_ROW * size).fill(1);
      row.set(values.subarray(from * size, to * size));
      rows.push(row);
    }
  }
  const all = new Float32Array(rows.length * IN_ROW * size);
  rows.forEach((row, i) => {
    all.set(row, i * IN_ROW * size);
  });
  return imageSheet(shape, all, IN_ROW);
}

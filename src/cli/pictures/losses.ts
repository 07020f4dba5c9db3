/** The figure of the two losses of G. */
import { type LossRun, turnsText } from "../../inner.ts";
import { chartGroup, svgPage } from "./chart.ts";
import { COLOURS } from "./colours.ts";

const SATURATING = { colour: COLOURS.generated, dash: "8 4" } as const;
const OTHER = { colour: COLOURS.real } as const;

/** Answers from nearly 0 to nearly 1. */
const answers = Array.from({ length: 199 }, (_, i) => (i + 1) / 200);

type Measured = LossRun["steps"][number];

/** From the power of ten below 1 and all values to that above them; values that are 0 are left out. */
function powersAround(values: readonly number[]): [low: number, high: number] {
  const logarithms = values.filter((value) => value > 0).map(Math.log10);
  const low = Math.floor(Math.min(...logarithms, 0));
  return [10 ** low, 10 ** Math.max(low + 1, Math.ceil(Math.max(...logarithms, low)))];
}

const turns = ([run]: readonly LossRun[]): string => (run ? turnsText(run.config) : "");

/** Of each chart. */
const [WIDTH, HEIGHT] = [430, 340];
const GAP = 20;
const SIZE = { width: WIDTH, height: HEIGHT } as const;

/** Both losses as functions of D's answer, and their gradients. */
const lossCharts = (): readonly string[] => [
  chartGroup({
    title: "What G minimises",
    note: "as a function of D's answer to a generated example",
    ...SIZE,
    x: { label: "D(G(z))", domain: [0, 1] },
    y: { label: "nats", domain: [-5, 5] },
    lines: [
      { label: "log(1 − D), minimax", points: answers.map((d) => [d, Math.log(1 - d)]), ...SATURATING },
      { label: "−log D", points: answers.map((d) => [d, -Math.log(d)]), ...OTHER },
    ],
  }),
  // By D's logit: d/ds log(1 − σ(s)) = −σ(s), d/ds (−log σ(s)) = −(1 − σ(s)).
  chartGroup({
    title: "What of it reaches G",
    note: "length of the gradient by D's logit",
    ...SIZE,
    x: { label: "D(G(z))", domain: [0, 1] },
    y: { label: "|∂loss/∂logit|", domain: [0, 1] },
    lines: [
      { label: "minimax: D", points: [[0, 0], ...answers.map((d): [number, number] => [d, d]), [1, 1]], ...SATURATING },
      {
        label: "−log D: 1 − D",
        points: [[0, 1], ...answers.map((d): [number, number] => [d, 1 - d]), [1, 0]],
        ...OTHER,
      },
    ],
  }),
];

/** What two runs had of them. */
function runCharts(runs: readonly LossRun[], data: string): readonly string[] {
  const last = Math.max(...runs.flatMap(({ steps }) => steps.map(({ step }) => step)));
  const norm = ({ gradientNorm }: Measured) => gradientNorm;
  const answer = ({ meanDFake }: Measured) => meanDFake;
  const linesOf = (value: (measured: Measured) => number) =>
    runs.map(({ loss, steps }) => ({
      label: loss,
      // What is 0 has no place on a logarithmic axis.
      points: steps.map((measured) => [measured.step, value(measured) || Number.NaN] as const),
      ...(loss === "minimax" ? SATURATING : OTHER),
      width: 1.6,
    }));
  const measured = chartGroup({
    title: `Norm of G's gradient, measured on ${data}`,
    note: `two runs, one seed, different losses; ${turns(runs)}`,
    ...SIZE,
    x: { label: "step", domain: [0, last] },
    y: { label: "‖∇θ_g‖", domain: powersAround(runs.flatMap(({ steps }) => steps.map(norm))), logarithmic: true },
    lines: linesOf(norm),
  });
  const sure = chartGroup({
    title: "D's answers in those runs",
    note: "mean D(G(z)); near 0, minimax has next to no gradient",
    ...SIZE,
    x: { label: "step", domain: [0, last] },
    y: {
      label: "D(G(z)), probability",
      domain: powersAround([1, ...runs.flatMap(({ steps }) => steps.map(answer))]),
      logarithmic: true,
    },
    lines: linesOf(answer),
  });
  return [measured, sure];
}

/** Curves of both losses and of their gradients above; below what two runs had of them. */
export const lossesSvg = (runs: readonly LossRun[], data: string): string =>
  svgPage(
    2 * WIDTH + GAP,
    2 * HEIGHT + GAP,
    [...lossCharts(), ...runCharts(runs, data)].map((svg, i) => ({
      x: (i % 2) * (WIDTH + GAP),
      y: Math.floor(i / 2) * (HEIGHT + GAP),
      svg,
    })),
  );

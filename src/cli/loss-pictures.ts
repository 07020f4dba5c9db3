/** The figure of the two losses of G. */
import type { LossRun } from "../index.ts";
import { chartGroup, svgPage } from "./chart.ts";
import { COLOURS } from "./colours.ts";

const SATURATING = { colour: COLOURS.generated, dash: "8 4" } as const;
const OTHER = { colour: COLOURS.real } as const;

/** Answers from nearly 0 to nearly 1. */
const answers = Array.from({ length: 199 }, (_, i) => (i + 1) / 200);

/** Curves of both losses and of their gradients on the left; on the right what two runs had of them. */
export function lossesSvg(runs: readonly LossRun[], data: string): string {
  const [width, height] = [430, 340];
  const values = chartGroup({
    title: "What G minimises",
    note: "as a function of D's answer to a generated example",
    width,
    height,
    x: { label: "D(G(z))", domain: [0, 1] },
    y: { label: "nats", domain: [-5, 5] },
    lines: [
      { label: "log(1 − D), minimax", points: answers.map((d) => [d, Math.log(1 - d)]), ...SATURATING },
      { label: "−log D", points: answers.map((d) => [d, -Math.log(d)]), ...OTHER },
    ],
  });
  // By D's logit: d/ds log(1 − σ(s)) = −σ(s), d/ds (−log σ(s)) = −(1 − σ(s)).
  const slopes = chartGroup({
    title: "What of it reaches G",
    note: "length of the gradient by D's logit",
    width,
    height,
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
  });
  const norms = runs.flatMap(({ steps }) => steps.map(({ gradientNorm }) => gradientNorm)).filter((norm) => norm > 0);
  const [low, high] = [Math.min(...norms), Math.max(...norms)].map((norm) => Math.log10(norm)) as [number, number];
  const last = Math.max(...runs.flatMap(({ steps }) => steps.map(({ step }) => step)));
  const style = (loss: LossRun["loss"]) => (loss === "minimax" ? SATURATING : OTHER);
  const measured = chartGroup({
    title: `Norm of G's gradient, measured on ${data}`,
    note: "two runs from the same seed that differ in the loss alone",
    width,
    height,
    x: { label: "step", domain: [0, last] },
    y: { label: "‖∇θ_g‖", domain: [10 ** Math.floor(low), 10 ** Math.ceil(high)], logarithmic: true },
    lines: runs.map(({ loss, steps }) => ({
      label: loss,
      points: steps.map(({ step, gradientNorm }) => [step, gradientNorm > 0 ? gradientNorm : Number.NaN] as const),
      ...style(loss),
      width: 1.6,
    })),
  });
  const sure = chartGroup({
    title: "D's answers in those runs",
    note: "mean D(G(z)); near 0, minimax has next to no gradient",
    width,
    height,
    x: { label: "step", domain: [0, last] },
    y: { label: "D(G(z)), probability", domain: [0, 1] },
    lines: runs.map(({ loss, steps }) => ({
      label: loss,
      points: steps.map(({ step, meanDFake }) => [step, meanDFake] as const),
      ...style(loss),
      width: 1.6,
    })),
  });
  return svgPage(
    2 * width + 20,
    2 * height + 20,
    [values, slopes, measured, sure].map((svg, i) => ({
      x: (i % 2) * (width + 20),
      y: Math.floor(i / 2) * (height + 20),
      svg,
    })),
  );
}

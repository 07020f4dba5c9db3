import { join } from "node:path";
import {
  errorText,
  formatNumber,
  type Measured,
  measureTheory,
  type TheoryReading,
  type WithInterval,
} from "../../inner.ts";
import { makeFolder, writeWhole } from "../files/writing.ts";
import { densitySvg, distanceText, jsdSvg, valueSvg } from "../pictures/theory.ts";
import { writeReport } from "../report/report.ts";
import { loadCheckpoint } from "../run/folder.ts";
import { checkpointMissing } from "../run/generator.ts";
import { readMetrics } from "../run/metrics-record.ts";
import { reopenData, requireSameData } from "../run/open-run.ts";
import { runPaths } from "../run/paths.ts";
import { readRecord } from "../run/record.ts";
import { densityPicture, readTheory, saveTheory, summaryOf } from "../run/theory-record.ts";
import { deviceToMeasure } from "../terminal/device-flag.ts";
import { deviceFrom, type Flags } from "../terminal/flags.ts";
import { integerFlag } from "../terminal/integer-flag.ts";
import type { Output } from "../terminal/output.ts";
import { createTaskView } from "../terminal/progress.ts";
import { textTable } from "../terminal/text-table.ts";

/** `theory <run>`: how far a state of the run is from the equilibrium that the paper promises. */
export async function theoryCommand(folder: string, flags: Flags, output: Output): Promise<void> {
  const step = integerFlag(flags, "step", 0, 1e9);
  const examples = integerFlag(flags, "examples", 100, 1e7);
  const asked = deviceFrom(flags);
  const record = await readRecord(folder);
  const doing = `measuring ${folder} against the theory`;
  const loaded = await loadCheckpoint(folder, record.config, output.say, step);
  if (!loaded) throw checkpointMissing(doing, folder, step);
  const { data } = await reopenData(record, flags, output.say);
  requireSameData(record, data, flags, doing);
  await readTheory(folder); // a damaged record is refused before anything is measured
  const device = await deviceToMeasure(asked, { config: record.config, data }, output.say);
  const view = createTaskView();
  const reading = await measureTheory({
    config: record.config,
    checkpoint: loaded.checkpoint,
    data,
    device,
    ...(examples === undefined ? {} : { examples }),
    progress: view.update,
  }).finally(view.stop);

  const summary = summaryOf(reading);
  const history = await saveTheory(folder, summary);
  const pictures = await drawTheory(folder, reading, history, output);
  await writeReport(folder);
  output.result(
    { run: folder, ...summary, pictures, report: runPaths(folder).report },
    [
      `${folder}, step ${formatNumber(reading.step)}`,
      "",
      formatTheory(reading),
      reading.verdict.says,
      ...(reading.classes === undefined
        ? []
        : [
            `Each D is told the class beside the example: JSD is the mean over ${formatNumber(reading.classes)} classes, as often as the data have them. What G could still gain is not measured of players that are told classes.`,
          ]),
      "",
      ...pictures,
    ].join("\n"),
  );
  if (!output.json && history.length === 1) {
    output.say("Other states of the run: --step N for a kept checkpoint; the pictures then show how it went.");
  }
}

/** Draws a state, and what is on record of all that were measured. Returns the paths. */
async function drawTheory(
  folder: string,
  reading: TheoryReading,
  history: Awaited<ReturnType<typeof saveTheory>>,
  { say }: Output,
): Promise<readonly string[]> {
  const { theory } = runPaths(folder);
  await makeFolder(theory);
  const pictures: string[] = [];
  const draw = async (name: string, svg: string): Promise<void> => {
    const path = join(theory, name);
    await writeWhole(path, svg);
    pictures.push(path);
  };
  if (reading.density) await draw(densityPicture(reading.step), densitySvg(reading.density, reading.step));
  const values = (await readMetrics(folder, say)).flatMap(({ step: at, value }) =>
    value === undefined ? [] : [[at, value] as const],
  );
  const fresh = history.map(({ step: at, fresh: { value } }) => [at, value.value] as const);
  await draw("value.svg", valueSvg(values, fresh));
  await draw(
    "jsd.svg",
    jsdSvg(history.map(({ step: at, jsd, fresh: { bound } }) => ({ step: at, measured: jsd, bound }))),
  );
  return pictures;
}

/** Four digits, a true minus, and no minus before what rounds to 0. */
const figure = (value: number): string =>
  value
    .toFixed(4)
    .replace(/^-(0\.0+)$/, "$1")
    .replace("-", "−");
const nats = (value: number): string => (value === Number.POSITIVE_INFINITY ? "∞" : `${figure(value)} nats`);
const measured = ({ value, error, atLeast }: Measured): string =>
  atLeast ? `at least ${nats(value)}` : error > 0 ? `${nats(value)} ± ${errorText(error)}` : nats(value);
const interval = ({ low, high }: WithInterval): string => `95 %: ${figure(low)} to ${figure(high)}`;

/** What D could still gain, and by what that is known. */
function discriminatorGap(
  gap: TheoryReading["dGap"],
  from: TheoryReading["dGapFrom"],
  density: TheoryReading["density"],
): [figure: string, meaning: string] {
  if (gap === null || !from) {
    return [
      "not known",
      "D was trained on the real examples at hand; with 200 or more of them held out (--holdout) it would be measured",
    ];
  }
  const { error, atLeast, by } = from;
  const what = "what D could still gain with G frozen";
  if (by === "densities") {
    const value = density?.value ? ` by the densities, ${measured(density.value)}` : "";
    return [measured({ value: gap, error, atLeast }), `${what}: C(G) less V of the run's D${value}`];
  }
  return [
    `${nats(gap)} ± ${errorText(error)}`,
    `${what}, from below: V of a fresh D less V of the run's D, on ${by.replace("that D", "that the run's D")}`,
  ];
}

/** The readings as a table: what, how much, what it means. */
function formatTheory({ density, fresh, own, dGap, dGapFrom, gGap, gradients }: TheoryReading): string {
  const rows: string[][] = [];
  const row = (what: string, figure: string, meaning: string): void => void rows.push([what, figure, meaning]);
  if (density) {
    row("JSD(p_data ‖ p_g)", measured(density.jsd), `0 where they are equal; p_g ${density.method}`);
    row("C(G) = −log 4 + 2·JSD", measured(density.criterion), "−1.3863 at the optimum; what the best D reaches");
    if (density.kl)
      row("KL(p_data ‖ p_g)", measured(density.kl), "what p_g misses; infinite where it is 0 and p_data is not");
    if (density.reverseKl)
      row("KL(p_g ‖ p_data)", measured(density.reverseKl), "what p_g invents; not the same as the other way");
    if (density.distance) {
      const { mean, meanError } = density.distance;
      row(
        "max |D − D*|",
        distanceText(density.distance),
        `mean ${mean.toFixed(4)} ± ${errorText(meanError)}; where there are data or samples`,
      );
    }
  }
  row(
    "V of a fresh D",
    nats(fresh.value.value),
    `${interval(fresh.value)}; on ${formatNumber(fresh.examples)} test examples, ${
      fresh.exhausted
        ? `still rising after ${formatNumber(fresh.steps)} steps`
        : `after ${formatNumber(fresh.steps)} steps`
    }${fresh.diverged === undefined ? "" : `, where training ended: ${fresh.diverged}`}`,
  );
  const { bound } = fresh;
  row("JSD is at least", nats(Math.max(0, bound.low)), `(V + log 4)/2 is ${nats(bound.value)}, ${interval(bound)}`);
  row("Calibration of the fresh D", fresh.calibration.error.toFixed(4), "mean |D − share of real examples|, 0 at best");
  if (own) {
    const on = own.heldOut
      ? `on ${formatNumber(own.examples)} examples held out of the training`
      : own.unseen
        ? `on ${formatNumber(own.examples)} examples that D never saw`
        : `on ${formatNumber(own.examples)} examples that D was trained on, so it may be too high`;
    row("V of the run's D", `${nats(own.value)} ± ${errorText(own.error)}`, `−1.3863 where D = 1/2 everywhere; ${on}`);
    row("Mean D, real and generated", `${own.meanDReal.toFixed(4)}, ${own.meanDFake.toFixed(4)}`, "1/2 at equilibrium");
    row("D gap", ...discriminatorGap(dGap, dGapFrom, density));
  } else {
    row("D gap, G gap", "not measured", "D's answers are scores, not probabilities");
  }
  if (gGap) row("G gap", nats(gGap.gain), `what G could still gain in ${gGap.steps} steps with D frozen`);
  if (gradients) {
    const { minimax, nonSaturating } = gradients;
    row(
      "Gradient at G(z), log(1 − D)",
      minimax.median.toPrecision(3),
      `median length; nine tenths below ${minimax.nineTenths.toPrecision(3)}`,
    );
    row(
      "Gradient at G(z), −log D",
      nonSaturating.median.toPrecision(3),
      `median length; nine tenths below ${nonSaturating.nineTenths.toPrecision(3)}`,
    );
  }
  return `${textTable(rows, [false, true, false])}\n`;
}

import { join } from "node:path";
import { kindOf, type LossRun, lossRuns } from "../../inner.ts";
import { openData } from "../data/open.ts";
import { makeFolder, writeWhole } from "../files/writing.ts";
import { svgToPng } from "../pictures/examples.ts";
import { lossesSvg } from "../pictures/losses.ts";
import { dataPlacesFrom, type Flags } from "../terminal/flags.ts";
import { integerFlag } from "../terminal/integer-flag.ts";
import { outFolder } from "../terminal/out-folder.ts";
import type { Output } from "../terminal/output.ts";
import { createTaskView } from "../terminal/progress.ts";

/** `figure-losses --out DIR`: why G plays −log D early: curves of both losses, and gradients measured in two runs. */
export async function figureLossesCommand(flags: Flags, output: Output): Promise<void> {
  const folder = outFolder(flags.out, "drawing the losses");
  const steps = integerFlag(flags, "steps", 2, 1e6) ?? 200;
  const dSteps = integerFlag(flags, "dSteps", 1, 1000);
  const seed = integerFlag(flags, "seed", 0, Number.MAX_SAFE_INTEGER);
  const { data } = await openData(
    { argument: String(flags.data ?? "glyphs"), options: {}, places: dataPlacesFrom(flags) },
    output.say,
  );
  await makeFolder(folder);
  const view = createTaskView();
  const images = kindOf(data) === "images";
  const runs = await lossRuns({
    data,
    steps,
    ...(dSteps === undefined ? {} : { dSteps }),
    ...(seed === undefined ? {} : { seed }),
    // Perceptrons also for images: a figure should not take an hour.
    ...(images ? { network: "mlp" } : {}),
    progress: view.update,
  }).finally(view.stop);
  const svg = lossesSvg(runs, data.name);
  const paths = { svg: join(folder, "losses.svg"), png: join(folder, "losses.png") };
  await writeWhole(paths.svg, svg);
  await writeWhole(paths.png, await svgToPng(svg));
  const json = {
    ...paths,
    data: data.name,
    runs: runs.map(({ loss, config, steps: measured }) => ({ loss, dSteps: config.dSteps, steps: measured })),
  };
  await writeWhole(join(folder, "losses.json"), `${JSON.stringify(json)}\n`);
  output.result(json, [...runs.map(describe), `The figure is in ${paths.svg} and ${paths.png}.`].join("\n"));
}

function describe({ loss, steps }: LossRun): string {
  const least = steps.reduce(
    (a, b) => (b.gradientNorm < a.gradientNorm ? b : a),
    steps[0] ?? { step: 0, gradientNorm: 0, meanDFake: 0 },
  );
  const last = steps.at(-1);
  return (
    `${loss}: G's gradient was least at step ${least.step}, ${least.gradientNorm.toPrecision(3)}, where D gave generated examples ` +
    `${least.meanDFake.toPrecision(3)}; at step ${last?.step ?? 0} it is ${last?.gradientNorm.toPrecision(3) ?? "–"}`
  );
}

import { join } from "node:path";
import { builtIn, errorText, figure1, figure1Config, isBuiltIn, measuredText, problem } from "../../inner.ts";
import { makeFolder, writeWhole } from "../files/writing.ts";
import { svgToPng } from "../pictures/examples.ts";
import { figure1Svg } from "../pictures/theory.ts";
import { deviceToMeasure } from "../terminal/device-flag.ts";
import { deviceFrom, type Flags } from "../terminal/flags.ts";
import { integerFlag } from "../terminal/integer-flag.ts";
import { outFolder } from "../terminal/out-folder.ts";
import type { Output } from "../terminal/output.ts";
import { createTaskView } from "../terminal/progress.ts";

/** `figure1 --out DIR`: the paper's four panels, from states of a run that is trained here and now. */
export async function figure1Command(flags: Flags, output: Output): Promise<void> {
  const folder = outFolder(flags.out, "drawing Figure 1");
  const steps = integerFlag(flags, "steps", 2, 1e7);
  const seed = integerFlag(flags, "seed", 0, Number.MAX_SAFE_INTEGER);
  const data = String(flags.data ?? "normal");
  if (!isBuiltIn(data)) {
    throw problem({ doing: "drawing Figure 1", expected: "--data normal, two-normals or uniform", came: data });
  }
  const drawn = builtIn(data);
  const device = await deviceToMeasure(deviceFrom(flags), { config: figure1Config(drawn), data: drawn }, output.say);
  const view = createTaskView();
  const figure = await figure1({
    data,
    device,
    ...(seed === undefined ? {} : { seed }),
    ...(steps === undefined ? {} : { steps }),
    progress: view.update,
  }).finally(view.stop);
  await makeFolder(folder);
  const svg = figure1Svg(figure.panels);
  const paths = { svg: join(folder, "figure1.svg"), png: join(folder, "figure1.png") };
  await writeWhole(paths.svg, svg);
  await writeWhole(paths.png, await svgToPng(svg));
  const panels = figure.panels.map(({ letter, caption, step, reading }) => ({
    letter,
    caption,
    step,
    jsd: reading.jsd,
    largestDistance: reading.distance?.largest ?? null,
    largestDistanceError: reading.distance?.error ?? null,
    meanDistance: reading.distance?.mean ?? null,
  }));
  output.result(
    { ...paths, panels, config: figure.config },
    [
      ...panels.map(
        ({ letter, caption, step, jsd, largestDistance, largestDistanceError }) =>
          `(${letter}) ${caption}: step ${step}, max |D − D*| ${largestDistance?.toFixed(4) ?? "–"} ± ${largestDistanceError == null ? "–" : errorText(largestDistanceError)}, JSD ${measuredText(jsd)}`,
      ),
      `Figure 1 is in ${paths.svg} and ${paths.png}.`,
    ].join("\n"),
  );
}

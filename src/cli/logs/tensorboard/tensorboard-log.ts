/** tensorboard/: an event file for each session, with figures, sheets, parameters' histograms and the configuration. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Config, decodeTensors, type MetricsLine } from "../../../inner.ts";
import { append, makeFolder, writeWhole } from "../../files/writing.ts";
import { figuresOf } from "../figures.ts";
import { type Logged, settingsOf, timesOf } from "../log-options.ts";
import type { Sink } from "../sink.ts";
import {
  histogram,
  image,
  scalar,
  settings,
  startEvent,
  summaryEvent,
  text,
  type Value,
  versionEvent,
} from "./events.ts";
import { histogramOf } from "./histogram.ts";

const PREFIX = "events.out.tfevents.";

/** TensorBoard reads the files of a folder in the order of their names: that of the sessions. */
async function nextFile(folder: string): Promise<{ readonly path: string; readonly first: boolean }> {
  const numbers = (await readdir(folder)).flatMap(
    (name) => new RegExp(`^${PREFIX.replaceAll(".", "\\.")}(\\d+)$`).exec(name)?.[1] ?? [],
  );
  const number = Math.max(0, ...numbers.map(Number)) + 1;
  return { path: join(folder, `${PREFIX}${String(number).padStart(6, "0")}`), first: number === 1 };
}

/** Each event is written when it comes, whole, so that a reader sees what the run has done. */
export function tensorboardLog(logged: Logged): Sink {
  const folder = join(logged.folder, "tensorboard");
  let path = "";
  const log = (step: number, values: readonly Value[]): Promise<void> =>
    append(path, summaryEvent(Date.now() / 1000, step, values));
  return {
    event: async (event) => {
      if (event.type === "start") {
        await makeFolder(folder);
        const file = await nextFile(folder);
        path = file.path;
        await writeWhole(path, beginning(logged, event, file.first));
      }
      if (event.type === "recorded") await log(event.step, scalars(event.line));
      if (event.type === "sheet") {
        const { step, picture, real } = event;
        await log(step, [image("samples/sheet", picture), ...(real ? [image("samples/real", real)] : [])]);
      }
      if (event.type === "checkpoint") await log(event.step, parameters(event.bytes));
    },
  };
}

/** What a file begins with: which points of earlier files still hold, and the lines of sessions that were not logged here. */
function beginning(
  { name, created, before }: Logged,
  { step, config }: { readonly step: number; readonly config: Config },
  first: boolean,
): Uint8Array {
  const now = Date.now();
  const timeOf = timesOf(before, now);
  const shown = `\`\`\`json\n${JSON.stringify(config, null, 2)}\n\`\`\``;
  return Buffer.concat([
    versionEvent(now / 1000),
    // A run that goes on from its start shows the first sheet again.
    startEvent(now / 1000, step === 0 ? 0 : step + 1),
    summaryEvent(now / 1000, step, [
      settings(settingsOf(config), { name, began: created.getTime() / 1000 }),
      text("configuration", shown),
    ]),
    ...(first ? before.map((line) => summaryEvent(timeOf(line) / 1000, line.step, scalars(line))) : []),
  ]);
}

const scalars = (line: MetricsLine): Value[] => [...figuresOf(line)].map(([name, value]) => scalar(name, value));

/** How the parameters of both players are spread; not what optimizers remember, nor the moving average. */
const parameters = (checkpoint: Uint8Array): Value[] =>
  [...decodeTensors("the checkpoint", checkpoint).tensors.values()].flatMap(({ name, values }) =>
    /^[GD]\//.test(name) && values.length > 0 ? [histogram(`parameters ${name}`, histogramOf(values))] : [],
  );

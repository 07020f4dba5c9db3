/** metrics.csv: a line for every line of the record, for spreadsheets and data frames. */
import { join } from "node:path";
import type { MetricsLine } from "../../inner.ts";
import { append, makeFolder, writeWhole } from "../files/writing.ts";
import { figureKeys } from "./figures.ts";
import type { Logged } from "./log-options.ts";
import type { Sink } from "./sink.ts";

/** The same for every run, whatever its data: what a run does not measure stays empty. */
const keys = ["step", ...figureKeys] as const;

const lineOf = (line: MetricsLine): string => `${keys.map((key) => line[key] ?? "").join(",")}\n`;

/** Begins with the lines of earlier sessions, so that what came after the checkpoint is gone. */
export function csvLog({ folder, before }: Logged): Sink {
  const path = join(folder, "metrics.csv");
  return {
    event: async (event) => {
      if (event.type === "start") {
        await makeFolder(folder);
        await writeWhole(path, [`${keys.join(",")}\n`, ...before.map(lineOf)].join(""));
      }
      if (event.type === "recorded") await append(path, lineOf(event.line));
    },
  };
}

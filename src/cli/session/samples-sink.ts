import { join } from "node:path";
import { areRows, type DataSet } from "../../inner.ts";
import { writeWhole } from "../files/writing.ts";
import type { Sink } from "../logs/sink.ts";
import { csvOf } from "../run/csv.ts";
import { runPaths } from "../run/paths.ts";

/** Writes samples/: every sheet as a picture, rows as CSV too. */
export function samplesSink(folder: string, data: DataSet): Sink {
  const { samples } = runPaths(folder);
  return {
    event: async (event) => {
      if (event.type === "sheet") {
        if (event.real) await writeWhole(join(samples, "real.png"), event.real);
        await writeWhole(join(samples, `step-${event.step}.png`), event.picture);
      }
      if (event.type === "samples" && areRows(data)) {
        await writeWhole(join(samples, `step-${event.step}.csv`), csvOf(data, event.values));
      }
    },
  };
}

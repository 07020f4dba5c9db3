import { join } from "node:path";
import { areRows, type DataSet, kindOf, type Samples } from "../../inner.ts";
import { writeWhole } from "../files/writing.ts";
import { drawExamples } from "../pictures/examples.ts";
import { csvOf } from "../run/csv.ts";
import { runPaths } from "../run/paths.ts";
import type { Sink } from "./sink.ts";

/** Writes samples/: every sheet as a picture, rows as CSV too. */
export const samplesSink = (folder: string, data: DataSet, real: Float32Array): Sink => ({
  event: async (event) => {
    if (event.type === "samples") await saveSamples(folder, data, event, real);
  },
});

async function saveSamples(
  folder: string,
  data: DataSet,
  { step, values, inRow }: Samples,
  real: Float32Array,
): Promise<void> {
  const base = join(runPaths(folder).samples, `step-${step}`);
  if (step === 0) {
    await writeWhole(
      join(runPaths(folder).samples, "real.png"),
      await drawExamples(
        data,
        kindOf(data) === "images" ? real : new Float32Array(),
        real,
        real.length === values.length ? inRow : undefined,
      ),
    );
  }
  await writeWhole(`${base}.png`, await drawExamples(data, values, real, inRow));
  if (areRows(data)) await writeWhole(`${base}.csv`, csvOf(data, values));
}

import { type DataSet, evaluateRun, isProblem, problem } from "../../index.ts";
import { openData } from "../data/open.ts";
import { dataPlacesFrom, type Flags } from "../flags.ts";
import { formatEvaluation } from "../format.ts";
import { checkpointMissing } from "../generator.ts";
import type { Output } from "../output.ts";
import { loadCheckpoint, type RunRecord, readRecord } from "../run-folder.ts";
import { integerFlag } from "./integer-flag.ts";

/** `evaluate <run>` */
export async function evaluateCommand(folder: string, flags: Flags, output: Output): Promise<void> {
  const samples = integerFlag(flags, "samples", 1, 1e7);
  const step = integerFlag(flags, "step", 0, 1e9);
  const record = await readRecord(folder);
  const { config, source } = record;
  const loaded = await loadCheckpoint(folder, config, output.say, step);
  if (!loaded) throw checkpointMissing(`evaluating ${folder}`, folder, step);
  const data = await dataIfThere(record, flags, output);
  if (data && data.fingerprint !== config.data.fingerprint) {
    throw problem({
      doing: `evaluating ${folder}`,
      expected: `the data it was trained on (${config.data.fingerprint})`,
      came: `other data at ${source} (${data.fingerprint})`,
    });
  }
  const evaluation = await evaluateRun({
    config,
    checkpoint: loaded.checkpoint,
    data,
    ...(samples === undefined ? {} : { samples }),
  });
  output.result(
    { run: folder, ...evaluation },
    `${folder}, step ${evaluation.step}\n\n${formatEvaluation(evaluation)}`,
  );
}

/** A run can be measured in part when its data are gone. */
async function dataIfThere(
  { source, dataOptions, places }: RunRecord,
  flags: Flags,
  output: Output,
): Promise<DataSet | undefined> {
  try {
    return (
      await openData(
        { argument: source, options: dataOptions, places: { ...places, ...dataPlacesFrom(flags) } },
        output.say,
      )
    ).data;
  } catch (error) {
    if (!isProblem(error)) throw error;
    output.say(`${error.message} Figures that need real data are left out.`);
    return undefined;
  }
}

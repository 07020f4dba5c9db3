import { type DataSet, evaluateRun, isProblem } from "../../index.ts";
import { reopenData, requireSameData } from "../data/open-run.ts";
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
  const { config } = record;
  const loaded = await loadCheckpoint(folder, config, output.say, step);
  if (!loaded) throw checkpointMissing(`evaluating ${folder}`, folder, step);
  const data = await dataIfThere(record, flags, output);
  if (data) requireSameData(record, data, `evaluating ${folder}`);
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
async function dataIfThere(record: RunRecord, flags: Flags, output: Output): Promise<DataSet | undefined> {
  try {
    return (await reopenData(record, dataPlacesFrom(flags), output.say)).data;
  } catch (error) {
    if (!isProblem(error)) throw error;
    output.say(`${error.message} Figures that need real data are left out.`);
    return undefined;
  }
}

import { type DataSet, evaluateRun, isProblem, problem } from "../../inner.ts";
import { formatEvaluation } from "../report/evaluation-table.ts";
import { loadCheckpoint } from "../run/folder.ts";
import { checkpointMissing } from "../run/generator.ts";
import { reopenData, requireSameData } from "../run/open-run.ts";
import { type RunRecord, readRecord } from "../run/record.ts";
import { deviceToDraw } from "../terminal/device-flag.ts";
import { deviceFrom, type Flags } from "../terminal/flags.ts";
import { integerFlag } from "../terminal/integer-flag.ts";
import type { Output } from "../terminal/output.ts";
import { scoreCommand } from "./score.ts";

/** `evaluate <run>`: what the end of a run measures; with `--metric` other scores. */
export async function evaluateCommand(folder: string, flags: Flags, output: Output): Promise<void> {
  if (flags.metric !== undefined) return scoreCommand(folder, flags, output);
  refuseWithoutMetric(flags);
  const samples = integerFlag(flags, "samples", 1, 1e7);
  const step = integerFlag(flags, "step", 0, 1e9);
  const record = await readRecord(folder);
  const { config } = record;
  const asked = deviceFrom(flags);
  const loaded = await loadCheckpoint(folder, config, output.say, step);
  if (!loaded) throw checkpointMissing(`evaluating ${folder}`, folder, step);
  const data = await dataIfThere(record, flags, output);
  if (data) requireSameData(record, data, flags, `evaluating ${folder}`);
  const device = await deviceToDraw(asked, config, output.say);
  const evaluation = await evaluateRun({
    config,
    device,
    checkpoint: loaded.checkpoint,
    data,
    ...(samples === undefined ? {} : { samples }),
  });
  output.result(
    { run: folder, ...evaluation },
    `${folder}, step ${evaluation.step}\n\n${formatEvaluation(evaluation)}`,
  );
}

/** Flags that mean nothing here are not passed over in silence. */
function refuseWithoutMetric(flags: Flags): void {
  const given = {
    "--features": flags.features,
    "--features-range": flags.featuresRange,
    "--features-layout": flags.featuresLayout,
    "--features-output": flags.featuresOutput,
    "--threads": flags.threads,
    "--truncation": flags.truncation,
    "--target": flags.target,
    "--step all": flags.step === "all" ? true : undefined,
  };
  for (const [flag, value] of Object.entries(given)) {
    if (value === undefined) continue;
    throw problem({
      doing: `reading option ${flag}`,
      expected: "--metric with it",
      came: "none",
      next: "saddlepoint evaluate --help lists the metrics.",
    });
  }
}

/** A run can be measured in part when its data are gone. */
async function dataIfThere(record: RunRecord, flags: Flags, output: Output): Promise<DataSet | undefined> {
  try {
    return (await reopenData(record, flags, output.say)).data;
  } catch (error) {
    if (!isProblem(error)) throw error;
    output.say(`${error.message} Figures that need real data are left out.`);
    return undefined;
  }
}

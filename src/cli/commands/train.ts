import { train } from "../../inner.ts";
import { chosenData } from "../data/chosen.ts";
import { columnsText } from "../data/column-facts.ts";
import { labelsText } from "../data/labels-beside.ts";
import { openData } from "../data/open.ts";
import { withSchema } from "../data/schema-file.ts";
import { readInTurns } from "../distributed/in-turns.ts";
import type { Job } from "../distributed/job.ts";
import { logsAsked } from "../logs/log-to.ts";
import { beginning } from "../run/classes.ts";
import { machineText } from "../run/machine-text.ts";
import { chooseFolder, createRun } from "../run/new-run.ts";
import type { RunRecord } from "../run/record.ts";
import { startAsked } from "../run/starting-point.ts";
import { follow, runSession } from "../session/carry-out.ts";
import { onChosenDevice } from "../terminal/device-flag.ts";
import { type Flags, optionsFrom } from "../terminal/flags.ts";
import type { Output } from "../terminal/output.ts";
import { runtimeText } from "../terminal/runtime-flag.ts";
import { version } from "../version.ts";

/** `train [data]` */
export async function trainCommand(
  argument: string | undefined,
  flags: Flags,
  output: Output,
  job: Job,
): Promise<void> {
  const log = logsAsked(flags);
  const { preset, ...request } = await withSchema(chosenData(argument, flags));
  const start = await startAsked(flags, job, output.say);
  const given = { ...optionsFrom(flags), ...(preset === undefined ? {} : { preset }), ...start };
  const opened = await readInTurns(job, () => openData(request, output.say));
  const { source, columns, labels } = opened;
  const begun = await beginning(opened, given, job.rank === 0 ? output.say : () => undefined);
  const { data } = begun;
  const notices = [...opened.notices, ...begun.notices];
  const { config, device, reason } = await onChosenDevice(begun.config, data, job.size);
  const events = (signal: AbortSignal) => train({ data, ...given, device, signal, collective: job });
  if (job.rank > 0) return follow(events, job);
  // "train-images-idx3-ubyte.gz" is a run called train-images-idx3-ubyte.
  const folder = await chooseFolder(flags.out as string | undefined, preset ?? data.name.replace(/\.gz$/, ""));
  const record: RunRecord = {
    saddlepoint: version,
    runtime: await runtimeText(config),
    node: process.version,
    created: new Date().toISOString(),
    machine: machineText(),
    ...(preset === undefined ? {} : { preset }),
    source,
    dataOptions: request.options,
    ...(notices.length > 0 ? { notices } : {}),
    ...(log && log.length > 0 ? { log } : {}),
    places: request.places,
    config,
  };
  if (columns) output.print(`${columnsText(columns)}\n`);
  if (labels) output.say(`Labels: ${labelsText(labels)}`);
  for (const notice of notices) output.say(`Note: ${notice}`);
  if (reason !== undefined) output.say(`Note: ${reason}.`);
  await runSession(
    {
      folder,
      record,
      data,
      metrics: [],
      prepare: () => createRun(folder, record, { say: output.say }),
      events,
      job,
    },
    output,
  );
}

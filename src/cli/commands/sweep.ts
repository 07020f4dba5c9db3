import { counted, formatNumber } from "../../inner.ts";
import { columnsText } from "../data/column-facts.ts";
import { makeFolder } from "../files/writing.ts";
import { logsAsked } from "../logs/log-to.ts";
import { lock } from "../run/lock.ts";
import { carryOut, rungSteps, seedsOf } from "../sweep/carry-out.ts";
import { type CheckedSweep, checkSettings, playedBy } from "../sweep/check-settings.ts";
import { concludeSweep } from "../sweep/conclude.ts";
import { jobsFor, jobsText, measureRoom } from "../sweep/jobs.ts";
import { askedSweep, chooseSweepFolder, savePlan } from "../sweep/open-sweep.ts";
import { sweepPaths } from "../sweep/paths.ts";
import { rangesOf } from "../sweep/plan.ts";
import { createSweepView } from "../sweep/progress.ts";
import { openResults } from "../sweep/results.ts";
import { settingsOf } from "../sweep/settings.ts";
import { tableOf } from "../sweep/table.ts";
import type { Flags } from "../terminal/flags.ts";
import { integerFlag } from "../terminal/integer-flag.ts";
import { listenForStop } from "../terminal/interrupt.ts";
import type { Output } from "../terminal/output.ts";

/** `sweep [data]`, `sweep sweep.json`, `sweep <sweep>`. `program`: arguments of the program itself, for every run. */
export async function sweepCommand(
  argument: string | undefined,
  { json: _, ...flags }: Flags,
  output: Output,
  program: readonly string[],
): Promise<void> {
  const most = integerFlag(flags, "jobs", 1, 1024);
  const logs = logsAsked(flags);
  const { jobs: __, log: ___, ...asking } = flags;
  const asked = await askedSweep(argument, asking);
  const settings = await settingsOf({ ...asked.plan, ranges: rangesOf(asked.plan) });
  const checked = await checkSettings(asked.plan, settings, output.say);
  const { plan } = checked;
  const rungs = rungSteps(checked);
  const named = plan.preset ?? checked.opened.data.name.replace(/\.gz$/, "");
  const folder = asked.folder ?? (await chooseSweepFolder(flags.out, named, plan));
  if (checked.opened.columns) output.print(`${columnsText(checked.opened.columns)}\n`);
  for (const notice of checked.notices) output.say(`Note: ${notice}`);
  const jobs = most ?? (await usualJobs(checked, output));
  output.say(beginText(folder, checked));

  const stop = listenForStop("Stopping: runs write their checkpoints. Once more to stop at once.");
  await makeFolder(folder);
  const held = await lock(folder, { say: output.say });
  try {
    await savePlan(folder, plan);
    const results = await openResults(sweepPaths(folder).results, { ...plan, played: playedBy(plan) });
    const work = {
      folder,
      checked,
      results,
      jobs,
      program,
      beside: logs === undefined ? [] : [`--log=${logs.join(",") || "none"}`],
      signal: stop.signal,
      view: createSweepView,
      say: output.say,
    };
    const played = await carryOut(work);
    const table = tableOf({
      metric: plan.metric,
      seeds: seedsOf(checked),
      settings: checked.settings,
      rungs: rungs?.map(({ steps }) => steps),
      results,
    });
    await concludeSweep(work, table, played, output);
  } finally {
    await held.release();
    stop.end();
  }
}

async function usualJobs(checked: CheckedSweep, { say }: Output): Promise<number> {
  const room = await measureRoom(checked, say);
  const jobs = jobsFor(room);
  say(jobsText(jobs, room));
  return jobs;
}

/** What is going to be played, in a sentence. */
function beginText(folder: string, checked: CheckedSweep): string {
  const { settings, plan } = checked;
  const rungs = rungSteps(checked);
  const halving = rungs?.map((rung) => `${rung.settings} for ${formatNumber(rung.steps)} steps`).join(", ");
  return `Sweep in ${folder}: ${counted(settings.length, "setting")}, ${counted(plan.seeds, "seed")} each${halving === undefined ? "" : ` (${halving})`}, by ${plan.metric}.`;
}

/** What a sweep ends with: its files, and what it says. */
import { counted, shellWord } from "../../inner.ts";
import { writeWhole } from "../files/writing.ts";
import type { Output } from "../terminal/output.ts";
import { version } from "../version.ts";
import type { Played, SweepAtWork } from "./carry-out.ts";
import type { CheckedSweep } from "./check-settings.ts";
import { sweepPage } from "./page.ts";
import { sweepPaths } from "./paths.ts";
import type { Results } from "./results.ts";
import { assumptionsOf, seedsToAsk, sentencesOf } from "./says.ts";
import { runName } from "./settings.ts";
import type { SweepTable } from "./table.ts";
import { tableCsv, tableText } from "./table-text.ts";

/** What a table says. */
interface Conclusions {
  readonly says: readonly string[];
  readonly assumptions: readonly string[];
  /** The command that would tell more, if one is known. */
  readonly next?: string;
}

function conclusionsOf({ folder, checked }: SweepAtWork, table: SweepTable): Conclusions {
  const halved = checked.plan.halving !== undefined;
  const seeds = seedsToAsk(table);
  return {
    says: sentencesOf(table),
    assumptions: assumptionsOf(table, halved),
    ...(halved || seeds === undefined ? {} : { next: `saddlepoint sweep ${shellWord(folder)} --seeds ${seeds}` }),
  };
}

/** Writes what came of a sweep, and says it. */
export async function concludeSweep(
  work: SweepAtWork,
  table: SweepTable,
  { ended }: Played,
  output: Output,
): Promise<void> {
  const { folder, signal, say } = work;
  const interrupted = signal.aborted;
  const paths = sweepPaths(folder);
  const conclusions = conclusionsOf(work, table);
  const { says, assumptions, next } = conclusions;
  await writeAll(work, table, conclusions);
  const done = !interrupted && ended.length === 0;
  output.result(
    {
      sweep: folder,
      ...table,
      ...conclusions,
      interrupted,
      ended,
      files: { results: paths.results, table: paths.table, report: paths.report },
    },
    [
      tableText(table),
      "",
      ...says,
      ...(next === undefined || !done ? [] : [`More seeds: ${next}`]),
      "",
      ...assumptions,
      `Report: ${paths.report}`,
    ].join("\n"),
  );
  if (done) return;
  for (const { run, by } of interrupted ? [] : ended) say(`${run} was not done: ${by}.`);
  say(`${interrupted ? "Stopped" : "Not all runs are done"}. Go on with: saddlepoint sweep ${shellWord(folder)}`);
  process.exitCode = interrupted ? 130 : 2;
}

async function writeAll(
  { folder, checked, results, say }: SweepAtWork,
  table: SweepTable,
  { says, assumptions }: Conclusions,
): Promise<void> {
  const { plan, opened, settings } = checked;
  const paths = sweepPaths(folder);
  const { seeds, best, rows, beside } = table;
  await results.finish({ saddlepoint: version, seeds, best, rows, beside, says, assumptions });
  await writeWhole(paths.table, tableCsv(table));
  const page = await sweepPage({
    folder,
    title: `Sweep: ${plan.preset ?? opened.data.name}`,
    about: aboutText(checked, results),
    table,
    says,
    assumptions,
    runName: (number, seed) => {
      const setting = settings.find((one) => one.number === number);
      if (!setting) throw new Error(`internal: no setting ${number}`);
      return runName(setting, seed, settings.length);
    },
    say,
  });
  await writeWhole(paths.report, page);
}

/** What was trained, in a line. */
function aboutText({ plan, settings }: CheckedSweep, results: Results): string {
  const options = Object.entries(plan.options).map(([name, value]) => `${name} ${value}`);
  const measured = results.all().filter(({ scores }) => scores.length > 0).length;
  return `${counted(settings.length, "setting")}, ${counted(plan.seeds, "seed")} each, ${counted(measured, "run")} measured by ${plan.metric}${options.length === 0 ? "" : `; all with ${options.join(", ")}`}.`;
}

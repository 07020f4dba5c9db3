import { join } from "node:path";
import { formatNumber, shellWord } from "../../inner.ts";
import { formatBest } from "../report/best.ts";
import { formatEvaluation } from "../report/evaluation-table.ts";
import { formatQualityShortly } from "../report/quality-table.ts";
import { runPaths } from "../run/paths.ts";
import { formatRanks } from "../terminal/progress.ts";
import type { Outcome } from "./outcome-sink.ts";

/** The text at the end of a session. */
export function describeOutcome(outcome: Outcome): string {
  const { run, step, reason, seconds, stepsPerSecond, evaluation, quality } = outcome;
  const warnings = outcome.warnings.map(({ says, suggestion }) => `Warning: ${says} ${suggestion}\n`);
  if (reason === "aborted") {
    return [
      `Stopped after step ${formatNumber(step)}; checkpoint written.`,
      `Go on with: saddlepoint resume ${shellWord(run)}`,
      formatBest(outcome.best),
      ...warnings,
    ].join("\n");
  }
  return [
    stepsPerSecond > 0
      ? `Finished: ${formatNumber(step)} steps in ${seconds.toFixed(1)} s, ${formatNumber(Math.round(stepsPerSecond * 10) / 10)} steps/s.`
      : `Nothing left to do: the run is at step ${formatNumber(step)}, which is as far as --steps asks.`,
    ...(outcome.ranks && stepsPerSecond > 0 ? [`${formatRanks(outcome.ranks)}.`] : []),
    "",
    ...(evaluation ? [formatEvaluation(evaluation)] : []),
    ...(quality ? [formatQualityShortly(quality)] : []),
    ...(outcome.best.length > 0 ? [formatBest(outcome.best)] : []),
    ...warnings,
    `Run folder  ${run}`,
    `Samples     ${join(runPaths(run).samples, `step-${step}.png`)}`,
    `Report      ${runPaths(run).report}`,
    "",
  ].join("\n");
}

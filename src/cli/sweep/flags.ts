/** The flags of `saddlepoint sweep` beside those of train. */
import type { Command } from "commander";
import { metricNames, metrics } from "../../inner.ts";
import { addTrainFlags } from "./texts.ts";

/** A flag that may be given several times. */
const severalTimes = (given: string, before: readonly string[] = []): readonly string[] => [...before, given];

export function addSweepFlags(command: Command): void {
  command
    .option(
      "--grid <NAME=V,V,…>",
      "an option of train and its values: all combinations are tried; values with commas: widths=32,32|64,64",
      severalTimes,
    )
    .option(
      "--draw <NAME=A..B[,log]>",
      "with --random: an option whose values are drawn between two numbers",
      severalTimes,
    )
    .option("--random <N>", "so many settings, drawn from ranges and from values of grids")
    .option("--seeds <N>", "runs of each setting, with seeds from --seed on (default: 1)")
    .option("--halving [FACTOR]", "few steps for all, more for the best one in FACTOR, and so on (default: 3)")
    .option("--metric <NAME>", "what decides, below (default: as suits the data)")
    .option("--metric-samples <N>", "samples that each state is measured by (default: as evaluate)")
    .option("--features <NAME|FILE>", "as for evaluate")
    .option("--features-range <NAME>", "as for evaluate")
    .option("--features-layout <NAME>", "as for evaluate")
    .option("--features-output <NAME>", "as for evaluate")
    .option("--jobs <N>", "runs at a time (default: as many as cores and memory allow)");
  addTrainFlags(command);
  command.addHelpText("after", metricsText());
}

const metricsText = (): string =>
  [
    "",
    "Metrics for --metric:",
    "  high-quality     share of samples within three deviations of a mode, as training measures it",
    "  energy-distance  distance of samples to the data, as training measures it",
    ...metricNames.map((name) => `  ${name.padEnd(15)}  ${metrics[name].title}, as evaluate measures it`),
    "",
    "Options of train go to every run. The folder of a sweep as the argument, or the same command again, goes on with it.",
  ].join("\n");

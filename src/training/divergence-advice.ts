/** What to change when a number has stopped being finite. */

import type { NotFinite } from "../learning/not-finite.ts";
import { option } from "../option-text.ts";
import type { Config } from "./config.ts";
import type { OwnParts } from "./own-parts.ts";

/** One change that is likely to help, from what the run is and where the number arose. Of parts of the user's own nothing is known. */
export function suggestion(config: Config, own?: OwnParts, first?: NotFinite): string {
  // On several ranks "x on rank 1".
  if (/^[xy]( on rank|$)/.test(first?.tensor ?? "")) return "It is in the data: leave out or mend such examples.";
  const { generator, discriminator } = config;
  const fastest = discriminator.learningRate >= generator.learningRate ? discriminator : generator;
  const usual = fastest.optimizer === "sgd" || fastest.optimizer === "momentum" ? 0.1 : 1e-3;
  const both = generator.learningRate === discriminator.learningRate;
  const whose = both ? "" : fastest === discriminator ? "discriminator." : "generator.";
  const rate = (value: number): string => option(`${whose}learningRate`, Number(value.toPrecision(1)));
  if (!own?.optimizer && fastest.learningRate > usual) {
    const lower = Math.min(fastest.learningRate / 10, usual);
    return `Lower the learning rate, which is high for ${fastest.optimizer}: ${rate(lower)}.`;
  }
  if (!own?.loss && config.loss === "wasserstein" && config.gradientPenalty === 0) {
    return `Bound the critic, whose score nothing holds: ${option("gradientPenalty", 10)}.`;
  }
  if (config.gradientPenalty > 10 || config.r1 > 10 || config.r2 > 10)
    return "Lower the penalty's weight to 10 or less.";
  return `Lower the learning rate: ${rate(fastest.learningRate / 10)}.`;
}

import { lossOf } from "../game/losses.ts";
import type { Game } from "../game/step.ts";
import { valueAt } from "../learning/schedules.ts";
import type { Config } from "./config.ts";
import type { Answers, Measures } from "./events.ts";
import { learningOf } from "./game-of-config.ts";
import type { Machine } from "./machine.ts";
import type { MeanAnswers } from "./reduction.ts";

/** Steps before a report over which it takes means: single minibatches are noisy. */
const WINDOW = 16;

export interface Meter {
  /** Takes the step into account, if it is close enough to the next report. */
  readonly watch: (step: number) => void;
  /** The last step alone. */
  readonly now: (step: number) => Answers;
  /** Everything that is reported, of the last step alone. */
  readonly last: (step: number) => Measures;
  /** Means over the steps watched since the last report. */
  readonly report: (step: number) => Measures;
}

/** Reads D's answers, losses and gradient norms from a machine after each step. */
export function createMeter(config: Config, game: Game, machine: Machine): Meter {
  const { output } = lossOf(game.loss);
  const penalised = config.gradientPenalty + config.r1 + config.r2 > 0;
  const answersAt = (step: number, { real, generated }: MeanAnswers): Answers => ({
    dLoss: machine.discriminatorStep(step).loss(),
    gLoss: machine.generatorStep(step).loss(),
    meanDReal: real,
    meanDFake: generated,
  });
  const now = (step: number): Answers => answersAt(step, machine.discriminatorStep(step).answers());
  const measure = (step: number): Record<string, number> => {
    const discriminator = machine.discriminatorStep(step);
    const answers = discriminator.answers();
    return {
      ...answersAt(step, answers),
      ...(penalised ? { penalty: discriminator.penalty() } : {}),
      ...(machine.augmentation ? { augmentation: machine.augmentation() } : {}),
      ...(output === "logit" ? { value: answers.value } : {}),
      dGradientNorm: discriminator.gradientNorm(),
      gGradientNorm: machine.generatorStep(step).gradientNorm(),
    };
  };
  const ratesAt = (step: number) => ({
    dLearningRate: valueAt(rates.d, step),
    gLearningRate: valueAt(rates.g, step),
  });
  let sums: Record<string, number> = {};
  let count = 0;
  const rates = { d: learningOf(config.discriminator).learningRate, g: learningOf(config.generator).learningRate };
  return {
    now,
    last: (step) => ({ ...(measure(step) as unknown as Measures), ...ratesAt(step) }),
    watch: (step) => {
      const every = config.run.reportEvery;
      const toReport = Math.min((every - (step % every)) % every, config.run.steps - step);
      if (toReport >= WINDOW) return;
      count++;
      for (const [key, value] of Object.entries(measure(step))) sums[key] = (sums[key] ?? 0) + value;
    },
    report: (step) => {
      const means = Object.fromEntries(Object.entries(sums).map(([key, sum]) => [key, sum / count]));
      sums = {};
      count = 0;
      return {
        ...(means as unknown as Measures),
        ...ratesAt(step),
      };
    },
  };
}

/** Is called often and answers about ten times a second: the rate since the last answer. */
export function createPace(): (step: number) => number | undefined {
  let before = performance.now();
  let beforeStep: number | undefined;
  return (step) => {
    const now = performance.now();
    beforeStep ??= step - 1;
    if (now - before < 100) return undefined;
    const rate = (1000 * (step - beforeStep)) / (now - before);
    before = now;
    beforeStep = step;
    return rate;
  };
}

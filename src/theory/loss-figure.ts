/** What the two losses of the paper give G: their curves, and what was measured of two runs that differ in nothing else. */
import type { DataSet } from "../data/dataset.ts";
import type { Config } from "../training/config.ts";
import type { GivenOptions } from "../training/recipes.ts";
import { train } from "../training/train.ts";

export interface LossRun {
  readonly loss: "minimax" | "non-saturating";
  readonly config: Config;
  /** After each step: the norm of G's gradient, and the mean of D(G(z)). */
  readonly steps: readonly { readonly step: number; readonly gradientNorm: number; readonly meanDFake: number }[];
}

export interface LossRunsOptions extends GivenOptions {
  readonly data: string | DataSet;
  readonly steps?: number;
  /** D steps per G step; 5 unless given, so that D is soon ahead of G: the state of section 3 in which log(1 − D(G(z))) saturates. */
  readonly dSteps?: number;
  readonly signal?: AbortSignal;
  readonly progress?: (what: string, done: number, of: number) => void;
}

/** Two runs from the same seed, one with each loss; everything else is the same. */
export async function lossRuns({
  data,
  steps = 200,
  dSteps = 5,
  signal,
  progress,
  ...given
}: LossRunsOptions): Promise<LossRun[]> {
  const runs: LossRun[] = [];
  for (const loss of ["minimax", "non-saturating"] as const) {
    let config: Config | undefined;
    const measured: { step: number; gradientNorm: number; meanDFake: number }[] = [];
    const events = train({
      data,
      ...given,
      dSteps,
      loss,
      steps,
      reportEvery: 1,
      sampleEvery: steps,
      checkpointEvery: steps,
      samples: 1,
      ...(signal ? { signal } : {}),
    });
    for await (const event of events) {
      if (event.type === "start") config = event.config;
      if (event.type !== "report") continue;
      measured.push({ step: event.step, gradientNorm: event.gGradientNorm, meanDFake: event.meanDFake });
      progress?.(loss, event.step, steps);
    }
    if (config) runs.push({ loss, config, steps: measured });
  }
  return runs;
}

import type { DataSet } from "../data/dataset.ts";
import { notFiniteProblem } from "../learning/not-finite.ts";
import type { Device } from "../onnx/device.ts";
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { flops } from "../tensor/cost.ts";
import { followingOf } from "./augmenting.ts";
import type { Config } from "./config.ts";
import { suggestion } from "./divergence-advice.ts";
import { gameOf, learningOf } from "./game-of-config.ts";
import { createMachine, type Machine, type MachineState } from "./machine.ts";
import { outputBiasOf } from "./output-bias.ts";
import type { OwnParts } from "./own-parts.ts";
import { pairTargetsOf } from "./pair-targets.ts";
import type { Ranks } from "./reduction.ts";
import type { Transfer } from "./transfer/transfer.ts";

/** Where a machine begins, unless it is at the start of a run that starts afresh. */
export interface Beginning {
  /** A saved state of its streams. */
  readonly state?: MachineState | undefined;
  /** The weights of another run. */
  readonly transfer?: Transfer | undefined;
  /** Weights do not matter, or are written later: those of another run, where the configuration names one, are not asked for. */
  readonly weights?: "any";
  /** Where it computes; the processor if left out. */
  readonly device?: Device;
}

/** Refuses a run that is to begin with weights of another and has none. */
function requireWeights({ from, freezeD }: Config): void {
  if (!from && freezeD === 0) return;
  throw problem({
    doing: "beginning a run",
    expected: from
      ? `the weights of ${from.run} at step ${from.step}, which it starts from`
      : `weights of another run, as ${option("freezeD")} keeps those of the first layers`,
    came: "none",
    next: "Give them, or go on from a checkpoint of the run itself.",
  });
}

/** The machine that a configuration describes; one rank's, if there are several. */
export async function assemble(
  config: Config,
  data: DataSet,
  own?: OwnParts,
  { state, transfer, weights, device }: Beginning = {},
  ranks?: Ranks,
): Promise<Machine> {
  if (!state && !transfer && weights !== "any") requireWeights(config);
  return createMachine(
    {
      game: gameOf(config, own, {
        // A saved state brings its parameters along.
        outputBias: state ? undefined : outputBiasOf(config, data),
        pairs: pairTargetsOf(config, data),
      }),
      augmenting: followingOf(config),
      switchAt: config.loss === "mixed" && !own?.loss ? config.mixedSteps : Number.POSITIVE_INFINITY,
      data,
      seed: config.seed,
      generator: learningOf(config.generator, own, config.burnInSteps),
      discriminator: learningOf(config.discriminator, own, config.burnInSteps),
      penaltyScale: { kind: "cosine", start: 1, end: config.finalPenalty, steps: config.burnInSteps },
      average: config.average,
      averageRamp: config.averageRamp,
      subsets: config.subsets,
      sharedMasks:
        config.updates === "simultaneous" && config.sharedMasks && config.accumulate === 1 && config.gSteps === 1,
      accumulate: config.accumulate,
      threads: config.run.threads,
      ...(device ? { device } : {}),
      diverged: (step, { player }, first) =>
        notFiniteProblem(
          `training, ${player} step of step ${step}`,
          first,
          `${suggestion(config, own, first)} The last checkpoint is intact.`,
        ),
      ...(ranks ? { ranks } : {}),
      ...(transfer ? { start: transfer.fill } : {}),
    },
    state,
  );
}

/** Floating-point operations of a step of the run: those of D's and of G's in a round, on each minibatch of an update. */
export const flopsPerStep = (machine: Machine, { dSteps, gSteps, accumulate }: Config, step: number): number =>
  accumulate *
  (dSteps * flops(machine.discriminatorStep(step).step.graph) + gSteps * flops(machine.generatorStep(step).step.graph));

/** The G gap: how much a few steps of G against the frozen D still gain. */
import type { DataSet } from "../data/dataset.ts";
import { lossOf } from "../game/losses.ts";
import { softplus } from "../game/value.ts";
import type { Device } from "../onnx/device.ts";
import { problem } from "../problem.ts";
import { sizeOf } from "../tensor/shape.ts";
import { assemble } from "../training/assemble.ts";
import { type Checkpoint, parametersOf } from "../training/checkpoint.ts";
import type { Config } from "../training/config.ts";
import { gameOf } from "../training/game-of-config.ts";
import type { OwnParts } from "../training/own-parts.ts";
import { createJudge, createSampler, noise } from "../training/sampler.ts";

/** How much better G could do against the present D, found by training a copy of G with D frozen. */
export interface GeneratorGap {
  /** By how much mean log(1 − D(G(z))) fell at best, on z that G was not trained on; at least 0. Nats. */
  readonly gain: number;
  /** At which step, of how many. */
  readonly step: number;
  readonly steps: number;
  /** mean log(1 − D(G(z))) before and at best. */
  readonly before: number;
  readonly after: number;
}

export interface GapOptions {
  readonly config: Config;
  readonly checkpoint: Checkpoint;
  readonly data: DataSet;
  readonly own?: OwnParts;
  /** Where both players are computed; the processor if left out. */
  readonly device?: Device;
  readonly steps?: number;
  /** z on which the gain is measured. */
  readonly samples?: number;
  readonly signal?: AbortSignal;
}

const LOOK = 20;
/** Steps of Adam as it comes, whatever the run's own rate has fallen to: what matters is whether there is something to gain. */
const ADAM = { optimizer: "adam", learningRate: 1e-3, schedule: "constant", beta1: 0.9, beta2: 0.999 } as const;

/** The networks alone: G goes by another loss here, and by Adam. */
function networksOf({ loss: _, optimizer: __, ...parts }: OwnParts): OwnParts {
  return parts;
}

/** −softplus(s) = log(1 − σ(s)). */
const logNotReal = (logits: Float32Array): number => logits.reduce((sum, s) => sum - softplus(s), 0) / logits.length;

/**
 * Plays G alone from the state in a checkpoint (its moving average, if there is one) and watches the part of V(D, G) that G can
 * change. The direction is that of −log D, whose gradient does not vanish; the measure is the game's own.
 */
export async function generatorGap(options: GapOptions): Promise<GeneratorGap> {
  const { checkpoint, data, own, device = "cpu", steps = 100, samples = 4096, signal } = options;
  const original = options.config;
  if (lossOf(gameOf(original, own).loss).output !== "logit") {
    throw problem({
      doing: "measuring the G gap",
      expected: "a D whose answers are probabilities",
      came: "one that gives scores",
    });
  }
  const config: Config = { ...original, loss: "non-saturating", generator: { ...original.generator, ...ADAM } };
  // G goes down −log D here whatever loss it was trained with; the networks are the run's.
  const parts = own && networksOf(own);
  const { generator, discriminator, prior, batch } = gameOf(config, parts);
  const { threads } = config.run;
  const machine = await assemble(config, data, parts, { weights: "any", device });
  const sampler = await createSampler({ generator, prior, seed: config.seed, batch, threads, device });
  const judge = await createJudge(discriminator, batch, threads, device);
  try {
    const averaged = config.average > 0 ? "average" : undefined;
    const { store } = machine;
    store.write(machine.generator.parameters, parametersOf(checkpoint, generator, averaged));
    const weights = parametersOf(checkpoint, discriminator);
    store.write(machine.discriminator.parameters, weights);
    const count = Math.max(1, Math.floor(samples / batch)) * batch;
    const z = await noise(prior, config.seed, count, "evaluation");
    const measure = async (): Promise<number> => {
      const parameters = await store.read(machine.generator.parameters);
      const x = await sampler.sample(parameters, await sampler.calibrate(parameters), z);
      return logNotReal(await judge.answers(weights, x.subarray(0, count * sizeOf(generator.output))));
    };
    const before = await measure();
    let best = { after: before, step: 0 };
    let step = 0;
    while (step < steps && !signal?.aborted) {
      for (let i = 0; i < LOOK && step < steps; i++) {
        step++;
        machine.drawNoise();
        if (machine.generatorNeedsExamples) await machine.drawExamples();
        await machine.generatorGradient(step);
        await machine.generatorStep(step).update(step);
      }
      const after = await measure();
      if (after < best.after) best = { after, step };
    }
    return { gain: before - best.after, step: best.step, steps: step, before, after: best.after };
  } finally {
    await judge.release();
    await sampler.release();
    await machine.release();
  }
}

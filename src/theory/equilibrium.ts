/** How far a run's state is from the equilibrium that the paper promises: every instrument of this folder on one checkpoint. */

import type { DataSet } from "../data/dataset.ts";
import { areRows, kindOf } from "../data/kinds.ts";
import { someConditions } from "../data/some-conditions.ts";
import { lossOf } from "../game/losses.ts";
import { isConditional } from "../game/step.ts";
import { gameValue, meanProbability, softplus } from "../game/value.ts";
import type { Device } from "../onnx/device.ts";
import { problem } from "../problem.ts";
import { sizeOf } from "../tensor/shape.ts";
import { type Checkpoint, parametersOf } from "../training/checkpoint.ts";
import { withClassesOf } from "../training/classes/with-classes.ts";
import type { Config } from "../training/config.ts";
import { gameOf } from "../training/game-of-config.ts";
import type { OwnParts } from "../training/own-parts.ts";
import { createJudge, createSampler, noise } from "../training/sampler.ts";
import { type Calibration, calibration } from "./calibration.ts";
import { createDensityReader, type DensityReading } from "./density-reading.ts";
import { type Parts, trainFresh } from "./fresh-discriminator.ts";
import { freshNetwork } from "./fresh-discriminator-network.ts";
import { type GeneratorGap, generatorGap } from "./generator-gap.ts";
import { generatorGradients } from "./generator-gradient.ts";
import { bootstrap, type WithInterval } from "./intervals.ts";
import { generatedPairs, jointNetwork, realPairs } from "./joint.ts";
import { jensenShannonBound } from "./optimal-discriminator.ts";
import type { Measured } from "./quadrature.ts";
import { realExamples } from "./real-examples.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

/** What a freshly trained D finds, for any data. */
export interface FreshReading {
  /** V on test examples, with its bootstrap interval. */
  readonly value: WithInterval;
  /** JSD ≥ this: (V + log 4)/2. */
  readonly bound: WithInterval;
  readonly calibration: Calibration;
  readonly steps: number;
  /** Whether the steps allowed were used up while the value might still have risen: then more could be proved. */
  readonly exhausted: boolean;
  /** Where a number stopped being finite, as a sentence: what had been reached before is what was measured. */
  readonly diverged?: string;
  /** Test examples of each kind. */
  readonly examples: number;
}

/** One in-play gradient, summed up over generated examples. */
export interface GradientSummary {
  readonly median: number;
  readonly tenth: number;
  readonly nineTenths: number;
}

/** How far D is from the best D for the present G, from what is known of the data. */
export interface DiscriminatorGap {
  readonly error: number;
  readonly atLeast: boolean;
  readonly by: "densities" | "unseen examples" | "examples that D was trained on";
}

/** What one state of a run says of the theory: densities, D*, C(G), both gaps, and the verdict. */
export interface TheoryReading {
  readonly step: number;
  readonly generator: "moving average" | "parameters";
  readonly density: DensityReading | null;
  readonly fresh: FreshReading;
  /** V(D, G) of the run's own D, mean D on real and generated examples; `null` if its answers are scores. */
  readonly own: {
    readonly value: number;
    readonly meanDReal: number;
    readonly meanDFake: number;
    /** Half of the 95 % interval of V. */
    readonly error: number;
    /** Real examples behind it, whether they were held out of the training, and whether D can have seen them at all. */
    readonly examples: number;
    readonly heldOut: boolean;
    readonly unseen: boolean;
  } | null;
  /**
   * What D could still gain with G frozen, at least 0: C(G) − V(D) where p_data is known, else V(fresh) − V(D), which is a lower bound.
   * `null` if D's answers are scores, and where V(D) is only known of examples that D was trained on, unless even that shows a gap.
   */
  readonly dGap: number | null;
  /** How far the gap may be off, whether it is a lower bound, and what V(D) was taken on. */
  readonly dGapFrom: DiscriminatorGap | null;
  /** `null` also of players that are told classes. */
  readonly gGap: GeneratorGap | null;
  /** Of players that are told classes: how many. JSD is then the mean over them, and each D is told the class. */
  readonly classes?: number;
  /** Length of the gradient at G(z), per example, under each loss. */
  readonly gradients: { readonly minimax: GradientSummary; readonly nonSaturating: GradientSummary } | null;
  readonly verdict: Verdict;
}

/** The state that is measured, and with what effort. */
export interface TheoryOptions {
  readonly config: Config;
  readonly checkpoint: Checkpoint;
  readonly data: DataSet;
  readonly own?: OwnParts;
  /** Where G and D are computed; the processor, which does everything else, if left out. */
  readonly device?: Device;
  /** Real and generated examples for the fresh D, at most; a fifth each says when to stop and is measured on. */
  readonly examples?: number;
  readonly signal?: AbortSignal;
  /** What is being done, and how far it is. */
  readonly progress?: (what: string, done: number, of: number) => void;
}

/** Held-out examples that are enough to measure on. */
const LEAST = 200;
/** Steps of a fresh D at most: those of rows cost next to nothing. */
const FRESH_STEPS = { rows: 8000, images: 4000 } as const;

/** Measures everything on one state. */
export async function measureTheory(options: TheoryOptions): Promise<TheoryReading> {
  const { config, checkpoint, own, device = "cpu", examples = 20_000, signal, progress } = options;
  const data = await withClassesOf(config, options.data, checkpoint.classes);
  const game = gameOf(config, own);
  const code = game.generator.condition && game.discriminator.condition ? config.data.y?.code : undefined;
  if (isConditional(game) && !code) {
    throw problem({
      doing: "measuring a state against the theory",
      expected: "players that look at x alone, of which D* and JSD speak",
      came: "players that are told y",
      next: "Measure its samples instead: saddlepoint evaluate, or createScorer in a program.",
    });
  }
  const { generator, prior, batch } = game;
  const discriminator = jointNetwork(game.discriminator);
  const { threads } = config.run;
  const probability = lossOf(game.loss).output === "logit";
  const averaged = config.average > 0;
  const parameters = parametersOf(checkpoint, generator, averaged ? "average" : undefined);
  const weights = parametersOf(checkpoint, discriminator);
  const size = sizeOf(discriminator.input);
  const conditions = code && (await someConditions(config.data, config.seed, CALIBRATED));
  const asked = conditions ? { conditions } : {};
  const sampler = await createSampler({ generator, prior, seed: config.seed, batch, threads, device, ...asked });
  const judge = await createJudge(discriminator, batch, threads, device);
  try {
    const statistics = await sampler.calibrate(parameters);
    const draw = (z: Float32Array, y?: Float32Array): Promise<Float32Array> =>
      sampler.sample(parameters, statistics, z, y);
    const realOf = code ? realPairs : realExamples;
    const answers: Answers = (x) => judge.answers(weights, x);

    const count = Math.min(examples, Number.isFinite(data.count) ? data.count : examples);
    const real = split(await realOf(data, config.seed, count), size);
    const z = await noise(prior, config.seed, count, "evaluation");
    const samples = code ? await generatedPairs(code, draw, { z, count, seed: config.seed }) : await draw(z);
    const generated = split(samples, size);
    if (data.density && !code) progress?.("p_g from samples", 0, 1);
    const density =
      data.density && !code
        ? await (await createDensityReader({ data, config })).read({
            draw,
            answers: probability ? answers : undefined,
            mixesBatch: discriminator.mixesBatch,
          })
        : null;
    const fresh = await readFresh(options, real, generated);
    const ownReading = probability
      ? await readOwn({ ...options, data }, { answers, count, realOf }, real.test, generated.test)
      : null;
    const gradients =
      probability && !code
        ? await generatorGradients(discriminator, weights, generated.test, { batch, threads, device })
        : null;
    progress?.("what G could still gain", 0, 1);
    const gGap =
      probability && !code
        ? await generatorGap({
            config,
            checkpoint,
            data,
            device,
            ...(own ? { own } : {}),
            ...(signal ? { signal } : {}),
          })
        : null;
    const gap = discriminatorGap(density, fresh.value, ownReading);
    const measured = { density, fresh, own: ownReading, gGap };
    return {
      step: checkpoint.step,
      generator: averaged ? "moving average" : "parameters",
      ...measured,
      ...(code ? { classes: code.counts.length } : {}),
      dGap: gap?.value ?? null,
      dGapFrom: gap && { error: gap.error, atLeast: gap.atLeast, by: gap.by },
      gradients: gradients && { minimax: summary(gradients.minimax), nonSaturating: summary(gradients.nonSaturating) },
      verdict: verdictOf({ ...measured, dGap: gap, hindrances: hindrancesOf(config) }),
    };
  } finally {
    await judge.release();
    await sampler.release();
  }
}

type Answers = (x: Float32Array) => Promise<Float32Array>;

/** Classes that statistics of batch normalisation are taken on. */
const CALIBRATED = 10_000;

/** D's answers, and where the real examples come from that it answers to. */
interface Judging {
  readonly answers: Answers;
  /** Real examples at most. */
  readonly count: number;
  readonly realOf: typeof realExamples;
}

/** Trains a fresh D, and reads from its value what it proves. */
async function readFresh(
  { config, own, device = "cpu", signal, progress }: TheoryOptions,
  real: Parts,
  generated: Parts,
): Promise<FreshReading> {
  const steps = FRESH_STEPS[areRows(config.data) ? "rows" : "images"];
  const fresh = await trainFresh({
    discriminator: freshNetwork(config, own),
    real,
    generated,
    seed: config.seed,
    steps,
    threads: config.run.threads,
    device,
    ...(signal ? { signal } : {}),
    progress: (step) => progress?.("a fresh D", step, steps),
  });
  const value = await bootstrap(valueTerms(fresh.logits), { seed: config.seed });
  return {
    value,
    bound: {
      value: jensenShannonBound(value.value),
      low: jensenShannonBound(value.low),
      high: jensenShannonBound(value.high),
    },
    calibration: calibration(fresh.logits.real, fresh.logits.generated),
    steps: fresh.steps,
    exhausted: fresh.exhausted,
    ...(fresh.diverged === undefined ? {} : { diverged: fresh.diverged }),
    examples: fresh.logits.real.length,
  };
}

/**
 * V and the answers of the run's own D. It may know the examples it was trained on by heart: those held out tell, where there are
 * any, else the last of `count` real ones do.
 */
async function readOwn(
  { config, data }: TheoryOptions,
  { answers, count, realOf }: Judging,
  real: Float32Array,
  generated: Float32Array,
): Promise<NonNullable<TheoryReading["own"]>> {
  const { heldOut } = data;
  const others =
    heldOut && heldOut.count >= LEAST && (realOf === realExamples || heldOut.y?.code)
      ? await realOf(heldOut, config.seed, Math.min(count, heldOut.count))
      : undefined;
  const logits = { real: await answers(others ?? real), generated: await answers(generated) };
  const { low, high } = await bootstrap(valueTerms(logits), { seed: config.seed });
  return {
    value: gameValue(logits.real, logits.generated),
    error: (high - low) / 2,
    meanDReal: meanProbability(logits.real),
    meanDFake: meanProbability(logits.generated),
    examples: logits.real.length,
    heldOut: others !== undefined,
    unseen: others !== undefined || !Number.isFinite(data.count),
  };
}

/**
 * C(G) − V(D) where the densities give C(G). Else V of a fresh D takes its place: it stays below C(G), and what D was trained on
 * makes V(D) look better than it is, so the difference is a lower bound, which on trained examples counts only if it is clear.
 */
function discriminatorGap(
  density: DensityReading | null,
  fresh: WithInterval,
  own: TheoryReading["own"],
): (DiscriminatorGap & Measured) | null {
  if (!own) return null;
  const value = density?.value ?? (own.unseen ? own : null);
  if (density && value) {
    const { criterion } = density;
    return {
      value: Math.max(0, criterion.value - value.value),
      error: criterion.error + value.error,
      atLeast: criterion.atLeast ?? false,
      by: "densities",
    };
  }
  const [above, error] = [fresh.value - own.value, Math.hypot((fresh.high - fresh.low) / 2, own.error)];
  if (!own.unseen && !(above > error)) return null;
  const by = own.unseen ? "unseen examples" : "examples that D was trained on";
  return { value: Math.max(0, above), error, atLeast: true, by };
}

/** log D and log(1 − D), example by example: V is the sum of their means. */
const valueTerms = ({ real, generated }: { real: Float32Array; generated: Float32Array }): Float64Array[] => [
  Float64Array.from(real, (s) => -softplus(-s)),
  Float64Array.from(generated, (s) => -softplus(s)),
];

function summary(values: Float64Array): GradientSummary {
  const sorted = values.toSorted();
  const at = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN;
  return { median: at(0.5), tenth: at(0.1), nineTenths: at(0.9) };
}

/** What keeps a run from equilibrium however long it is trained. */
export function hindrancesOf({ labelSmoothing, latent, data }: Config): string[] {
  const found: string[] = [];
  if (labelSmoothing > 0) found.push("label smoothing moves the best D away from 1/2, also where p_g is p_data");
  const [numbers = 0] = data.shape;
  // Rows may lie on something thinner than their numbers are; what has a density does not.
  if (kindOf(data) === "points" && latent < numbers) {
    found.push(
      `z has ${latent} dimension${latent === 1 ? "" : "s"} and the data ${numbers}, so G fills no area of them`,
    );
  }
  return found;
}

/** Three fifths to train on, a fifth to stop by, a fifth to measure on. */
function split(values: Float32Array, size: number): Parts {
  const count = values.length / size;
  const [a, b] = [Math.floor(0.6 * count) * size, Math.floor(0.8 * count) * size];
  return { heldIn: values.subarray(0, a), heldOut: values.subarray(a, b), test: values.subarray(b) };
}

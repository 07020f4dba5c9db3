/**
 * A fresh D against a frozen G: what the inner loop of Algorithm 1 would reach if it were run to its end. Its value on examples
 * it has not seen is a lower bound of C(G), whatever the data are, and so of JSD(p_data ‖ p_g).
 */
import { lossOf } from "../game/losses.ts";
import { Applications, type Objective } from "../game/objective.ts";
import { gameValue } from "../game/value.ts";
import { createLearner } from "../learning/learner.ts";
import { notFiniteProblem } from "../learning/not-finite.ts";
import { adamAsItComes, createPlayer, initialisePlayer, type Learning } from "../learning/player.ts";
import { storeOn } from "../learning/store-on.ts";
import type { Network } from "../networks/network.ts";
import type { Device } from "../onnx/device.ts";
import { problem } from "../problem.ts";
import { split } from "../tensor/composed.ts";
import { concat } from "../tensor/operations.ts";
import { sizeOf } from "../tensor/shape.ts";
import { input } from "../tensor/tensor.ts";
import { createJudge } from "../training/sampler.ts";

/** Examples one after the other, in three disjoint parts. */
export interface Parts {
  /** D is trained on these. */
  readonly heldIn: Float32Array;
  /** These say when to stop. */
  readonly heldOut: Float32Array;
  /** These are measured on in the end: choosing the best stop would make the others look better than they are. */
  readonly test: Float32Array;
}

export interface FreshOptions {
  /** One that treats examples apart: with batch normalisation D would judge minibatches. */
  readonly discriminator: Network;
  readonly real: Parts;
  readonly generated: Parts;
  readonly seed: number;
  readonly batch?: number;
  readonly threads?: number;
  /** Where D is computed; the processor if left out. */
  readonly device?: Device;
  /** Steps at most; the rate falls over the first half of them. */
  readonly steps?: number;
  readonly signal?: AbortSignal;
  /** Told after every look at the held-out examples: the step and the value there. */
  readonly progress?: (step: number, value: number) => void;
}

export interface Fresh {
  readonly parameters: Float32Array;
  /** V(D, G) on the examples that D was trained on, on those that said when to stop, and on the test examples. */
  readonly value: { readonly heldIn: number; readonly heldOut: number; readonly test: number };
  /** At which it was best, and how many were made. */
  readonly step: number;
  readonly steps: number;
  /** Whether the steps were used up while the value might still have risen: then more could be proved. */
  readonly exhausted: boolean;
  /** Where a number stopped being finite, as a sentence: training ended there, and what was reached before is kept. */
  readonly diverged: string | undefined;
  /** D's logits on the test examples. */
  readonly logits: { readonly real: Float32Array; readonly generated: Float32Array };
}

/** D stands alone here, and momentum does it no harm. */
const learning = (steps: number): Learning =>
  adamAsItComes({ kind: "linear", start: 2e-3, end: 1e-4, steps: Math.max(1, steps / 2) });

/** −V(D, G) on real and generated examples, to be descended by D; without dropout, as D stands alone. */
function freshObjective(discriminator: Network, m: number): Objective {
  const table = new Applications([discriminator]);
  const shape = [m, ...discriminator.input];
  const examples = concat([input("real", shape), input("generated", shape)], 0);
  const logits = discriminator.apply(examples, table.pass({ label: "both", masks: false }));
  const [onReal, onGenerated] = split(logits, 0, m);
  const loss = lossOf("minimax").discriminator(onReal, onGenerated, 0);
  return table.objective("fresh D", loss, discriminator, { loss });
}

/** Steps between looks, and how many of them may pass without a better value. */
const LOOK = 50;
const PATIENCE = 12;
/** V is at most 0: from here on there is nothing left to prove (nats). */
const PROVED = -1e-3;

/** m, or as many as the smallest part has; refused where that is too few, or where D judges minibatches. */
function minibatchOf({ discriminator, real, generated, batch = 256 }: FreshOptions): number {
  if (discriminator.mixesBatch) {
    throw problem({
      doing: "training a fresh D",
      expected: "a network that treats examples apart",
      came: "one whose answers depend on the other examples of the minibatch, as with batch normalisation",
      next: "Use layer normalisation or none.",
    });
  }
  const size = sizeOf(discriminator.input);
  const counts = [real, generated].flatMap(({ heldIn, heldOut, test }) =>
    [heldIn, heldOut, test].map((part) => part.length / size),
  );
  const least = Math.min(...counts);
  if (least < 16) {
    throw problem({
      doing: "training a fresh D",
      expected: "at least 16 examples of each kind in each part",
      came: String(least),
      next: "Use more data.",
    });
  }
  return Math.min(batch, least);
}

/** D with what it takes to learn: `step` draws examples and moves it; `diverged` is the error of a number that is not finite. */
async function createFresh(
  { discriminator, real, generated, seed, threads = 1, device = "cpu", steps = 4000 }: FreshOptions,
  m: number,
) {
  const size = sizeOf(discriminator.input);
  const store = storeOn(device);
  const player = createPlayer(store, discriminator, learning(steps));
  const examples = { real: store.allocate(m * size), generated: store.allocate(m * size) };
  let diverged: Error | undefined;
  const learner = createLearner({
    store,
    player,
    objective: freshObjective(discriminator, m),
    inputs: examples,
    threads,
    diverged: (step, first) => {
      diverged = notFiniteProblem(`training a fresh D, step ${step}`, first);
      return diverged;
    },
  });
  const numbers = store.allocate(2 * m);
  await store.open();
  initialisePlayer(store, player, seed, 1 << 17);
  await player.begin();
  await learner.compile();
  const order = store.stream(seed, "fresh");
  const drawExamples = (): void => {
    order.bits(numbers);
    const words = new Uint32Array(numbers.data.buffer, numbers.data.byteOffset, 2 * m);
    for (let j = 0; j < 2 * m; j++) {
      const from = j < m ? real.heldIn : generated.heldIn;
      const to = j < m ? examples.real : examples.generated;
      const at = size * Math.floor((words[j]! * (from.length / size)) / 2 ** 32); // j < 2m
      to.data.set(from.subarray(at, at + size), (j % m) * size);
    }
  };
  return {
    /** As they are now: the next step changes them. */
    weights: async (): Promise<Float32Array> => store.read(player.parameters),
    step: async (step: number): Promise<void> => {
      drawExamples();
      await learner.run(step);
      await learner.update(step);
    },
    diverged: () => diverged,
    release: async (): Promise<void> => {
      await learner.release();
      await player.release();
      await store.release();
    },
  };
}

/** Trains until the value on the held-out examples has stopped rising or cannot rise any more, and keeps the best state. */
export async function trainFresh(options: FreshOptions): Promise<Fresh> {
  const { discriminator, real, generated, threads = 1, steps = 4000, signal } = options;
  const m = minibatchOf(options);
  const fresh = await createFresh(options, m);
  const judge = await createJudge(discriminator, m, threads, options.device);
  try {
    const value = async (weights: Float32Array, part: keyof Parts): Promise<number> =>
      gameValue(await judge.answers(weights, real[part]), await judge.answers(weights, generated[part]));
    const began = await fresh.weights();
    let best = { value: await value(began, "heldOut"), step: 0, weights: began.slice() };
    let step = 0;
    let waited = 0;
    while (step < steps && waited < PATIENCE && best.value < PROVED && !signal?.aborted) {
      try {
        for (let i = 0; i < LOOK && step < steps; i++) await fresh.step(++step);
      } catch (error) {
        // What was reached before a number stopped being finite still proves what it proves.
        if (error !== fresh.diverged()) throw error;
        break;
      }
      const weights = await fresh.weights();
      const reached = await value(weights, "heldOut");
      waited++;
      // NaN is never better: the state before it is kept, and waiting ends the training.
      if (reached > best.value) {
        best = { value: reached, step, weights: weights.slice() };
        waited = 0;
      }
      options.progress?.(step, reached);
    }
    const logits = {
      real: await judge.answers(best.weights, real.test),
      generated: await judge.answers(best.weights, generated.test),
    };
    const test = gameValue(logits.real, logits.generated);
    return {
      parameters: best.weights,
      value: { heldIn: await value(best.weights, "heldIn"), heldOut: best.value, test },
      step: best.step,
      steps: step,
      diverged: fresh.diverged()?.message,
      exhausted: step >= steps && waited < PATIENCE && best.value < PROVED,
      logits,
    };
  } finally {
    await judge.release();
    await fresh.release();
  }
}

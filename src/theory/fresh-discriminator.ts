/**
 * A fresh D against a frozen G: what the inner loop of Algorithm 1 would reach if it were run to its end. Its value on examples
 * it has not seen is a lower bound of C(G), whatever the data are, and so of JSD(p_data ‖ p_g).
 */
import { lossOf } from "../game/losses.ts";
import { gradientName } from "../game/step.ts";
import { gameValue } from "../game/value.ts";
import { bytesFor, createKernels } from "../kernels/kernels.ts";
import { openStream } from "../kernels/streams.ts";
import { createPlayer, gradientLayout, initialisePlayer, type Learning, playerLengths } from "../learning/player.ts";
import type { Network } from "../networks/network.ts";
import { compile } from "../onnx/runtime.ts";
import { problem } from "../problem.ts";
import { split } from "../tensor/composed.ts";
import { gradient } from "../tensor/gradient.ts";
import { graph } from "../tensor/graph.ts";
import { concat } from "../tensor/operations.ts";
import { sizeOf } from "../tensor/shape.ts";
import { input, type Tensor } from "../tensor/tensor.ts";
import { createJudge, inputsOf, judging } from "../training/sampler.ts";

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
  /** D's logits on the test examples. */
  readonly logits: { readonly real: Float32Array; readonly generated: Float32Array };
}

/** Adam as it comes (Kingma & Ba 2015): D stands alone here, and momentum does it no harm. */
const learning = (steps: number): Learning => ({
  optimizer: "adam",
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  nesterov: false,
  weightDecay: 0,
  learningRate: { kind: "linear", start: 2e-3, end: 1e-4, steps: Math.max(1, steps / 2) },
  momentum: { kind: "constant", start: 0, end: 0, steps: 1 },
});
/** Steps between looks, and how many of them may pass without a better value. */
const LOOK = 50;
const PATIENCE = 12;
/** V is at most 0: from here on there is nothing left to prove (nats). */
const PROVED = -1e-3;

/** Trains until the value on the held-out examples has stopped rising or cannot rise any more, and keeps the best state. */
export async function trainFresh(options: FreshOptions): Promise<Fresh> {
  const { discriminator, real, generated, seed, batch = 256, threads = 1, steps = 4000, signal } = options;
  if (discriminator.mixesBatch) {
    throw problem({
      doing: "training a fresh D",
      expected: "a network that treats examples apart",
      came: "batch normalisation",
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
  const m = Math.min(batch, least);

  const rule = learning(steps);
  const kernels = await createKernels(
    bytesFor([...playerLengths(discriminator, rule), ...playerLengths(discriminator, rule), 2 * m * size, 2 * m]),
  );
  const player = createPlayer(kernels, discriminator, rule);
  initialisePlayer(kernels, player, seed, 1 << 17);
  const slope = kernels.allocate(player.layout.length);
  const examples = kernels.allocate(2 * m * size);
  const random = kernels.allocate(2 * m);
  const words = new Uint32Array(random.data.buffer, random.data.byteOffset, 2 * m);
  const order = openStream(kernels, seed, "fresh");

  const parameters = inputsOf(discriminator);
  const shape = [m, ...discriminator.input];
  const [onReal, onGenerated] = split(
    discriminator.apply(concat([input("real", shape), input("generated", shape)], 0), judging(parameters)),
    0,
    m,
  );
  const loss = lossOf("minimax").discriminator(onReal, onGenerated, 0);
  const slopes = gradient(loss, [...parameters.values()]);
  const outputs = Object.fromEntries(
    [...parameters.keys()].map((name, i) => [gradientName(name), slopes[i] as Tensor] as const),
  );
  const program = await compile(graph("fresh D", outputs), {
    threads,
    inputs: [player.layout],
    outputs: [gradientLayout(player.layout)],
  });
  const judge = await createJudge(discriminator, m, threads);
  try {
    const bound = program.bind({
      [player.layout.name]: player.parameters.data,
      real: examples.data.subarray(0, m * size),
      generated: examples.data.subarray(m * size),
      slope: slope.data,
    });
    const value = async (weights: Float32Array, part: keyof Parts): Promise<number> =>
      gameValue(await judge.answers(weights, real[part]), await judge.answers(weights, generated[part]));
    let best = {
      value: await value(player.parameters.data, "heldOut"),
      step: 0,
      weights: player.parameters.data.slice(),
    };
    let step = 0;
    let waited = 0;
    while (step < steps && waited < PATIENCE && best.value < PROVED && !signal?.aborted) {
      for (let i = 0; i < LOOK && step < steps; i++) {
        step++;
        order.bits(random);
        for (let j = 0; j < 2 * m; j++) {
          const from = j < m ? real.heldIn : generated.heldIn;
          const at = size * Math.floor(((words[j] ?? 0) * (from.length / size)) / 2 ** 32);
          examples.data.set(from.subarray(at, at + size), j * size);
        }
        await bound.run();
        player.update(slope, step);
      }
      const reached = await value(player.parameters.data, "heldOut");
      waited++;
      // NaN is never better: the state before it is kept, and waiting ends the training.
      if (reached > best.value) {
        best = { value: reached, step, weights: player.parameters.data.slice() };
        waited = 0;
      }
      options.progress?.(step, reached);
    }
    const logits = {
      real: await judge.answers(best.weights, real.test),
      generated: await judge.answers(best.weights, generated.test),
    };
    return {
      parameters: best.weights,
      value: {
        heldIn: await value(best.weights, "heldIn"),
        heldOut: best.value,
        test: gameValue(logits.real, logits.generated),
      },
      step: best.step,
      steps: step,
      exhausted: step >= steps && waited < PATIENCE && best.value < PROVED,
      logits,
    };
  } finally {
    await judge.release();
    await program.release();
  }
}

/**
 * A small convolutional classifier of images, trained by the engine itself. Its answers tell which modes samples cover, and its
 * last hidden layer is a space in which samples are compared.
 */
import { kindOf } from "../data/kinds.ts";
import { type ExampleSource, shuffled } from "../data/shuffled.ts";
import { Applications, type Objective } from "../game/objective.ts";
import { createLearner } from "../learning/learner.ts";
import { notFiniteProblem } from "../learning/not-finite.ts";
import { adamAsItComes, createPlayer, initialisePlayer, type Learning, parameterLayout } from "../learning/player.ts";
import { createStore } from "../learning/store.ts";
import { convolution } from "../networks/convolutions.ts";
import type { Init } from "../networks/initialisers.ts";
import { activation, dense, dropout, flatten } from "../networks/layers.ts";
import { type Network, sequential } from "../networks/network.ts";
import { ANY_BATCH, toOnnx } from "../onnx/model.ts";
import { problem } from "../problem.ts";
import { logSumExp } from "../tensor/composed.ts";
import { graph } from "../tensor/graph.ts";
import { viewOf } from "../tensor/layout.ts";
import { mean, mul, sub, sum } from "../tensor/operations.ts";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.ts";
import { constant, input, named, type Tensor } from "../tensor/tensor.ts";
import { judging } from "../training/network-inputs.ts";

/** The images and their classes, and how long to train. */
export interface ClassifierOptions {
  /** Image after image, each channels × height × width numbers from 0 to 1. */
  readonly images: Float32Array;
  /** The class of each image, from 0 to `classes` − 1. */
  readonly labels: Uint8Array;
  /** Of one image: channels × height × width, both sides multiples of 4. */
  readonly shape: Shape;
  readonly classes: number;
  readonly seed: number;
  readonly epochs?: number;
  readonly batch?: number;
  /** Each time it is seen, an image is moved by up to so many pixels each way; 0 comes in at the edges. */
  readonly shift?: number;
  readonly threads?: number;
  /** Ends the training early, with what was reached. */
  readonly signal?: AbortSignal;
  /** Told after every epoch: how many have passed, and the mean cross-entropy over it in nats. */
  readonly progress?: (epoch: number, loss: number) => void;
}

/** A trained classifier of images. */
export interface Classifier {
  readonly layers: ClassifierLayers;
  readonly parameters: Float32Array;
  /** Mean cross-entropy over the last epoch, in nats, on images that were moved and with dropout. */
  readonly loss: number;
}

/** The two halves of a classifier: features, and what classes they show. */
export interface ClassifierLayers {
  /** Images to features: the activations of the last hidden layer. */
  readonly features: Network;
  /** Features to logits. */
  readonly logits: Network;
  /** Both in a row. */
  readonly whole: Network;
}

/** Numbers that describe an image. */
const FEATURES = 64;
const KEEP = 0.5;
const he: Init = { scheme: "he", scale: 1 };

/**
 * Three convolutions with stride 2, a hidden layer of 64 units, one unit per class; leaky ReLU, so that no feature is always 0
 * and their covariance keeps its rank. 72,234 weights for 28×28 grey images of ten classes.
 */
export function classifierLayers(shape: Shape, classes: number): ClassifierLayers {
  const [, height = 0, width = 0] = shape;
  if (kindOf({ shape }) !== "images" || height % 4 !== 0 || width % 4 !== 0 || sizeOf(shape) === 0) {
    throw problem({
      doing: "building a classifier",
      expected: "images (channels × height × width) whose sides are multiples of 4",
      came: formatShape(shape),
    });
  }
  const bend = activation("leaky-relu", 0.1);
  const features = sequential("C", shape, [
    convolution(16, he),
    bend,
    convolution(32, he),
    bend,
    convolution(48, he, { kernel: 3 }),
    bend,
    flatten(),
    dense(FEATURES, he),
    bend,
  ]);
  const logits = sequential("C output", features.output, [dropout(KEEP), dense(classes, { ...he, scheme: "glorot" })]);
  const whole: Network = {
    ...features,
    output: logits.output,
    layers: [...features.layers, ...logits.layers],
    parameters: [...features.parameters, ...logits.parameters],
    apply: (x, pass) => logits.apply(features.apply(x, pass), pass),
  };
  return { features, logits, whole };
}

/** −log p(class), averaged over the minibatch; `wanted` [m×classes] is 1 at each image's class, else 0. */
const crossEntropy = (logits: Tensor, wanted: Tensor): Tensor =>
  mean(sub(logSumExp(logits, 1), sum(mul(logits, wanted), { axes: [1], keep: true })));

const learning = (steps: number): Learning => adamAsItComes({ kind: "linear", start: 2e-3, end: 1e-5, steps });

/** The cross-entropy of m `images` with their `classes` [m×classes], to be descended; dropout before the last layer. */
function classifierObjective(whole: Network, m: number, classes: number): Objective {
  const table = new Applications([whole]);
  const logits = whole.apply(input("images", [m, ...whole.input]), table.pass({ label: "images" }));
  const loss = crossEntropy(logits, input("classes", [m, classes]));
  return table.objective("classifier", loss, whole, { loss });
}

/** A classifier with what it takes to learn: `step` takes the next images, moves them and learns, and returns the loss. */
async function createTrainer(
  options: ClassifierOptions,
  whole: Network,
  source: ExampleSource,
  m: number,
  steps: number,
) {
  const { shape, classes, seed, shift = 2, threads = 1 } = options;
  const store = createStore(threads);
  const player = createPlayer(store, whole, learning(steps));
  const images = store.allocate(m * sizeOf(shape));
  const wanted = store.allocate(m * classes);
  const moves = store.allocate(m);
  const learner = createLearner({
    store,
    player,
    objective: classifierObjective(whole, m, classes),
    inputs: { images, classes: wanted },
    stream: (name) => store.stream(seed, name),
    threads,
    diverged: (step, first) =>
      notFiniteProblem(`training a classifier, step ${step}`, first, "Check that all images have numbers from 0 to 1."),
  });
  await store.open();
  initialisePlayer(store, player, seed, 0);
  const shifts = store.stream(seed, "shifts");
  const reader = await shuffled(source).open({ seed, batch: m });
  const minibatch = { x: new Float32Array(m * sizeOf(shape)), y: new Float32Array(m) };
  await learner.compile();
  return {
    parameters: player.parameters.data,
    step: async (step: number): Promise<number> => {
      await reader.next(minibatch);
      shifts.bits(moves);
      moveAll(minibatch.x, images.data, shape, shift, moves.data);
      wanted.data.fill(0);
      minibatch.y.forEach((label, i) => {
        wanted.data[i * classes + label] = 1;
      });
      await learner.run(step);
      await learner.update(step);
      return learner.loss();
    },
    release: learner.release,
  };
}

/**
 * Trains a classifier from the seed: Adam, dropout before the last layer (Srivastava et al. 2014), images moved by a few pixels.
 *
 * @throws where images, labels and shape do not belong together, or loss or gradient are not finite.
 */
export async function trainClassifier(options: ClassifierOptions): Promise<Classifier> {
  const { shape, classes, epochs = 20, batch = 128, signal } = options;
  const layers = classifierLayers(shape, classes);
  const source = labelled(options);
  const m = Math.min(batch, source.count);
  const perEpoch = Math.max(1, Math.floor(source.count / m));
  const trainer = await createTrainer(options, layers.whole, source, m, epochs * perEpoch);
  try {
    let step = 0;
    let meanLoss = Number.NaN;
    for (let epoch = 1; epoch <= epochs && !signal?.aborted; epoch++) {
      let total = 0;
      let made = 0;
      for (; made < perEpoch && !signal?.aborted; made++) total += await trainer.step(++step);
      if (made === 0) break;
      meanLoss = total / made;
      options.progress?.(epoch, meanLoss);
    }
    return { layers, parameters: trainer.parameters.slice(), loss: meanLoss };
  } finally {
    await trainer.release();
  }
}

/** Images as x and the number of their class as y. */
function labelled({ images, labels, shape, classes }: ClassifierOptions): ExampleSource {
  const size = sizeOf(shape);
  const doing = "training a classifier";
  if (labels.length === 0 || images.length !== labels.length * size) {
    throw problem({
      doing,
      expected: `one label for each image of ${formatShape(shape)}, one image at least`,
      came: `${labels.length} labels for ${images.length} numbers`,
    });
  }
  const wrong = labels.find((label) => label >= classes);
  if (wrong !== undefined) {
    throw problem({ doing, expected: `classes from 0 to ${classes - 1}`, came: `a label ${wrong}` });
  }
  return {
    name: "labelled images",
    shape,
    count: labels.length,
    fingerprint: "",
    y: {
      shape: [1],
      write: (index, to, at) => {
        to[at] = labels[index]!; // below count
      },
    },
    write: (index, to, at) => to.set(images.subarray(index * size, (index + 1) * size), at),
  };
}

/** Moves every image by some pixels each way, up to `most`, by 16 random bits for either direction. */
function moveAll(from: Float32Array, to: Float32Array, shape: Shape, most: number, random: Float32Array): void {
  const size = sizeOf(shape);
  const words = new Uint32Array(random.buffer, random.byteOffset, random.length);
  words.forEach((word, i) => {
    const by = [displacement(word >>> 16, most), displacement(word & 0xffff, most)] as const;
    move(from.subarray(i * size, (i + 1) * size), to.subarray(i * size, (i + 1) * size), shape, by);
  });
}

/** A whole number from −most to most, of 16 random bits. */
const displacement = (bits: number, most: number): number => Math.floor((bits * (2 * most + 1)) / 2 ** 16) - most;

/** Copies an image `down` and `across` by so many pixels. */
function move(
  from: Float32Array,
  to: Float32Array,
  [channels = 0, height = 0, width = 0]: Shape,
  [down, across]: readonly [down: number, across: number],
): void {
  to.fill(0);
  for (let channel = 0; channel < channels; channel++) {
    for (let row = Math.max(0, down); row < Math.min(height, height + down); row++) {
      const source = (channel * height + row - down) * width;
      const target = (channel * height + row) * width;
      const length = Math.max(0, width - Math.abs(across));
      const start = source + Math.max(0, -across);
      to.set(from.subarray(start, start + length), target + Math.max(0, across));
    }
  }
}

/**
 * The classifier as an ONNX model for any number of images: input `images` [N×channels×height×width] from 0 to 1, outputs
 * `features` [N×64], the activations of the last hidden layer, and `logits` [N×classes].
 */
export function classifierModel(
  { layers, parameters }: Classifier,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const fixed = new Map(
    parameterLayout(layers.whole).entries.map((entry): [string, Tensor] => [
      entry.name,
      named(entry.name, constant(viewOf(parameters, entry), entry.shape)),
    ]),
  );
  const pass = judging(fixed);
  const features = layers.features.apply(input("images", [ANY_BATCH, ...layers.whole.input]), pass);
  const logits = layers.logits.apply(features, pass);
  return toOnnx(graph("classifier", { features, logits }), {
    metadata: { producer: "saddlepoint", ...metadata },
    batch: ANY_BATCH,
  });
}

import { describe, expect, it } from "vitest";
import { bytesFor, createKernels } from "../kernels/kernels.ts";
import { openStream } from "../kernels/streams.ts";
import { parameterLayout } from "../learning/player.ts";
import { parameterCount } from "../networks/network.ts";
import { toOnnx } from "../onnx/model.ts";
import { graph } from "../tensor/graph.ts";
import { viewOf } from "../tensor/layout.ts";
import { add } from "../tensor/operations.ts";
import { interpret } from "../tensor/reference.ts";
import { input } from "../tensor/tensor.ts";
import { inputsOf, judging } from "../training/network-inputs.ts";
import { type ClassifierOptions, classifierLayers, classifierModel, trainClassifier } from "./classifier.ts";
import { openClassifier } from "./open-classifier.ts";

const SHAPE = [1, 8, 8];
const CLASSES = 3;

/** Images of noise in which class 0 is bright above, class 1 on the left, and class 2 nowhere. */
async function bars(count: number, seed: number): Promise<{ images: Float32Array; labels: Uint8Array }> {
  const kernels = await createKernels(bytesFor([count * 64]));
  const noise = kernels.allocate(count * 64);
  openStream(kernels, seed, "evaluation").uniform(noise, 0, 0.5);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % CLASSES);
  const images = noise.data.map((value, at) => {
    const [label, row, column] = [labels[Math.floor(at / 64)], Math.floor(at / 8) % 8, at % 8];
    return value + ((label === 0 && row < 4) || (label === 1 && column < 4) ? 0.5 : 0);
  });
  return { images, labels };
}

const trained = async (options: Partial<ClassifierOptions> = {}) =>
  trainClassifier({
    ...(await bars(300, 1)),
    shape: SHAPE,
    classes: CLASSES,
    seed: 3,
    epochs: 8,
    batch: 32,
    shift: 1,
    ...options,
  });

describe("a classifier", () => {
  it("learns what can be told apart, and says how far it has come", async () => {
    const losses: number[] = [];
    const classifier = await trained({ progress: (epoch, loss) => expect(losses.push(loss)).toBe(epoch) });
    expect(losses).toHaveLength(8);
    expect(losses[0]).toBeGreaterThan(2 * classifier.loss);
    expect(losses.at(-1)).toBe(classifier.loss);

    const { images, labels } = await bars(600, 2);
    const opened = await openClassifier(classifierModel(classifier), SHAPE);
    const answers = await opened.read(images);
    await opened.release();
    expect(answers.classes).toEqual(labels);
    expect(answers.features).toHaveLength(600 * answers.width);
  });

  it("is the same, to the last byte, from the same seed, and another from another", async () => {
    const model = async (seed: number) => classifierModel(await trained({ seed, epochs: 2 }), { note: "x" });
    const [first, again, other] = [await model(5), await model(5), await model(6)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it("answers as an ONNX model what plain loops find with its parameters", async () => {
    const { layers, parameters } = await trained({ epochs: 1 });
    const { images } = await bars(5, 4);
    const values = Object.fromEntries(
      parameterLayout(layers.whole).entries.map((entry) => [entry.name, viewOf(parameters, entry)]),
    );
    const pass = judging(inputsOf(layers.whole));
    const x = input("images", [5, ...SHAPE]);
    const [features, logits] = [layers.features.apply(x, pass), layers.whole.apply(x, pass)];
    const expected = interpret({ features, logits }, { ...values, images });
    const opened = await openClassifier(classifierModel({ layers, parameters, loss: 0 }), SHAPE);
    const answers = await opened.read(images);
    await opened.release();
    for (const name of ["features", "logits"] as const) {
      expect(answers[name]).toHaveLength(expected[name]?.length ?? 0);
      expected[name]?.forEach((value, i) => expect(answers[name][i]).toBeCloseTo(value, 4));
    }
  });

  it("gives the same answers however many images it is asked about at once", async () => {
    const { images } = await bars(300, 5);
    const opened = await openClassifier(classifierModel(await trained({ epochs: 1 })), SHAPE);
    const [all, last] = [await opened.read(images), await opened.read(images.subarray(299 * 64))];
    await opened.release();
    last.logits.forEach((value, i) => expect(all.logits[299 * CLASSES + i]).toBeCloseTo(value, 4));
  });

  it("is ended early by its signal, with what was reached", async () => {
    const controller = new AbortController();
    const epochs: number[] = [];
    const { loss, parameters } = await trained({
      signal: controller.signal,
      progress: (epoch) => {
        epochs.push(epoch);
        controller.abort();
      },
    });
    expect(epochs).toEqual([1]);
    expect(loss).toBeGreaterThan(0);
    expect(parameters.some((value) => value !== 0)).toBe(true);
  });

  it("of grey digits has 72,234 weights", () => {
    expect(parameterCount(classifierLayers([1, 28, 28], 10).whole)).toBe(72_234);
  });

  it.each<[string, Partial<ClassifierOptions>, string]>([
    [
      "too few labels",
      { labels: new Uint8Array(7) },
      "expected one label for each image of [1×8×8], one image at least, but got 7 labels for 19200 numbers.",
    ],
    ["no images", { images: new Float32Array(), labels: new Uint8Array() }, "one image at least, but got 0 labels"],
    ["a class too many", { classes: 2 }, "expected classes from 0 to 1, but got a label 2."],
    ["odd sides", { shape: [1, 9, 9] }, "whose sides are multiples of 4, but got [1×9×9]."],
    [
      "numbers that are none",
      { images: new Float32Array(300 * 64).fill(Number.NaN) },
      "step 1: expected finite numbers, but got NaN in images.",
    ],
  ])("is not trained on %s", async (_, options, message) => {
    await expect(trained(options)).rejects.toThrow(message);
  });

  it("is not opened from another model, nor asked about parts of images", async () => {
    const x = input("x", [1, 2]);
    await expect(openClassifier(toOnnx(graph("sum", { y: add(x, x) })), SHAPE)).rejects.toThrow(
      "expected a model with input images and outputs features and logits, but got input x, output y.",
    );
    const opened = await openClassifier(classifierModel(await trained({ epochs: 1 })), SHAPE);
    for (const length of [0, 65]) {
      await expect(opened.read(new Float32Array(length))).rejects.toThrow(
        `expected whole images of [1×8×8], one at least, but got ${length} numbers.`,
      );
    }
    await opened.release();
  });
});

/** Which model makes the features that samples are compared by, and which one tells digits. */
import { areRows } from "../data/kinds.ts";
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { formatShape, type Shape } from "../tensor/shape.ts";
import type { Config } from "../training/config.ts";
import type { Watch } from "./exact-distances.ts";
import { type Extractor, type ExtractorOptions, openExtractor, requireImages } from "./extractor.ts";
import { type OpenedClassifier, openClassifier } from "./open-classifier.ts";
import { openPixels } from "./pixel-features.ts";

/** The models that a run's states may be measured with. */
export interface FeatureModels {
  readonly config: Config;
  /**
   * An ONNX model for the features, or `pixels`: the 64 directions in which the pixels of the real images vary most. Vectors need none:
   * they are their own features.
   */
  readonly features?: "pixels" | ({ readonly name: string; readonly bytes: Uint8Array } & ExtractorOptions);
  /** An ONNX model that tells digits (output `logits`), for stacked digits; and for features of 28×28 grey images without `features`. */
  readonly digits?: Uint8Array;
  readonly threads?: number;
}

/** How the classifier is called where it makes features. */
export const DIGITS = "digit classifier (trained on MNIST)";

/** Whether the classifier of digits takes images of this shape. */
export const isDigitSized = (shape: Shape): boolean => formatShape(shape) === formatShape([1, 28, 28]);

/**
 * Features of the run's images: by the model that was given, else by the digit classifier; `undefined` for rows and points.
 *
 * @param real the real images that are compared.
 */
export async function openFeatures(
  { config, features, digits, threads = 1 }: FeatureModels,
  real: () => Promise<Float32Array>,
  watch: Watch,
): Promise<Extractor | undefined> {
  const { shape } = config.data;
  if (features === "pixels") {
    requireImages(features, shape);
    return openPixels(await real(), shape, { seed: config.seed, threads, ...watch });
  }
  if (features) {
    const { name, bytes, ...rest } = features;
    return openExtractor(name, bytes, shape, { threads, ...rest });
  }
  if (areRows(config.data)) return undefined;
  if (digits && isDigitSized(shape)) return openExtractor(DIGITS, digits, shape, { threads });
  throw problem({
    doing: `measuring features of ${config.data.name}`,
    expected: `an ONNX model that makes features of such images (${option("features")} FILE.onnx)`,
    came: `none, and images of ${formatShape(shape)}: the digit classifier is for 28×28 grey ones`,
    next: `Give one, for instance an Inception network exported to ONNX, or ${option("features")} pixels, which needs no model but sees colours and layout alone; crops needs none either.`,
  });
}

/** What tells the digits of a channel. */
export async function openDigits(
  { digits, threads = 1 }: Pick<FeatureModels, "digits" | "threads">,
  shape: Shape,
): Promise<OpenedClassifier> {
  if (digits && isDigitSized(shape)) return openClassifier(digits, shape, threads);
  throw problem({
    doing: "reading stacked digits",
    expected: digits ? "channels of 28×28 pixels" : "an ONNX model that tells digits",
    came: digits ? formatShape(shape) : "none",
  });
}

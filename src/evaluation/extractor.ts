/** Features of images through any ONNX model: what FID, KID and the neighbour scores are measured on. */

import { sha256 } from "../data/fingerprint.ts";
import { kindOf } from "../data/kinds.ts";
import { refusedModel } from "../onnx/refused-model.ts";
import { type Model, openModel, type Values } from "../onnx/runtime.ts";
import { resizeModel } from "../onnx/small-models.ts";
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.ts";
import type { Watch } from "./exact-distances.ts";
import { declaredInput, type ImageInput, type ImageLayout, imageInput } from "./image-input.ts";

export const featureRanges = ["unit", "symmetric", "bytes", "imagenet"] as const;
/**
 * What a model of float32 or float16 takes as pixels: [0, 1], [−1, 1], [0, 255], or [0, 1] less ImageNet's mean and divided by its deviation.
 * A model of uint8 takes bytes.
 */
export type FeatureRange = (typeof featureRanges)[number];

/** How a model of images is fed, and which of its outputs holds the features. */
export interface ExtractorOptions {
  /** `unit` if left out. */
  readonly range?: FeatureRange;
  /** Where channels stand, of a model whose input leaves it open; `nchw` if left out. */
  readonly layout?: ImageLayout;
  /** The output that holds the features; else the one called `features`, else the first. */
  readonly output?: string;
  readonly threads?: number;
}

/** An ONNX model that makes features of images, opened and checked. */
export interface Extractor {
  readonly name: string;
  /** SHA-256 of the model's file. */
  readonly checksum: string;
  readonly output: string;
  /** How images are brought to the model's size. */
  readonly resizer: string;
  /** Numbers per image. */
  readonly dimension: number;
  /** Features [n×dimension] of images [n×c×h×w] in [−1, 1], rounded to bytes first, as image files are. */
  readonly features: (images: Float32Array, watch?: Watch) => Promise<Float32Array>;
  /** The same of every output of the model, by name. */
  readonly outputs: (images: Float32Array, watch?: Watch) => Promise<Readonly<Record<string, Float32Array>>>;
  readonly release: () => Promise<void>;
}

const IMAGENET = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] } as const;

/** Opens a model for images of a shape [c×h×w]. Everything about it that cannot work is refused here, in words. */
export async function openExtractor(
  name: string,
  bytes: Uint8Array,
  shape: Shape,
  options: ExtractorOptions = {},
): Promise<Extractor> {
  const { range = "unit", threads = 1 } = options;
  const doing = `reading ${name} as a feature extractor`;
  requireImages(name, shape);
  const model = await openOrRefuse(bytes, threads, doing);
  let resize: Model | undefined;
  const release = async (): Promise<void> => {
    await model.release();
    await resize?.release();
  };
  try {
    const to = imageInput(declaredInput(model, doing), doing, shape, options.layout);
    const output = outputOf(model, doing, options.output);
    const [, height = 0, width = 0] = shape;
    const same = to.height === height && to.width === width;
    resize = same ? undefined : await openModel(resizeModel(to.height, to.width), threads);
    const fed: FedModel = { name, model, to, shape, range, resize };
    const outputs: Extractor["outputs"] = (images, watch) => allOutputs(fed, images, watch);
    const features: Extractor["features"] = async (images, watch) =>
      requireFeatures(fed, output, (await outputs(images, watch))[output], images.length / sizeOf(shape));
    // What the model says of its outputs is often left open: one image tells.
    const dimension = (await features(new Float32Array(sizeOf(shape)))).length;
    return {
      name,
      checksum: await sha256(bytes),
      output,
      resizer: same ? "none" : `cubic, antialiased, to ${to.height}×${to.width}`,
      dimension,
      features,
      outputs,
      release,
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** A model, and how images of a shape are brought to what it takes. */
interface FedModel {
  readonly name: string;
  readonly model: Model;
  readonly to: ImageInput;
  readonly shape: Shape;
  readonly range: FeatureRange;
  /** Absent where images have the model's size. */
  readonly resize: Model | undefined;
}

export function requireImages(name: string, shape: Shape): void {
  if (kindOf({ shape }) === "images") return;
  throw problem({
    doing: `extracting features with ${name}`,
    expected: "images",
    next: `Leave ${option("features")} out: rows of numbers are their own features.`,
    came: `examples of shape ${formatShape(shape)}`,
  });
}

export const openOrRefuse = (bytes: Uint8Array, threads: number, doing: string): Promise<Model> =>
  openModel(bytes, threads).catch((cause: unknown) => {
    throw problem({
      doing,
      expected: "an ONNX model that ONNX Runtime can open",
      came: refusedModel(bytes, cause),
      next: "Check the file; onnx.checker or Netron show what is in it.",
      cause,
    });
  });

/** A batch of images in [−1, 1] as the model takes them. */
async function prepared({ to, shape, range, resize }: FedModel, part: Float32Array): Promise<Values> {
  const count = part.length / sizeOf(shape);
  const [channels = 0] = shape;
  const unit = part.map((x) => Math.min(255, Math.max(0, Math.round((x + 1) * 127.5))) / 255);
  const resized = resize
    ? (await resize.run({ images: { values: unit, shape: [count, ...shape] } })).resized?.values
    : unit;
  const plane = to.height * to.width;
  const values = to.bytes ? new Uint8Array(count * to.channels * plane) : new Float32Array(count * to.channels * plane);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < to.channels; c++) {
      // Grey images are shown three times.
      const from = (i * channels + Math.min(c, channels - 1)) * plane;
      for (let p = 0; p < plane; p++) {
        const at = to.last ? (i * plane + p) * to.channels + c : (i * to.channels + c) * plane + p;
        const x = resized?.[from + p] ?? 0;
        values[at] = to.bytes ? Math.min(255, Math.max(0, Math.round(255 * x))) : inRange(x, range, c);
      }
    }
  }
  const space = [to.height, to.width];
  return { values, shape: to.last ? [count, ...space, to.channels] : [count, to.channels, ...space] };
}

/** What every output of the model says of the images, batch by batch; of a model that takes so many alone the last one is filled up. */
async function allOutputs(
  fed: FedModel,
  images: Float32Array,
  watch: Watch = {},
): Promise<Record<string, Float32Array>> {
  const { name, model, to, shape } = fed;
  const size = sizeOf(shape);
  const total = images.length / size;
  const found: Record<string, Float32Array> = {};
  const part = new Float32Array(to.batch * size);
  for (let from = 0; from < total; from += to.batch) {
    watch.signal?.throwIfAborted();
    const count = Math.min(to.batch, total - from);
    part.set(images.subarray(from * size, (from + count) * size));
    const batch = to.full ? to.batch : count;
    const given = await prepared(fed, part.subarray(0, batch * size));
    const results = await model.run({ [to.name]: given }).catch((cause: unknown) => {
      throw problem({
        doing: `extracting features with ${name}`,
        expected: `a model that takes ${formatShape([to.channels, to.height, to.width])} images`,
        came: (cause as Error).message,
        next: "Export it for images of any size, or with the sides that its input declares.",
        cause,
      });
    });
    for (const [key, { values, shape: made }] of Object.entries(results)) {
      const each = values.length / batch;
      if (made[0] !== batch || !(values instanceof Float32Array)) continue;
      found[key] ??= new Float32Array(total * each);
      found[key].set(values.subarray(0, count * each), from * each);
    }
    watch.progress?.(from + count, total);
  }
  return found;
}

/** The features that were found of `count` images, if they are features: finite numbers. */
function requireFeatures(
  { name, model }: FedModel,
  output: string,
  found: Float32Array | undefined,
  count: number,
): Float32Array {
  const doing = `extracting features with ${name}`;
  if (!found) {
    throw problem({
      doing,
      expected: `output ${output} to hold float32 features for every image`,
      came: "something else",
      next: `Name another by ${option("featuresOutput")}: ${model.outputs.join(", ")}.`,
    });
  }
  const none = found.findIndex((value) => !Number.isFinite(value));
  if (none < 0) return found;
  throw problem({
    doing,
    expected: "finite numbers",
    came: `${found[none]} for image ${Math.floor((none * count) / found.length) + 1}`,
    next: `Give the model the range of pixels that it was trained with (${option("featuresRange")}), or another output (${option("featuresOutput")}).`,
  });
}

function inRange(unit: number, range: FeatureRange, channel: number): number {
  switch (range) {
    case "unit":
      return unit;
    case "symmetric":
      return 2 * unit - 1;
    case "bytes":
      return 255 * unit;
    case "imagenet":
      return (unit - (IMAGENET.mean[channel] ?? 0.5)) / (IMAGENET.deviation[channel] ?? 0.25);
  }
}

function outputOf({ outputs }: Model, doing: string, asked: string | undefined): string {
  const output = asked ?? outputs.find((name) => name === "features") ?? outputs[0];
  if (output !== undefined && outputs.includes(output)) return output;
  throw problem({ doing, expected: `an output called ${output}`, came: outputs.join(", ") || "none" });
}

import { openModel } from "../onnx/runtime.ts";
import { internal, problem } from "../problem.ts";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.ts";

/** What a classifier says of n images. */
interface ImageAnswers {
  /** Image after image. */
  readonly features: Float32Array;
  /** Numbers that describe one image. */
  readonly width: number;
  readonly logits: Float32Array;
  /** The likeliest class of each image. */
  readonly classes: Uint8Array;
}

export interface OpenedClassifier {
  /** @param images image after image, numbers from 0 to 1. */
  readonly read: (images: Float32Array) => Promise<ImageAnswers>;
  readonly release: () => Promise<void>;
}

/** Images at a time: enough to keep the runtime busy, little enough for any memory. */
const CHUNK = 256;

/**
 * Opens a classifier from an ONNX model as `classifierModel` writes it.
 *
 * @param shape of one image: channels × height × width.
 * @throws where the model has other inputs and outputs.
 */
export async function openClassifier(bytes: Uint8Array, shape: Shape, threads = 1): Promise<OpenedClassifier> {
  const model = await openModel(bytes, threads);
  if (model.inputs.join() !== "images" || !["features", "logits"].every((name) => model.outputs.includes(name))) {
    await model.release();
    throw problem({
      doing: "opening a classifier",
      expected: "a model with input images and outputs features and logits",
      came: `input ${model.inputs.join(", ")}, output ${model.outputs.join(", ")}`,
    });
  }
  const size = sizeOf(shape);
  return {
    read: async (images) => {
      const count = images.length / size;
      if (!Number.isInteger(count) || count === 0) {
        throw problem({
          doing: "classifying images",
          expected: `whole images of ${formatShape(shape)}, one at least`,
          came: `${images.length} numbers`,
        });
      }
      let features = new Float32Array();
      let logits = new Float32Array();
      for (let from = 0; from < count; from += CHUNK) {
        const length = Math.min(CHUNK, count - from);
        const values = images.subarray(from * size, (from + length) * size);
        const answers = await model.run({ images: { values, shape: [length, ...shape] } });
        const put = (name: string, all: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> => {
          const part = answers[name]?.values;
          if (!part) throw internal(`the classifier did not return ${name}`);
          const to = from === 0 ? new Float32Array((part.length / length) * count) : all;
          to.set(part, (part.length / length) * from);
          return to;
        };
        features = put("features", features);
        logits = put("logits", logits);
      }
      const width = features.length / count;
      return { features, width, logits, classes: likeliest(logits, count) };
    },
    release: model.release,
  };
}

function likeliest(logits: Float32Array, count: number): Uint8Array {
  const classes = logits.length / count;
  return Uint8Array.from({ length: count }, (_, i) => {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    return row.indexOf(row.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY));
  });
}

/** What a model of images is, found by its file and by trying it: so that it can be used later by its name alone. */
import { decodeModel } from "../onnx/schema.ts";
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import { type ExtractorOptions, type FeatureRange, featureRanges, openExtractor, openOrRefuse } from "./extractor.ts";
import {
  type DeclaredInput,
  declaredInput,
  type ImageLayout,
  imageLayouts,
  knownLayout,
  shapeText,
} from "./image-input.ts";

/** What {@link inspectExtractor} found. */
export interface ExtractorFacts {
  /** SHA-256 of the file. */
  readonly checksum: string;
  readonly input: DeclaredInput;
  readonly layout: ImageLayout;
  /** Where the layout is known from: lengths of the input, the caller, or that it does not run with the other one. */
  readonly layoutFrom: "shape" | "asked" | "trial";
  readonly range: FeatureRange;
  /** Which output has the features, of which. */
  readonly output: string;
  readonly outputs: readonly string[];
  /** Numbers per image. */
  readonly dimension: number;
  /** Sides [height, width] that images are brought to; absent where it takes any, as was tried with two. */
  readonly sides?: readonly [height: number, width: number];
  /** Numbers in the file, and how many of them are float16. */
  readonly weights: { readonly all: number; readonly float16: number };
}

/** Sides that are tried where a model leaves them open. */
const SIDES = [64, 48] as const;

/** Features of an image may differ so much by what else is in the batch, in parts of their length: float16 rounds to 1/2048. */
const ROUNDING = 1e-3;

/** float16, as ONNX numbers it. */
const FLOAT16 = 10;
const EXTERNAL = 1;

/**
 * Opens a model of images, reads what it declares, and tries it on three pictures of lines and colours. Nothing is guessed: where a
 * file does not tell which pixels it takes, or where channels stand, that has to be said.
 *
 * @throws where it cannot make features: no input of images, features that are not finite, that are the same for all pictures, that
 * depend on the other pictures of a batch, or that have another length for pictures of other sides.
 */
export async function inspectExtractor(
  name: string,
  bytes: Uint8Array,
  options: ExtractorOptions = {},
): Promise<ExtractorFacts> {
  const doing = `checking ${name} as a feature extractor`;
  const weights = weightsOf(bytes, doing);
  const { threads = 1 } = options;
  const model = await openOrRefuse(bytes, threads, doing);
  const { outputs } = model;
  const input = await Promise.resolve()
    .then(() => declaredInput(model, doing))
    .finally(model.release);
  const range = rangeOf(input, options.range, doing);
  const { layout, from: layoutFrom } = await layoutOf(name, bytes, input, { ...options, range });
  const [rows, columns, depth] = layout === "nchw" ? [2, 3, 1] : [1, 2, 3];
  const [height, width] = [input.lengths[rows], input.lengths[columns]];
  const channels = input.lengths[depth] ?? 3;
  const tried: Tried[] = [];
  const open = height === undefined || width === undefined;
  for (const side of open ? SIDES : SIDES.slice(0, 1)) {
    const shape = [channels, height ?? side, width ?? side];
    tried.push(await tryModel(name, bytes, shape, { ...options, range, layout }));
  }
  const [first, second] = tried;
  if (!first) throw new Error("internal: no side was tried");
  if (second && second.dimension !== first.dimension) {
    throw problem({
      doing,
      expected: "features of one length for images of any side",
      came: `${first.dimension} numbers at ${SIDES[0]}×${SIDES[0]} and ${second.dimension} at ${SIDES[1]}×${SIDES[1]}`,
      next: "Average the last layer over its places before you export the model, or export it with fixed sides.",
    });
  }
  const { checksum, output, dimension } = first;
  const sides = open ? {} : { sides: [height, width] as const };
  return { checksum, input, layout, layoutFrom, range, output, outputs, dimension, ...sides, weights };
}

/** Numbers of a file's constants; refused where they lie in another file. */
function weightsOf(bytes: Uint8Array, doing: string): ExtractorFacts["weights"] {
  let initializer: ReturnType<typeof decodeModel>["graph"]["initializer"];
  try {
    ({ initializer } = decodeModel(bytes).graph);
  } catch {
    // What cannot be read is refused by the runtime, in its words.
    return { all: 0, float16: 0 };
  }
  if (initializer.some(({ dataLocation }) => dataLocation === EXTERNAL)) {
    throw problem({
      doing,
      expected: "a model with its weights in the same file",
      came: "one whose weights lie in a file beside it",
      next: "Export it by torch.onnx.export with external_data=False, or save it again by onnx.save(onnx.load(FILE), FILE).",
    });
  }
  const count = (found: typeof initializer): number => found.reduce((sum, { dims }) => sum + sizeOf(dims), 0);
  return { all: count(initializer), float16: count(initializer.filter(({ dataType }) => dataType === FLOAT16)) };
}

/** The range of its pixels: bytes of a model of uint8, and of others what was said. */
function rangeOf({ name, dtype }: DeclaredInput, asked: FeatureRange | undefined, doing: string): FeatureRange {
  if (dtype === "uint8") {
    if (asked === undefined || asked === "bytes") return "bytes";
    throw problem({
      doing,
      expected: `${option("featuresRange", "bytes")}, as input ${name} takes uint8`,
      came: asked,
      next: "Leave the option out.",
    });
  }
  if (asked !== undefined) return asked;
  throw problem({
    doing,
    expected: `${option("featuresRange")}, as a model of ${dtype} does not say which pixels it was trained with: unit (0 to 1), symmetric (−1 to 1), bytes (0 to 255) or imagenet (0 to 1, less ImageNet's mean, over its deviation)`,
    came: "none",
    next: `Look it up where the model comes from, and add one of ${featureRanges.join(", ")}.`,
  });
}

/** Where channels stand: by lengths, as asked, or by what the model runs with. */
async function layoutOf(
  name: string,
  bytes: Uint8Array,
  input: DeclaredInput,
  options: ExtractorOptions,
): Promise<{ readonly layout: ImageLayout; readonly from: ExtractorFacts["layoutFrom"] }> {
  const known = knownLayout(input, options.layout, `checking ${name} as a feature extractor`);
  if (known !== undefined) return { layout: known, from: input.layout === undefined ? "asked" : "shape" };
  const [, a, b, c] = input.lengths;
  const works: ImageLayout[] = [];
  for (const layout of imageLayouts) {
    const [height, width] = layout === "nchw" ? [b, c] : [a, b];
    const shape = [3, height ?? SIDES[0], width ?? SIDES[0]];
    await openExtractor(name, bytes, shape, { ...options, layout }).then(
      async (extractor) => {
        works.push(layout);
        await extractor.release();
      },
      () => undefined,
    );
  }
  const [only] = works;
  if (only !== undefined && works.length === 1) return { layout: only, from: "trial" };
  throw problem({
    doing: `checking ${name} as a feature extractor`,
    expected: `an input of which the second or the last length is 1 or 3, or that runs in one layout alone`,
    came: `${shapeText(input.lengths)}, which runs ${works.length === 0 ? "in neither" : "in both"}`,
    next: `Say ${option("featuresLayout", "nchw")} or ${option("featuresLayout", "nhwc")}.`,
  });
}

interface Tried {
  readonly checksum: string;
  readonly output: string;
  readonly dimension: number;
}

/** Features of three pictures, together and each alone. */
async function tryModel(name: string, bytes: Uint8Array, shape: Shape, options: ExtractorOptions): Promise<Tried> {
  const extractor = await openExtractor(name, bytes, shape, options);
  try {
    const { checksum, output, dimension } = extractor;
    const pictures = trialPictures(shape);
    const together = await extractor.features(pictures);
    const size = sizeOf(shape);
    const alone = new Float32Array(together.length);
    for (let i = 0; i < TRIALS; i++) {
      alone.set(await extractor.features(pictures.subarray(i * size, (i + 1) * size)), i * dimension);
    }
    requireOwn(name, output, together, alone, dimension);
    return { checksum, output, dimension };
  } finally {
    await extractor.release();
  }
}

/** Refuses features that do not tell pictures apart, or that tell who else was there. */
function requireOwn(
  name: string,
  output: string,
  together: Float32Array,
  alone: Float32Array,
  dimension: number,
): void {
  const doing = `checking ${name} as a feature extractor`;
  const apart = distance(together.subarray(0, dimension), together.subarray(dimension, 2 * dimension));
  const length = distance(together, new Float32Array(together.length));
  if (apart <= ROUNDING * ROUNDING * length) {
    throw problem({
      doing,
      expected: `output ${output} to differ from picture to picture`,
      came: "the same for different ones",
      next: `Name another output by ${option("featuresOutput")}, or check the range of pixels (${option("featuresRange")}).`,
    });
  }
  if (distance(together, alone) > ROUNDING * Math.max(10 * apart, length / 10)) {
    throw problem({
      doing,
      expected: "features of a picture that do not depend on the others of its batch",
      came: "other ones when it comes alone",
      next: "Export the model as it is after training: model.eval() in PyTorch, of the module that is exported.",
    });
  }
}

const distance = (a: Float32Array, b: Float32Array): number =>
  Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0));

const TRIALS = 3;

/** A dark ramp from left to right, stripes of colours, and a disc, in [−1, 1]. */
function trialPictures([channels = 1, height = 1, width = 1]: Shape): Float32Array {
  const kinds: readonly ((x: number, y: number, c: number) => number)[] = [
    (x, _, c) => 0.4 * (c === 1 ? -x : x) - 0.5,
    (x, y, c) => Math.sign(Math.sin((6 + 2 * c) * (x + y))) || 1,
    (x, y, c) => (x * x + y * y < 0.5 - 0.1 * c ? 0.8 : -0.6),
  ];
  const at = (i: number, of: number): number => (2 * i + 1) / of - 1;
  const pictures = new Float32Array(TRIALS * channels * height * width);
  let next = 0;
  for (const value of kinds) {
    for (let c = 0; c < channels; c++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) pictures[next++] = value(at(x, width), at(y, height), c);
      }
    }
  }
  return pictures;
}

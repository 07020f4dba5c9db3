/** Models that no graph of ours stands behind: products in double precision, and resizing with a filter. */
import { attribute, dataTypes, encodeModel, IR_VERSION, type NodeProto, OPSET, type TensorProto } from "./schema.ts";

const value = (name: string, elemType: number, lengths: readonly string[]) => ({
  name,
  type: { tensorType: { elemType, shape: { dim: lengths.map((dimParam) => ({ dimParam })) } } },
});

const model = (
  node: NodeProto,
  initializer: readonly TensorProto[],
  input: readonly ReturnType<typeof value>[],
  output: ReturnType<typeof value>,
): Uint8Array =>
  encodeModel({
    irVersion: IR_VERSION,
    producerName: "saddlepoint",
    opsetImport: [{ domain: "", version: OPSET }],
    metadataProps: [],
    graph: { name: node.opType, node: [node], initializer, input, output: [output] },
  });

/** `y` = −`x`, one number: whether a session can be opened at all. */
export const smallestModel = (): Uint8Array =>
  model(
    { opType: "Neg", name: "y", input: ["x"], output: ["y"], attribute: [] },
    [],
    [value("x", dataTypes.float32, ["n"])],
    value("y", dataTypes.float32, ["n"]),
  );

/** `product` = `a` [m×k] times `b` [k×n], in double precision. */
export const doubleProductModel = (): Uint8Array =>
  model(
    { opType: "MatMul", name: "product", input: ["a", "b"], output: ["product"], attribute: [] },
    [],
    [value("a", dataTypes.float64, ["m", "k"]), value("b", dataTypes.float64, ["k", "n"])],
    value("product", dataTypes.float64, ["m", "n"]),
  );

/**
 * `resized` = `images` [n×c×h×w] at another height and width: cubic with a = −1/2, pixels at their centres, averaged over the
 * filter's width where the image shrinks. The same as Pillow's `BICUBIC`, which clean-fid takes (Parmar et al. 2022).
 */
export const resizeModel = (height: number, width: number): Uint8Array =>
  model(
    {
      opType: "Resize",
      name: "resized",
      // Neither a region nor scales, which stand between.
      input: ["images", "", "", "sizes"],
      output: ["resized"],
      attribute: [
        attribute.int("antialias", 1),
        attribute.ints("axes", [2, 3]),
        attribute.string("mode", "cubic"),
        attribute.float("cubic_coeff_a", -0.5),
        attribute.int("exclude_outside", 1),
        attribute.string("coordinate_transformation_mode", "half_pixel"),
      ],
    },
    [
      {
        name: "sizes",
        dims: [2],
        dataType: dataTypes.int64,
        rawData: new Uint8Array(BigInt64Array.of(BigInt(height), BigInt(width)).buffer),
      },
    ],
    [value("images", dataTypes.float32, ["n", "c", "h", "w"])],
    value("resized", dataTypes.float32, ["n", "c", "height", "width"]),
  );

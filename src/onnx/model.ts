import { problem } from "../problem.ts";
import type { Graph } from "../tensor/graph.ts";
import type { DType, Shape } from "../tensor/shape.ts";
import type { Node, Op, Tensor } from "../tensor/tensor.ts";
import { type Emitter, lowerings } from "./lowering.ts";
import { attribute, dataTypes, encodeModel, type NodeProto, type TensorProto, type ValueInfoProto } from "./schema.ts";
import { findSplits } from "./splits.ts";

/** ONNX opset 18 belongs to IR version 8 (ONNX 1.13, 2022): new enough for every operator we use, old enough for every reader. */
const OPSET = 18;
const IR_VERSION = 8;

/** The graph as an ONNX model. */
export function toOnnx(graph: Graph, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const nodes: NodeProto[] = [];
  const initializers: TensorProto[] = [];
  const constants = new Map<string, string>();
  const names = valueNames(graph);
  const values = new Map<Tensor, string>();

  const initializer = (shape: Shape, dataType: number, rawData: Uint8Array): string => {
    const key = `${dataType} ${shape.join()} ${rawData.length <= 256 ? rawData.join() : initializers.length}`;
    const known = constants.get(key);
    if (known !== undefined) return known;
    const name = `constant ${initializers.length}`;
    initializers.push({ name, dims: shape, dataType, rawData });
    constants.set(key, name);
    return name;
  };

  const emitterFor = (tensor: Tensor): Emitter => ({
    emit: (opType, input, attributes = []) => {
      const output = names.get(tensor) as string;
      nodes.push({ opType, name: output, input, output: [output], attribute: attributes });
      return output;
    },
    int64: (list) => initializer([list.length], dataTypes.int64, bytesOf(BigInt64Array.from(list, BigInt))),
    float32: (list, shape) => initializer(shape, dataTypes.float32, bytesOf(Float32Array.from(list))),
  });

  const splits = findSplits(graph);
  for (const tensor of graph.nodes) {
    if (values.has(tensor)) continue;
    const operands = tensor.inputs.map((operand) => values.get(operand) as string);
    const split = splits.get(tensor);
    if (split) {
      const { int64 } = emitterFor(tensor);
      const output = split.parts.map((part) => names.get(part) as string);
      const input = [...operands, int64(split.parts.map((part) => part.shape[split.axis] ?? 0))];
      const attributes = [attribute.int("axis", split.axis)];
      nodes.push({ opType: "Split", name: `split ${output[0]}`, input, output, attribute: attributes });
      for (const part of split.parts) values.set(part, names.get(part) as string);
    } else {
      values.set(tensor, lower(tensor, operands, emitterFor(tensor)));
    }
  }
  for (const { name, tensor } of graph.outputs) {
    const value = values.get(tensor) as string;
    // An output that is an input, a constant or an earlier output needs a node of its own.
    if (value !== name) nodes.push({ opType: "Identity", name, input: [value], output: [name], attribute: [] });
  }

  return encodeModel({
    irVersion: IR_VERSION,
    producerName: "saddlepoint",
    opsetImport: [{ domain: "", version: OPSET }],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: graph.name,
      node: nodes,
      initializer: initializers,
      input: graph.inputs.map((tensor) => valueInfo(tensor.name as string, tensor.dtype, tensor.shape)),
      output: graph.outputs.map(({ name, tensor }) => valueInfo(name, tensor.dtype, tensor.shape)),
    },
  });
}

function lower<K extends Op>(tensor: Tensor, operands: readonly string[], emitter: Emitter): string {
  const row = lowerings[tensor.op] as (made: Node<K>, operands: readonly string[], emitter: Emitter) => string;
  return row(tensor as unknown as Node<K>, operands, emitter);
}

const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

function valueInfo(name: string, dtype: DType, shape: Shape): ValueInfoProto {
  const dim = shape.map((dimValue) => ({ dimValue }));
  return { name, type: { tensorType: { elemType: dataTypes[dtype], shape: { dim } } } };
}

/** A unique name for every value: the output's, the tensor's own, or operation and number. */
function valueNames(graph: Graph): Map<Tensor, string> {
  const taken = new Set(graph.inputs.map((tensor) => tensor.name as string));
  const names = new Map<Tensor, string>();
  const claim = (tensor: Tensor, wanted: string): void => {
    let name = wanted;
    for (let copy = 2; taken.has(name); copy++) name = `${wanted} (${copy})`;
    taken.add(name);
    names.set(tensor, name);
  };
  for (const { name, tensor } of graph.outputs) {
    if (taken.has(name)) {
      throw problem({
        doing: `writing graph ${graph.name} as ONNX`,
        expected: "outputs to have names of their own",
        came: `${name} twice`,
      });
    }
    if (tensor.op === "input" || tensor.op === "constant" || names.has(tensor)) taken.add(name);
    else claim(tensor, name);
  }
  graph.nodes.forEach((tensor, i) => {
    if (tensor.op !== "input" && !names.has(tensor)) claim(tensor, tensor.name ?? `${tensor.op} ${i}`);
  });
  return names;
}

import { internal, problem } from "../problem.ts";
import type { Graph } from "../tensor/graph.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Node, Op, Tensor } from "../tensor/tensor.ts";
import { blockedOpset, emitBlocked } from "./blocked.ts";
import { type Emitter, type Lowering, lowerings } from "./lowering.ts";
import {
  attribute,
  dataTypes,
  decodeModel,
  encodeModel,
  IR_VERSION,
  type NodeProto,
  OPSET,
  type TensorProto,
  type ValueInfoProto,
} from "./schema.ts";
import { findSplits } from "./splits.ts";
import { wasmLowerings } from "./wasm.ts";

/** What a model's file says beside its graph, and which axes it leaves open. */
export interface ModelOptions {
  /** Goes into the model as `metadata_props`. */
  readonly metadata?: Readonly<Record<string, string>>;
  /**
   * Leading length that stands for any number of examples: the model then takes any. It must be a length that occurs in
   * the graph for no other reason; {@link ANY_BATCH} is meant for that.
   */
  readonly batch?: number;
  /** Outputs whose values, from 0 to 255, are handed over as bytes. Fractions are cut off. */
  readonly bytes?: readonly string[];
  /**
   * Outputs that are handed over as float64, `scale·x + shift` of each column (the last axis): where float32 would not tell numbers
   * apart.
   */
  readonly doubles?: Readonly<Record<string, { readonly scale: readonly number[]; readonly shift: readonly number[] }>>;
  /** Channels per block in which convolutions are computed (see `blocked.ts`): for the runtime at hand, never for a file. */
  readonly block?: number;
  /** Operators that the wasm runtime is faster with (see `wasm.ts`), likewise never for a file. */
  readonly wasm?: boolean;
}

/** A prime above every width that a network can have. */
export const ANY_BATCH = 1_000_003;

/** The graph as an ONNX model. */
export function toOnnx(graph: Graph, options: ModelOptions = {}): Uint8Array {
  const { metadata = {}, batch, bytes = [], doubles = {}, block = 1, wasm = false } = options;
  const nodes: NodeProto[] = [];
  const initializers: TensorProto[] = [];
  const constants = new Map<string, string>();
  const names = valueNames(graph, [...bytes, ...Object.keys(doubles)]);
  const values = new Map<Tensor, string>();

  const initializer = (shape: Shape, dataType: number, rawData: Uint8Array, ownName?: string): string => {
    const short = rawData.length <= 256 && ownName === undefined;
    const key = `${dataType} ${shape.join()} ${short ? rawData.join() : initializers.length}`;
    const known = constants.get(key);
    if (known !== undefined) return known;
    const name = ownName ?? `constant ${initializers.length}`;
    initializers.push({ name, dims: shape, dataType, rawData });
    constants.set(key, name);
    return name;
  };

  const add = (node: NodeProto, domain?: string): void =>
    void nodes.push(domain === undefined ? node : { ...node, domain });
  const one =
    (output: () => string): Emitter["emit"] =>
    (opType, input, attributes = [], domain) => {
      const name = output();
      add({ opType, name, input, output: [name], attribute: attributes }, domain);
      return name;
    };
  const emitterFor = (tensor: Tensor): Emitter => ({
    emit: one(() => names.get(tensor) as string),
    inner: one(() => `${names.get(tensor)} on the way ${nodes.length}`),
    parts: (opType, input, count, attributes = []) => {
      const name = `${names.get(tensor)} on the way ${nodes.length}`;
      const output = Array.from({ length: count }, (_, i) => `${name} ${i}`);
      add({ opType, name, input, output, attribute: attributes });
      return output;
    },
    int64: (list) => integers(tensor, list),
    float32: (list, shape, name) => {
      if (batch !== undefined && shape.includes(batch)) throw fixed(tensor);
      // The name of the tensor itself: no other value has it.
      const own = name === undefined ? undefined : names.get(tensor);
      return initializer(shape, dataTypes.float32, bytesOf(Float32Array.from(list)), own);
    },
    // −1 is whatever is left: the number of examples.
    target: (shape) =>
      integers(
        tensor,
        shape.map((length, axis) => (axis === 0 && length === batch ? -1 : length)),
      ),
  });
  const integers = (tensor: Tensor, list: readonly number[]): string => {
    if (batch !== undefined && list.includes(batch)) throw fixed(tensor);
    return initializer([list.length], dataTypes.int64, bytesOf(BigInt64Array.from(list, BigInt)));
  };
  const fixed = (tensor: Tensor): Error =>
    internal(`${tensor.name ?? tensor.op} in ${graph.name} cannot be computed for any number of examples`);

  const splits = findSplits(graph);
  const laid = new Map<string, string>();
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
      const emitter = emitterFor(tensor);
      const inBlocks = block > 1 ? emitBlocked(tensor, operands, emitter, block, laid) : undefined;
      values.set(tensor, inBlocks ?? lower(tensor, operands, emitter, wasm));
    }
  }
  for (const { name, tensor } of graph.outputs) {
    const value = values.get(tensor) as string;
    if (bytes.includes(name)) {
      const to = [attribute.int("to", dataTypes.uint8)];
      nodes.push({ opType: "Cast", name, input: [value], output: [name], attribute: to });
    } else if (doubles[name]) {
      const { scale, shift } = doubles[name];
      const row = (what: string, numbers: readonly number[]): string =>
        initializer([1, numbers.length], dataTypes.float64, bytesOf(Float64Array.from(numbers)), `${what} of ${name}`);
      const step = (opType: string, input: readonly string[], output: string, attributes: NodeProto["attribute"]) =>
        nodes.push({ opType, name: output, input, output: [output], attribute: attributes });
      const [wide, scaled] = [`${name} in float64`, `${name} scaled`];
      step("Cast", [value], wide, [attribute.int("to", dataTypes.float64)]);
      step("Mul", [wide, row("scale", scale)], scaled, []);
      step("Add", [scaled, row("shift", shift)], name, []);
    } else if (value !== name) {
      // An output that is an input, a constant or an earlier output needs a node of its own.
      nodes.push({ opType: "Identity", name, input: [value], output: [name], attribute: [] });
    }
  }
  const typeOf = (name: string, own: number): number =>
    bytes.includes(name) ? dataTypes.uint8 : doubles[name] ? dataTypes.float64 : own;
  const info = (name: string, dataType: number, shape: Shape): ValueInfoProto => {
    const dim = shape.map((length) => (length === batch ? { dimParam: "N" } : { dimValue: length }));
    return { name, type: { tensorType: { elemType: dataType, shape: { dim } } } };
  };

  return encodeModel({
    irVersion: IR_VERSION,
    producerName: "saddlepoint",
    opsetImport: [
      { domain: "", version: OPSET },
      ...(nodes.some(({ domain }) => domain !== undefined) ? [blockedOpset] : []),
    ],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: graph.name,
      node: nodes,
      initializer: initializers,
      input: graph.inputs.map((tensor) => info(tensor.name as string, dataTypes[tensor.dtype], tensor.shape)),
      output: graph.outputs.map(({ name, tensor }) => info(name, typeOf(name, dataTypes[tensor.dtype]), tensor.shape)),
    },
  });
}

function lower<K extends Op>(tensor: Tensor, operands: readonly string[], emitter: Emitter, wasm: boolean): string {
  const row = ((wasm ? wasmLowerings[tensor.op] : undefined) ?? lowerings[tensor.op]) as Lowering<K>;
  return row(tensor as unknown as Node<K>, operands, emitter);
}

const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** A unique name for every value: the output's, the tensor's own, or operation and number. */
function valueNames(graph: Graph, cast: readonly string[]): Map<Tensor, string> {
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
    if (tensor.op === "input" || tensor.op === "constant" || names.has(tensor) || cast.includes(name)) taken.add(name);
    else claim(tensor, name);
  }
  graph.nodes.forEach((tensor, i) => {
    if (tensor.op !== "input" && !names.has(tensor)) claim(tensor, tensor.name ?? `${tensor.op} ${i}`);
  });
  return names;
}

/** What a model file says of itself (`metadata_props`); others' files are read too. */
export function onnxMetadata(name: string, bytes: Uint8Array): Record<string, string> {
  try {
    const { metadataProps = [] } = decodeModel(bytes);
    return Object.fromEntries(metadataProps.map(({ key, value }) => [key, value]));
  } catch (cause) {
    throw problem({ doing: `reading ${name}`, expected: "an ONNX model", came: "something else", cause });
  }
}

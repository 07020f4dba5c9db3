import { internal, problem } from "../problem.ts";
import type { Graph } from "../tensor/graph.ts";
import { at, atKey } from "../tensor/present.ts";
import { describe, type Shape } from "../tensor/shape.ts";
import type { Each, Node, Op, Operands, Tensor } from "../tensor/tensor.ts";
import { blockedOpset, emitBlocked } from "./blocked.ts";
import { type Computation, type ModelWriter, type Scaling, writeDoubles } from "./doubles.ts";
import { type Emitter, type Lowering, lowerings } from "./lowering.ts";
import {
  type AttributeProto,
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
import { findSplits, type Split } from "./splits.ts";
import { wasmLowerings } from "./wasm.ts";
import { MOST_PARTS, webgpuLowerings } from "./webgpu.ts";

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
  /** Outputs that are handed over as float64, and how they are made of what the graph puts out. */
  readonly doubles?: Readonly<Record<string, Scaling | Computation>>;
  /** Channels per block in which convolutions are computed (see `blocked.ts`): for the runtime at hand, never for a file. */
  readonly block?: number;
  /** Operators that the wasm runtime is faster with (see `wasm.ts`), likewise never for a file. */
  readonly wasm?: boolean;
  /**
   * The first length of every shape stays open, likewise never for a file. A runtime that knows all shapes plans its memory beforehand: it
   * keeps the space of a value for later ones of the same shape. Where it does not, the space is free when the value is no longer needed.
   */
  readonly open?: boolean;
  /** Operators that the WebGPU provider has (see `webgpu.ts`), likewise never for a file. */
  readonly webgpu?: boolean;
}

/** A prime above every width that a network can have. */
export const ANY_BATCH = 1_000_003;

/** A model in the making: what has been written of it so far, and the names of all values. */
interface Draft {
  readonly graph: Graph;
  readonly options: ModelOptions;
  readonly nodes: NodeProto[];
  readonly initializers: TensorProto[];
  /** Names of short constants by what they hold: equal ones are written once. */
  readonly constants: Map<string, string>;
  /** What the value of a tensor is to be called. */
  readonly names: ReadonlyMap<Tensor, string>;
  /** What it is called where it has been written: an input's or a constant's name for those. */
  readonly values: Map<Tensor, string>;
}

/** The graph as an ONNX model. */
export function toOnnx(graph: Graph, options: ModelOptions = {}): Uint8Array {
  const { metadata = {}, bytes = [], doubles = {} } = options;
  const names = valueNames(graph, [...bytes, ...Object.keys(doubles)]);
  const nodes: NodeProto[] = [];
  const initializers: TensorProto[] = [];
  const draft: Draft = { graph, options, nodes, initializers, constants: new Map(), names, values: new Map() };
  writeOperations(draft);
  writeOutputs(draft);
  const blocked = nodes.some(({ domain }) => domain !== undefined);
  return encodeModel({
    irVersion: IR_VERSION,
    producerName: "saddlepoint",
    opsetImport: [{ domain: "", version: OPSET }, ...(blocked ? [blockedOpset] : [])],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: graph.name,
      node: nodes,
      initializer: initializers,
      input: graph.inputs.map(({ name, dtype, shape }) => inputInfo(name, dataTypes[dtype], shape, options)),
      output: graph.outputs.map(({ name, tensor }) =>
        info(name, outputType(name, tensor, options), outputShape(name, tensor, options), options),
      ),
    },
  });
}

function writeOperations(draft: Draft): void {
  const { graph, values } = draft;
  const { block = 1 } = draft.options;
  const special = specialLowerings(draft.options);
  const splits = findSplits(graph, draft.options.webgpu === true ? MOST_PARTS : undefined);
  /** What has been laid out in blocks. */
  const laid = new Map<string, string>();
  for (const tensor of graph.nodes) {
    if (values.has(tensor)) continue;
    const operands = tensor.inputs.map((operand) => atKey(values, operand, describe(operand)));
    const split = splits.get(tensor);
    if (split) {
      writeSplit(draft, split, operands);
      continue;
    }
    const emitter = emitterFor(draft, tensor);
    const inBlocks = block > 1 ? emitBlocked(tensor, operands, emitter, block, laid) : undefined;
    values.set(tensor, inBlocks ?? lower(tensor, operands, emitter, special));
  }
}

/** Writes all parts of a split at once, where the first of them is needed. */
function writeSplit(draft: Draft, { parts, axis }: Split, operands: readonly string[]): void {
  const lengths = parts.map((part) => at(part.shape, axis));
  const output = parts.map((part) => nameOf(draft, part));
  draft.nodes.push({
    opType: "Split",
    name: `split ${output[0]}`,
    input: [...operands, integers(draft, at(parts, 0), lengths)],
    output,
    attribute: [attribute.int("axis", axis)],
  });
  for (const part of parts) draft.values.set(part, nameOf(draft, part));
}

function writeOutputs(draft: Draft): void {
  const { bytes = [], doubles = {} } = draft.options;
  for (const { name, tensor } of draft.graph.outputs) {
    const value = atKey(draft.values, tensor, describe(tensor));
    const double = doubles[name];
    if (bytes.includes(name)) {
      writeStep(draft, "Cast", [value], name, [attribute.int("to", dataTypes.uint8)]);
    } else if (double) {
      writeDoubles(writerOf(draft), value, name, double);
    } else if (value !== name) {
      // An output that is an input, a constant or an earlier output needs a node of its own.
      writeStep(draft, "Identity", [value], name);
    }
  }
}

/** The values of a constant, as the bytes of a file. */
const arrays = {
  float32: (values: ArrayLike<number>) => Float32Array.from(values),
  float64: (values: ArrayLike<number>) => Float64Array.from(values),
  int64: (values: ArrayLike<number>) => BigInt64Array.from(Array.from(values), BigInt),
};

const writerOf = (draft: Draft): ModelWriter => ({
  step: (opType, input, output, attributes) => writeStep(draft, opType, input, output, attributes),
  constant: (dims, type, values, name) =>
    initializer(draft, dims, dataTypes[type], bytesOf(arrays[type](values)), name),
});

/** A node with one output, from which it has its name. */
function writeStep(
  draft: Draft,
  opType: string,
  input: readonly string[],
  output: string,
  attributes: readonly AttributeProto[] = [],
  domain?: string,
): string {
  const node: NodeProto = { opType, name: output, input, output: [output], attribute: attributes };
  draft.nodes.push(domain === undefined ? node : { ...node, domain });
  return output;
}

/** What the row of a primitive may do to write `tensor`. */
function emitterFor(draft: Draft, tensor: Tensor): Emitter {
  const { nodes } = draft;
  const { batch } = draft.options;
  const onTheWay = (): string => `${nameOf(draft, tensor)} on the way ${nodes.length}`;
  return {
    emit: (opType, input, attributes, domain) =>
      writeStep(draft, opType, input, nameOf(draft, tensor), attributes, domain),
    inner: (opType, input, attributes, domain) => writeStep(draft, opType, input, onTheWay(), attributes, domain),
    parts: (opType, input, count, attributes = []) => {
      const name = onTheWay();
      const output = Array.from({ length: count }, (_, i) => `${name} ${i}`);
      nodes.push({ opType, name, input, output, attribute: attributes });
      return output;
    },
    int64: (list) => integers(draft, tensor, list),
    float32: (list, shape, name) => {
      if (batch !== undefined && shape.includes(batch)) throw fixed(draft, tensor);
      // The name of the tensor itself: no other value has it.
      const own = name === undefined ? undefined : nameOf(draft, tensor);
      return initializer(draft, shape, dataTypes.float32, bytesOf(Float32Array.from(list)), own);
    },
    target: (shape) => {
      if (draft.options.open && shape.length > 0) return integers(draft, tensor, shape.with(0, -1));
      // −1 is whatever is left: the number of examples, on whichever axis.
      const examples = batch === undefined ? -1 : shape.indexOf(batch);
      const lengths = shape.map((length, axis) => (axis === examples ? -1 : length));
      return integers(draft, tensor, lengths);
    },
  };
}

const nameOf = ({ names }: Draft, tensor: Tensor): string => atKey(names, tensor, `a name for ${describe(tensor)}`);

function initializer(
  { initializers, constants }: Draft,
  shape: Shape,
  dataType: number,
  rawData: Uint8Array,
  ownName?: string,
): string {
  const short = rawData.length <= 256 && ownName === undefined;
  const key = `${dataType} ${shape.join()} ${short ? rawData.join() : initializers.length}`;
  const known = constants.get(key);
  if (known !== undefined) return known;
  const name = ownName ?? `constant ${initializers.length}`;
  initializers.push({ name, dims: shape, dataType, rawData });
  constants.set(key, name);
  return name;
}

function integers(draft: Draft, tensor: Tensor, list: readonly number[]): string {
  const { batch } = draft.options;
  if (batch !== undefined && list.includes(batch)) throw fixed(draft, tensor);
  return initializer(draft, [list.length], dataTypes.int64, bytesOf(BigInt64Array.from(list, BigInt)));
}

const fixed = ({ graph }: Draft, tensor: Tensor): Error =>
  internal(`${tensor.name ?? tensor.op} in ${graph.name} cannot be computed for any number of examples`);

/** What the type of an output is called, as it is handed over. */
function outputType(name: string, tensor: Tensor, { bytes = [], doubles = {} }: ModelOptions): number {
  if (bytes.includes(name)) return dataTypes.uint8;
  return doubles[name] ? dataTypes.float64 : dataTypes[tensor.dtype];
}

/** Its shape, likewise: what is computed of rows may be wider or narrower. */
function outputShape(name: string, { shape }: Tensor, { doubles = {} }: ModelOptions): Shape {
  const made = doubles[name];
  return made && "compute" in made ? [...shape.slice(0, 1), made.width] : shape;
}

function info(name: string, elemType: number, shape: Shape, { batch }: ModelOptions): ValueInfoProto {
  const dim = shape.map((length) => (length === batch ? { dimParam: "N" } : { dimValue: length }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}

function inputInfo(name: string, elemType: number, shape: Shape, options: ModelOptions): ValueInfoProto {
  const known = info(name, elemType, shape, options);
  if (!options.open) return known;
  const [, ...dim] = known.type.tensorType.shape.dim;
  return { name, type: { tensorType: { elemType, shape: { dim: shape.length > 0 ? [{}, ...dim] : [] } } } };
}

/** What a runtime has rows of its own for. */
type SpecialLowerings = { readonly [K in Op]?: Lowering<K> };

function specialLowerings({ wasm = false, webgpu = false }: ModelOptions): SpecialLowerings {
  if (webgpu) return webgpuLowerings;
  return wasm ? wasmLowerings : {};
}

function lower<K extends Op>(
  tensor: Tensor,
  operands: readonly string[],
  emitter: Emitter,
  special: SpecialLowerings,
): string {
  const row = (special[tensor.op] ?? lowerings[tensor.op]) as Lowering<K>;
  return row(tensor as unknown as Node<K>, operands as unknown as Each<Operands[K], string>, emitter);
}

const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** A unique name for every value: the output's, the tensor's own, or operation and number. */
function valueNames(graph: Graph, cast: readonly string[]): Map<Tensor, string> {
  const taken = new Set(graph.inputs.map(({ name }) => name));
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

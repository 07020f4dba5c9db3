/** Makes nodes of the symbolic graph. What they are is in primitives.ts, and handed on from here. */
import { problem } from "../problem.ts";
import type { Attributes, Op, Operands, Tensor } from "./primitives.ts";
import type { DType, Shape } from "./shape.ts";
import { shapeRules } from "./shape-rules.ts";

export type {
  Attributes,
  Convolution,
  Each,
  Node,
  Op,
  Operands,
  Padding,
  Pair,
  Reduction,
  Tensor,
} from "./primitives.ts";

let lastId = 0;

/** Makes a node. The shape rule of `op` checks the inputs and names the tensors in its errors. */
export function node<K extends Op>(op: K, inputs: Operands[K], attributes: Attributes[K], name?: string): Tensor {
  const { shape, dtype } = shapeRules[op](inputs, attributes);
  lastId += 1;
  // TypeScript cannot see that a Node<K> for one K is a member of the union over K.
  return Object.freeze({ op, inputs, attributes, shape, dtype, name, id: lastId }) as unknown as Tensor;
}

/** A named value that is given when the graph runs. */
export function input(name: string, shape: Shape, dtype: DType = "float32"): Tensor {
  if (name === "") {
    throw problem({ doing: "making an input", expected: "a name", came: "an empty string" });
  }
  return node("input", [], { shape: [...shape], dtype }, name);
}

/** A fixed float32 value. `constant(2)` is a scalar; otherwise `data` is row-major with the given shape. */
export function constant(data: number | ArrayLike<number>, shape: Shape = []): Tensor {
  const values = typeof data === "number" ? Float32Array.of(data) : Float32Array.from(data);
  return node("constant", [], { shape: [...shape], data: values });
}

/** The same operation on other operands: as many as it has. */
export function rebuilt(tensor: Tensor, inputs: readonly Tensor[]): Tensor {
  if (inputs.every((operand, i) => operand === tensor.inputs[i])) return tensor;
  return node(tensor.op, inputs as never, tensor.attributes as never, tensor.name);
}

/** The same tensor under a name, so that errors, printed graphs and ONNX files speak of it. An input keeps its own name. */
export function named(name: string, tensor: Tensor): Tensor {
  if (tensor.op === "input") return tensor;
  lastId += 1;
  return Object.freeze({ ...tensor, name, id: lastId });
}

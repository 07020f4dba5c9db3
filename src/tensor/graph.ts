import { problem } from "../problem.ts";
import { ancestors } from "./gradient.ts";
import { formatShape } from "./shape.ts";
import type { Node, Tensor } from "./tensor.ts";

/** A computation as data: named inputs, named outputs. It can be printed, saved as ONNX, compiled and run. */
export interface Graph {
  readonly name: string;
  /** What must be given, in order of creation. Names are unique. */
  readonly inputs: readonly Node<"input">[];
  readonly outputs: readonly Output[];
  /** Every node that the outputs need, operands first; equal nodes appear once. */
  readonly nodes: readonly Tensor[];
}

/** A tensor that a graph puts out, by its name. */
export interface Output {
  readonly name: string;
  readonly tensor: Tensor;
}

/**
 * Collects what `outputs` need. Nodes that compute the same thing are merged, so that code may write an expression twice
 * without paying twice, and stop-gradients disappear: nothing is differentiated any more.
 */
export function graph(name: string, outputs: Readonly<Record<string, Tensor>>): Graph {
  const canonical = new Map<Tensor, Tensor>();
  const byValue = new Map<string, Tensor>();
  const nodes: Tensor[] = [];
  const inputNames = new Set<string>();
  const find = (tensor: Tensor): Tensor => canonical.get(tensor) ?? tensor;

  for (const tensor of ancestors(Object.values(outputs))) {
    if (tensor.op === "stopGradient") {
      canonical.set(tensor, find(tensor.inputs[0]));
      continue;
    }
    const operands = tensor.inputs.map(find);
    const key = valueKey(tensor, operands);
    const equal = byValue.get(key);
    if (equal) {
      canonical.set(tensor, equal);
      continue;
    }
    const kept = operands.every((operand, i) => operand === tensor.inputs[i])
      ? tensor
      : (Object.freeze({ ...tensor, inputs: operands }) as unknown as Tensor);
    canonical.set(tensor, kept);
    byValue.set(key, kept);
    nodes.push(kept);
    if (tensor.op === "input") {
      if (inputNames.has(tensor.name)) {
        throw problem({
          doing: `building graph ${name}`,
          expected: "input names to be unique",
          came: `two inputs named ${tensor.name}`,
        });
      }
      inputNames.add(tensor.name);
    }
  }
  return {
    name,
    inputs: nodes.filter((tensor) => tensor.op === "input"),
    outputs: Object.entries(outputs).map(([output, tensor]) => ({ name: output, tensor: find(tensor) })),
    nodes,
  };
}

/** Equal keys, equal values. Inputs, and constants too large to compare as text, are equal only to themselves. */
function valueKey(tensor: Tensor, operands: readonly Tensor[]): string {
  if (tensor.op === "input") return `input ${tensor.id}`;
  if (tensor.op === "constant") {
    const { data, shape } = tensor.attributes;
    // −0 prints as 0 but is another value: 1/−0 is −∞.
    const values = Array.from(data.subarray(0, 16), (value) => (Object.is(value, -0) ? "-0" : String(value)));
    return data.length <= 16 ? `constant ${shape.join()} ${values.join()}` : `constant ${tensor.id}`;
  }
  return `${tensor.op} ${operands.map((operand) => operand.id).join()} ${JSON.stringify(tensor.attributes)}`;
}

/** The graph as text, one line per node, operands first. */
export function print(graph: Graph): string {
  const labels = new Map<Tensor, string>();
  graph.nodes.forEach((tensor, i) => {
    labels.set(tensor, tensor.op === "input" ? `%${tensor.name}` : `%${i}`);
  });
  const lines = graph.nodes.map((tensor) => {
    const operands = tensor.inputs.map((operand) => labels.get(operand)).join(", ");
    const call = tensor.op === "input" ? "input" : `${tensor.op}(${operands})${printAttributes(tensor)}`;
    const comment = tensor.name && tensor.op !== "input" ? `  # ${tensor.name}` : "";
    return `  ${labels.get(tensor)} = ${call} : ${tensor.dtype}${formatShape(tensor.shape)}${comment}`;
  });
  const outputs = graph.outputs.map(({ name, tensor }) => `  return ${name} = ${labels.get(tensor)}`);
  const operations = graph.nodes.filter((tensor) => tensor.op !== "input" && tensor.op !== "constant").length;
  return [
    `graph "${graph.name}" (${graph.inputs.length} inputs, ${operations} operations)`,
    ...lines,
    ...outputs,
    "",
  ].join("\n");
}

function printAttributes(tensor: Tensor): string {
  if (tensor.op === "constant") {
    const { data } = tensor.attributes;
    const shown = Array.from(data.subarray(0, 4), (value) => Number(value.toPrecision(6)));
    return ` {${shown.join(", ")}${data.length > 4 ? ", …" : ""}}`;
  }
  const entries = Object.entries(tensor.attributes).filter(([key]) => key !== "shape");
  return entries.length === 0
    ? ""
    : ` {${entries.map(([key, value]) => `${key}: ${shortened(JSON.stringify(value))}`).join(", ")}}`;
}

const LONGEST_ATTRIBUTE = 60;

const shortened = (text: string): string =>
  text.length <= LONGEST_ATTRIBUTE ? text : `${text.slice(0, LONGEST_ATTRIBUTE)}…`;

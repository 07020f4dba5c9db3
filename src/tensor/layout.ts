/**
 * Tensors side by side in one flat vector: a player's parameters, their gradients, a minibatch. One vector is one call to
 * update, save or average; and the runtime, which charges microseconds for every tensor that crosses its border, is handed
 * runs of small tensors as one.
 */
import { internal, problem } from "../problem.ts";
import { type Graph, graph } from "./graph.ts";
import { concat, reshape, slice } from "./operations.ts";
import { at, atKey } from "./present.ts";
import { describe, formatShape, type Shape, sameShape, sizeOf } from "./shape.ts";
import { input, rebuilt, type Tensor } from "./tensor.ts";

/** Where a tensor lies in a flat vector. */
export interface Entry {
  readonly name: string;
  readonly shape: Shape;
  /** Where it begins, in elements. */
  readonly offset: number;
}

/** Named tensors side by side in one flat vector. */
export interface Layout {
  readonly name: string;
  /** Elements in all. */
  readonly length: number;
  /** In order of their offsets. What lies in a gap belongs to none. */
  readonly entries: readonly Entry[];
  /** So many elements, from the first on, are one tensor where they lie on a device: what is learned, or its gradient. */
  readonly held?: number;
}

/** Up to this many elements, copying a tensor inside the graph is cheaper than handing it over separately. */
const SMALL = 4096;

const isSmall = ({ shape }: { readonly shape: Shape }): boolean => sizeOf(shape) <= SMALL;

/** Lays tensors out in one vector: the small ones first, so that they form one run, then the others, each in the given order. */
export function layout(name: string, tensors: readonly { readonly name: string; readonly shape: Shape }[]): Layout {
  const ordered = [...tensors.filter(isSmall), ...tensors.filter((tensor) => !isSmall(tensor))];
  let length = 0;
  const entries = ordered.map((tensor) => {
    const entry = { name: tensor.name, shape: tensor.shape, offset: length };
    length += sizeOf(tensor.shape);
    return entry;
  });
  return { name, length, entries };
}

/** The part of a vector that holds an entry. */
export const viewOf = (vector: Float32Array, { offset, shape }: Entry): Float32Array =>
  vector.subarray(offset, offset + sizeOf(shape));

/** Part of a vector that crosses the border to the runtime as one tensor. */
export interface Block {
  /** Name of the graph's input or output. */
  readonly name: string;
  readonly shape: Shape;
  readonly layout: string;
  readonly offset: number;
  /** Lies on a device. */
  readonly held?: true;
}

/** A graph whose inputs and outputs are blocks of vectors. */
export interface Packed {
  readonly graph: Graph;
  readonly inputs: readonly Block[];
  readonly outputs: readonly Block[];
}

interface Run {
  readonly block: Block;
  readonly entries: readonly Entry[];
}

/**
 * Rewrites a graph so that neighbouring small inputs (and outputs) of the same layout become one. Inputs and outputs that
 * stand in no layout stay as they are, each in a vector of its own name.
 *
 * @param held layouts, and inputs and outputs that stand in none, that lie on a device: of a layout, what it says is held becomes
 * one tensor, small or not.
 */
export function pack(
  original: Graph,
  inputs: readonly Layout[],
  outputs: readonly Layout[],
  held: readonly string[] = [],
): Packed {
  const inputRuns = runsOf(
    original,
    inputs,
    original.inputs.map(({ name, shape }) => ({ name, shape })),
    held,
  );
  const outputRuns = runsOf(
    original,
    outputs,
    original.outputs.map(({ name, tensor }) => ({ name, shape: tensor.shape })),
    held,
  );

  const unpacked = new Map<string, Tensor>();
  for (const { block, entries } of inputRuns) {
    const [only] = entries;
    const whole = input(block.name, block.shape);
    if (entries.length === 1 && only && sameShape(only.shape, block.shape)) unpacked.set(only.name, whole);
    else {
      for (const entry of entries) {
        const start = entry.offset - block.offset;
        unpacked.set(entry.name, reshape(slice(whole, 0, start, start + sizeOf(entry.shape)), entry.shape));
      }
    }
  }

  const rewritten = new Map<Tensor, Tensor>();
  for (const tensor of original.nodes) {
    const operands = tensor.inputs.map((operand) => atKey(rewritten, operand, describe(operand)));
    rewritten.set(
      tensor,
      tensor.op === "input" ? atKey(unpacked, tensor.name, describe(tensor)) : rebuilt(tensor, operands),
    );
  }
  const results = new Map(original.outputs.map(({ name, tensor }) => [name, atKey(rewritten, tensor, name)]));
  const rows = new Map<Tensor, Tensor>();
  const packedOutputs = outputRuns.map(({ block, entries }) => {
    const tensors = entries.map(({ name }) => atKey(results, name, name));
    const [only] = tensors;
    const flattened = (): Tensor[] => tensors.map((tensor) => flat(tensor, rows));
    const whole = only && sameShape(only.shape, block.shape) ? only : concat(flattened(), 0);
    if (!sameShape(whole.shape, block.shape))
      throw internal(`${original.name} puts out a part of ${block.layout} alone`);
    return [block.name, whole] as const;
  });
  return {
    graph: graph(original.name, Object.fromEntries(packedOutputs)),
    inputs: inputRuns.map(({ block }) => block),
    outputs: outputRuns.map(({ block }) => block),
  };
}

/**
 * As one row of numbers. Examples from somewhere within a minibatch are cut out of the whole minibatch's row, which `rows`
 * keeps, so that neighbours can be joined again.
 */
function flat(tensor: Tensor, rows: Map<Tensor, Tensor>): Tensor {
  const alone = (): Tensor => reshape(tensor, [sizeOf(tensor.shape)]);
  if (tensor.op !== "slice") return alone();
  const [source] = tensor.inputs;
  const { starts, ends, steps } = tensor.attributes;
  const examples = tensor.shape.every((length, axis) => axis === 0 || length === source.shape[axis]);
  if (!examples || steps[0] !== 1) return alone();
  const row = rows.get(source) ?? reshape(source, [sizeOf(source.shape)]);
  rows.set(source, row);
  const size = sizeOf(source.shape.slice(1));
  return slice(row, 0, at(starts, 0) * size, at(ends, 0) * size);
}

/** Groups tensors of a graph into runs of neighbouring small entries; large ones, and those in no layout, stand alone. */
function runsOf(
  original: Graph,
  layouts: readonly Layout[],
  tensors: readonly { readonly name: string; readonly shape: Shape }[],
  held: readonly string[],
): Run[] {
  const wanted = new Map(tensors.map((tensor) => [tensor.name, tensor.shape]));
  const runs: Run[] = [];
  for (const { name: layoutName, length, entries, held: learned = length } of layouts) {
    let run: Entry[] = [];
    const close = (): void => {
      const [first, ...others] = run;
      if (first) runs.push({ block: blockOf(layoutName, first, others), entries: run });
      run = [];
    };
    /** What lies on a device, as one tensor; entries that the graph does not have are passed over. */
    const whole: Entry[] = [];
    const onDevice = held.includes(layoutName) ? learned : 0;
    for (const entry of entries) {
      const shape = wanted.get(entry.name);
      if (shape === undefined) {
        close();
        continue;
      }
      if (!sameShape(shape, entry.shape)) {
        throw problem({
          doing: `compiling ${original.name} with ${entry.name} in ${layoutName}`,
          expected: `shape ${formatShape(shape)}`,
          came: formatShape(entry.shape),
        });
      }
      wanted.delete(entry.name);
      if (entry.offset < onDevice) {
        whole.push(entry);
        continue;
      }
      const before = run.at(-1);
      if (!isSmall(entry) || (before && before.offset + sizeOf(before.shape) !== entry.offset)) close();
      run.push(entry);
      if (!isSmall(entry)) close();
    }
    close();
    if (whole.length > 0) {
      const block = { name: layoutName, shape: [onDevice], layout: layoutName, offset: 0, held: true } as const;
      runs.push({ block, entries: whole });
    }
  }
  for (const [name, shape] of wanted) {
    const block: Block = { name, shape, layout: name, offset: 0, ...(held.includes(name) ? { held: true } : {}) };
    runs.push({ block, entries: [{ name, shape, offset: 0 }] });
  }
  return runs;
}

function blockOf(layoutName: string, first: Entry, others: readonly Entry[]): Block {
  if (others.length === 0) return { name: first.name, shape: first.shape, layout: layoutName, offset: first.offset };
  const length = [first, ...others].reduce((total, { shape }) => total + sizeOf(shape), 0);
  return { name: `${layoutName} from ${first.name}`, shape: [length], layout: layoutName, offset: first.offset };
}

/**
 * A graph that looks at networks and moves none of them: G for samples, D for answers, what is measured of both. On the graphics card
 * parameters go up when they are first looked at, and again where they are others, however many minibatches pass through; what comes
 * back is what was asked for.
 */
import type { Device, OnDevice } from "../onnx/device.ts";
import { oneByOne } from "../onnx/one-by-one.ts";
import {
  type BoundProgram,
  type Buffers,
  compile,
  type DeviceProgram,
  type Program,
  vectorOf,
} from "../onnx/runtime.ts";
import type { Graph } from "../tensor/graph.ts";
import type { Block, Layout } from "../tensor/layout.ts";
import { sizeOf } from "../tensor/shape.ts";
import { createDevicePrograms } from "./device-programs.ts";

/** What a graph looks at, and where it is computed. */
export interface ApplyOptions {
  /** Vectors that stay the same over the runs of a binding: parameters with their state, statistics. */
  readonly parameters: readonly Layout[];
  /** Vectors in which outputs are to be left side by side. */
  readonly outputs?: readonly Layout[];
  readonly threads?: number;
  /** The processor if left out. */
  readonly device?: Device;
}

/** A compiled graph whose parameters are looked at when the first run of a binding begins. Its runs come one after the other. */
export type Applied = Pick<Program, "bind" | "release">;

/** Compiles a graph for looking at networks. Call `release` when done. */
export async function apply(
  graph: Graph,
  { parameters, outputs = [], threads = 1, device = "cpu" }: ApplyOptions,
): Promise<Applied> {
  if (device === "cpu") return compile(graph, { threads, inputs: parameters, outputs });
  // Also the state behind what is learned: nothing changes it here.
  const inputs = parameters.map(({ name, length, entries }) => ({ name, length, entries }));
  const program = await compile(graph, { inputs, outputs, device, held: inputs.map(({ name }) => name) });
  const { onDevice } = program;
  return onDevice ? onCard(program, onDevice, [...inputs, ...outputs]) : program;
}

/** Numbers on the card, and what they were when they went there. */
interface Sent {
  readonly values: Float32Array;
  readonly tensor: OnDevice;
}

function onCard(program: Program, { inputs, outputs, run }: DeviceProgram, layouts: readonly Layout[]): Applied {
  const programs = createDevicePrograms();
  const lengths = new Map(layouts.map(({ name, length }) => [name, length]));
  const sent = new Map<string, Sent>();
  const send = async (name: string, values: Float32Array): Promise<void> => {
    const before = sent.get(name);
    if (before && sameBits(before.values, values)) return;
    sent.delete(name);
    before?.tensor.dispose();
    const copy = values.slice();
    const { to } = await (await programs.up(copy.length)).run({ from: copy });
    sent.set(name, { values: copy, tensor: to as OnDevice });
  };
  const inTurn = oneByOne();
  /** The binding whose parameters lie on the card. */
  let owner: Buffers | undefined;
  const memoryOf = (block: Block, buffers: Buffers): Float32Array => {
    const size = sizeOf(block.shape);
    const whole = vectorOf(program.graph.name, block.layout, lengths.get(block.layout) ?? size, buffers);
    return whole.subarray(block.offset, block.offset + size);
  };
  const runOn = async (buffers: Buffers): Promise<void> => {
    if (owner !== buffers) {
      owner = undefined;
      for (const block of inputs) if (block.held) await send(block.layout, memoryOf(block, buffers));
      owner = buffers;
    }
    const feeds = inputs.map((block) => {
      return [block.name, sent.get(block.held ? block.layout : "")?.tensor ?? memoryOf(block, buffers)] as const;
    });
    const results = await run(Object.fromEntries(feeds));
    for (const block of outputs) memoryOf(block, buffers).set(results[block.name] as Float32Array);
  };
  return {
    bind: (buffers): BoundProgram => {
      // Each binding is another, also of the same vectors: what lies in them may have changed.
      const mine = { ...buffers };
      return { run: () => inTurn(() => runOn(mine)) };
    },
    release: async () => {
      for (const { tensor } of sent.values()) tensor.dispose();
      sent.clear();
      await programs.release();
      await program.release();
    },
  };
}

/** Bit for bit: what is no number is the same as itself, and −0 is not 0. */
function sameBits(a: Float32Array, b: Float32Array): boolean {
  const [left, right] = [bitsOf(a), bitsOf(b)];
  return left.length === right.length && left.every((bits, i) => bits === right[i]);
}

const bitsOf = ({ buffer, byteOffset, length }: Float32Array): Int32Array => new Int32Array(buffer, byteOffset, length);

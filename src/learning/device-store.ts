/**
 * A store whose parameters, gradients, moments and averages lie on the graphics card. Every vector has its place in this process's
 * memory too: there minibatches and noise are drawn, and there what is held on the device is laid when it is asked for. A program
 * takes held numbers where they lie and puts new ones in their place, so that from step to step none of them moves.
 */
import type { Vector } from "../kernels/kernels.ts";
import type { OnDevice } from "../onnx/device.ts";
import type { BoundProgram, DeviceProgram } from "../onnx/runtime.ts";
import { internal } from "../problem.ts";
import type { Block } from "../tensor/layout.ts";
import { sizeOf } from "../tensor/shape.ts";
import { createDevicePrograms, type DevicePrograms } from "./device-programs.ts";
import { createSegments, type Segments } from "./segments.ts";
import { createStore, type Store } from "./store.ts";

/** What has crossed between memory and the device so far, in bytes. */
interface Traffic {
  /** Of what is held: parameters, gradients, moments, averages. */
  readonly held: { readonly up: number; readonly down: number };
  /** Of what is given to each run (minibatches, noise, rates) and comes back of it (losses, answers, state). */
  readonly given: { readonly up: number; readonly down: number };
}

/** A store on a device. */
export interface DeviceStore extends Store {
  readonly traffic: () => Traffic;
}

/** A store whose vectors live on the graphics card; what is drawn and what is reported lie in memory. */
export function createDeviceStore(): DeviceStore {
  const base = createStore();
  const programs = createDevicePrograms();
  const segments = createSegments(programs);
  const given = { up: 0, down: 0 };
  const read = async (from: Vector): Promise<Float32Array> => {
    await segments.read(from);
    return from.data;
  };
  return {
    ...base,
    device: "webgpu",
    traffic: () => ({ held: segments.moved(), given: { ...given } }),
    read,
    write: (to, values) => {
      base.write(to, values);
      segments.wrote(to);
    },
    copy: (from, to) => {
      if (!shared(segments, from, to)) {
        base.copy(from, to);
        if (to.data.length > 0) segments.wrote(to);
      }
    },
    // Rules run as graphs, where the parameters are.
    fuses: (_): _ is never => false,
    blend: (average, towards, count, amount) => blend(segments, programs, [average, towards], count, amount),
    scale: (x, count, factor) => {
      base.scale(x, count, factor);
      segments.wrote(x);
    },
    sumOfSquares: async (x, count) => {
      const segment = segments.of(x);
      if (segment && !segment.inMemory && segment.length === count) {
        const { squares } = await (await programs.squares(count)).run({ x: await segments.onDevice(segment) });
        given.down += 4;
        const [total = Number.NaN] = squares as Float32Array;
        // The device has single precision, in which the square of a large number overflows.
        if (Number.isFinite(total)) return total;
      }
      await read(x);
      return base.sumOfSquares(x, count);
    },
    checksum: async (x) => {
      await read(x);
      return base.checksum(x);
    },
    bind: (program, vectors): BoundProgram => {
      const { onDevice } = program;
      return onDevice ? { run: () => run(segments, onDevice, vectors, given) } : base.bind(program, vectors);
    },
    release: async () => {
      segments.release();
      await programs.release();
    },
  };
}

/** Lets one vector stand for what is held of another, and copies what lies behind it; `false` where all of it lies in memory. */
function shared(segments: Segments, from: Vector, to: Vector): boolean {
  const source = from.data.length > 0 ? segments.of(from) : undefined;
  if (!source?.shared || source.inMemory) return false;
  segments.share(source, segments.at(to, source.length));
  to.data.set(from.data.subarray(source.length), source.length);
  return true;
}

/** The step of a moving average: what is held of it on the device, the rest in memory. */
async function blend(
  segments: Segments,
  programs: DevicePrograms,
  [average, towards]: readonly [Vector, Vector],
  count: number,
  amount: number,
): Promise<void> {
  const target = segments.of(towards);
  const length = target?.length ?? 0;
  if (target) {
    const mine = segments.at(average, length);
    const { blended } = await (await programs.blend(length)).run({
      average: await segments.onDevice(mine),
      towards: await segments.onDevice(target),
      amount: Float32Array.of(amount),
    });
    segments.replace(mine, blended as OnDevice);
  }
  for (let i = length; i < count; i++) {
    const before = average.data[i]!; // i < count
    average.data[i] = before + amount * (towards.data[i]! - before);
  }
}

/** Runs a program on what is held and what lies in memory, and leaves results where they belong. */
async function run(
  segments: Segments,
  program: DeviceProgram,
  vectors: Readonly<Record<string, Vector>>,
  given: { up: number; down: number },
): Promise<void> {
  const feeds: Record<string, OnDevice | Float32Array> = {};
  for (const block of program.inputs) {
    const vector = vectorOf(block, vectors);
    if (block.held) feeds[block.name] = await segments.onDevice(segments.at(vector, sizeOf(block.shape)));
    else {
      feeds[block.name] = memoryOf(block, vector);
      given.up += 4 * sizeOf(block.shape);
    }
  }
  const results = await program.run(feeds);
  for (const block of program.outputs) {
    const vector = vectorOf(block, vectors);
    const result = results[block.name];
    if (block.held) segments.replace(segments.at(vector, sizeOf(block.shape)), result as OnDevice);
    else {
      memoryOf(block, vector).set(result as Float32Array);
      given.down += 4 * sizeOf(block.shape);
    }
  }
}

function vectorOf({ layout }: Block, vectors: Readonly<Record<string, Vector>>): Vector {
  const vector = vectors[layout];
  if (!vector) throw internal(`no vector for ${layout}`);
  return vector;
}

const memoryOf = ({ offset, shape }: Block, { data }: Vector): Float32Array =>
  data.subarray(offset, offset + sizeOf(shape));

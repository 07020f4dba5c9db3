/**
 * What is held of vectors on the graphics card. It begins where the vector does (of a player's parameters: what is learned, without
 * the state behind it), and has a place in memory too, which is brought up to date when it is asked for.
 */
import type { Vector } from "../kernels/kernels.ts";
import type { OnDevice } from "../onnx/device.ts";
import { internal } from "../problem.ts";
import type { DevicePrograms } from "./device-programs.ts";

/** Numbers on the device that several vectors may stand for; the last of them frees its memory. */
interface Shared {
  readonly tensor: OnDevice;
  uses: number;
}

/** What is held of a vector. */
interface Segment {
  readonly length: number;
  /** Where it lies in memory. */
  readonly mirror: Float32Array;
  shared: Shared | undefined;
  /** Whether memory has what it is now. */
  inMemory: boolean;
}

export interface Segments {
  /** What is held of a vector from now on: so many numbers from its beginning on. */
  readonly at: (vector: Vector, length: number) => Segment;
  /** What is held of a vector, if anything is. */
  readonly of: (vector: Vector) => Segment | undefined;
  /** Its numbers on the device, taken there where they are not. */
  readonly onDevice: (segment: Segment) => Promise<OnDevice>;
  /** Puts numbers that the device has made in the place of those that were. */
  readonly replace: (segment: Segment, tensor: OnDevice) => void;
  /** Lets a segment stand for the numbers of another. */
  readonly share: (from: Segment, to: Segment) => void;
  /** Brings all that lies on the device of a vector's memory there. */
  readonly read: (vector: Vector) => Promise<void>;
  /** Memory has the truth of this vector from now on. */
  readonly wrote: (vector: Vector) => void;
  /** Bytes that went to the device and came from it. */
  readonly moved: () => { readonly up: number; readonly down: number };
  readonly release: () => void;
}

/** Puts other numbers in the place of those that a segment stands for, which are freed where no other does. */
function put(segment: Segment, shared: Shared | undefined): void {
  const before = segment.shared;
  segment.shared = shared;
  if (before && --before.uses === 0) before.tensor.dispose();
}

async function upload(programs: DevicePrograms, { length, mirror }: Segment): Promise<OnDevice> {
  const { to } = await (await programs.up(length)).run({ from: mirror });
  return to as OnDevice;
}

async function download(programs: DevicePrograms, segment: Segment): Promise<void> {
  if (segment.inMemory || !segment.shared) return;
  const { to } = await (await programs.down(segment.length)).run({ from: segment.shared.tensor });
  segment.mirror.set(to as Float32Array);
  segment.inMemory = true;
}

/** What is held of vectors, on a device that is reached by these programs. */
export function createSegments(programs: DevicePrograms): Segments {
  const segments = new Map<number, Segment>();
  let [up, down] = [0, 0];
  const of = (vector: Vector): Segment | undefined => {
    const segment = segments.get(vector.pointer);
    return segment && segment.length <= vector.data.length ? segment : undefined;
  };
  const touching = ({ pointer, data }: Vector): readonly Segment[] =>
    [...segments].flatMap(([from, segment]) =>
      from < pointer + 4 * data.length && pointer < from + 4 * segment.length ? [segment] : [],
    );
  return {
    of,
    at: (vector, length) => {
      const known = segments.get(vector.pointer);
      if (known && known.length !== length) throw internal(`a vector held as ${known.length} and as ${length} numbers`);
      const segment = known ?? { length, mirror: vector.data.subarray(0, length), shared: undefined, inMemory: true };
      segments.set(vector.pointer, segment);
      return segment;
    },
    onDevice: async (segment) => {
      if (!segment.shared) up += 4 * segment.length;
      segment.shared ??= { tensor: await upload(programs, segment), uses: 1 };
      return segment.shared.tensor;
    },
    replace: (segment, tensor) => {
      put(segment, { tensor, uses: 1 });
      segment.inMemory = false;
    },
    share: (from, to) => {
      if (!from.shared) throw internal("nothing on the device to be shared");
      from.shared.uses++;
      put(to, from.shared);
      to.inMemory = false;
    },
    read: async (vector) => {
      for (const segment of touching(vector)) {
        if (!segment.inMemory) down += 4 * segment.length;
        await download(programs, segment);
      }
    },
    wrote: (vector) => {
      for (const segment of touching(vector)) {
        if (!segment.inMemory && of(vector) !== segment) {
          throw internal("a part was written of what is held on the device");
        }
        put(segment, undefined);
        segment.inMemory = true;
      }
    },
    moved: () => ({ up, down }),
    release: () => {
      for (const segment of segments.values()) put(segment, undefined);
    },
  };
}

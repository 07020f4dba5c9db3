import { bytesFor, createKernels, type Vector } from "../kernels/kernels.ts";
import { openStream } from "../kernels/streams.ts";
import type { Reader, ReaderOptions } from "./dataset.ts";

/** Random numbers that one example takes. */
export interface Needs {
  /** From [0, 1). */
  readonly uniforms: number;
  /** With mean 0 and this deviation. */
  readonly normals: number;
  readonly deviation: number;
}

/** A reader of examples that are drawn afresh: `draw` makes a minibatch of the random numbers of all its examples. */
export async function drawnReader(
  { seed, batch, position = 0 }: ReaderOptions,
  { uniforms, normals, deviation }: Needs,
  draw: (to: Float32Array, uniform: Float32Array, normal: Float32Array) => void,
): Promise<Reader> {
  const lengths = [batch * uniforms, batch * normals];
  const kernels = await createKernels(bytesFor(lengths));
  const [uniform, normal] = lengths.map(kernels.allocate) as [Vector, Vector];
  // Every minibatch takes the same number of blocks, so the position in minibatches is the position in the streams.
  const stream = (substream: number, { data }: Vector) =>
    openStream(kernels, seed, "data", substream, position * Math.ceil(data.length / 4));
  const [ofUniform, ofNormal] = [stream(0, uniform), stream(1, normal)];
  let read = position;
  return {
    next: ({ x }) => {
      ofUniform.uniform(uniform, 0, 1);
      ofNormal.normal(normal, 0, deviation);
      draw(x, uniform.data, normal.data);
      read++;
    },
    get position() {
      return read;
    },
  };
}

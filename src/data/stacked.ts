import { bytesFor, createKernels } from "../kernels/kernels.ts";
import { openStream } from "../kernels/streams.ts";
import { problem } from "../problem.ts";
import { formatShape, sizeOf } from "../tensor/shape.ts";
import type { DataSet } from "./dataset.ts";
import { kindOf } from "./kinds.ts";
import { shuffled } from "./shuffled.ts";

/** How many stacks there are, and of what. */
export interface StackedOptions {
  /** How many stacks; 128,000 by default, as VEEGAN and PacGAN have it. */
  readonly count?: number;
  /** Grey images in a stack; 3 by default, one for each colour. */
  readonly channels?: number;
}

/** The stacks belong to the data set: every run, whatever its seed, is trained on the same ones. */
const SEED = 0;

/**
 * Stacks of grey images, each channel an image drawn independently of the others, with replacement: [channels×height×width] in
 * [−1, 1]. Three of MNIST's digits are the 1,000 modes of "stacked MNIST" (Srivastava et al. 2017, section 4.2; Lin et al. 2018,
 * section 4.2). Only the numbers of the images are kept in memory.
 *
 * @param images of shape [1×height×width], to be had by number.
 * @throws where they are not such images.
 */
export async function stackedDigits(
  images: DataSet,
  { count = 128_000, channels = 3 }: StackedOptions = {},
): Promise<DataSet> {
  const { shape } = images;
  const write = images.write?.bind(images);
  const [depth = 0, height = 0, width = 0] = shape;
  const doing = `stacking ${images.name}`;
  if (kindOf(images) !== "images" || depth !== 1) {
    throw problem({ doing, expected: "grey images, 1 × height × width", came: formatShape(shape) });
  }
  if (!write || !(images.count > 0 && Number.isFinite(images.count))) {
    throw problem({
      doing,
      expected: "images that can be had by number",
      came: "images that are drawn afresh",
      next: "Use images of a file.",
    });
  }
  const whole = (value: number): boolean => Number.isInteger(value) && value > 0;
  if (!whole(count) || !whole(channels)) {
    throw problem({
      doing,
      expected: "whole numbers of stacks and channels, 1 at least",
      came: `${count} and ${channels}`,
    });
  }
  const chosen = await drawNumbers(count * channels, images.count);
  const size = sizeOf(shape);
  const stacks = shuffled({
    name: `stacked-${images.name}`,
    shape: [channels, height, width],
    count,
    fingerprint: `${count} stacks of ${channels}, drawn from seed ${SEED}, of ${images.fingerprint}`,
    write: (index, to, at) => {
      for (let channel = 0; channel < channels; channel++) {
        write(chosen[index * channels + channel] ?? 0, to, at + channel * size);
      }
    },
  });
  return { ...stacks, stacked: true };
}

/** Whole numbers from 0 to below − 1, all equally likely to within below / 2³². */
async function drawNumbers(count: number, below: number): Promise<Uint32Array> {
  const kernels = await createKernels(bytesFor([count]));
  const random = kernels.allocate(count);
  openStream(kernels, SEED, "stacks").bits(random);
  const words = new Uint32Array(random.data.buffer, random.data.byteOffset, count);
  return words.map((word) => Math.floor((word * below) / 2 ** 32));
}

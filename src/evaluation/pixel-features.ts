/** Features without a model: the directions in which the pixels of real images vary most. They see colours and layout, not objects. */
import { sha256 } from "../data/fingerprint.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import type { Watch } from "./exact-distances.ts";
import type { Extractor } from "./extractor.ts";
import { principalComponents } from "./principal-components.ts";

/** Directions, where images span as many. */
const DIRECTIONS = 64;

/** How these features are called. */
const PIXELS = "pixels";

/** Images in [−1, 1] as a file of bytes would have them. */
export const asBytes = (values: Float32Array): Float32Array =>
  values.map((x) => Math.min(255, Math.max(0, Math.round((x + 1) * 127.5))) / 127.5 - 1);

/** An extractor of coordinates along the principal components of real images [n×c×h×w] in [−1, 1]. */
export async function openPixels(
  real: Float32Array,
  shape: Shape,
  options: { readonly seed: number; readonly threads?: number } & Watch,
): Promise<Extractor> {
  const found = await principalComponents(asBytes(real), sizeOf(shape), { ...options, count: DIRECTIONS });
  const features: Extractor["features"] = (images) => found.project(asBytes(images));
  return {
    name: "principal components of the pixels",
    checksum: await sha256(new Uint8Array(found.axes.buffer, found.axes.byteOffset, found.axes.byteLength)),
    output: PIXELS,
    resizer: "none",
    dimension: found.count,
    features,
    outputs: async (images) => ({ [PIXELS]: await features(images) }),
    release: async () => {},
  };
}

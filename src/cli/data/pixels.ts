/** Values of pixels as bytes. */
import type { Shape } from "../../inner.ts";

/** Images as bytes, N×H×W×C: pixel by pixel, as most tools want them. */
export function bytesOf(shape: Shape, values: Float32Array): Uint8Array {
  const [channels = 1, height = 1, width = 1] = shape;
  const area = height * width;
  const bytes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const [image, within] = [Math.floor(i / (channels * area)), i % (channels * area)];
    bytes[image * channels * area + (within % area) * channels + Math.floor(within / area)] = toByte(values[i] ?? 0);
  }
  return bytes;
}

/** [−1, 1] to 0…255. */
export const toByte = (value: number): number => Math.max(0, Math.min(255, Math.round((value + 1) * 127.5)));

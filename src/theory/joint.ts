/**
 * Examples beside their classes. D sees both, and G draws classes in the shares of the data: the two distributions of pairs have the
 * same classes, so that their JSD is the mean of JSD(p(x|y) ‖ p_g(x|y)) over the classes y.
 */
import { type ClassCode, codesOf } from "../data/classes/class-code.ts";
import { drawClasses } from "../data/classes/draw-classes.ts";
import type { DataSet } from "../data/dataset.ts";
import { evenly } from "../data/shuffled.ts";
import type { Network } from "../networks/network.ts";
import { reshape, slice } from "../tensor/operations.ts";
import { sizeOf } from "../tensor/shape.ts";

/** The same network, which takes y [k] behind x [n] as one vector [n + k]. */
export function jointNetwork(network: Network): Network {
  const { input, condition } = network;
  if (!condition) return network;
  const size = sizeOf(input);
  return {
    ...network,
    input: [size + sizeOf(condition)],
    condition: undefined,
    apply: (pairs, pass) =>
      network.apply(reshape(slice(pairs, 1, 0, size), [pairs.shape[0] ?? 0, ...input]), {
        ...pass,
        condition: () => slice(pairs, 1, size),
      }),
  };
}

/** Each x and the y behind it, pair after pair. */
function paired(x: Float32Array, y: Float32Array, count: number): Float32Array {
  const [size, width] = [x.length / count, y.length / count];
  const pairs = new Float32Array(x.length + y.length);
  for (let i = 0; i < count; i++) {
    pairs.set(x.subarray(i * size, (i + 1) * size), i * (size + width));
    pairs.set(y.subarray(i * width, (i + 1) * width), i * (size + width) + size);
  }
  return pairs;
}

/** Different real examples with the codes of their classes; in an order of their own. `data`: with codes for y. */
export async function realPairs(data: DataSet, seed: number, count: number): Promise<Float32Array> {
  const reader = await evenly(data).open({ seed: (seed + 2 ** 33) % Number.MAX_SAFE_INTEGER, batch: count });
  const x = new Float32Array(count * sizeOf(data.shape));
  const y = new Float32Array(count * sizeOf(data.y?.shape ?? []));
  await reader.next({ x, y });
  return paired(x, y, count);
}

/** Samples for these z with the codes of their classes, which are drawn as often as the data have them. */
export async function generatedPairs(
  code: ClassCode,
  draw: (z: Float32Array, y: Float32Array) => Promise<Float32Array>,
  { z, count, seed }: { readonly z: Float32Array; readonly count: number; readonly seed: number },
): Promise<Float32Array> {
  const y = codesOf(code, await drawClasses(code, seed, count, 1));
  return paired(await draw(z, y), y, count);
}

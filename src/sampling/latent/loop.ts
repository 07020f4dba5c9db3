/** A way through z that ends where it began: the frames of a latent video. */
import { interpolateNoise } from "../../data/interpolate.ts";
import type { Prior } from "../../data/prior.ts";
import { problem } from "../../problem.ts";

/**
 * z (count × latent) at time t of a loop through keyframes: keyframe k at t = k, and the first again at t = keyframes.length. For a
 * normal prior vectors turn along a smooth closed curve (Catmull & Rom 1974) while their lengths go evenly from one keyframe's to the
 * next: on the curve itself z would be shorter than the prior makes it. For a uniform prior they go straight, within its bounds.
 *
 * @throws where there are fewer than two keyframes.
 */
export function loopNoise(prior: Prior, keyframes: readonly Float32Array[], t: number): Float32Array {
  const count = keyframes.length;
  if (count < 2) {
    throw problem({ doing: "going round through z", expected: "two keyframes or more", came: String(count) });
  }
  const around = ((t % count) + count) % count;
  const [from, u] = [Math.floor(around), around - Math.floor(around)];
  const at = (offset: number): Float32Array => keyframes[(from + offset + count) % count] ?? new Float32Array();
  const [before, a, b, after] = [at(-1), at(0), at(1), at(2)];
  const straight = interpolateNoise(prior, a, b, u);
  if (prior.kind !== "normal") return straight;
  const [w, x, y, z] = catmullRom(u);
  const result = new Float32Array(a.length);
  for (let start = 0; start < a.length; start += prior.latent) {
    const end = start + prior.latent;
    let [length, wanted] = [0, 0];
    for (let i = start; i < end; i++) {
      const value = w * before[i]! + x * a[i]! + y * b[i]! + z * after[i]!; // keyframes are of one length
      result[i] = value;
      length += value ** 2;
      wanted += straight[i]! ** 2;
    }
    // Where the curve meets 0 it has no direction to keep.
    const scale = length > 1e-12 * wanted ? Math.sqrt(wanted / length) : 0;
    for (let i = start; i < end; i++) result[i] = scale > 0 ? scale * result[i]! : straight[i]!;
  }
  return result;
}

/** What a point at u of the part between the second and the third of four takes of each. */
const catmullRom = (u: number): readonly [number, number, number, number] => [
  (-u + 2 * u ** 2 - u ** 3) / 2,
  (2 - 5 * u ** 2 + 3 * u ** 3) / 2,
  (u + 4 * u ** 2 - 3 * u ** 3) / 2,
  (-(u ** 2) + u ** 3) / 2,
];

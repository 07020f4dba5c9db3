import { problem } from "../../problem.ts";

/**
 * z drawn nearer to its middle, which is 0 for every prior here: ψ·z. Samples grow more alike and more typical as ψ falls from 1,
 * which changes nothing, to 0, which gives one sample (Brock et al. 2019 cut z off instead; Karras et al. 2019 do this with w).
 *
 * @throws where ψ is not from 0 to 1.
 */
export function truncateNoise(z: Float32Array, psi: number): Float32Array {
  if (!(psi >= 0 && psi <= 1)) {
    throw problem({ doing: "truncating z", expected: "a ψ from 0 to 1, which changes nothing", came: String(psi) });
  }
  return psi === 1 ? z : z.map((value) => psi * value);
}

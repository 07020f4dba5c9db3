/** z as the flags of a command want it: of a file, truncated, or moved along a direction. */
import { kindOf, latent, mappingOf, priorOf, problem, readNpy } from "../../inner.ts";
import { readBytes } from "../data/reading.ts";
import type { Flags } from "../terminal/flags.ts";
import { integerFlag } from "../terminal/integer-flag.ts";
import { numberFlag } from "../terminal/number-flag.ts";
import type { RunGenerator } from "./generator.ts";

/** Flags about z; rows of a table know none of them. */
export const NOISE_FLAGS = ["z", "truncation", "direction", "strength"] as const;

/** How z is drawn, and how many there are where they come from a file. */
export interface ShapedNoise {
  readonly noise: RunGenerator["noise"];
  readonly given?: number;
}

/** The run's own noise, with what the flags say done to it. What is done is said. */
export async function shapedNoise(
  generator: RunGenerator,
  flags: Flags,
  doing: string,
  say: (line: string) => void,
): Promise<ShapedNoise> {
  const prior = priorOf(generator.config);
  const psi = numberFlag(flags, "truncation", 0, 1);
  const direction = integerFlag(flags, "direction", 1, prior.latent);
  const strength = numberFlag(flags, "strength", -100, 100);
  if ((direction === undefined) !== (strength === undefined)) {
    const [there, missing] = direction === undefined ? ["strength", "direction"] : ["direction", "strength"];
    throw problem({ doing: `reading option --${there}`, expected: `--${missing} with it`, came: "none" });
  }
  const file = flags.z === undefined ? undefined : await noiseOfFile(String(flags.z), prior.latent, doing);
  // A generator with a mapping network was opened with ψ, which is then about w.
  const shrinks = psi !== undefined && psi < 1 && !mappingOf(generator.network);
  if (shrinks) {
    say(`z is shrunk to ${psi} of its length: this generator has no mapping network, towards whose mean to go.`);
  }
  const moved =
    direction === undefined || strength === undefined
      ? undefined
      : await generator.directions().then(({ vectors }) => {
          const vector = vectors[direction - 1] ?? new Float32Array();
          return (z: Float32Array) => latent.moveAlong(prior, z, vector, strength);
        });
  return {
    noise: async (seed, count) => {
      const z = file ? repeated(file, count * prior.latent) : await generator.noise(seed, count);
      const shrunk = shrinks ? latent.truncateNoise(z, psi) : z;
      return moved ? moved(shrunk) : shrunk;
    },
    ...(file ? { given: file.length / prior.latent } : {}),
  };
}

/** Refuses a run of rows of a table or of points, where pictures alone will do. */
export function requireImages({ config }: Pick<RunGenerator, "config">, doing: string): void {
  const kind = kindOf(config.data);
  if (kind === "images") return;
  throw problem({ doing, expected: "a run of images", came: `one of ${kind}` });
}

/** z [n × latent] of a .npy file, as `project` writes them; one vector may stand alone. */
async function noiseOfFile(path: string, size: number, doing: string): Promise<Float32Array> {
  const { shape, values } = readNpy(path, await readBytes(path, "array"));
  const width = shape.at(-1) ?? 0;
  if (shape.length < 1 || shape.length > 2 || width !== size || values.length === 0) {
    throw problem({
      doing: `${doing} with the z of ${path}`,
      expected: `vectors of ${size} numbers, as this generator takes`,
      came: `an array of ${shape.join("×") || "no axes"}`,
      next: "Take a z that was found with this run: saddlepoint project PICTURE RUN.",
    });
  }
  const z = Float32Array.from(values, Number);
  if (z.every(Number.isFinite)) return z;
  throw problem({ doing: `${doing} with the z of ${path}`, expected: "finite numbers", came: "NaN or infinity" });
}

/** As many numbers of some as are asked for, over and over. */
const repeated = (values: Float32Array, length: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => values[i % values.length] ?? 0);

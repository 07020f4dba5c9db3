/** z, or w, as the flags of a command want it: of a file, truncated, or moved along a direction. */
import { kindOf, latent, mappingOf, priorOf, problem, readNpy } from "../../inner.ts";
import { readBytes } from "../data/reading.ts";
import type { Flags } from "../terminal/flags.ts";
import { integerFlag } from "../terminal/integer-flag.ts";
import { numberFlag } from "../terminal/number-flag.ts";
import type { RunGenerator } from "./generator.ts";

/** Flags about z; rows of a table know none of them. */
export const NOISE_FLAGS = ["z", "w", "truncation", "direction", "strength"] as const;

/** Whether the flags move points: of w, where there is a mapping network. */
export const movesPoints = ({ w, direction, directions }: Flags): boolean =>
  [w, direction, directions].some((flag) => flag !== undefined);

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
  const file = await pointsOfFile(generator, flags, doing);
  // A generator with a mapping network was opened with ψ, which is then about w.
  const shrinks = psi !== undefined && psi < 1 && !mappingOf(generator.network);
  if (shrinks) {
    say(`z is shrunk to ${psi} of its length: this generator has no mapping network, towards whose mean to go.`);
  }
  const directions = direction === undefined ? undefined : await generator.directions();
  return {
    noise: async (seed, count) => {
      const points = file ? repeated(file, count * prior.latent) : await generator.noise(seed, count);
      const shrunk = shrinks ? latent.truncateNoise(points, psi) : points;
      if (!directions || direction === undefined || strength === undefined) return shrunk;
      return latent.moveAlong(directions, direction - 1, shrunk, strength);
    },
    ...(file ? { given: file.length / prior.latent } : {}),
  };
}

/** The points of a file of z or of w, where one is named. */
async function pointsOfFile(generator: RunGenerator, flags: Flags, doing: string): Promise<Float32Array | undefined> {
  const { latent: width } = priorOf(generator.config);
  if (flags.w === undefined) {
    return flags.z === undefined ? undefined : generator.from(await readPoints("z", String(flags.z), width, doing));
  }
  if (flags.z !== undefined) throw problem({ doing: "reading option --w", expected: "it alone", came: "--z as well" });
  if (generator.space === "z") {
    throw problem({
      doing: "reading option --w",
      expected: "a generator with a mapping network",
      came: "one that takes z itself",
      next: "Give z by --z.",
    });
  }
  return readPoints("w", String(flags.w), width, doing);
}

/** Refuses a run of rows of a table or of points, where pictures alone will do. */
export function requireImages({ config }: Pick<RunGenerator, "config">, doing: string): void {
  const kind = kindOf(config.data);
  if (kind === "images") return;
  throw problem({ doing, expected: "a run of images", came: `one of ${kind}` });
}

/** z or w [n × latent] of a .npy file, as `project` writes them; one vector may stand alone. */
async function readPoints(name: "z" | "w", path: string, size: number, doing: string): Promise<Float32Array> {
  const { shape, values } = readNpy(path, await readBytes(path, "array"));
  const width = shape.at(-1) ?? 0;
  if (shape.length < 1 || shape.length > 2 || width !== size || values.length === 0) {
    throw problem({
      doing: `${doing} with the ${name} of ${path}`,
      expected: `vectors of ${size} numbers, as this generator takes`,
      came: `an array of ${shape.join("×") || "no axes"}`,
      next: `Take a ${name} that was found with this run: saddlepoint project PICTURE RUN.`,
    });
  }
  const points = Float32Array.from(values, Number);
  if (points.every(Number.isFinite)) return points;
  throw problem({ doing: `${doing} with the ${name} of ${path}`, expected: "finite numbers", came: "NaN or infinity" });
}

/** As many numbers of some as are asked for, over and over. */
const repeated = (values: Float32Array, length: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => values[i % values.length] ?? 0);

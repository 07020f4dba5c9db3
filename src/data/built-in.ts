import type { DataSet } from "./dataset.ts";
import { type Density, discs, noisyCurve, normalMixture, uniformInterval } from "./density.ts";
import { drawnReader } from "./drawn.ts";
import { glyphs } from "./glyphs.ts";

const ring = Array.from({ length: 8 }, (_, i): [number, number] => {
  // i·2π/8: an inclusive division of the circle would make the first and the last coincide.
  const angle = (i * 2 * Math.PI) / 8;
  return [Math.cos(angle), Math.sin(angle)];
});

const grid = [-4, -2, 0, 2, 4].flatMap((x) => [-4, -2, 0, 2, 4].map((y): [number, number] => [x, y]));

interface BuiltIn {
  readonly help: string;
  readonly density: Density;
}

const builtIns = {
  normal: { help: "1-D: N(1, 0.5²)", density: normalMixture([[1]], 0.5) },
  "two-normals": { help: "1-D: half N(−1.5, 0.5²), half N(1.5, 0.5²)", density: normalMixture([[-1.5], [1.5]], 0.5) },
  uniform: { help: "1-D: uniform on [−1, 1]", density: uniformInterval(-1, 1) },
  ring: {
    help: "2-D: 8 normals on the unit circle, deviation 0.01 (PacGAN, VEEGAN)",
    density: normalMixture(ring, 0.01),
  },
  grid: {
    help: "2-D: 25 normals on {−4, −2, 0, 2, 4}², deviation 0.05 (PacGAN, VEEGAN)",
    density: normalMixture(grid, 0.05),
  },
  line: {
    help: "2-D: the diagonal from (−1, −1) to (1, 1), noise 0.05",
    density: noisyCurve((t) => [2 * t - 1, 2 * t - 1], 0.05),
  },
  blobs: {
    help: "2-D: uniform on three discs of radius 0.25 that do not touch",
    density: discs(
      [
        [-0.6, -0.5],
        [0.6, -0.5],
        [0, 0.65],
      ],
      0.25,
    ),
  },
  "swiss-roll": {
    help: "2-D: a spiral of one and a half turns (WGAN-GP toy), scaled by 1/7.5, noise 0.033",
    density: noisyCurve((t) => {
      const angle = 1.5 * Math.PI * (1 + 2 * t);
      return [(angle * Math.cos(angle)) / 7.5, (angle * Math.sin(angle)) / 7.5];
    }, 0.25 / 7.5),
  },
  moons: {
    help: "2-D: two interleaving half circles, noise 0.05",
    density: noisyCurve((t) => {
      const angle = Math.PI * ((2 * t) % 1);
      return t < 0.5 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
    }, 0.05),
  },
} satisfies Record<string, BuiltIn>;

/** The name of a data set that needs no file. */
export type BuiltInName = keyof typeof builtIns | "glyphs";

const GLYPHS = "images: the ten digits, 28×28, drawn with random slant, place, size, thickness and noise";

/** The built-in distributions, with a line about each. */
export const builtInData: readonly { readonly name: BuiltInName; readonly help: string }[] = [
  ...Object.entries(builtIns).map(([name, { help }]) => ({ name: name as BuiltInName, help })),
  { name: "glyphs", help: GLYPHS },
];

export const isBuiltIn = (name: string): name is BuiltInName => builtInData.some((known) => known.name === name);

/** Fresh samples of a known density, as data. */
export function densityData(name: string, density: Density, fingerprint = name): DataSet {
  return {
    name,
    shape: [density.dimension],
    count: Number.POSITIVE_INFINITY,
    fingerprint,
    density,
    open: (options) =>
      drawnReader(options, { uniforms: density.uniforms, normals: density.dimension, deviation: 1 }, density.sample),
  };
}

/** A built-in distribution by name. */
export const builtIn = (name: BuiltInName): DataSet =>
  name === "glyphs" ? glyphs() : densityData(name, builtIns[name].density, `built-in ${name}: ${builtIns[name].help}`);

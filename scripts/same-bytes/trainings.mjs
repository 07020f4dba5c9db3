// What is trained to compare two builds: small, and of every kind. Only options that all compared commits have.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "./builds.mjs";

const shared = join(checkout, "../shared/data");

/** Whole numbers, two decimals, a price, one value alone, large numbers: written with as many decimals as each has. */
export async function writeTable(path) {
  const lines = ["age,height,price,constant,income"];
  for (let i = 0; i < 400; i++) {
    // A walk that visits all residues: spread out, and the same everywhere.
    const u = ((i * 167) % 400) / 400;
    const v = ((i * 61 + 7) % 400) / 400;
    lines.push(`${20 + Math.floor(60 * u)},${(1.5 + 0.5 * v).toFixed(2)},${(10 * u * v).toFixed(1)},7,${1000 * i}`);
  }
  await writeFile(path, `${lines.join("\n")}\n`);
}

const fileIsThere = (path) =>
  readFile(path).then(
    () => true,
    () => false,
  );

const points = (steps) => [
  "--steps",
  steps,
  "--checkpoint-every",
  steps / 2,
  "--sample-every",
  steps / 2,
  "--samples",
  300,
];
const images = (steps) => [...points(steps).slice(0, -1), 16, "--channels", 8];
const LAYER_AND_R1 = ["--d-normalisation", "layer", "--g-normalisation", "layer", "--r1", 1];
const SCORES = ["fid,kid,precision,recall,density,coverage", "--samples", 600];
/** Of data that are drawn afresh nothing can be learnt by heart. */
const SCORES_OF_FILES = [`${SCORES[0]},memorisation`, ...SCORES.slice(1)];

/**
 * `drawn`: the data are drawn by a formula, and have been since they exist; how files are read has changed. `scores`: what else
 * is measured. `scaled`: columns are learned as numbers, which older commits do without being asked. `theory`: the instruments too. `resumed`: `--resume` takes it. `isUsed`: false where a run is only trained.
 */
const all = [
  { name: "ring, seed 1", train: ["ring", "--seed", 1, ...points(500)], drawn: true, scores: SCORES, resumed: true },
  { name: "ring, seed 2", train: ["ring", "--seed", 2, ...points(500)], drawn: true },
  {
    name: "two-normals, minimax",
    train: ["two-normals", "--loss", "minimax", ...points(200)],
    drawn: true,
    theory: true,
  },
  {
    name: "two-normals, non-saturating",
    train: ["two-normals", "--loss", "non-saturating", ...points(200)],
    drawn: true,
    resumed: true,
  },
  {
    name: "two-normals, mixed",
    train: ["two-normals", "--loss", "mixed", "--mixed-steps", 150, ...points(200)],
    drawn: true,
    resumed: true,
  },
  {
    name: "two-normals, wasserstein",
    train: ["two-normals", "--loss", "wasserstein", ...points(60)],
    drawn: true,
  },
  {
    name: "ring, dropout and momentum",
    train: [
      "ring",
      "--dropout",
      0.2,
      "--optimizer",
      "momentum",
      "--learning-rate",
      0.01,
      "--d-steps",
      2,
      ...points(100),
    ],
    drawn: true,
    resumed: true,
  },
  {
    name: "glyphs, dcgan with batch normalisation",
    train: ["glyphs", ...images(30)],
    drawn: true,
    images: true,
    scores: SCORES,
    resumed: true,
  },
  {
    name: "glyphs, dcgan with layer normalisation and R1",
    train: ["glyphs", ...LAYER_AND_R1, ...images(30)],
    drawn: true,
    images: true,
    resumed: true,
  },
  {
    name: "the 2014 preset",
    train: ["mnist", "--preset", "goodfellow2014-mnist", "--data-dir", join(shared, "mnist"), ...points(20)],
    needs: join(shared, "mnist/train-images-idx3-ubyte.gz"),
    images: true,
    resumed: true,
  },
  { name: "a table", train: ["people.csv", ...points(200)], scaled: true, scores: SCORES_OF_FILES, resumed: true },
  {
    name: "a published table",
    scaled: true,
    train: [join(shared, "tables/seattle-weather.csv"), ...points(100)],
    needs: join(shared, "tables/seattle-weather.csv"),
  },
  { name: "ring on 2 ranks", train: ["ring", ...points(200)], drawn: true, ranks: 2, resumed: true },
  { name: "glyphs on 2 ranks", train: ["glyphs", ...images(10)], drawn: true, images: true, ranks: 2 },
  { name: "ring on wasm", train: ["ring", ...points(200)], drawn: true, wasm: true, resumed: true },
  { name: "two-normals on wasm", train: ["two-normals", "--loss", "minimax", ...points(100)], drawn: true, wasm: true },
  { name: "glyphs on wasm", train: ["glyphs", ...images(4)], drawn: true, images: true, wasm: true },
];

const quick = [
  { name: "ring", train: ["ring", ...points(200)], drawn: true, isUsed: false },
  {
    name: "two-normals, mixed",
    train: ["two-normals", "--loss", "mixed", "--mixed-steps", 60, ...points(100)],
    drawn: true,
    isUsed: false,
  },
  { name: "glyphs, dcgan with batch normalisation", train: ["glyphs", ...images(4)], drawn: true, images: true },
  {
    name: "glyphs, dcgan with layer normalisation and R1",
    train: ["glyphs", ...LAYER_AND_R1, ...images(4)],
    drawn: true,
    isUsed: false,
    images: true,
  },
  { name: "a table", train: ["people.csv", ...points(60)], scaled: true },
  { name: "ring on wasm", train: ["ring", ...points(40)], drawn: true, wasm: true, isUsed: false },
];

/** The trainings, each with a reason to skip it where it cannot be done here. */
export const trainings = async ({ isQuick, mpirun, onlyDrawn }) =>
  Promise.all(
    (isQuick ? quick : all).map(async (training) => ({
      ...training,
      skipped: await reasonToSkip(training, mpirun, onlyDrawn),
    })),
  );

async function reasonToSkip({ needs, ranks, drawn }, mpirun, onlyDrawn) {
  if (onlyDrawn && !drawn) return "that commit reads files in another way";
  if (needs && !(await fileIsThere(needs))) return `there is no ${needs}`;
  if (ranks && !mpirun) return "mpirun is not installed";
  return undefined;
}

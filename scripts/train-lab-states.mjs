// The trained states of the lab (lab/src/trained), by the command line: a quarter of an hour on two cores. Networks are small, so that the files are.
//   node scripts/train-lab-states.mjs [--mnist DIR] [--fashion DIR] [NAME …]     without their folders both are downloaded
import { spawnSync } from "node:child_process";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { mnist: { type: "string" }, fashion: { type: "string" } },
});
const from = (folder) => (folder === undefined ? [] : ["--data-dir", folder]);

const SMALL = ["--widths", "32,32"];
// Smooth players in one dimension: the paper's Figure 1 without corners.
const LINE = ["--widths", "16,16", "--latent", "1", "--activation", "tanh"];
const PICTURES = [
  "--network",
  "resnet",
  "--channels",
  "20,10",
  "--latent",
  "16",
  "--first-maps",
  "basis",
  "--steps",
  "2000",
];

/** What `saddlepoint train` is told, and the step that is kept. */
const states = {
  normal: [["normal", ...LINE, "--g-activation", "softplus"], 15_000],
  "two-normals": [["two-normals", "--latent", "1"], 15_000],
  uniform: [["uniform", ...LINE, "--g-activation", "tanh"], 15_000],
  ring: [["ring", "--g-widths", "64,64", "--d-widths", "32,32"], 25_000],
  grid: [["grid", "--widths", "64,64"], 25_000],
  line: [["line", ...SMALL], 25_000],
  blobs: [["blobs", ...SMALL], 25_000],
  "swiss-roll": [["swiss-roll", ...SMALL], 25_000],
  moons: [["moons", ...SMALL], 25_000],
  glyphs: [["glyphs", ...PICTURES], 2000],
  digits: [["mnist", ...from(values.mnist), ...PICTURES], 2000],
  clothes: [["fashion-mnist", ...from(values.fashion), ...PICTURES], 2000],
};

const folder = await mkdtemp(join(tmpdir(), "saddlepoint-states-"));
for (const name of positionals.length > 0 ? positionals : Object.keys(states)) {
  if (!Object.hasOwn(states, name))
    throw new Error(`train-lab-states: expected one of ${Object.keys(states)}, but got ${name}.`);
  const [args, step] = states[name];
  const out = join(folder, name);
  const { status } = spawnSync(process.execPath, [resolve("dist/cli/main.js"), "train", ...args, "--out", out], {
    stdio: "inherit",
  });
  if (status !== 0) throw new Error(`train-lab-states: ${name} could not be trained.`);
  await copyFile(join(out, `checkpoints/step-${step}.safetensors`), resolve(`lab/src/trained/${name}.safetensors`));
}
await rm(folder, { recursive: true, force: true });

// How long it takes from an empty folder to a stated FID, by this project and by PyTorch with the same recipe, in turns on one machine:
// node bench/quality.mjs --help
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { presets } from "#inner";
import { converse } from "./conversation.mjs";
import { qualityPeers } from "./peers.mjs";
import { minutesTo, qualityTable } from "./quality/curve.mjs";
import { openDistance } from "./quality/distance.mjs";
import { disagreement } from "./rounds.mjs";
import { asMarkdown } from "./table.mjs";

const help = `node bench/quality.mjs [options]: minutes from an empty folder to a stated FID, here and in PyTorch

  --preset NAME      digits or clothes (digits)
  --data-dir DIR     holds the files of mnist (fashion-mnist) under their own names; needed
  --seconds S        each trains for so long: as many steps as fit, at the pace of a trial before, which is not counted
  --steps N          so many steps instead (the preset's own)
  --marks N          so often samples are drawn and measured (8)
  --samples N        how many (10000)
  --fid X            the stated FID (3)
  --turn S           length of a turn (10)
  --threads N        of both (2)
  --seed N           (1)
  --alone            without PyTorch
  --python PATH      the interpreter that has PyTorch
  --json FILE        write everything that was measured`;

const kinds = Object.fromEntries(
  [
    "preset",
    "data-dir",
    "seconds",
    "steps",
    "marks",
    "samples",
    "fid",
    "turn",
    "threads",
    "seed",
    "python",
    "json",
  ].map((name) => [name, { type: "string" }]),
);
const defaults = { preset: "digits", marks: "8", samples: "10000", fid: "3", turn: "10", threads: "2", seed: "1" };
/** Of these data features can be taken, and the twin in PyTorch has this network. */
const KNOWN = ["digits", "clothes"];
/** One answer may take so long, in seconds: 10,000 samples on a busy machine. */
const PATIENCE = 1200;
/** A trial of the pace. */
const TRIAL = { seconds: 15, most: 1e6 };

function readOptions(args) {
  const { values } = parseArgs({ args, options: { ...kinds, alone: { type: "boolean" }, help: { type: "boolean" } } });
  if (values.help) {
    console.log(help);
    return undefined;
  }
  const given = { ...defaults, ...values };
  if (!KNOWN.includes(given.preset))
    throw new Error(`reading --preset: expected ${KNOWN.join(" or ")}; came ${given.preset}.`);
  const numbers = ["seconds", "steps", "marks", "samples", "fid", "turn", "threads", "seed"];
  for (const name of numbers.filter((one) => given[one] !== undefined)) {
    const value = Number(given[name]);
    if (!(value > 0)) throw new Error(`reading --${name}: expected a number above 0; came ${given[name]}.`);
    given[name] = value;
  }
  if (!given["data-dir"]) throw new Error("reading --data-dir: expected the folder of the data; came nothing.");
  if (given.seconds && given.steps) throw new Error("reading --steps: expected no --seconds beside it.");
  return given;
}

/** Starts one side: seconds from the start of its process until it could train, and the losses of its check. */
async function start(started, name, process, workload) {
  const began = performance.now();
  const talk = converse(process, PATIENCE);
  started.push(talk);
  const { losses, versions } = await talk.ask({ do: "prepare", workload });
  return {
    name,
    talk,
    losses,
    versions,
    startSeconds: (performance.now() - began) / 1000,
    seconds: 0,
    step: 0,
    curve: [],
  };
}

/** Both sides, checked against each other. `started` takes what has to be ended in any case. */
async function startBoth(options, folder, started) {
  const { preset, seed, samples, threads, alone, python } = options;
  const steps = options.steps ?? presets[preset].options.steps;
  const dataDir = resolve(options["data-dir"]);
  const peers = qualityPeers(threads, python);
  if (!alone && peers.torch.missing)
    throw new Error(`starting PyTorch: ${peers.torch.missing}, or leave it out with --alone.`);
  const ours = await start(started, "saddlepoint", peers.ours.process, { preset, dataDir, seed, steps });
  const sides = [ours];
  await ours.talk.ask({ do: "write", folder, samples });
  const { classSeconds } = await ours.talk.ask({ do: "facts" });
  if (alone) return sides;
  const images = join(dataDir, "train-images-idx3-ubyte.gz");
  const theirs = await start(started, "PyTorch", peers.torch.process, { folder, seed, steps, images });
  sides.push(theirs);
  // It is given the classes that were found here.
  theirs.startSeconds += classSeconds;
  const differs = disagreement(theirs.losses, ours.losses, ours.name);
  if (differs) throw new Error(differs);
  return sides;
}

async function setSteps(side, { seconds, steps, preset }) {
  side.steps = steps ?? presets[preset].options.steps;
  if (seconds) {
    await side.talk.ask({ do: "begin", steps: TRIAL.most });
    const { step, seconds: taken } = await side.talk.ask({ do: "train", seconds: TRIAL.seconds, until: TRIAL.most });
    side.steps = Math.max(1, Math.floor(((seconds - side.startSeconds) * step) / taken));
  }
  await side.talk.ask({ do: "begin", steps: side.steps });
}

/** A turn, and samples where it has come to a mark; these take no time of it. */
async function takeTurn(side, { turn, marks }, folder) {
  const until = Math.max(1, Math.round(((side.curve.length + 1) * side.steps) / marks));
  const { step, seconds } = await side.talk.ask({ do: "train", seconds: turn, until });
  side.seconds += seconds;
  side.step = step;
  if (step < until) return;
  const file = `${side.name}-${side.curve.length + 1}.bin`;
  await side.talk.ask({ do: "sample", folder, file });
  side.curve.push({ step, seconds: side.startSeconds + side.seconds, file: join(folder, file) });
  console.error(`${side.name}: step ${step} of ${side.steps} after ${(side.seconds / 60).toFixed(2)} min`);
}

async function play(options, folder) {
  const started = [];
  try {
    const sides = await startBoth(options, folder, started);
    for (const side of sides) await setSteps(side, options);
    for (let round = 0; sides.some(({ curve }) => curve.length < options.marks); round++) {
      // Who goes first changes, so that a drift of the machine meets both.
      for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
        if (side.curve.length < options.marks) await takeTurn(side, options, folder);
      }
    }
    return sides;
  } finally {
    for (const talk of started) talk.kill();
  }
}

async function main(options) {
  const folder = mkdtempSync(join(tmpdir(), "saddlepoint-quality-"));
  try {
    const sides = await play(options, folder);
    const { preset, samples, threads, fid: target } = options;
    const place = { data: presets[preset].data, dataDir: resolve(options["data-dir"]) };
    const distance = await openDistance({ ...place, samples, threads });
    for (const { curve } of sides) for (const mark of curve) mark.fid = await distance.measure(mark.file);
    await distance.release();
    const versions = Object.entries(Object.assign({}, ...sides.map((side) => side.versions)));
    console.log(`${preset}, ${samples} samples; ${versions.map(([name, version]) => `${name} ${version}`).join(", ")}`);
    console.log(asMarkdown(qualityTable(sides, target)));
    if (options.json) {
      const record = sides.map(({ talk, ...side }) => ({ ...side, minutes: minutesTo(side.curve, target) }));
      writeFileSync(options.json, `${JSON.stringify({ options, runs: record }, null, 2)}\n`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options) await main(options);
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}

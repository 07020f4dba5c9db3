// The figures that a person feels: a start, the ring, an epoch of the 2014 recipe, images per second with all that training does.
// npm run bench:end-to-end [-- --quick] [--docs]: --docs writes the figures into docs/benchmarks.md.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { byteImages, train } from "saddlepoint";
import { writeIntoPage } from "./page.mjs";
import { digits, median, quantile } from "./statistics.mjs";

const quick = process.argv.includes("--quick");
const SEEDS = quick ? [1] : [1, 2, 3, 4, 5];
const STARTS = quick ? 3 : 9;
/** Steps between two readings of the ring's modes. */
const READ_EVERY = 250;
const EPOCH = 500;

const program = join(import.meta.dirname, "../dist/cli/main.js");
const place = mkdtempSync(join(tmpdir(), "saddlepoint-bench-"));

const spread = (values) =>
  values.length > 1 ? ` (quartiles ${digits(quantile(values, 0.25))} to ${digits(quantile(values, 0.75))})` : "";
const lines = [];
const say = (text) => {
  console.log(text);
  lines.push(text);
};
const show = (what, values, unit) => say(`${what.padEnd(64)} ${digits(median(values))} ${unit}${spread(values)}`);

/** Seconds from the start of a process to its end, after one step. */
function start(i) {
  const began = performance.now();
  const args = ["train", "ring", "--steps", "1", "--samples", "1", "--out", join(place, `start-${i}`)];
  const { status, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(`timing a start: expected a run of one step; came exit code ${status}: ${stderr}`);
  return (performance.now() - began) / 1000;
}

/** Seconds from the start of the process to the first reading of 8 of 8 modes, and what it read. */
async function ring(seed) {
  const out = join(place, `ring-${seed}`);
  const metrics = join(out, "metrics.jsonl");
  const every = ["--report-every", `${READ_EVERY}`, "--sample-every", `${READ_EVERY}`];
  const began = performance.now();
  const child = spawn(process.execPath, [program, "train", "ring", "--seed", `${seed}`, ...every, "--out", out], {
    stdio: "ignore",
  });
  const ended = once(child, "exit");
  try {
    while (child.exitCode === null) {
      await pause(20);
      if (!existsSync(metrics)) continue;
      // The last line may still be being written.
      const lines = readFileSync(metrics, "utf8").split("\n").slice(0, -1);
      const found = lines.map((line) => JSON.parse(line)).find(({ modes, of }) => of !== undefined && modes === of);
      if (found) return { seconds: (performance.now() - began) / 1000, step: found.step };
    }
    throw new Error(`timing the ring: expected 8 of 8 modes with seed ${seed}; came the end of the run without them.`);
  } finally {
    child.kill("SIGINT");
    await ended;
  }
}

/** Minutes for an epoch of the 2014 recipe on images of MNIST's size, reports on. */
async function epoch(steps) {
  const pixels = Uint8Array.from({ length: 1000 * 784 }, (_, i) => (i * 7919) % 256);
  const data = byteImages("pictures", pixels, [1, 28, 28], "pictures", 1000);
  let began = performance.now();
  for await (const event of train({ data, preset: "goodfellow2014-mnist", steps: steps + 1, reportEvery: 1 })) {
    // The first step also warms up.
    if (event.type === "report" && event.step === 1) began = performance.now();
  }
  return ((performance.now() - began) / 60_000 / steps) * EPOCH;
}

try {
  show(
    "train ring, one step, from process start to its end",
    Array.from({ length: STARTS }, (_, i) => start(i)),
    "s",
  );
  const rings = [];
  for (const seed of SEEDS) rings.push(await ring(seed));
  const seconds = rings.map((reading) => reading.seconds);
  const steps = rings.map(({ step }) => step);
  show(`train ring, from process start to 8 of 8 modes, seeds 1 to ${SEEDS.length}`, seconds, "s");
  show(`  in steps, read every ${READ_EVERY}`, steps, "steps");
  show("preset goodfellow2014-mnist, an epoch of 500 steps", [await epoch(quick ? 10 : 100)], "min");
  const [pictures, of] = quick ? [200, 76] : [2000, 501];
  const folder = spawnSync(process.execPath, [join(import.meta.dirname, "folder.mjs"), `${pictures}`, `${of}`], {
    encoding: "utf8",
  });
  if (folder.status !== 0) throw new Error(`timing a folder: ${folder.stderr}`);
  say(`\n${folder.stdout.trim()}`);
  if (process.argv.includes("--docs")) writeIntoPage("end-to-end", `\`\`\`text\n${lines.join("\n")}\n\`\`\``);
} finally {
  rmSync(place, { recursive: true, force: true });
}

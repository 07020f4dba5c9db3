/**
 * How long a step takes on the processor and on the graphics card, from networks of points to pictures of 64 pixels: a table in
 * Markdown, in at most five minutes. For a machine with a card on which the package is built (docs/gpu.md).
 *
 *     node scripts/gpu-table.mjs [row …]
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const program = fileURLToPath(new URL("../dist/cli/start.js", import.meta.url));
/** Of each measurement, in milliseconds: six rows on two devices stay below five minutes. */
const limit = 24_000;

const rows = {
  small: ["ring", "--widths", "8", "--batch", "8"],
  ring: ["ring"],
  mlp: ["glyphs", "--network", "mlp", "--widths", "1200,1200", "--batch", "128"],
  "dcgan-16": ["glyphs", "--network", "dcgan", "--channels", "16"],
  "dcgan-64": ["glyphs", "--network", "dcgan", "--channels", "64"],
  resnet: ["glyphs", "--network", "resnet"],
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in rows));
if (unknown !== undefined) {
  console.error(`${unknown} is none of ${Object.keys(rows).join(", ")}.`);
  process.exit(2);
}

/** What describe says, or why it says nothing. */
async function measured(data, device) {
  const args = [program, "describe", ...data, "--device", device, "--json"];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: limit, maxBuffer: 1e8 });
    return JSON.parse(stdout);
  } catch (error) {
    return { failure: error.killed ? `more than ${limit / 1000} s` : String(error.stderr ?? error.message).trim() };
  }
}

const milliseconds = ({ secondsPerStep, failure }) => failure ?? `${(1000 * secondsPerStep).toPrecision(3)} ms`;

let named = false;
for (const name of asked.length > 0 ? asked : Object.keys(rows)) {
  const cpu = await measured(rows[name], "cpu");
  const card = await measured(rows[name], "webgpu");
  if (card.failure?.startsWith("saddlepoint:")) {
    console.error(card.failure);
    process.exit(2);
  }
  if (!named) {
    console.log(`| run | GFLOP a step | processor | ${card.device ?? "webgpu"} |\n|---|---|---|---|`);
    named = true;
  }
  const flops = cpu.flopsPerStep === undefined ? "" : (cpu.flopsPerStep / 1e9).toPrecision(3);
  console.log(`| ${name} | ${flops} | ${milliseconds(cpu)} | ${milliseconds(card)} |`);
}

/**
 * What half precision would do to training: products and convolutions whose operands, and results, are rounded to float16, as a card
 * that has it would (parameters, updates and sums within a product stay in single precision). On the processor, whose graphs are
 * changed on their way to the runtime; `--device webgpu` hands the card such graphs with operands in float16 and says what it answers.
 * docs/half-precision.md has what came of it.
 *
 *     node bench/half-precision.mjs [--steps 20] [--seeds 3] [--device webgpu]     # after npm run build
 */
import { parseArgs } from "node:util";
import ort from "onnxruntime-node";
import { energyDistance } from "../dist/evaluation/energy-distance.js";
import { builtIn, train } from "../dist/index.js";
import { decodeModel, encodeModel } from "../dist/onnx/schema.js";
import { digits } from "./statistics.mjs";

const { values } = parseArgs({
  options: { steps: { type: "string" }, seeds: { type: "string" }, device: { type: "string" } },
});
const steps = Number(values.steps ?? 20);
const seeds = Number(values.seeds ?? 3);
const device = values.device ?? "cpu";

const [FLOAT, FLOAT16] = [1, 10];
/** Operators that are rounded; of each the first two inputs are operands, a third is added to the sum. */
const ROUNDED = new Set(["MatMul", "Gemm", "Conv", "ConvTranspose"]);
const TINY = 2 ** -24;

const cast = (from, output, to) => ({
  opType: "Cast",
  input: [from],
  output: [output],
  name: output,
  attribute: [{ name: "to", i: to, type: 2 }],
});

/** The model with its products in half precision. `real`: computed in it, where operands alone would be rounded to it. */
function halved(bytes, { results, real }) {
  const model = decodeModel(bytes);
  let count = 0;
  const nodes = (model.graph.node ?? []).flatMap((node) => {
    if (!ROUNDED.has(node.opType)) return [node];
    const before = [];
    const [a, b, ...rest] = node.input;
    const rounded = (name) => {
      const half = `half ${++count}`;
      before.push(cast(name, half, FLOAT16));
      if (real) return half;
      before.push(cast(half, `${half} again`, FLOAT));
      return `${half} again`;
    };
    const input = [rounded(a), rounded(b), ...(real ? rest.map(rounded) : rest)];
    const [output] = node.output;
    if (!results && !real) return [...before, { ...node, input }];
    const made = `result ${++count}`;
    const after = real
      ? [cast(made, output, FLOAT)]
      : [cast(made, `${made} half`, FLOAT16), cast(`${made} half`, output, FLOAT)];
    return [...before, { ...node, name: made, input, output: [made] }, ...after];
  });
  return { bytes: encodeModel({ ...model, graph: { ...model.graph, node: nodes } }), count };
}

const create = ort.InferenceSession.create.bind(ort.InferenceSession);
let mode = {};
let changed = 0;
ort.InferenceSession.create = (given, options) => {
  if (!(mode.operands || mode.real) || !(given instanceof Uint8Array)) return create(given, options);
  const { bytes, count } = halved(given, mode);
  changed += count;
  return create(count > 0 ? bytes : given, options);
};

const ring = { data: "ring", widths: [32], batch: 64 };
const pictures = { data: "glyphs", network: "dcgan", channels: 4, batch: 8 };
const games = {
  "ring, non-saturating": ring,
  "ring, non-saturating, after 2,000 steps": { ...ring, ...{ before: 2000 } },
  "ring, Wasserstein with penalty": { ...ring, loss: "wasserstein" },
  "glyphs, dcgan": pictures,
  "glyphs, dcgan, R1": { ...pictures, r1: 1 },
};
const modes = {
  single: {},
  operands: { operands: true },
  "operands and results": { operands: true, results: true },
};

/** Losses and norms of a game's first steps, and why it stopped, if it did. */
async function played({ before = 0, ...game }, how) {
  mode = how;
  const reports = [];
  let failed;
  const options = { ...game, device, steps: before + steps, reportEvery: 1, samples: 4, sampleEvery: 1e6 };
  try {
    for await (const event of train(options)) {
      if (event.type === "report" && event.step > before) reports.push(event);
    }
  } catch (error) {
    failed = error.message.split("\n")[0];
  }
  return { reports, failed };
}

const KEYS = ["dLoss", "gLoss", "dGradientNorm", "gGradientNorm"];
/** The largest distance of a figure from single precision's, relative to 1 or to the figure where that is larger; norms to themselves. */
const apart = (single, other, key) =>
  Math.max(
    ...other.map((report, i) => {
      const wanted = single[i][key];
      const size = key.endsWith("Norm") ? Math.max(TINY, Math.abs(wanted)) : Math.max(1, Math.abs(wanted));
      return Math.abs(report[key] - wanted) / size;
    }),
  );

const EXAMPLES = 1024;

async function realExamples(name) {
  const data = builtIn(name);
  const x = new Float32Array(EXAMPLES * data.shape.reduce((a, b) => a * b, 1));
  const reader = await data.open({ batch: EXAMPLES, seed: 7 });
  await reader.next({ x, y: new Float32Array() });
  return x;
}

/** The energy distance of samples at the end of a run, with its interval of 95 %, or why there is none. */
async function distanceOf(game, how, length, seed) {
  const real = await realExamples(game.data);
  mode = how;
  const ends = { reportEvery: length, sampleEvery: length, samples: 4, seed };
  try {
    for await (const event of train({ ...game, steps: length, ...ends })) {
      if (event.type !== "samples" || event.step < length) continue;
      const { value, low, high } = energyDistance(await event.draw(EXAMPLES), real, real.length / EXAMPLES);
      return `${digits(value)} (${digits(low)} to ${digits(high)})`;
    }
  } catch (error) {
    return error.message.split("\n")[0];
  }
  return "no samples";
}

const whole = [
  ["ring, 3,000 steps", { data: "ring", widths: [32], batch: 128 }, 3000],
  ["ring, Wasserstein with penalty, 1,000 steps", { data: "ring", widths: [32], batch: 64, loss: "wasserstein" }, 1000],
  ["glyphs, dcgan, 300 steps", { ...pictures, batch: 16, learningRate: 1e-3 }, 300],
];

if (device === "webgpu") {
  for (const [name, game] of Object.entries(games).slice(0, 1)) {
    const { reports, failed } = await played({ ...game, widths: [8], batch: 8 }, { real: true });
    console.log(`${name}: ${failed ?? `${reports.length} steps in float16, D's loss ${reports.at(-1)?.dLoss}`}`);
  }
} else {
  console.log(`| game, ${steps} steps | rounded | ${KEYS.join(" | ")} |\n|---|---|${"---:|".repeat(KEYS.length)}`);
  for (const [name, game] of Object.entries(games)) {
    const single = await played(game, modes.single);
    for (const [how, settings] of Object.entries(modes).slice(1)) {
      changed = 0;
      const { reports, failed } = await played(game, settings);
      if (changed === 0) throw new Error(`no operand of ${name} was rounded`);
      const cells = failed ? [failed] : KEYS.map((key) => digits(apart(single.reports, reports, key), 2));
      console.log(`| ${name} | ${how} | ${cells.join(" | ")} |`);
    }
  }

  console.log(
    `\n| energy distance at the end (95 %) | seed | ${Object.keys(modes).join(" | ")} |\n|---|---|---:|---:|---:|`,
  );
  for (const [name, game, length] of whole) {
    for (let seed = 1; seed <= seeds; seed++) {
      const cells = [];
      for (const how of Object.values(modes)) cells.push(await distanceOf(game, how, length, seed));
      console.log(`| ${name} | ${seed} | ${cells.join(" | ")} |`);
    }
  }
}

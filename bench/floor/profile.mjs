// What the runtime's own profiles say: the nodes of each session that a step runs, with their shapes and times.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { median } from "../statistics.mjs";

const KERNEL = "_kernel_time";
/** Runs of a session at the start that are not counted: memory is taken, choices are made. */
const FIRST = 5;
/** Of two ways to wait that a graph has a session for, the one that is in use has by far the most runs. */
const IN_USE = 0.2;

const sizeOf = (shape) => shape.reduce((product, length) => product * length, 1);
const shapesOf = (typed = []) => typed.map((tensor) => Object.values(tensor)[0] ?? []);

/** Multiplications and additions of a node, 0 where it is no product; a product's lengths, `[m, k, n]`, where it is one of matrices. */
export function productOf(op, inputs, [output = []]) {
  const [a = [], b = []] = inputs;
  if (/^(Fused)?(Gemm|MatMul)$/.test(op)) {
    // A vector is a row on the left, a column on the right.
    const n = b.length === 1 ? 1 : (output.at(-1) ?? 1);
    const m = sizeOf(output) / n;
    const k = sizeOf(a) / m;
    return { flops: 2 * m * n * k, lengths: [m, k, n] };
  }
  if (/ConvTranspose/.test(op)) return { flops: 2 * sizeOf(a) * sizeOf(b.slice(1)) };
  if (/Conv/.test(op)) return { flops: 2 * sizeOf(output) * sizeOf(b.slice(1)) };
  return { flops: 0 };
}

/** Nodes of one profile: `op`, shapes, `flops`, and median and least time in ms; `runs`: how often; `run`: the median of a whole run. */
export function nodesOf(events) {
  const runs = events.filter(({ name }) => name === "model_run").map(({ dur }) => dur / 1000);
  const times = new Map();
  for (const { cat, name, dur, args } of events) {
    if (cat !== "Node" || !name.endsWith(KERNEL)) continue;
    const node = times.get(name) ?? { args, all: [] };
    node.all.push(dur / 1000);
    times.set(name, node);
  }
  const nodes = [...times].map(([name, { args, all }]) => {
    const [inputs, outputs] = [shapesOf(args.input_type_shape), shapesOf(args.output_type_shape)];
    const counted = all.length > 2 * FIRST ? all.slice(FIRST) : all;
    return {
      name: name.slice(0, -KERNEL.length),
      op: args.op_name,
      inputs,
      outputs,
      ...productOf(args.op_name, inputs, outputs),
      milliseconds: median(counted),
      least: counted.reduce((a, b) => Math.min(a, b)),
    };
  });
  return { runs: runs.length, run: median(runs.slice(FIRST)), nodes };
}

/** The sessions of a folder of profiles that the steps ran, each once. */
export function sessionsIn(folder) {
  const all = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => nodesOf(JSON.parse(readFileSync(join(folder, name), "utf8"))));
  const most = Math.max(...all.map(({ runs }) => runs));
  return all.filter(({ runs }) => runs >= IN_USE * most && runs > 2 * FIRST);
}

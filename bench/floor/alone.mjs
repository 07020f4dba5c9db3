// What things cost alone: a product of matrices in its best form, a pass over memory, a call of the runtime, a node.
import { compile, graph, input, ops } from "saddlepoint";
import { median } from "../statistics.mjs";

/** Copies of the operands that are larger than the caches together, in bytes, so that each run finds its operands in memory. */
const CACHES = 256 * 2 ** 20;
const RUNS = { least: 15, most: 400, milliseconds: 250 };

async function timed(run) {
  const times = [];
  const began = performance.now();
  for (let i = 0; i < RUNS.most && (i < RUNS.least || performance.now() - began < RUNS.milliseconds); i++) {
    const start = performance.now();
    await run(i);
    times.push(performance.now() - start);
  }
  return median(times);
}

/** Forms of a product that gives [m, n]: each operand as it is, or transposed. */
const FORMS = [
  { says: "a·b" },
  { says: "a·bᵀ", transB: true },
  { says: "aᵀ·b", transA: true },
  { says: "aᵀ·bᵀ", transA: true, transB: true },
];

/** Milliseconds of the product of [m, k] and [k, n] in each form, with its operands in the caches and in memory. */
export async function productAlone([m, k, n], threads) {
  const bytes = 4 * (m * k + k * n + m * n);
  const copies = Math.min(64, Math.max(2, Math.ceil(CACHES / bytes)));
  const found = [];
  for (const { says, ...transposed } of FORMS) {
    const a = input("a", transposed.transA ? [k, m] : [m, k]);
    const b = input("b", transposed.transB ? [n, k] : [k, n]);
    const program = await compile(graph("product", { c: ops.gemm(a, b, undefined, transposed) }), { threads });
    const sets = Array.from({ length: copies }, () => {
      const [x, y, c] = [m * k, k * n, m * n].map((length) => new Float32Array(length).fill(0.5));
      return program.bind({ a: x, b: y, c });
    });
    await timed((i) => sets[i % copies].run());
    const warm = await timed(() => sets[0].run());
    const cold = await timed((i) => sets[i % copies].run());
    found.push({ form: says, warm, cold });
    await program.release();
  }
  return found;
}

/** Milliseconds of a call with one node, and of a further node, both of one number. */
export async function callAlone() {
  const NODES = 100;
  const timesOf = async (count) => {
    let y = input("x", [1]);
    const step = input("s", [1]);
    for (let i = 0; i < count; i++) y = i % 2 === 0 ? ops.mul(y, step) : ops.add(y, step);
    const program = await compile(graph("calls", { y }), { threads: 1 });
    const bound = program.bind({ x: new Float32Array(1), s: Float32Array.of(0.5), y: new Float32Array(1) });
    await timed(() => bound.run());
    return timed(() => bound.run());
  };
  const [one, many] = [await timesOf(1), await timesOf(NODES + 1)];
  return { call: one, node: (many - one) / NODES };
}

/** Bytes a second of a copy from memory to memory by one thread: read and written ones counted. */
export async function memoryAlone() {
  const LENGTH = 2 ** 24;
  const [from, to] = [new Float32Array(LENGTH).fill(1), new Float32Array(LENGTH)];
  const milliseconds = await timed(async () => to.set(from));
  return (2 * from.byteLength * 1000) / milliseconds;
}

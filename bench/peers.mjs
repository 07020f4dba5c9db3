// Who takes part: how each peer is started, and what is missing where it cannot be.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";

const folder = join(import.meta.dirname, "peers");

/** Where `--setup` puts what only the benchmark needs. */
export const cache = join(import.meta.dirname, ".cache");
const setup = "run npm run bench -- --setup";

const node = (file, ...args) => ({ command: process.execPath, args: [join(folder, file), ...args] });

/** An interpreter that has the module, or undefined: that of the cache, then the system's. */
function pythonWith(module, chosen) {
  const own = join(cache, "python", process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const candidates = chosen ? [chosen] : [own, "/usr/bin/python3", "python3"];
  // Found by its specification alone: to import it takes seconds.
  const probe = `import importlib.util as u, sys; sys.exit(not (u.find_spec("${module}") and u.find_spec("numpy")))`;
  return candidates.find((command) => spawnSync(command, ["-c", probe]).status === 0);
}

function python(module, title, file, threads, { pythonPath }, ...more) {
  const command = pythonWith(module, pythonPath);
  if (!command) return { missing: `no Python with ${title} and NumPy was found; ${setup}` };
  return {
    process: { command, args: [join(folder, file), String(threads), ...more], env: { PYTHONDONTWRITEBYTECODE: "1" } },
  };
}

/** PyTorch where it was installed with CUDA and finds a card: to ask it, it has to be loaded. */
function cuda(options) {
  const peer = python("torch", "PyTorch", "pytorch.py", 1, options, "cuda");
  if (peer.missing) return peer;
  const asked = spawnSync(peer.process.command, ["-c", "import torch, sys; sys.exit(not torch.cuda.is_available())"]);
  return asked.status === 0 ? peer : { missing: "this PyTorch has no CUDA, or finds no card for it" };
}

/** This project on the graphics card that was found. */
const onCard = ({ card }) =>
  card.missing ? { missing: card.missing } : { process: node("saddlepoint.mjs", "1", "webgpu") };

function script(name, file, ...args) {
  if (!existsSync(join(cache, "node_modules", name))) return { missing: `${name} is not installed; ${setup}` };
  return { process: node(file, ...args) };
}

const wasm = (threads) => {
  const { command, args } = node("saddlepoint.mjs", String(threads));
  return { process: { command, args: ["--conditions=ort-wasm", ...args] } };
};

/** With two threads only where there are two processors. */
const twice = (title, make) =>
  [1, 2]
    .filter((threads) => threads <= availableParallelism())
    .map((threads) => ({ title: `${title} on ${threads} thread${threads > 1 ? "s" : ""}`, make: make(threads) }));

/** In the order of the table. `family` is what ratios are taken against; `ours` is this project; `card`: on a graphics card, where one is asked for. */
const rows = [
  ...twice("saddlepoint native", (threads) => () => ({ process: node("saddlepoint.mjs", String(threads)) })).map(
    (row) => ({ ...row, family: "saddlepoint native", ours: true }),
  ),
  { title: "saddlepoint wasm", family: "saddlepoint wasm", ours: true, make: () => wasm(1) },
  { title: "saddlepoint webgpu", family: "saddlepoint webgpu", ours: true, card: true, make: onCard },
  { title: "PyTorch on CUDA", family: "PyTorch on CUDA", card: true, make: cuda },
  ...twice("PyTorch", (threads) => (options) => python("torch", "PyTorch", "pytorch.py", threads, options)).map(
    (row) => ({ ...row, family: "PyTorch" }),
  ),
  ...twice("JAX", (threads) => (options) => python("jax", "JAX", "jax_cpu.py", threads, options)).map((row) => ({
    ...row,
    family: "JAX",
  })),
  {
    title: "TensorFlow.js wasm",
    family: "TensorFlow.js",
    make: () => script("@tensorflow/tfjs-backend-wasm", "tensorflow.mjs"),
  },
  {
    title: "TensorFlow.js wasm (repaired)",
    family: "TensorFlow.js",
    make: () => script("@tensorflow/tfjs-backend-wasm", "tensorflow.mjs", "repaired"),
  },
  { title: "jax-js wasm", family: "jax-js", make: () => script("@jax-js/jax", "jax-js.mjs") },
  { title: "mind-net.js", family: "mind-net.js", make: () => script("mind-net.js", "mind-net.mjs") },
];

/** Libraries for JavaScript, apart from this one. */
export const javaScriptFamilies = ["TensorFlow.js", "jax-js", "mind-net.js"];

/**
 * This project, and peers by a part of their names; all of them if nothing is asked for. Those on a graphics card take part where
 * `card` says which there is (card.mjs), whose name this project's has; CUDA's may be another.
 */
export function peersFor(wanted, options = {}) {
  const asked = ({ title, ours, card }) =>
    card
      ? options.card
      : ours || wanted.length === 0 || wanted.some((part) => title.toLowerCase().includes(part.toLowerCase()));
  for (const part of wanted) {
    if (rows.some(({ title }) => title.toLowerCase().includes(part.toLowerCase()))) continue;
    throw new Error(
      `choosing peers: expected a part of ${rows.map(({ title }) => `"${title}"`).join(", ")}; came "${part}".`,
    );
  }
  return rows.filter(asked).map(({ title, family, ours = false, card = false, make }) => {
    const name = card && ours && options.card.name ? `${title} (${options.card.name})` : title;
    return { name, family, ours, card, ...make(options) };
  });
}

/** This project as a commit has it, from a build of it: a peer for each of its own. */
export const earlierPeers = ({ name, folder: build }) =>
  rows
    .filter(({ ours, card }) => ours && !card)
    .map(({ title, make }) => {
      const { command, args } = make().process;
      const there = (arg) => (arg.startsWith(folder) ? join(build, "bench/peers", basename(arg)) : arg);
      return { name: `${title}, ${name}`, family: name, ours: false, process: { command, args: args.map(there) } };
    });

/** The two sides of quality.mjs. */
export const qualityPeers = (threads, pythonPath) => ({
  ours: { process: node("quality.mjs", String(threads)) },
  torch: python("torch", "PyTorch", "quality_torch.py", threads, { pythonPath }),
});

/** How the machine's peak is measured, on so many threads. */
export const matrixProduct = (threads) => node("matrix-product.mjs", String(threads));

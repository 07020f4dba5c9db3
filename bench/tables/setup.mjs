// Installs what only the benchmark of tables needs into bench/.cache/tables: Python with CTGAN, SDMetrics and scikit-learn, and the
// three tables from the packages that publish them.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { cache, peers, published, python, runPython } from "./place.mjs";

/** Wheels of PyTorch without CUDA: 200 MB instead of 3 GB. */
const TORCH_WITHOUT_CUDA = "https://download.pytorch.org/whl/cpu";
/** It has the FAA's wildlife strikes. */
const VEGA = "vega-datasets@3.2.1";

const run = (command, ...args) => {
  console.log(`> ${command} ${args.join(" ")}`);
  return spawnSync(command, args, { cwd: cache, stdio: "inherit" }).status === 0;
};

/** Installs what is not there; returns sentences about what could not be installed. */
export function setup() {
  mkdirSync(published, { recursive: true });
  if (!existsSync(python) && !run("python3", "-m", "venv", join(cache, "python"))) {
    return ["No virtual environment could be made: install Python 3.11 or later with its venv module."];
  }
  const pip = (...args) => run(python, "-m", "pip", "install", "--quiet", "--no-cache-dir", "--retries", "1", ...args);
  const wanted = ["-r", join(peers, "requirements/tables.txt")];
  // With CUDA, which is not used, it takes 7 GB: so it is where that index cannot be reached.
  if (!pip("--extra-index-url", TORCH_WITHOUT_CUDA, "torch==2.9.1+cpu", ...wanted) && !pip(...wanted)) {
    return ["The Python packages could not be installed: pip's message above says why."];
  }
  const quiet = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
  if (!run("npm", "install", ...quiet, "--prefix", published, VEGA)) {
    return [`${VEGA}, which has the table birdstrikes, could not be installed: npm's message above says why.`];
  }
  copyFileSync(join(published, "node_modules/vega-datasets/data/birdstrikes.csv"), join(published, "birdstrikes.csv"));
  runPython("tables_files.py", published);
  return [];
}

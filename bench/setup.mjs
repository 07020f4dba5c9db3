// Installs the peers into bench/.cache: nothing of it is a dependency of the project.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { cache } from "./peers.mjs";

const folder = join(import.meta.dirname, "peers/requirements");
/** Wheels of PyTorch without CUDA: 200 MB instead of 3 GB. */
const TORCH_WITHOUT_CUDA = "https://download.pytorch.org/whl/cpu";

const run = (command, ...args) => {
  console.log(`> ${command} ${args.join(" ")}`);
  return spawnSync(command, args, { cwd: cache, stdio: "inherit" }).status === 0;
};

/** Installs what is not there; returns sentences about what could not be installed. */
export function setup() {
  const problems = [];
  mkdirSync(cache, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) cpSync(join(folder, file), join(cache, file));
  if (!run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")) {
    problems.push("The JavaScript peers could not be installed: npm's message above says why.");
  }
  const python = join(cache, "python", process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  if (!existsSync(python) && !run("python3", "-m", "venv", join(cache, "python"))) {
    problems.push(
      "No virtual environment for Python could be made: install Python 3.11 or later with its venv module.",
    );
    return problems;
  }
  const pip = (...args) => run(python, "-m", "pip", "install", "--quiet", ...args);
  if (!pip("-r", join(folder, "jax.txt"))) problems.push("JAX could not be installed.");
  const torch = ["-r", join(folder, "torch.txt")];
  if (!pip("--index-url", TORCH_WITHOUT_CUDA, ...torch) && !pip(...torch)) {
    problems.push(
      "PyTorch could not be installed by pip. The benchmark falls back to one that the system's Python has; on Debian: " +
        "apt-get install python3-torch python3-numpy libopenblas0-pthread.",
    );
  }
  return problems;
}

// Where the benchmark of tables keeps what it needs and what it has found, and how its Python is called.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const bench = join(import.meta.dirname, "..");
export const cache = join(bench, ".cache/tables");
export const peers = join(bench, "peers");
/** The tables as they are published. */
export const published = join(cache, "data");
export const python = join(cache, "python", process.platform === "win32" ? "Scripts/python.exe" : "bin/python");

/** Runs a script of bench/peers and returns what it prints. */
export function runPython(script, ...args) {
  if (!existsSync(python)) {
    throw new Error(`running ${script}: expected ${python}; it is not there. Run node bench/tables.mjs --setup.`);
  }
  const { status, stdout, error } = spawnSync(python, [join(peers, script), ...args.map(String)], {
    encoding: "utf8",
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", PYTHONWARNINGS: "ignore" },
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 2 ** 26,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`running ${script}: it ended with code ${status}; its message is above.`);
  return stdout;
}

/** Finds a Python for the checks of others' tools. */
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";

/** A Python that has the packages: `python3`, or the one of the virtual environment that `.ci/run` makes. */
const candidates = ["python3", resolve("node_modules/.cache/python/bin/python")];

/** @param packages as after `import`. */
export async function findPython(packages: string): Promise<string | undefined> {
  const found = await Promise.any(
    candidates.map(async (candidate) => {
      await promisify(execFile)(candidate, ["-c", `import ${packages}`]);
      return candidate;
    }),
  ).catch(() => undefined);
  if (found === undefined) console.warn(`Python with ${packages} was not found: its checks are skipped.`);
  return found;
}

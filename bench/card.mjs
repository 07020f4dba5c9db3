// The graphics card that this project's own peer computes on, as its command line finds and names it.
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const probe = join(import.meta.dirname, "../dist/cli/terminal/device-probe.js");
/** The first shader of a cold driver may take this long, in milliseconds. */
const PATIENCE = 60_000;

/** Its `name` and driver; or `missing`, a sentence. A process of its own opens it, which a broken driver may end. */
export function cardFound() {
  const { stdout, signal } = spawnSync(process.execPath, [probe], { encoding: "utf8", timeout: PATIENCE });
  const { adapter, refusal } = readAnswer(stdout);
  if (adapter) return { name: adapter.text };
  const why = refusal ?? `its driver ended the process${signal ? ` (${signal})` : ""}`;
  return { missing: `no graphics card was opened (${why.split("\n")[0]}); docs/gpu.md has what each system needs` };
}

function readAnswer(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

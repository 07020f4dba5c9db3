/** The machine as config.json names it. */
import { arch, cpus, release, totalmem, type } from "node:os";

export function machineText(): string {
  const all = cpus();
  const model = all[0]?.model.replace(/\s+/g, " ").trim() || "unknown processor";
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${model}, ${all.length} ${all.length === 1 ? "core" : "cores"}, ${memory} GiB of memory, ${type()} ${release()} on ${arch()}`;
}

// This project: training and sampling in a process of its own (library.mjs), so that its CPU seconds are its own.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Trains and writes rows into the folder `out`; returns what it took. */
export function trainOurs(request) {
  const file = join(request.out, "request.json");
  writeFileSync(file, JSON.stringify(request, undefined, 1));
  const { status, stdout } = spawnSync(process.execPath, [join(import.meta.dirname, "library.mjs"), file], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`training ${request.training}: code ${status}; the message is above.`);
  return JSON.parse(stdout);
}

import { accessSync, constants } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** In memory where there is such a place: every file that a command writes waits for the disk. */
function place() {
  try {
    accessSync("/dev/shm", constants.W_OK);
    return "/dev/shm";
  } catch {
    return tmpdir();
  }
}

/** A new folder, to be removed by who asked for it. */
export const makeWorkFolder = () => mkdtemp(join(place(), "saddlepoint-fuzz-"));

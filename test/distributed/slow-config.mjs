// Loaded into the command line by `node --import`: config.json takes six seconds to open the first time, as on a busy disk.
import { promises } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { basename } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const { open } = promises;
let first = true;
promises.open = async (path, ...rest) => {
  if (first && basename(String(path)) === "config.json") {
    first = false;
    await pause(6000);
  }
  return open(path, ...rest);
};

syncBuiltinESMExports();

/**
 * Loaded into the command line by `node --import`: counts every step of every write, and ends the process by SIGKILL at the one
 * that KILL_AT numbers. A step is what lies between two moments at which the disk looks different: before and after each call, and
 * halfway through what is written. With KILL_LOG their names are appended to that file.
 */
import { appendFileSync, promises } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { basename } from "node:path";

const { KILL_AT, KILL_LOG } = process.env;
let count = 0;

/** A name without what differs from one time to the next. */
const kindOf = (path) =>
  basename(String(path))
    .replace(/\.saddlepoint-.*\.tmp$/, ".tmp")
    .replace(/\d+/g, "N");

function moment(name, path) {
  count++;
  if (KILL_LOG) appendFileSync(KILL_LOG, `${name} ${kindOf(path)}\n`);
  if (count === Number(KILL_AT)) process.kill(process.pid, "SIGKILL");
}

async function step(name, path, act) {
  moment(`before ${name}`, path);
  const result = await act();
  moment(`after ${name}`, path);
  return result;
}

const original = { ...promises };
for (const name of ["rename", "link", "rm", "rmdir", "unlink", "mkdir"]) {
  promises[name] = (path, ...rest) => step(name, path, () => original[name](path, ...rest));
}

const halves = (content) => {
  const bytes = Buffer.from(content);
  return [bytes.subarray(0, bytes.length >> 1), bytes.subarray(bytes.length >> 1)];
};

async function inHalves(name, path, content, write) {
  const [first, second] = halves(content);
  await step(`the first half of ${name}`, path, () => write(first));
  await step(`the second half of ${name}`, path, () => write(second));
}

promises.appendFile = (path, content) => inHalves("append", path, content, (part) => original.appendFile(path, part));

promises.open = async (path, flags, ...rest) => {
  if (flags === undefined || typeof flags === "number" || !/[wa]/.test(flags))
    return original.open(path, flags, ...rest);
  const file = await step("open", path, () => original.open(path, flags, ...rest));
  const { sync, close } = file;
  file.writeFile = (content) =>
    inHalves("write", path, content, async (part) => {
      for (let done = 0; done < part.length; ) done += (await file.write(part, done)).bytesWritten;
    });
  file.sync = () => step("sync", path, () => sync.call(file));
  file.close = () => step("close", path, () => close.call(file));
  return file;
};

promises.writeFile = () => {
  throw new Error("A run's files are written by files.ts.");
};

syncBuiltinESMExports();

/**
 * Plays a run for some minutes and prints how much memory it holds and what lies in its folder: neither may grow with its length.
 *
 *     npm run build && node bench/long-run.mjs [minutes] [data and options of train …]
 *
 * By default 15 minutes of `train ring`. Growth counts from the end of the first half hour, or of the first quarter of a run under two
 * hours: before, caches fill and code is compiled.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { digits, median } from "./statistics.mjs";

const [given = "15", ...rest] = process.argv.slice(2);
const minutes = Number(given);
if (!(minutes > 0)) {
  console.error("usage: node bench/long-run.mjs [minutes] [data and options of train …]");
  process.exit(2);
}
const what = rest.length > 0 ? rest : ["ring"];
/** Seconds between readings of the memory; a line is printed for every part, and has the median of its readings. */
const READ_EVERY = Math.min(5, minutes);
const PARTS = Math.min(30, Math.max(4, Math.floor(minutes)));
const settled = Math.min(30, minutes / 4);
/** In megabytes. */
const KIBIBYTE = 1024 / 1e6;

const program = join(import.meta.dirname, "../dist/cli/main.js");
const place = mkdtempSync(join(tmpdir(), "saddlepoint-bench-"));
const run = join(place, "run");
const metrics = join(run, "metrics.jsonl");

/** Resident memory of a process in MB: as the kernel tells it, or `ps` where there is no /proc. Undefined once it has ended. */
function residentMegabytes(pid) {
  if (process.platform === "linux") {
    try {
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * KIBIBYTE;
    } catch {
      return undefined;
    }
  }
  const { status, stdout, error } = spawnSync("ps", ["-o", "rss=", "-p", `${pid}`], { encoding: "utf8" });
  if (error)
    throw new Error(`reading the memory of a process: expected ps; came ${error.message}. Use Linux or macOS.`);
  return status === 0 ? Number(stdout) * KIBIBYTE : undefined;
}

/** Number of files and megabytes in the run folder; a file may be renamed or removed meanwhile. */
function contentOfFolder() {
  let [files, bytes] = [0, 0];
  for (const name of readdirSync(run, { recursive: true })) {
    const found = statSync(join(run, name), { throwIfNoEntry: false });
    if (!found?.isFile()) continue;
    files++;
    bytes += found.size;
  }
  return { files, megabytes: bytes / 1e6 };
}

/** The step of the last whole line of metrics.jsonl. */
function lastStep() {
  const lines = readFileSync(metrics, "utf8").split("\n").slice(0, -1);
  return lines.length > 0 ? JSON.parse(lines.at(-1)).step : 0;
}

const row = (...cells) => console.log(cells.map((cell, i) => `${cell}`.padStart([8, 12, 9, 7, 12][i])).join(" "));

const child = spawn(process.execPath, [program, "train", ...what, "--steps", "1000000000", "--out", run], {
  stdio: ["ignore", "ignore", "pipe"],
});
let said = "";
child.stderr.on("data", (chunk) => {
  said = `${said}${chunk}`.slice(-1000);
});
const ended = once(child, "close");
async function checkThatItLasts() {
  if (child.exitCode === null && child.signalCode === null) return;
  const [code, signal] = await ended;
  throw new Error(
    `playing a long run: expected it to last; came its end (${signal ?? `exit code ${code}`}): ${said.trim()}`,
  );
}

try {
  console.log(`train ${what.join(" ")}, for ${digits(minutes)} minutes`);
  row("minutes", "steps", "RSS, MB", "files", "folder, MB");
  for (; !existsSync(metrics); await pause(100)) await checkThatItLasts();
  const began = performance.now();
  const parts = [];
  let largest = { megabytes: 0, at: 0 };
  for (let part = 1; part <= PARTS; part++) {
    const until = began + (60_000 * minutes * part) / PARTS;
    const readings = [];
    while (performance.now() < until) {
      await pause(Math.min(1000 * READ_EVERY, Math.max(0, until - performance.now())));
      const megabytes = residentMegabytes(child.pid);
      await checkThatItLasts();
      if (!(megabytes > 0)) continue;
      readings.push(megabytes);
      const at = (performance.now() - began) / 60_000;
      if (megabytes > largest.megabytes) largest = { megabytes, at };
    }
    const [at, megabytes, content] = [(minutes * part) / PARTS, median(readings), contentOfFolder()];
    parts.push({ from: (minutes * (part - 1)) / PARTS, megabytes });
    row(at.toFixed(1), lastStep().toLocaleString("en"), digits(megabytes), content.files, digits(content.megabytes));
  }
  const first = parts.find(({ from }) => from >= settled - 1e-9) ?? parts.at(-1);
  const last = parts.at(-1);
  const growth = 100 * (last.megabytes / first.megabytes - 1);
  console.log(
    `RSS after the first ${digits(settled)} minutes: ${digits(first.megabytes, 4)} MB, then ${digits(last.megabytes, 4)} MB at the end: ` +
      `${growth < 0 ? "−" : "+"}${Math.abs(growth).toFixed(1)} %. The most was ${digits(largest.megabytes, 4)} MB, at minute ${largest.at.toFixed(1)}.`,
  );
} finally {
  child.kill("SIGINT");
  await ended;
  rmSync(place, { recursive: true, force: true });
}

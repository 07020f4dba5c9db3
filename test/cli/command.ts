import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const PROGRAM = resolve("dist/cli/start.js");

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

const running = new Set<ChildProcess>();

/** Starts the built command line in a folder. */
export function start(cwd: string, args: readonly string[], wrapper: readonly string[] = []): Started {
  const [command = process.execPath, ...rest] = [...wrapper, process.execPath, PROGRAM, ...args];
  const child = spawn(command, rest, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const finished = new Promise<Finished>((done, fail) => {
    child.on("error", fail);
    child.on("close", (code, signal) => {
      running.delete(child);
      done({ code, signal, stdout, stderr });
    });
  });
  return { child, finished };
}

export const command = (cwd: string, ...args: string[]): Promise<Finished> => start(cwd, args).finished;

// A test that fails or runs out of time leaves no process behind.
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Calls `use` with an empty folder that is removed afterwards. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "saddlepoint-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Waits until something is true, looking every 20 ms. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((done) => setTimeout(done, 20));
}

/** Every file below a folder, as paths relative to it, sorted. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** A run small enough for a test. */
export const TINY = [
  "--widths",
  "8",
  "--batch",
  "16",
  "--samples",
  "20",
  "--report-every",
  "10",
  "--decay-steps",
  "1000",
];

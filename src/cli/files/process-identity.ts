/**
 * Which process something on disk belongs to, and whether that process is still there. A number alone does not tell: it means
 * something on one machine and in one container only, and is given anew when a process has ended.
 */
import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

export interface ProcessIdentity {
  readonly pid: number;
  /** The machine by name. */
  readonly host: string;
  /** Within which {@link pid} means this process: machine, its last start, container. */
  readonly place: string;
  /** When the process began, as the system counts; `null` where it does not say (anywhere but on Linux). */
  readonly started: string | null;
}

function textOf(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return "";
  }
}

const bootOf = (): string => textOf(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8"));
const namespaceOf = (): string => textOf(() => readlinkSync("/proc/self/ns/pid"));

/** State and start of a process, fields 3 and 22 of /proc/PID/stat; its name before them may hold anything. */
function lookAt(pid: number): { readonly state: string; readonly started: string } | undefined {
  const text = textOf(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  const [state, ...rest] = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const started = rest[18];
  return state === undefined || started === undefined ? undefined : { state, started };
}

const digest = createHash("sha256")
  .update(JSON.stringify([hostname(), bootOf(), namespaceOf()]))
  .digest("hex");

export const thisProcess: ProcessIdentity = {
  pid: process.pid,
  host: hostname(),
  place: digest.slice(0, 12),
  started: lookAt(process.pid)?.started ?? null,
};

/** Whether a process of this machine and container lives. One that has ended and waits for its parent (a zombie) does not. */
export function isAlive(pid: number): boolean {
  const found = lookAt(pid);
  if (found) return found.state !== "Z" && found.state !== "X";
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Whether it still is the process that had this number then. */
export function isStillThere({ pid, started }: ProcessIdentity): boolean {
  if (!isAlive(pid)) return false;
  const now = lookAt(pid)?.started ?? null;
  return started === null || now === null || started === now;
}

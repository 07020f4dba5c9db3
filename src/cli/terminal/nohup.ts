/**
 * Whether the process was started by `nohup`, and shall outlive its terminal.
 *
 * nohup has its command ignore SIGHUP, but Node gives every signal its default back when it starts: under `nohup node …` the
 * signal ends the process as it would without. So what else nohup leaves behind is looked at.
 */
import { fstatSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";

/** What can be seen of how a process was started. */
export interface Start {
  /** The command that the shell started, which bash, zsh and ksh put into the environment. */
  readonly command: string | undefined;
  /** Whether output goes to a file nohup.out. */
  readonly writesNohupOut: boolean;
  /** Whether standard input cannot be read, as where GNU nohup has put something in the place of a terminal. */
  readonly unreadableInput: boolean;
  /** Signals that the parent ignores, as a hexadecimal mask: `nohup sh script`. */
  readonly ignoredByParent: string | undefined;
}

const HANG_UP = 1n;

export const isNohup = ({ command, writesNohupOut, unreadableInput, ignoredByParent = "0" }: Start): boolean =>
  basename(command ?? "") === "nohup" ||
  writesNohupOut ||
  unreadableInput ||
  (BigInt(`0x${ignoredByParent}`) & HANG_UP) !== 0n;

/** Looks at this process. */
export const startedByNohup = (): boolean =>
  isNohup({
    command: process.env._,
    writesNohupOut: [1, 2].some((output) => ["nohup.out", join(homedir(), "nohup.out")].some(isOpenAs(output))),
    unreadableInput: isUnreadable(0),
    ignoredByParent: /^SigIgn:\s*([0-9a-f]+)$/m.exec(textOf(`/proc/${process.ppid}/status`))?.[1],
  });

const isOpenAs =
  (descriptor: number) =>
  (path: string): boolean => {
    const [open, there] = [orNothing(() => fstatSync(descriptor)), orNothing(() => statSync(path))];
    return open !== undefined && there !== undefined && open.dev === there.dev && open.ino === there.ino;
  };

/** Whether it is open for writing only; nowhere but on Linux this can be seen. */
const isUnreadable = (descriptor: number): boolean =>
  /^flags:\s*[0-7]*[15]$/m.test(textOf(`/proc/self/fdinfo/${descriptor}`));

const textOf = (path: string): string => orNothing(() => readFileSync(path, "utf8")) ?? "";

function orNothing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/**
 * The command line. Exit codes: 0 done; 2 a sentence on standard error says why not; 130 interrupted; 1 a bug of ours.
 */

import { CommanderError } from "commander";
import { isProblem } from "../inner.ts";
import { welcomeCommand } from "./commands/welcome.ts";
import { fileProblem } from "./files/writing.ts";
import { createProgram } from "./program.ts";
import { inFlags } from "./terminal/flags.ts";
import { outliveTerminal } from "./terminal/interrupt.ts";
import { startedByNohup } from "./terminal/nohup.ts";
import { bearLostOutput, createOutput } from "./terminal/output.ts";
import { fitted, widthOf } from "./terminal/width.ts";

async function main(): Promise<void> {
  bearLostOutput();
  if (startedByNohup()) outliveTerminal();
  try {
    // Nothing is asked for: no list of all that there is, but what to do next.
    if (process.argv.length === 2) await welcomeCommand(createOutput(false));
    else await createProgram(report).parseAsync();
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Says what went wrong, and on which rank if it is one of several, and returns the exit code. */
function report(error: unknown, rank?: number): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0; // help and version
    // Without a command, commander has shown the help already.
    if (error.code !== "commander.help") fail(sentence(error.message));
    return 2;
  }
  const path = (error as NodeJS.ErrnoException | undefined)?.path;
  const known = fileProblem(path === undefined ? "using the file system" : `using ${path}`, error);
  if (isProblem(known)) {
    fail(rank === undefined ? known.message : `rank ${rank}: ${known.message}`);
    return 2;
  }
  process.stderr.write(`saddlepoint: an internal error; please report it with the text below.\n`);
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 1;
}

/** Commander's message in our form. */
function sentence(message: string): string {
  const [what = "", suggestion] = message.replace(/^error: /, "").split("\n");
  const next =
    suggestion?.replace(/^\((.*)\)$/, "$1") ??
    "saddlepoint --help lists the commands, and --help after a command its options.";
  return `${what.replace(/\.$/, "")}. ${next}`;
}

function fail(text: string): void {
  const message = inFlags(text);
  process.stderr.write(`${fitted(`saddlepoint: ${message}`, widthOf(process.stderr))}\n`);
  if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify({ error: message })}\n`);
}

await main();

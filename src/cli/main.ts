#!/usr/bin/env node
/**
 * The command line. Exit codes: 0 done; 2 a sentence on standard error says why not; 130 interrupted; 1 a bug of ours.
 */
import { Command, CommanderError } from "commander";
import { builtInData, isProblem } from "../index.ts";
import { evaluateCommand } from "./commands/evaluate.ts";
import { resumeCommand } from "./commands/resume.ts";
import { runsCommand } from "./commands/runs.ts";
import { sampleCommand } from "./commands/sample.ts";
import { trainCommand } from "./commands/train.ts";
import { addOptionFlags, type Flags } from "./flags.ts";
import { createOutput, type Output } from "./output.ts";
import { version } from "./version.ts";

const builtInHelp = (): string => {
  const width = Math.max(...builtInData.map(({ name }) => name.length));
  const lines = builtInData.map(({ name, help }) => `  ${name.padEnd(width)}  ${help}`);
  return `\nBuilt-in data:\n${lines.join("\n")}\n\nDefaults stand in brackets. Some follow from the data or from other options; config.json has all that a run used.`;
};

const JSON_HELP = "one JSON object on standard output, everything else on standard error";

function createProgram(): Command {
  const program = new Command("saddlepoint")
    .description("Train generative adversarial networks, and see how far they are from what the theory promises.")
    .version(version)
    .helpCommand(false)
    .showHelpAfterError(false)
    .configureHelp({ showGlobalOptions: false });

  const train = program
    .command("train")
    .description("train a GAN to the end")
    .argument("<data>", "a built-in distribution (below), or an IDX file of images (.gz or not)")
    .option("--out <DIR>", "the run folder (default: runs/<data>)")
    .option("--json", JSON_HELP)
    .addHelpText("after", builtInHelp());
  addOptionFlags(train);
  train.action(run((data: string, flags: Flags, output) => trainCommand(data, flags, output)));

  const resume = program
    .command("resume")
    .description("go on with a run, bit for bit as if it had never stopped")
    .argument("<run>", "the run folder")
    .option("--data <PATH>", "where the data are now, if they have moved")
    .option("--json", JSON_HELP)
    .addHelpText("after", "\nOptions under Game and Players must be those of the run; the others may change.");
  addOptionFlags(resume);
  resume.action(run((folder: string, flags: Flags, output) => resumeCommand(folder, flags, output)));

  program
    .command("sample")
    .description("draw new examples from a run's generator")
    .argument("<run>", "the run folder")
    .requiredOption("--out <FILE>", "a .png or a .csv file")
    .option("--count <N>", "how many (default: 64 images, 2,500 points)")
    .option("--seed <N>", "of the noise (default: the run's)")
    .option("--json", JSON_HELP)
    .action(run((folder: string, flags: Flags, output) => sampleCommand(folder, flags, output)));

  program
    .command("evaluate")
    .description("measure how good the samples are and how far D is from 1/2")
    .argument("<run>", "the run folder")
    .option("--samples <N>", "samples for the mode protocol (default: 2,500)")
    .option("--step <N>", "a kept checkpoint (default: the newest)")
    .option("--json", JSON_HELP)
    .action(run((folder: string, flags: Flags, output) => evaluateCommand(folder, flags, output)));

  program
    .command("runs")
    .description("list runs")
    .argument("[dir]", "the folder that holds them", "runs")
    .option("--json", JSON_HELP)
    .action(run((dir: string, _: Flags, output) => runsCommand(dir, output)));

  // Errors are reported in one place, below.
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ outputError: () => undefined });
  }
  return program;
}

/** Calls a command's function with its argument, flags and output. */
function run(action: (argument: string, flags: Flags, output: Output) => Promise<void>) {
  return (argument: string, flags: Flags): Promise<void> => action(argument, flags, createOutput(flags.json === true));
}

async function main(): Promise<void> {
  // A reader that closes early (`| head`) is no error.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
  try {
    await createProgram().parseAsync();
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Says what went wrong and returns the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0; // help and version
    // Without a command, commander has shown the help already.
    if (error.code !== "commander.help") fail(sentence(error.message));
    return 2;
  }
  if (isProblem(error)) {
    fail(error.message);
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

function fail(message: string): void {
  process.stderr.write(`saddlepoint: ${message}\n`);
  if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify({ error: message })}\n`);
}

await main();

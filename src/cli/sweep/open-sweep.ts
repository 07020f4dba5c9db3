/** Which sweep a command means: a new one, or one that has begun and goes on. */
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { isProblem, problem, shellWord } from "../../inner.ts";
import { readText } from "../data/reading.ts";
import { exists, makeFolder, writeWhole } from "../files/writing.ts";
import type { Flags } from "../terminal/flags.ts";
import { sweepPaths } from "./paths.ts";
import { asksForAnother, keptPlan, planFrom, type SweepPlan } from "./plan.ts";

/** A sweep that is asked for. */
export interface AskedSweep {
  readonly plan: SweepPlan;
  /** The folder that has it already. */
  readonly folder?: string;
}

/** A file of this name, or that ends in it, says what to do; anything else is data. */
const FILE = /(^|[.-])sweep\.json$/i;

/**
 * What the argument and the flags ask for. The folder of a sweep goes on with it: flags may then add seeds, and choose another metric.
 */
export async function askedSweep(argument: string | undefined, flags: Flags): Promise<AskedSweep> {
  const { out: _, ...rest } = flags;
  if (argument === undefined) return { plan: planFrom(undefined, rest) };
  if (FILE.test(basename(argument)) && !(await isFolder(argument))) {
    return { plan: planFrom(undefined, rest, { path: argument, text: await readText(argument, "record") }) };
  }
  const kept = (await isFolder(argument)) ? await keptPlan(sweepPaths(argument).plan) : undefined;
  if (!kept) return { plan: planFrom(argument, rest) };
  const other = asksForAnother(flags);
  if (other !== undefined) {
    throw problem({
      doing: `going on with ${argument}`,
      expected: "no options but --seeds, --jobs, --metric and those of the metric, as a sweep has its own",
      came: `--${other}`,
      next: "Leave it out, or begin another sweep.",
    });
  }
  const asked = planFrom(undefined, rest);
  const plan: SweepPlan = {
    ...kept,
    ...(flags.seeds === undefined ? {} : { seeds: asked.seeds }),
    ...(asked.metric === undefined ? {} : { metric: asked.metric }),
    measure: asked.metric === undefined ? { ...kept.measure, ...asked.measure } : asked.measure,
  };
  return { plan: checkedChange(argument, kept, plan), folder: argument };
}

const isFolder = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** Refuses what a sweep that has begun cannot become. */
function checkedChange(folder: string, kept: SweepPlan, plan: SweepPlan): SweepPlan {
  const refuse = (expected: string, came: string): Error =>
    problem({ doing: `going on with ${folder}`, expected, came, next: "Begin another sweep, with another --out." });
  if (plan.seeds < kept.seeds) throw refuse(`${kept.seeds} seeds or more`, String(plan.seeds));
  if (kept.halving === undefined) return plan;
  if (plan.seeds > kept.seeds) throw refuse(`${kept.seeds} seeds, by which halving has decided`, String(plan.seeds));
  if (plan.metric !== kept.metric || JSON.stringify(plan.measure) !== JSON.stringify(kept.measure)) {
    throw refuse(`${kept.metric}, by which halving has decided`, plan.metric ?? "another measure");
  }
  return plan;
}

/** What two plans have in common for one to be gone on with as the other. */
const tried = ({ seeds: _, ...plan }: SweepPlan): string =>
  JSON.stringify(Object.entries(plan).sort(([a], [b]) => (a < b ? -1 : 1)));

/**
 * The folder of a new sweep: the one asked for, or sweeps/<name>, sweeps/<name>-2, …; one that holds the same sweep is gone on with, so
 * that the same command goes on. Errors: the folder asked for holds something else.
 */
export async function chooseSweepFolder(asked: unknown, name: string, plan: SweepPlan): Promise<string> {
  if (asked === "") {
    throw problem({ doing: "reading option --out", expected: "the name of a folder", came: "an empty value" });
  }
  const holds = async (folder: string): Promise<"nothing" | "it" | "another"> => {
    if (!(await exists(folder))) return "nothing";
    const kept = await keptPlan(sweepPaths(folder).plan).catch((error: unknown) => {
      if (asked !== undefined || !isProblem(error)) throw error;
      return undefined;
    });
    if (!kept) return (await isEmpty(folder)) ? "nothing" : "another";
    return tried(kept) === tried(plan) && plan.seeds >= kept.seeds ? "it" : "another";
  };
  if (asked !== undefined) {
    const folder = String(asked);
    if ((await holds(folder)) !== "another") return folder;
    throw problem({
      doing: `choosing ${folder} as the folder of a sweep`,
      expected: "a new or empty folder, or this sweep",
      came: (await exists(sweepPaths(folder).plan)) ? "another sweep" : "one with files in it",
      next: `Choose another --out; saddlepoint sweep ${shellWord(folder)} alone goes on with a sweep that is there.`,
    });
  }
  const safe = name.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+/, "") || "sweep";
  for (let number = 1; ; number++) {
    const folder = join("sweeps", number === 1 ? safe : `${safe}-${number}`);
    if ((await holds(folder)) !== "another") return folder;
  }
}

async function isEmpty(folder: string): Promise<boolean> {
  const left = ["training.lock", "training.pid", "runs", "logs"];
  return (await readdir(folder).catch(() => ["a file"])).every((name) => left.includes(name) || name.endsWith(".tmp"));
}

/** Writes what a sweep does, before it does anything. */
export async function savePlan(folder: string, plan: SweepPlan): Promise<void> {
  const { runs, logs, plan: path } = sweepPaths(folder);
  for (const own of [runs, logs]) await makeFolder(own);
  await writeWhole(path, `${JSON.stringify(plan, null, 2)}\n`);
}

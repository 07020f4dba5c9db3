import {
  besideOthers,
  type Collective,
  type Config,
  checkOptions,
  optionsOf,
  type PlayerOptions,
  problem,
  type RunOptions,
  resume,
  runOptions,
  spread,
  train,
} from "../../inner.ts";
import { readInTurns } from "../distributed/in-turns.ts";
import type { Job } from "../distributed/job.ts";
import { logsAsked } from "../logs/log-to.ts";
import { listCheckpoints, loadCheckpoint, rewind } from "../run/folder.ts";
import { lock } from "../run/lock.ts";
import { readMetrics } from "../run/metrics-record.ts";
import { recordAfterMove, reopenData, requireSameData } from "../run/open-run.ts";
import { type RunRecord, readRecord, saveRecord } from "../run/record.ts";
import { startAgain } from "../run/starting-point.ts";
import { follow, runSession } from "../session/carry-out.ts";
import { onChosenDevice } from "../terminal/device-flag.ts";
import { type Flags, flagName, optionsFrom } from "../terminal/flags.ts";
import type { Output } from "../terminal/output.ts";
import { goingOn } from "../terminal/runtime-flag.ts";

/** What rank 0 finds in the run folder. The other ranks need not see it: it is sent to them. */
interface Found {
  readonly record: RunRecord;
  /** The newest checkpoint that is whole; empty if there is none yet. */
  readonly checkpoint: Uint8Array;
  readonly step: number;
}

async function find(folder: string, flags: Flags, output: Output): Promise<Found> {
  const asked = logsAsked(flags);
  const { log: before, ...record } = await readRecord(folder);
  const log = asked ?? before ?? [];
  const config = { ...record.config, run: changedRun(record.config, flags) };
  const loaded = await loadCheckpoint(folder, config, output.say);
  if (!loaded && (await listCheckpoints(folder)).length > 0) {
    throw problem({
      doing: `resuming ${folder}`,
      expected: "a checkpoint that is whole",
      came: "only damaged ones",
      next: "The run cannot be continued; train it anew.",
    });
  }
  return {
    record: { ...record, ...(log.length > 0 ? { log } : {}), config },
    checkpoint: loaded?.bytes ?? new Uint8Array(),
    step: loaded?.checkpoint.step ?? -1,
  };
}

/** `resume <run>` */
export async function resumeCommand(folder: string, flags: Flags, output: Output, job: Job): Promise<void> {
  job.stage({ doing: "rank 0 reads the run folder", saved: false });
  const mine = await besideOthers(job, async () => (job.rank === 0 ? find(folder, flags, output) : undefined));
  const before = await spreadObject(job, mine?.record);
  const checkpoint = await spread(job, mine?.checkpoint);
  const opened = await readInTurns(job, async () => {
    const found = await reopenData(before, flags, output.say);
    requireSameData(before, found.data, flags, `resuming ${folder}`);
    return found;
  });
  const { data } = opened;
  const { config, reason } = await onChosenDevice(before.config, data, job.size);
  const record = { ...recordAfterMove(before, opened, flags), config };
  // A run that was killed before its first checkpoint begins anew: the same seed makes the same bytes.
  const start = checkpoint.length > 0 ? {} : await startAgain(config, job, output.say);
  const events = (signal: AbortSignal) =>
    checkpoint.length > 0
      ? resume({ checkpoint, config, data, signal, collective: job })
      : train({ ...optionsOf(config), ...start, data, signal, collective: job });
  if (!mine) return follow(events, job);
  const { step } = mine;
  const { runtime, notice } = await goingOn(record.runtime, step, config);
  if (reason !== undefined) output.say(`Note: ${reason}.`);
  if (notice !== undefined) output.say(`Note: ${notice}`);
  const resumed = { ...record, runtime };
  await runSession(
    {
      folder,
      record: resumed,
      data,
      metrics: (await readMetrics(folder)).filter((line) => line.step <= step),
      prepare: async () => {
        const held = await lock(folder, { say: output.say });
        await rewind(folder, step, config.run, output.say);
        await saveRecord(folder, resumed);
        return held;
      },
      events,
      job,
    },
    output,
  );
}

/** An object of rank 0, on every rank. */
async function spreadObject<T>(collective: Collective, mine: T | undefined): Promise<T> {
  const bytes = mine === undefined ? undefined : new TextEncoder().encode(JSON.stringify(mine));
  return JSON.parse(new TextDecoder().decode(await spread(collective, bytes))) as T;
}

/** The options under `run` as they shall be from now on. Any other option must be what it was: it would change the mathematics. */
function changedRun(config: Config, flags: Flags): RunOptions {
  const given = optionsFrom(flags);
  checkOptions(given);
  const { generator, discriminator, ...shared } = given;
  const refuse = (name: string, was: unknown, now: unknown): Error =>
    problem({
      doing: "resuming",
      expected: `only options that leave the mathematics as it is (${Object.keys(runOptions)
        .map((key) => flagName(key))
        .join(", ")})`,
      came: `${name} ${format(now)} where the run has ${format(was)}`,
      next: "Leave it out, or start a new run with train.",
    });
  const compare = (player: "generator" | "discriminator", key: string, now: unknown, name: string): void => {
    const was = config[player][key as keyof PlayerOptions];
    if (format(was) !== format(now)) throw refuse(name, was, now);
  };
  const changed: Record<string, unknown> = {};
  for (const [key, now] of Object.entries(shared)) {
    if (key in runOptions) changed[key] = now;
    else if (key in config.generator) {
      for (const player of ["generator", "discriminator"] as const) compare(player, key, now, flagName(key));
    } else {
      const was = config[key as keyof Config];
      if (format(was) !== format(now)) throw refuse(flagName(key), was, now);
    }
  }
  for (const [player, own] of [
    ["generator", generator],
    ["discriminator", discriminator],
  ] as const) {
    for (const [key, now] of Object.entries(own ?? {})) compare(player, key, now, flagName(key, player));
  }
  return { ...config.run, ...changed };
}

const format = (value: unknown): string => (Array.isArray(value) ? value.join(",") || "none" : String(value));

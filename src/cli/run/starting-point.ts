/** The run whose weights another one starts from: `--from`, `--from-step`. */
import { besideOthers, type Config, decodeCheckpoint, problem, type StartingPoint, spread } from "../../inner.ts";
import type { Job } from "../distributed/job.ts";
import type { Flags } from "../terminal/flags.ts";
import { integerFlag } from "../terminal/integer-flag.ts";
import { loadCheckpoint } from "./folder.ts";
import { checkpointMissing } from "./generator.ts";
import { readRecord } from "./record.ts";

/** What rank 0 finds; the other ranks need not see the folder. */
interface Found {
  readonly config: Config;
  readonly bytes: Uint8Array;
}

async function find(folder: string, say: (line: string) => void, step?: number): Promise<Found> {
  const { config } = await readRecord(folder);
  const loaded = await loadCheckpoint(folder, config, say, step);
  if (!loaded) throw checkpointMissing(`starting from the weights of ${folder}`, folder, step);
  return { config, bytes: loaded.bytes };
}

/** A state of a run as it is in its folder, on every rank. The newest, if no step is given. */
async function openStart(folder: string, job: Job, say: (line: string) => void, step?: number): Promise<StartingPoint> {
  const mine = await besideOthers(job, async () => (job.rank === 0 ? find(folder, say, step) : undefined));
  const text = mine && new TextEncoder().encode(JSON.stringify(mine.config));
  const config = JSON.parse(new TextDecoder().decode(await spread(job, text))) as Config;
  const bytes = await spread(job, mine?.bytes);
  return { run: folder, config, checkpoint: await decodeCheckpoint(`of ${folder}`, bytes) };
}

/** What the flags of a new run say of it; nothing where they do not name another run. */
export async function startAsked(
  flags: Flags,
  job: Job,
  say: (line: string) => void,
): Promise<{ readonly from?: StartingPoint }> {
  const { from } = flags;
  const step = integerFlag(flags, "fromStep", 0, 1e9);
  if (from === undefined && step !== undefined) {
    throw problem({
      doing: "reading option --from-step",
      expected: "--from with it, the run whose checkpoint is meant",
      came: "none",
    });
  }
  return from === undefined ? {} : { from: await openStart(String(from), job, say, step) };
}

/** The weights that a run was to start from, of which it has no checkpoint yet: those that its configuration names. */
export async function startAgain(
  { from }: Config,
  job: Job,
  say: (line: string) => void,
): Promise<{ readonly from?: StartingPoint }> {
  if (!from) return {};
  const { run, step, sha256 } = from;
  const found = await openStart(run, job, say, step);
  if (found.checkpoint.sha256 === sha256) return { from: found };
  throw problem({
    doing: `starting again from the weights of ${run}`,
    expected: `the checkpoint of step ${step} with checksum ${sha256.slice(0, 16)}…`,
    came: `${found.checkpoint.sha256.slice(0, 16)}…`,
    next: "Begin a new run.",
  });
}

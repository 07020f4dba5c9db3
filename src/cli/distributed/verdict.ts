/** When a rank is given up, and in which words: all that decides about the end of a job, without a clock or a file. */

/** What the ranks do together, for the sentence that says why a job ended. */
export interface Stage {
  /** To follow "while"; undefined for training itself. */
  readonly doing: string | undefined;
  /** Whether this job has a checkpoint to go on from. Before it has one, nothing is lost. */
  readonly saved: boolean;
}

/** A job until its run begins, training, and after it. */
export const STARTING: Stage = { doing: "the ranks start", saved: false };
export const BEFORE_TRAINING: Stage = { doing: "rank 0 writes the first samples and checkpoint", saved: false };
export const TRAINING: Stage = { doing: undefined, saved: true };
export const MEASURING: Stage = { doing: "rank 0 measures what was reached", saved: true };

/** The job as one rank sees it. Times are milliseconds. */
export interface Sight {
  readonly rank: number;
  readonly size: number;
  /** Ranks on this host, where that is known. */
  readonly here: number | undefined;
  /** `--rank-timeout`. */
  readonly timeout: number;
  /** By rank: how long there has been no sign of life; undefined of those that gave none yet, or are of another host. */
  readonly silent: readonly (number | undefined)[];
  /** How long the main thread has been inside a call that needs the others; undefined if it is in none. */
  readonly inside: number | undefined;
  /** Whether that call is the first, in which ranks wait for each other to start. */
  readonly starting: boolean;
}

/** Whom a rank gives up. */
export interface Verdict {
  /** Those that are known to give no sign. */
  readonly ranks: readonly number[];
  /** Of those that cannot be told apart, so many or more. */
  readonly among?: { readonly count: number; readonly ranks: readonly number[] };
  /** They live, but have not come for so long. */
  readonly alive?: boolean;
}

/** How much longer a rank waits for one that lives, since it may have much to do. */
export const PATIENCE = 10;
/** Beyond the timeout: for loading the program, when ranks start. */
const LOADING = 5000;
/** Beyond the timeout: whoever cannot name the rank leaves the word to those that can, and of these to the first. */
const WORD = 2000;

/** Whether a rank ends the job now. Silence on this host alone is reason enough: it does not matter what this rank does itself. */
export function verdict({ rank, size, here, timeout, silent, inside, starting }: Sight): Verdict | undefined {
  const others = silent.map((_, other) => other).filter((other) => other !== rank);
  const dead = others.filter((other) => (silent[other] ?? 0) >= timeout);
  if (dead.length > 0) {
    const first = others.every((other) => other > rank || silent[other] === undefined || dead.includes(other));
    const longest = Math.max(...dead.map((other) => silent[other] ?? 0));
    return first || longest >= timeout + WORD ? { ranks: dead } : undefined;
  }
  if (others.length === 0 || inside === undefined || inside < timeout) return undefined;
  const unseen = others.filter((other) => silent[other] === undefined);
  const missing = starting && here !== undefined ? here - (size - unseen.length) : 0;
  if (missing > 0) {
    const first = others.every((other) => other > rank || unseen.includes(other));
    if (inside < timeout + LOADING + (first ? 0 : WORD)) return undefined;
    return missing === unseen.length ? { ranks: unseen } : { ranks: [], among: { count: missing, ranks: unseen } };
  }
  if (unseen.length > 0) {
    if (inside < timeout + WORD + (starting ? LOADING : 0)) return undefined;
    return unseen.length === 1 ? { ranks: unseen } : { ranks: [], among: { count: 1, ranks: unseen } };
  }
  return inside < PATIENCE * timeout ? undefined : { ranks: others, alive: true };
}

/** `rank 1 on host beta`, `ranks 0 and 2 on host alpha and rank 1 on host beta`. */
export function named(ranks: readonly number[], hosts: readonly string[]): string {
  const byHost = new Map<string, number[]>();
  for (const rank of ranks) {
    const host = hosts[rank] ?? "";
    byHost.set(host, [...(byHost.get(host) ?? []), rank]);
  }
  return [...byHost]
    .map(([host, on]) => `${on.length === 1 ? "rank" : "ranks"} ${list(on)}${host === "" ? "" : ` on host ${host}`}`)
    .join(" and ");
}

const list = (values: readonly number[]): string =>
  values.length < 2 ? values.join("") : `${values.slice(0, -1).join(", ")} and ${values.at(-1)}`;

/** The sentence that the job ends with. `hosts`: by rank, as far as they are known. */
export function lastWords(
  { ranks, among, alive }: Verdict,
  { size, timeout }: Pick<Sight, "size" | "timeout">,
  { doing, saved }: Stage,
  hosts: readonly string[],
): string {
  const who = among
    ? `${among.count === 1 ? "one" : among.count} or more of ${named(among.ranks, hosts)}`
    : named(ranks, hosts);
  const what = alive
    ? `every rank to come within ${(PATIENCE * timeout) / 1000} s (ten times --rank-timeout), but ${who} did not, although alive. A computation hangs there, or takes longer than that`
    : `every rank to answer within ${timeout / 1000} s (--rank-timeout), but got no sign of life from ${who}. A process is stopped, or a machine or the network hangs`;
  const next = saved
    ? "The last checkpoint is intact; go on with saddlepoint resume."
    : "No step was made yet: start the same command again.";
  return `training on ${size} ranks${doing === undefined ? "" : `, while ${doing}`}: expected ${what}. ${next}`;
}

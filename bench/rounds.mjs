// One workload, all peers: their first losses compared, then rounds in which each has a turn.
import { converse, PeerFailure } from "./conversation.mjs";

/** How far first losses from equal numbers may lie apart, relative to 1 or to the loss where that is larger. */
export const TOLERANCE = 1e-4;

/** Undefined, or a sentence that says which losses differ. */
export function disagreement(losses, expected, of) {
  const at = expected.findIndex(
    (value, i) => !(Math.abs(losses[i] - value) <= TOLERANCE * Math.max(1, Math.abs(value))),
  );
  if (at < 0 && losses.length === expected.length) return undefined;
  const shown = (values) => values.map((value) => Number(value).toPrecision(6)).join(", ");
  return `first losses from equal weights differ: expected ${shown(expected)} (${of}), came ${shown(losses)}`;
}

/**
 * Plays a workload with every peer. A peer has a `name`, and `process` (how it is started) or `missing` (a sentence). Peers live at
 * the same time, a process each; in each round each has a turn, and the order moves on by one. Returns a result per peer: `missing`,
 * or `startSeconds` (process start to the end of the first step), `losses`, `millisecondsPerStep` (one per round) and `peakBytes`; and
 * `failed`, a message, beside what there was before. `between(round)` is awaited before each round. After `until`, on the clock of
 * `performance.now()`, nobody is asked for anything more: who was not timed has failed, the others keep what they have.
 */
export async function playRounds(
  workload,
  peers,
  { rounds, seconds, patience, until = Number.POSITIVE_INFINITY, say = () => undefined, between },
) {
  const late = () => performance.now() > until;
  const results = peers.map(({ name, missing }) => ({ peer: name, ...(missing ? { missing } : {}) }));
  const talks = new Map();

  /** Asks one peer; a failure ends its part and is noted in its result. */
  const attempt = async (result, task) => {
    try {
      if (late() && !result.millisecondsPerStep?.length) throw new PeerFailure("no time was left for it");
      await task();
    } catch (error) {
      if (!(error instanceof PeerFailure)) throw error;
      result.failed = error.message;
      talks.get(result)?.kill();
      talks.delete(result);
    }
  };

  try {
    let agreed;
    // One after the other, so that nobody's start is slowed by another's.
    for (const [i, { process: started, missing }] of peers.entries()) {
      if (missing) continue;
      const result = results[i];
      say(`${workload.name}: first step of ${result.peer}`);
      await attempt(result, async () => {
        const began = performance.now();
        const talk = converse(started, patience);
        talks.set(result, talk);
        const { losses, versions } = await talk.ask({ do: "prepare", workload });
        result.startSeconds = (performance.now() - began) / 1000;
        result.versions = versions;
        result.losses = losses;
        agreed ??= { losses, of: result.peer };
        const differs = disagreement(losses, agreed.losses, agreed.of);
        if (differs) throw new PeerFailure(differs);
        result.millisecondsPerStep = [];
      });
    }
    for (const [result, talk] of [...talks]) {
      say(`${workload.name}: ${result.peer} warms up`);
      await attempt(result, () => talk.ask({ do: "run", seconds: seconds / 2 }));
    }
    for (let round = 0; round < rounds && talks.size > 0 && (round === 0 || !late()); round++) {
      await between?.(round);
      const order = [...talks];
      for (let i = 0; i < order.length; i++) {
        const [result, talk] = order[(i + round) % order.length];
        say(`${workload.name}: round ${round + 1} of ${rounds}, ${result.peer}`);
        await attempt(result, async () => {
          const { steps, seconds: taken } = await talk.ask({ do: "run", seconds });
          result.millisecondsPerStep.push((1000 * taken) / steps);
        });
      }
    }
    for (const [result, talk] of [...talks]) {
      await attempt(result, async () => {
        result.peakBytes = (await talk.ask({ do: "end" })).peakBytes;
      });
    }
  } finally {
    for (const talk of talks.values()) talk.kill();
  }
  return results;
}

// A peer's side of the conversation: one JSON object per line on standard input, one per line back.
//   {"do":"prepare","workload":{…}}  builds, plays the first step from the given numbers: {"losses":[…],"versions":{…}}
//   {"do":"run","seconds":2}         plays as many steps as fit, at least one: {"steps":…,"seconds":…}
//   {"do":"end"}                     {"peakBytes":…}, and the process ends
// and whatever else a peer answers to.
// What cannot be done is answered by {"failed":"a sentence"}. protocol.py is the same for Python.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** Steps are timed in blocks of about this length, each ended by waiting for what was queued. */
const BLOCK_SECONDS = 0.05;

/** Plays blocks until the time is over. `play(count)` returns when that many steps are done. */
export async function turn(play, seconds) {
  const began = performance.now();
  let [steps, block, elapsed] = [0, 1, 0];
  while (elapsed < seconds) {
    await play(block);
    steps += block;
    elapsed = (performance.now() - began) / 1000;
    const fitting = Math.floor((steps / elapsed) * Math.min(BLOCK_SECONDS, Math.max(0, seconds - elapsed)));
    block = Math.max(1, fitting);
  }
  return { steps, seconds: elapsed };
}

/** The most memory that this process has held. Linux keeps a process's own figure; elsewhere that of getrusage has to do. */
export function peakBytes() {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    if (kilobytes) return Number(kilobytes) * 1024;
  } catch {
    // No /proc.
  }
  return process.resourceUsage().maxRSS * 1024;
}

/** Serves a peer: `prepare(workload)` gives `losses` of the first step, `versions` and `play(count)`; `further` has other answers by name. */
export async function serve({ prepare, further = {} }) {
  let play;
  const answers = {
    prepare: async ({ workload }) => {
      const { losses, versions, ...prepared } = await prepare(workload);
      play = prepared.play;
      return { losses, versions };
    },
    run: ({ seconds }) => turn(play, seconds),
    end: async () => ({ peakBytes: peakBytes() }),
    ...further,
  };
  const say = (message) => new Promise((done) => process.stdout.write(`${JSON.stringify(message)}\n`, done));
  for await (const line of createInterface({ input: process.stdin })) {
    const message = JSON.parse(line);
    const answer = await answers[message.do](message).catch((error) => ({
      failed: String(error?.message ?? error).split("\n")[0],
    }));
    await say(answer);
    if (message.do === "end") process.exit(0);
  }
}

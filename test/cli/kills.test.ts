/**
 * A run is killed at a step of one of its writes, and goes on: it must end in the files of the run that was never killed. The moments
 * are spread over all that one run has (see kill-at.mjs); `KILLS=all npx vitest run --project native test/cli/kills.test.ts` takes
 * every kind of moment there is, and kills every second run again as it goes on.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { exists } from "../../src/cli/files/writing.ts";
import { filesIn, inFolder, start } from "./command.ts";

const OPTIONS = "--widths 8 --batch 16 --samples 20 --decay-steps 100 --keep 2".split(" ");
const TRAIN = [
  ...["train", "moons", "--out", "r", "--steps", "30"],
  ...["--report-every", "5", "--checkpoint-every", "10", "--sample-every", "10", ...OPTIONS],
];
const RESUME = ["resume", "r"];

/** In CI; enough for each of open, write, sync, close, rename, link, rm, mkdir and append to be met. */
const FEW = 12;
const AT_A_TIME = 2;

const preload = `NODE_OPTIONS=--import=${resolve("test/cli/kill-at.mjs")}`;
const withMoments = (cwd: string, args: readonly string[], ...variables: readonly string[]) =>
  start(cwd, args, ["env", preload, ...variables]).finished;

/** The names of the moments of a command, in order. */
async function momentsOf(cwd: string, args: readonly string[]): Promise<readonly string[]> {
  const log = join(cwd, "moments");
  const { code, stderr } = await withMoments(cwd, args, `KILL_LOG=${log}`);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return (await readFile(log, "utf8")).trim().split("\n");
}

async function kill(cwd: string, args: readonly string[], at: number): Promise<void> {
  const { signal, stderr } = await withMoments(cwd, args, `KILL_AT=${at}`);
  expect({ signal, stderr }).toMatchObject({ signal: "SIGKILL" });
}

/** All that is in a run folder, but for what the clock makes. */
async function contentOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const content: Record<string, string> = {};
  for (const name of await filesIn(folder)) {
    const bytes = await readFile(join(folder, name));
    content[name] = name.endsWith(".html")
      ? "a page"
      : /\.jsonl?$/.test(name)
        ? bytes.toString().replace(/"(seconds|stepsPerSecond|memory|created)": ?[^,}]+/g, '"$1":0')
        : createHash("sha256").update(bytes).digest("hex");
  }
  return content;
}

/** Numbers from 1 of moments: all kinds in turn, so that the first are of different kinds, then evenly so many of them. */
function chosen(moments: readonly string[], count: number): readonly number[] {
  const kinds = [...new Set(moments)];
  // Of what comes again and again, another one each time.
  const numbers = kinds.map((kind, i) => {
    const all = moments.flatMap((name, at) => (name === kind ? [at + 1] : []));
    return all[i % all.length] as number;
  });
  const few = Math.min(count, numbers.length);
  return Array.from({ length: few }, (_, i) => numbers[Math.floor(((i + 0.5) * numbers.length) / few)] as number);
}

/** As a script for Slurm does it. */
const again = async (cwd: string): Promise<readonly string[]> =>
  (await exists(join(cwd, "r/config.json"))) ? RESUME : TRAIN;

it(
  "a run that is killed at a step of a write ends in the same files when it goes on",
  () =>
    inFolder(async (cwd) => {
      const count = process.env.KILLS === "all" ? Number.POSITIVE_INFINITY : FEW;
      const moments = await momentsOf(cwd, TRAIN);
      const whole = await contentOf(join(cwd, "r"));
      expect(Object.keys(whole)).toContain("checkpoints/step-30.safetensors");
      const numbers = chosen(moments, count);
      const killed: string[] = [];

      const attempt = async (at: number, i: number): Promise<void> =>
        inFolder(async (place) => {
          const met = [moments[at - 1] as string];
          await kill(place, TRAIN, at);
          if (i % 2 === 1) {
            // So early that each run has so many moments left: it begins with the lock and the configuration.
            const second = 1 + ((7 * i) % 40);
            met.push(`resume, moment ${second}`);
            await kill(place, await again(place), second);
          }
          const { code, stderr } = await start(place, await again(place)).finished;
          expect({ met, code, stderr }).toMatchObject({ met, code: 0 });
          expect({ met, content: await contentOf(join(place, "r")) }).toEqual({ met, content: whole });
          killed.push(...met);
        });

      const waiting = numbers.map((at, i) => [at, i] as const);
      await Promise.all(
        Array.from({ length: AT_A_TIME }, async () => {
          for (let next = waiting.shift(); next; next = waiting.shift()) await attempt(...next);
        }),
      );
      expect(killed.length).toBe(numbers.length + Math.floor(numbers.length / 2));
      if (count > FEW) console.info(`${killed.length} kills, ${numbers.length} kinds of moment of ${moments.length}`);
    }),
  3_600_000,
);

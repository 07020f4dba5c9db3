/** Training on several ranks as a user starts it: by mpirun. Skipped, saying so, where Open MPI is not installed. */
import { type ChildProcess, spawnSync } from "node:child_process";
import { link, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { checkLibrary, joinMpi } from "../src/cli/distributed/mpi.ts";
import { ranksStarted } from "../src/cli/distributed/ranks.ts";
import type { MetricsLine } from "../src/inner.ts";
import { command, type Finished, inFolder, start, TINY, until } from "./cli/command.ts";

const installed = spawnSync("mpirun", ["--version"]).status === 0;
if (!installed) console.warn("Open MPI is not installed: training on several ranks is not tested.");
// In containers tests run as root, and machines that test have few cores.
Object.assign(process.env, { OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1" });
const mpirun = (ranks: number): string[] => ["mpirun", "--oversubscribe", "-n", String(ranks)];
const onRanks = (ranks: number, cwd: string, ...args: string[]): Promise<Finished> =>
  start(cwd, args, mpirun(ranks)).finished;

const metrics = async (folder: string): Promise<MetricsLine[]> =>
  (await readFile(join(folder, "metrics.jsonl"), "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as MetricsLine);

const checkpoint = (folder: string, step: number): Promise<Buffer> =>
  readFile(join(folder, "checkpoints", `step-${step}.safetensors`));

/** The processes of the ranks, by rank: children of mpirun. */
async function ranksOf({ pid }: ChildProcess): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  return children.trim().split(" ").filter(Boolean).map(Number);
}

/** Whether the process is that of its command, and no longer a copy of mpirun, which waits for it to become one. */
async function hasBegun(pid: number, { pid: mpirun }: ChildProcess): Promise<boolean> {
  const [own, before] = await Promise.all(
    [pid, mpirun].map((one) => readFile(`/proc/${one}/cmdline`, "utf8").catch(() => "")),
  );
  return own !== "" && own !== before;
}

async function expectSameLosses(a: string, b: string): Promise<void> {
  const [one, other] = [await metrics(a), await metrics(b)];
  const figures = ({ step, dLoss, gLoss, value = 0, meanDReal, meanDFake }: MetricsLine) =>
    [step, dLoss, gLoss, value, meanDReal, meanDFake] as const;
  expect(other).toHaveLength(one.length);
  const apart = one.flatMap((line, i) =>
    figures(line).map((figure, k) => Math.abs(figure - (figures(other[i] as MetricsLine)[k] ?? Number.NaN))),
  );
  expect(Math.max(...apart)).toBeLessThan(1e-4);
}

/** Whether the process that has a run's lock is there still. */
async function isThere(path: string): Promise<boolean> {
  const pid = await readFile(path, "utf8").catch(() => "");
  return (
    pid !== "" &&
    readFile(`/proc/${pid.trim()}/stat`).then(
      () => true,
      () => false,
    )
  );
}

/** Waits for a checkpoint after the start, and finds one rank. */
async function rankAtWork(cwd: string, child: ChildProcess, rank: number): Promise<number> {
  const folder = join(cwd, "run/checkpoints");
  await until(async () =>
    (await readdir(folder).catch(() => [])).some((name) => name !== "step-0.safetensors" && !name.startsWith(".")),
  );
  return (await ranksOf(child))[rank] as number;
}

/** So many large pictures that it takes longer to decode them than a rank may be silent. */
async function writePictures(folder: string): Promise<void> {
  await mkdir(folder);
  const first = join(folder, "0.png");
  await sharp({ create: { width: 4000, height: 4000, channels: 3, background: "#123456" } }).toFile(first);
  for (let i = 1; i < 200; i++) await link(first, join(folder, `${i}.png`));
}

describe.skipIf(!installed)("under mpirun", () => {
  it.each([2, 4])("%i ranks have the losses of one over 200 steps, and rank 0 alone speaks and writes", (ranks) =>
    inFolder(async (cwd) => {
      const train = ["train", "ring", "--steps", "200", ...TINY];
      expect(await command(cwd, ...train, "--out", "one")).toMatchObject({ code: 0 });
      const { code, stdout, stderr } = await onRanks(ranks, cwd, ...train, "--out", "several");
      // A machine that is busy says how far it is.
      expect({ code, stderr: stderr.replace(/^ring: step .*\n/gm, "") }).toEqual({ code: 0, stderr: "" });
      expect(stdout.match(/Training: ring/g)).toHaveLength(1);
      expect(stdout).toContain(`${ranks} ranks, ${16 / ranks} examples of each minibatch on each`);
      expect(stdout).toMatch(new RegExp(`${ranks} ranks, [\\d,]+ examples/s, \\d+ % of the time in communication\\.`));
      await expectSameLosses(join(cwd, "one"), join(cwd, "several"));
      expect((await readdir(cwd)).sort()).toEqual(["one", "several"]);
    }),
  );

  it("every rank has the same parameters and moments", () =>
    inFolder(async (cwd) => {
      const [launcher = "", ...args] = [...mpirun(4), process.execPath, resolve("test/distributed/parameters.mjs")];
      const { status, stderr } = spawnSync(launcher, args, { cwd, encoding: "utf8" });
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      const hashes = await Promise.all([0, 1, 2, 3].map((rank) => readFile(join(cwd, `rank-${rank}`), "utf8")));
      expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
      expect(new Set(hashes).size).toBe(1);
    }));

  it("a run goes on with another number of ranks, and with the same number bit for bit", () =>
    inFolder(async (cwd) => {
      const often = [...TINY, "--checkpoint-every", "50"];
      await onRanks(2, cwd, "train", "ring", "--steps", "100", ...often, "--out", "whole");
      for (const ranks of [1, 2, 4]) {
        const out = `from-${ranks}`;
        await onRanks(2, cwd, "train", "ring", "--steps", "50", ...often, "--out", out);
        const { code, stdout } = await onRanks(ranks, cwd, "resume", out, "--steps", "100");
        expect(code).toBe(0);
        expect(stdout).toContain("Resuming from step 50");
        await expectSameLosses(join(cwd, "whole"), join(cwd, out));
      }
      expect((await checkpoint(join(cwd, "from-2"), 100)).equals(await checkpoint(join(cwd, "whole"), 100))).toBe(true);
    }));

  it("ranks wait for rank 0 longer than a rank may be silent while it reads the run folder", () =>
    inFolder(async (cwd) => {
      await onRanks(2, cwd, "train", "ring", "--steps", "2", ...TINY, "--out", "run");
      const slowly = ["-x", `NODE_OPTIONS=--import=${resolve("test/distributed/slow-config.mjs")}`];
      const began = performance.now();
      const { finished } = start(
        cwd,
        ["resume", "run", "--steps", "4", "--rank-timeout", "4"],
        [...mpirun(2), ...slowly],
      );
      expect(await finished).toMatchObject({ code: 0, stderr: "" });
      expect(performance.now() - began).toBeGreaterThan(6000);
    }));

  it("a killed rank ends the job with a code, and the run goes on as if nothing had been", () =>
    inFolder(async (cwd) => {
      const train = ["train", "ring", ...TINY, "--checkpoint-every", "20", "--keep", "1000"];
      const { child, finished } = start(cwd, [...train, "--steps", "100000", "--out", "run"], mpirun(2));
      process.kill(await rankAtWork(cwd, child, 1), "SIGKILL");
      const { code, stderr } = await finished;
      expect(code).not.toBe(0);
      expect(stderr).toMatch(/rank 1\s.*signal\s+9/s);
      // mpirun may end a moment before the ranks that it kills, and the run is theirs until then.
      await until(async () => !(await isThere(join(cwd, "run/training.pid"))));
      const kept = (await readdir(join(cwd, "run/checkpoints"))).filter((name) => !name.startsWith("."));
      const last = Math.max(...kept.map((name) => Number(/\d+/.exec(name)?.[0])));
      const to = String(last + 20);
      expect(await onRanks(2, cwd, "resume", "run", "--steps", to)).toMatchObject({ code: 0, stderr: "" });
      await onRanks(2, cwd, ...train, "--steps", to, "--out", "whole");
      const [resumed, whole] = [
        await checkpoint(join(cwd, "run"), last + 20),
        await checkpoint(join(cwd, "whole"), last + 20),
      ];
      expect(resumed.equals(whole)).toBe(true);
    }));

  // Right after its process has begun (a rank that is stopped later in this phase is named the same way), while pictures are
  // decoded, and in training: of the last a checkpoint is left, of the others nothing.
  it.each([
    ["as soon as its process is there", "while the ranks start", "No step was made yet: start the same command again."],
    [
      "while pictures are decoded",
      "while rank 0 reads the data",
      "No step was made yet: start the same command again.",
    ],
    ["in training", "ranks: expected", "The last checkpoint is intact; go on with saddlepoint resume."],
  ] as const)("a rank that is stopped %s ends the job with a sentence that names it", (when, doing, next) =>
    inFolder(async (cwd) => {
      const decoding = when.includes("pictures");
      if (decoding) await writePictures(join(cwd, "pictures"));
      const data = decoding ? ["pictures", "--size", "8", "--cache-dir", "cache"] : ["ring"];
      const options = [
        ...TINY,
        "--checkpoint-every",
        "20",
        "--steps",
        "1000000",
        "--out",
        "run",
        "--rank-timeout",
        "4",
      ];
      const { child, finished } = start(cwd, ["train", ...data, ...options], mpirun(2));
      if (when === "in training") process.kill(await rankAtWork(cwd, child, 1), "SIGSTOP");
      else {
        // What is decoded goes into the cache.
        if (decoding) await until(async () => (await readdir(join(cwd, "cache")).catch(() => [])).length > 0);
        await until(async () => {
          const ranks = await ranksOf(child);
          return ranks.length === 2 && (await Promise.all(ranks.map((rank) => hasBegun(rank, child)))).every(Boolean);
        });
        process.kill((await ranksOf(child))[1] as number, "SIGSTOP");
      }
      const { code, stderr } = await finished;
      expect(code).toBe(2);
      expect(stderr.match(/saddlepoint: .*/g)).toEqual([
        expect.stringMatching(
          /^saddlepoint: training on 2 ranks.*: expected every rank to answer within 4 s \(--rank-timeout\), but got no sign of life from rank 1 on host \S+\. /,
        ),
      ]);
      expect(stderr).toContain(doing);
      expect(stderr).toContain(next);
      await until(async () => (await ranksOf(child)).length === 0);
      if (when === "in training") expect(await command(cwd, "evaluate", "run")).toMatchObject({ code: 0 });
    }),
  );

  // The first as docs/distributed.md advises, the second as Slurm and mpirun do.
  it.each(["rank 0 alone", "every rank"])(
    "an interrupt of %s stops all after the same step, with a checkpoint",
    (whom) =>
      inFolder(async (cwd) => {
        const train = ["train", "ring", ...TINY, "--checkpoint-every", "1000", "--steps", "1000000", "--out", "run"];
        const { child, finished } = start(cwd, train, mpirun(2));
        await rankAtWork(cwd, child, 1);
        const first = Number(await readFile(join(cwd, "run/training.pid"), "utf8"));
        for (const pid of whom === "every rank" ? await ranksOf(child) : [first]) process.kill(pid, "SIGTERM");
        const { code, stdout } = await finished;
        expect(code).toBe(130);
        expect(stdout).toMatch(/Stopped after step [\d,]+; checkpoint written\./);
      }),
  );

  it("a rank with other data is named before the first step, and nothing is written", () =>
    inFolder(async (cwd) => {
      const rank = (data: string): string[] => ["train", data, ...TINY, "--out", "run"];
      const program = [process.execPath, resolve("dist/cli/main.js")];
      await writeFile(join(cwd, "a.csv"), `x,y\n${"1,2\n3,4\n5,7\n2,1\n".repeat(8)}`);
      await mkdir(join(cwd, "other"));
      await writeFile(join(cwd, "other/a.csv"), `x,y\n${"1,2\n3,4\n5,7\n2,2\n".repeat(8)}`);
      const second = [":", "-n", "1", ...program, ...rank("other/a.csv")];
      const { code, stderr } = await start(cwd, [...rank("a.csv"), ...second], mpirun(2)).finished;
      expect(code).toBe(2);
      expect(stderr).toContain(
        "saddlepoint: training on 3 ranks: expected the same data on every rank, but got other data on rank 2.",
      );
      expect((await readdir(cwd)).sort()).toEqual(["a.csv", "other"]);
    }));

  it("what is wrong with a command is said once", () =>
    inFolder(async (cwd) => {
      const { code, stderr } = await onRanks(4, cwd, "train", "ring", "--batch", "-3");
      expect(code).toBe(2);
      expect(stderr.match(/saddlepoint: /g)).toHaveLength(1);
      const odd = await onRanks(4, cwd, "train", "ring", ...TINY, "--batch", "18");
      expect(odd.code).toBe(2);
      expect(
        odd.stderr.match(/dividing minibatches of 18 among 4 ranks: expected a multiple of 4, but got 18\./g),
      ).toHaveLength(1);
    }));

  it("--distributed overrides what the environment says", () =>
    inFolder(async (cwd) => {
      // Two runs that know nothing of each other, in two folders.
      const run = (out: string) => ["train", "ring", "--steps", "2", ...TINY, "--distributed", "off", "--out", out];
      const second = [":", "-n", "1", process.execPath, resolve("dist/cli/main.js"), ...run("b")];
      const off = await start(cwd, [...run("a"), ...second], mpirun(1)).finished;
      expect(off.code).toBe(0);
      expect(off.stdout.match(/Finished: 2 steps/g)).toHaveLength(2);
      expect(off.stdout).not.toContain("2 ranks");
      const one = await command(cwd, "train", "ring", "--steps", "2", ...TINY, "--distributed", "mpi");
      expect(one).toMatchObject({ code: 0 });
      expect(one.stdout).not.toContain("ranks");
    }));
});

describe("without Open MPI", () => {
  it("a missing library is said in a sentence", async () => {
    await expect(joinMpi({ names: ["libmpi-that-is-not-there.so.40"] })).rejects.toThrow(
      /^joining the other ranks: expected Open MPI's library \(libmpi-that-is-not-there\.so\.40\), but got .*No such file.* Install Open MPI \(Debian: openmpi-bin\), or train on one rank with --distributed off\.$/s,
    );
  });

  it("a library that cannot be loaded ends the command with a sentence; nothing is loaded unless it is asked for", () =>
    inFolder(async (cwd) => {
      for (const name of ["libmpi.so.40", "libmpi.so"]) await writeFile(join(cwd, name), "no library");
      const broken = ["env", `LD_LIBRARY_PATH=${cwd}`];
      const train = ["train", "ring", "--steps", "1", ...TINY];
      const asked = await start(cwd, [...train, "--distributed", "mpi"], broken).finished;
      expect(asked.code).toBe(2);
      expect(asked.stderr).toMatch(/^saddlepoint: joining the other ranks: expected Open MPI's library/);
      expect(await start(cwd, train, broken).finished).toMatchObject({ code: 0 });
    }));

  it.each(["Open MPI v4.1.4, package: Debian OpenMPI, ident: 4.1.4", "Open MPI v5.0.3, package: Open MPI"])(
    "%s is taken",
    (version) => {
      expect(() => checkLibrary(version)).not.toThrow();
    },
  );

  it.each([
    "MPICH Version:\t4.0.2\nMPICH Release date",
    "Intel(R) MPI Library 2021.10",
    "Open MPI v3.1.6, package",
    "",
  ])("%j is refused", (version) => {
    expect(() => checkLibrary(version)).toThrow(
      /^joining the other ranks: expected Open MPI 4 or 5, but got .+\. Install Open MPI \(Debian: openmpi-bin\) and start the ranks by its mpirun\.$/,
    );
  });

  it("ranks are found in what mpirun, srun and others leave in the environment", () => {
    expect(ranksStarted({})).toBe(1);
    expect(ranksStarted({ OMPI_COMM_WORLD_SIZE: "4" })).toBe(4);
    expect(ranksStarted({ SLURM_STEP_NUM_TASKS: "16" })).toBe(16);
    expect(ranksStarted({ PMI_SIZE: "2" })).toBe(2);
    expect(ranksStarted({ SLURM_STEP_NUM_TASKS: "x" })).toBe(1);
  });

  it("another value than off or mpi is refused", () =>
    inFolder(async (cwd) => {
      const { code, stderr } = await command(cwd, "train", "ring", "--distributed", "nccl");
      expect(code).toBe(2);
      expect(stderr).toBe("saddlepoint: reading option --distributed: expected off or mpi, but got nccl.\n");
    }));
});

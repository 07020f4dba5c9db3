import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Beats, type Launched, LEFT, launched, openBeats } from "./beats.ts";

const folder = mkdtempSync(join(tmpdir(), "saddlepoint-beats-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const of = (file: string, rank: number, cleared = false): Launched => ({ rank, size: 3, here: 2, file, cleared });
const opened = (given: Launched): Beats => openBeats(given) as Beats;

describe("signs of life", () => {
  it("of each rank of a host are seen by the others, and of no others", () => {
    const file = join(folder, "job");
    const [first, third] = [opened(of(file, 0)), opened(of(file, 2))];
    expect([...third.read()]).toEqual([1, 0, 1]);
    first.beat();
    first.beat();
    expect([...third.read()]).toEqual([3, 0, 1]);
    third.leave();
    expect([...first.read()]).toEqual([3, 0, LEFT]);
    first.leave();
    expect(existsSync(file)).toBe(false);
  });

  it("are left where the launcher clears them away, and done without where they cannot be written", () => {
    const file = join(folder, "theirs");
    opened(of(file, 1, true)).leave();
    expect(existsSync(file)).toBe(true);
    expect(openBeats(of(join(folder, "none/job"), 0))).toBeUndefined();
    mkdirSync(join(folder, "folder"));
    expect(openBeats(of(join(folder, "folder"), 0))).toBeUndefined();
  });

  it("are not written through a link that somebody has laid", () => {
    writeFileSync(join(folder, "precious"), "as it was");
    symlinkSync(join(folder, "precious"), join(folder, "link"));
    expect(openBeats(of(join(folder, "link"), 0))).toBeUndefined();
  });
});

describe("what a launcher says of a process", () => {
  const mpirun = { OMPI_COMM_WORLD_RANK: "1", OMPI_COMM_WORLD_SIZE: "4", OMPI_COMM_WORLD_LOCAL_SIZE: "2" };

  it("is read from mpirun and srun", () => {
    expect(launched({ ...mpirun, PMIX_NAMESPACE: "12.1", PMIX_SERVER_TMPDIR: "/job" })).toEqual({
      rank: 1,
      size: 4,
      here: 2,
      file: join("/job", `saddlepoint-12.1-${hostname().replaceAll(/[^\w.-]/g, "_")}`),
      cleared: true,
    });
    const srun = { SLURM_PROCID: "3", SLURM_STEP_NUM_TASKS: "4", PMIX_NAMESPACE: "slurm.pmix.5/0" };
    expect(launched(srun)).toMatchObject({ rank: 3, size: 4, here: undefined, cleared: false });
    expect(launched(srun)?.file).toContain(join(tmpdir(), "saddlepoint-slurm.pmix.5_0-"));
  });

  it.each([
    ["nothing", {}],
    ["no job", mpirun],
    ["a rank that is none", { ...mpirun, OMPI_COMM_WORLD_RANK: "-1", PMIX_NAMESPACE: "1" }],
    ["a rank beyond the size", { ...mpirun, OMPI_COMM_WORLD_RANK: "4", PMIX_NAMESPACE: "1" }],
  ])("is not guessed from %s", (_, environment) => {
    expect(launched(environment)).toBeUndefined();
  });
});

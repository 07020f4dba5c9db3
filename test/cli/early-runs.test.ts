/** Runs of before an option existed: they are read, measured and continued as the runs that they are. */
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../src/data/fingerprint.ts";
import { decodeTensors, encodeTensors } from "../../src/inner.ts";
import { command, inFolder, TINY } from "./command.ts";

type Values = Record<string, unknown>;

/** Without the options that came later. */
function early({ sharedMasks: _, pixels: __, outputBias: ___, ...config }: Values): Values {
  const player = (key: string): Values => {
    const { upsampling: _, ...own } = config[key] as Values;
    return own;
  };
  return { ...config, generator: player("generator"), discriminator: player("discriminator") };
}

/** Makes a run what it would be had it been written before these options existed. */
async function makeEarly(folder: string, checkpoints: readonly number[]): Promise<void> {
  const path = join(folder, "config.json");
  const { dataOptions: _, places: __, ...record } = JSON.parse(await readFile(path, "utf8")) as Values;
  await writeFile(path, JSON.stringify({ ...record, config: early(record.config as Values) }));
  for (const step of checkpoints) {
    const file = join(folder, `checkpoints/step-${step}.safetensors`);
    const { metadata, tensors } = decodeTensors(file, await readFile(file));
    const config = JSON.stringify(early(JSON.parse(metadata.config as string) as Values));
    expect(config).not.toContain("pixels");
    const written = (checksum: string): Uint8Array =>
      encodeTensors([...tensors.values()], { ...metadata, config, sha256: checksum });
    await writeFile(file, written(await sha256(written("0".repeat(64)))));
  }
}

const checkpoint = (folder: string, step: number): Promise<Buffer> =>
  readFile(join(folder, `checkpoints/step-${step}.safetensors`));

describe.concurrent("a run of before an option existed", () => {
  it.each([
    ["points", ["ring"]],
    ["images", ["glyphs", "--channels", "2", "--latent", "3", "--decay-steps", "8", "--burn-in-steps", "8"]],
  ])("is listed, measured and resumed bit for bit: %s", (_, data) =>
    inFolder(async (cwd) => {
      const options = [...TINY, "--checkpoint-every", "4"];
      await command(cwd, "train", ...data, "--steps", "4", "--out", "half", ...options);
      await command(cwd, "train", ...data, "--steps", "8", "--out", "runs/whole", ...options);
      await cp(join(cwd, "half"), join(cwd, "runs/early"), { recursive: true });
      await makeEarly(join(cwd, "runs/early"), [0, 4]);

      const listed = await command(cwd, "runs", "--json");
      expect(listed.stderr).toBe("");
      expect(JSON.parse(listed.stdout).runs.map(({ run, step }: Values) => [run, step])).toEqual([
        ["runs/early", 4],
        ["runs/whole", 8],
      ]);
      const [now, then] = [
        await command(cwd, "evaluate", "half", "--json"),
        await command(cwd, "evaluate", "runs/early", "--json"),
      ];
      expect(then.code).toBe(0);
      expect(then.stdout).toBe(now.stdout.replaceAll('"half', '"runs/early'));
      expect((await command(cwd, "resume", "runs/early", "--steps", "8")).code).toBe(0);
      expect(await checkpoint(join(cwd, "runs/early"), 8)).toEqual(await checkpoint(join(cwd, "runs/whole"), 8));
    }),
  );

  it("is named by runs, with the reason, where it cannot be read", () =>
    inFolder(async (cwd) => {
      await command(cwd, "train", "ring", "--steps", "1", "--out", "runs/good", ...TINY);
      await mkdir(join(cwd, "runs/notes"));
      for (const [name, change] of [
        ["later", { invented: 1 }],
        ["lacking", { latent: undefined }],
      ] as const) {
        await cp(join(cwd, "runs/good"), join(cwd, `runs/${name}`), { recursive: true });
        const path = join(cwd, `runs/${name}/config.json`);
        const record = JSON.parse(await readFile(path, "utf8"));
        await writeFile(path, JSON.stringify({ ...record, config: { ...record.config, ...change } }));
      }
      await cp(join(cwd, "runs/good"), join(cwd, "runs/headless"), { recursive: true });
      await rm(join(cwd, "runs/headless/config.json"));
      const { code, stdout, stderr } = await command(cwd, "runs", "--json");
      expect(code).toBe(0);
      expect(JSON.parse(stdout).runs.map(({ run }: Values) => run)).toEqual(["runs/good"]);
      expect(stderr.trim().split("\n")).toEqual([
        "Left out: opening run runs/headless: expected a config.json in it, but got none: this is not a run. Check the path.",
        "Left out: opening run runs/lacking: expected latent to be an integer from 1 to 65,536, but got nothing. Its config.json was altered: put back the one that was written.",
        "Left out: opening run runs/later: expected only options that this version knows, but got invented. A later version wrote it, or it was altered.",
      ]);
    }));
});
